package crdt

import (
	"errors"
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// Sequence is the value of a sequence: the insertions whose elements are in it.
type Sequence = spec.Vec[Dot, [room]Dot]

// sequence: the insertions are a tree, in which each is a child of what it was
// inserted behind. A sequence is the tree in depth-first order, later children first,
// less what was deleted (Attiya et al., PODC 2016, section 5).
func (c Config) sequence() Meaning[Sequence] {
	return Meaning[Sequence]{
		Value: func(h *History, seen Dots) (s Sequence) {
			c.traverse(h, seen, Dot{}, &s)
			return s
		},
		Conflict: func(a, b Op) bool { return a.Kind == Insert && a == b },
		Updates:  2,
		Sequential: func(v Sequence, op Op, id Dot) (Sequence, bool) {
			return insertOrDelete(v, op, id), op.Kind == Insert || op.Kind == Delete
		},
		Intent: Intent[Sequence]{
			Name: "OrderKept", Doc: "what is inserted comes right behind its predecessor, and elements never change places",
			Check: checkOrderKept,
		},
	}
}

// traverse appends the subtree of what was inserted behind `parent`.
func (c Config) traverse(h *History, seen Dots, parent Dot, s *Sequence) {
	var children Dots
	for d := range h.Which(seen, Op{Kind: Insert, Ref: parent}) {
		children.Add(d)
	}
	for children != (Dots{}) {
		var last Stamped
		for d := range children.All() {
			if child := stamped(h, d); c.later(child, last) {
				last = child
			}
		}
		children = children.Minus(only(last.ID))
		if !h.any(seen, Op{Kind: Delete, Ref: last.ID}) {
			s.Append(last.ID)
		}
		c.traverse(h, seen, last.ID, s)
	}
}

func only(d Dot) (s Dots) {
	s.Add(d)
	return s
}

func checkOrderKept(c *Change[Sequence]) error {
	if !spec.None(c.Update.By) {
		if op := c.History.At(c.Update).Op; op.Kind == Insert && predecessor(&c.New, c.Update) != op.Ref {
			return errors.New("what was inserted is elsewhere")
		}
	}
	last := 0
	for _, d := range c.Old.All() {
		k := find(&c.New, d)
		if k > 0 && k < last {
			return fmt.Errorf("%v has changed places", d)
		}
		last = max(last, k)
	}
	return nil
}

// insertOrDelete is a sequence that is not replicated: an element is inserted right behind
// another one, or in front, and nothing happens to an element that is not there.
func insertOrDelete(v Sequence, op Op, id Dot) (out Sequence) {
	if op.Kind == Insert && op.Ref == (Dot{}) {
		out.Append(id)
	}
	for _, d := range v.All() {
		if op.Kind == Insert || d != op.Ref {
			out.Append(d)
		}
		if op.Kind == Insert && d == op.Ref {
			out.Append(id)
		}
	}
	return out
}

// find returns the position of d, or 0.
func find(s *Sequence, d Dot) int {
	for k, e := range s.All() {
		if e == d {
			return k
		}
	}
	return 0
}

// predecessor returns what is before d, or none.
func predecessor(s *Sequence, d Dot) (before Dot) {
	if k := find(s, d); k > 1 {
		return s.Get(k - 1)
	}
	return Dot{}
}

// Atom is an element of a replicated growable array, deleted or not, with what it was
// inserted behind.
type Atom struct {
	Stamped
	Behind  Dot
	Deleted bool
}

// String formats the atom as r1.2 at 2 behind r1.1, and tells if it is deleted.
func (a Atom) String() string {
	text := a.Stamped.String()
	if a.Behind != (Dot{}) {
		text += fmt.Sprint(" behind ", a.Behind)
	}
	if a.Deleted {
		text += " deleted"
	}
	return text
}

// rga is the replicated growable array (Roh et al., JPDC 2011; RR-7506, section 3.5)
// as a state-based type: to merge is to insert, or to delete, what the other has.
type rga struct{ Config }

type atoms = spec.Vec[Atom, [room]Atom]

// Calls implements StateBased: an insertion in front or behind any element, or to
// delete it.
func (c rga) Calls(p atoms) iter.Seq[Op] {
	return func(yield func(Op) bool) {
		if !yield(Op{Kind: Insert}) {
			return
		}
		for _, a := range p.All() {
			if !a.Deleted && (!yield(Op{Kind: Insert, Ref: a.ID}) || !yield(Op{Kind: Delete, Ref: a.ID})) {
				return
			}
		}
	}
}

// Update implements StateBased.
func (c rga) Update(p atoms, op Op, id Dot) atoms {
	if op.Kind == Delete {
		p.At(position(p, op.Ref)).Deleted = true
		return p
	}
	latest := uint8(0)
	for _, a := range p.All() {
		latest = max(latest, a.Time)
	}
	return c.insert(p, Atom{Stamped: Stamped{latest + 1, id}, Behind: op.Ref})
}

// insert puts an atom behind its predecessor, and behind all that was inserted there
// later.
func (c rga) insert(p atoms, a Atom) atoms {
	k := position(p, a.Behind) + 1
	for k <= p.Len() && c.skips(p.Get(k), a) {
		k++
	}
	p.Append(a)
	for at := p.Len(); at > k; at-- {
		*p.At(at) = p.Get(at - 1)
	}
	*p.At(k) = a
	return p
}

// skips tells whether a new atom comes behind another one that is at its place. The
// later one comes first, so that all that was inserted behind it is skipped, too.
func (c rga) skips(there, a Atom) bool {
	switch c.Bug {
	case NoSkip:
		return false
	case SkipEarlier:
		return c.later(a.Stamped, there.Stamped)
	}
	return c.later(there.Stamped, a.Stamped)
}

// position returns where the atom is that d has inserted, or 0.
func position(p atoms, d Dot) int {
	for k, a := range p.All() {
		if a.ID == d {
			return k
		}
	}
	return 0
}

// Merge implements StateBased. What an atom was inserted behind comes before it in q,
// so that it is in p by then.
func (c rga) Merge(p, q atoms) atoms {
	for _, a := range q.All() {
		k := position(p, a.ID)
		switch {
		case k == 0:
			p = c.insert(p, a)
		case a.Deleted:
			p.At(k).Deleted = true
		}
		if c.Bug == ToFront {
			p = toFront(p, position(p, a.ID))
		}
	}
	return p
}

// toFront moves the k-th atom to the front.
func toFront(p atoms, k int) atoms {
	for ; k > 1; k-- {
		*p.At(k), *p.At(k - 1) = p.Get(k-1), p.Get(k)
	}
	return p
}

// Size implements StateBased.
func (c rga) Size(p atoms) int { return p.Len() }

// Query implements StateBased.
func (c rga) Query(p atoms) (s Sequence) {
	for _, a := range p.All() {
		if !a.Deleted {
			s.Append(a.ID)
		}
	}
	return s
}
