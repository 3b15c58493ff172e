package crdt

import (
	"errors"
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// Stamped is an update with its Lamport time: later than that of all updates of its
// kind that its replica had seen. Replicas are ordered to break ties.
type Stamped struct {
	Time uint8
	ID   Dot
}

// String formats the update as r1.1 at 2.
func (a Stamped) String() string { return fmt.Sprintf("%v at %d", a.ID, a.Time) }

// later is the total order of stamped updates, in which none is the first.
func (c Config) later(a, b Stamped) bool {
	if a.Time != b.Time {
		return a.Time > b.Time
	}
	return a.ID.By != b.ID.By && c.follows(a.ID.By, b.ID.By)
}

// follows is the order of replicas, which data types with stamps rely on. Their
// models do not declare replicas symmetric.
func (c Config) follows(i, j Replica) bool {
	for k := range c.Replicas.All() {
		switch k {
		case i:
			return false
		case j:
			return true
		}
	}
	return false
}

// time is the Lamport time of an update, computed from its past.
func (h *History) time(d Dot) uint8 {
	latest := uint8(0)
	event := h.At(d)
	for e := range event.Past.All() {
		if h.At(e).Op.Kind == event.Op.Kind {
			latest = max(latest, h.time(e))
		}
	}
	return latest + 1
}

// tick is the time of a new update at a replica where the latest was at `seen`.
func (c Config) tick(seen uint8, id Dot) uint8 {
	if c.Bug == OwnClock {
		return id.N
	}
	return seen + 1
}

// lastWriter: the value is that of the latest write, in the order of Lamport times.
func (c Config) lastWriter() Meaning[Dot] {
	return Meaning[Dot]{
		Value: func(h *History, seen Dots) Dot {
			var last Stamped
			for d := range seen.All() {
				if s := (Stamped{h.time(d), d}); c.later(s, last) {
					last = s
				}
			}
			return last.ID
		},
		Conflict:   func(Op, Op) bool { return true },
		Updates:    2,
		Sequential: func(_ Dot, op Op, id Dot) (Dot, bool) { return id, op.Kind == Write },
		Intent: Intent[Dot]{
			Name: "LastWriterWins", Doc: "a write is what is read next, and gives way to later ones only",
			Check: c.checkLastWriter,
		},
	}
}

func (c Config) checkLastWriter(s *Change[Dot]) error {
	switch {
	case !spec.None(s.Update.By) && s.New != s.Update:
		return errors.New("this is not what was just written")
	case s.Old == s.New:
		return nil
	case spec.None(s.New.By) || !spec.None(s.Old.By) && c.later(stamped(s.History, s.Old), stamped(s.History, s.New)):
		return errors.New("which is older")
	}
	return nil
}

func stamped(h *History, d Dot) Stamped { return Stamped{h.time(d), d} }

// lwwRegister is the last-writer-wins register (RR-7506, section 3.2).
type lwwRegister struct{ Config }

// Calls implements StateBased and OpBased.
func (c lwwRegister) Calls(Stamped) iter.Seq[Op] { return spec.Only(Op{Kind: Write}) }

// Update implements StateBased.
func (c lwwRegister) Update(p Stamped, _ Op, id Dot) Stamped {
	return Stamped{c.tick(p.Time, id), id}
}

// Merge implements StateBased.
func (c lwwRegister) Merge(p, q Stamped) Stamped {
	last := q
	if c.Bug == LocalTies && p.Time == q.Time || !c.later(q, p) {
		last = p
	}
	if c.Bug == TickOnMerge {
		last.Time++
	}
	return last
}

// Size implements StateBased.
func (c lwwRegister) Size(p Stamped) int { return int(p.Time) }

// Query implements StateBased and OpBased.
func (c lwwRegister) Query(p Stamped) Dot { return p.ID }

// opLWWRegister is the same over a broadcast: what is broadcast is the write, and its
// effect is to merge it.
type opLWWRegister struct{ lwwRegister }

// Prepare implements OpBased.
func (c opLWWRegister) Prepare(p Stamped, _ Op, id Dot) Stamped {
	return Stamped{c.tick(p.Time, id), id}
}

// Effect implements OpBased.
func (c opLWWRegister) Effect(p, b Stamped) Stamped {
	if c.Bug == LastArrival {
		return b
	}
	return c.Merge(p, b)
}

// multiValue: the values are those that no write has seen.
var multiValue = Meaning[Dots]{
	Value: func(h *History, seen Dots) Dots {
		overwritten := Dots{}
		for d := range seen.All() {
			overwritten = overwritten.Union(h.At(d).Past)
		}
		return seen.Minus(overwritten)
	},
	Conflict:   func(Op, Op) bool { return true },
	Updates:    2,
	Sequential: func(_ Dots, op Op, id Dot) (Dots, bool) { return only(id), op.Kind == Write },
}

// mvRegister is the multi-value register (RR-7506, section 3.2), operation-based: a
// write replaces the values that its replica has seen. It relies on causal delivery,
// or a value could be delivered after the write that replaces it.
type mvRegister struct{ Config }

// writing is a write as it is broadcast.
type writing struct {
	ID       Dot
	Replaces Dots
}

// String formats the write as r1.2 for {r1.1}.
func (w writing) String() string { return fmt.Sprintf("%v for %v", w.ID, w.Replaces) }

// Calls implements OpBased.
func (c mvRegister) Calls(Dots) iter.Seq[Op] { return spec.Only(Op{Kind: Write}) }

// Prepare implements OpBased.
func (c mvRegister) Prepare(p Dots, _ Op, id Dot) writing { return writing{ID: id, Replaces: p} }

// Effect implements OpBased.
func (c mvRegister) Effect(p Dots, w writing) Dots {
	p = p.Minus(w.Replaces)
	if c.Bug == OverwriteAll {
		p = Dots{}
	}
	p.Add(w.ID)
	return p
}

// Query implements OpBased.
func (c mvRegister) Query(p Dots) Dots { return p }
