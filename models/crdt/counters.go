package crdt

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// counting: the value of a counter is the number of increments less that of
// decrements, of which it has the given kinds.
func counting(kinds ...Kind) Meaning[int] {
	return Meaning[int]{
		Value: func(h *History, seen Dots) (n int) {
			for d := range seen.All() {
				n += amount(h.At(d).Op)
			}
			return n
		},
		Conflict: func(Op, Op) bool { return true },
		Updates:  2,
		Sequential: func(n int, op Op, _ Dot) (int, bool) {
			return n + amount(op), slices.Contains(kinds, op.Kind)
		},
	}
}

// amount is what an operation adds to a counter.
func amount(op Op) int {
	if op.Kind == Dec {
		return -1
	}
	return 1
}

// counts are numbers of operations, by the replica that has made them.
type counts = PerReplica[int8]

// gCounter is the grow-only counter (RR-7506, section 3.1).
type gCounter struct{ Config }

// Calls implements StateBased.
func (c gCounter) Calls(counts) iter.Seq[Op] { return spec.Only(Op{Kind: Inc}) }

// Update implements StateBased.
func (c gCounter) Update(p counts, _ Op, id Dot) counts {
	*p.At(id.By)++
	return p
}

// Merge takes the larger of each two counts: a replica's count only grows, so that
// the larger one is the newer.
func (c gCounter) Merge(p, q counts) counts {
	for i := range c.Replicas.All() {
		if c.Bug == MergeAdds {
			*p.At(i) += q.Get(i)
		} else {
			p.Set(i, max(p.Get(i), q.Get(i)))
		}
	}
	return p
}

// Query implements StateBased.
func (c gCounter) Query(p counts) int {
	if c.Bug == QueryMax {
		return c.most(p)
	}
	return c.total(p)
}

// Size implements StateBased.
func (c gCounter) Size(p counts) int { return c.total(p) }

func (c gCounter) total(p counts) (n int) {
	for i := range c.Replicas.All() {
		n += int(p.Get(i))
	}
	return n
}

func (c gCounter) most(p counts) (n int) {
	for i := range c.Replicas.All() {
		n = max(n, int(p.Get(i)))
	}
	return n
}

// pnCounter is a pair of grow-only counters, of increments and of decrements
// (RR-7506, section 3.1). One count that went up and down could not be merged.
type pnCounter struct{ Config }

type incsAndDecs struct{ Incs, Decs counts }

// String formats the counts as those of increments - those of decrements.
func (p incsAndDecs) String() string { return fmt.Sprintf("%v - %v", p.Incs, p.Decs) }

// Calls implements StateBased.
func (c pnCounter) Calls(incsAndDecs) iter.Seq[Op] { return spec.Only(Op{Kind: Inc}, Op{Kind: Dec}) }

// Update implements StateBased.
func (c pnCounter) Update(p incsAndDecs, op Op, id Dot) incsAndDecs {
	switch {
	case op.Kind == Inc:
		*p.Incs.At(id.By)++
	case c.Bug == UpAndDown:
		*p.Incs.At(id.By)--
	default:
		*p.Decs.At(id.By)++
	}
	return p
}

// Merge implements StateBased.
func (c pnCounter) Merge(p, q incsAndDecs) incsAndDecs {
	return incsAndDecs{gCounter(c).Merge(p.Incs, q.Incs), gCounter(c).Merge(p.Decs, q.Decs)}
}

// Query implements StateBased.
func (c pnCounter) Query(p incsAndDecs) int {
	return gCounter(c).total(p.Incs) - gCounter(c).total(p.Decs)
}

// Size implements StateBased.
func (c pnCounter) Size(p incsAndDecs) int {
	return gCounter(c).total(p.Incs) + gCounter(c).total(p.Decs)
}

// opCounter is the operation-based counter (RR-7506, section 3.1). Additions commute,
// so that any reliable broadcast will do.
type opCounter struct{ Config }

// addition is the number that is added.
type addition int8

// String formats the number as +1.
func (a addition) String() string { return fmt.Sprintf("%+d", int8(a)) }

// Calls implements OpBased.
func (c opCounter) Calls(int8) iter.Seq[Op] { return spec.Only(Op{Kind: Inc}, Op{Kind: Dec}) }

// Prepare implements OpBased.
func (c opCounter) Prepare(p int8, op Op, _ Dot) addition {
	if c.Bug == AssignTotal {
		return addition(int(p) + amount(op))
	}
	return addition(amount(op))
}

// Effect implements OpBased.
func (c opCounter) Effect(p int8, a addition) int8 {
	if c.Bug == AssignTotal {
		return int8(a)
	}
	return p + int8(a)
}

// Query implements OpBased.
func (c opCounter) Query(p int8) int { return int(p) }
