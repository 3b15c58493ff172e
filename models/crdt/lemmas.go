package crdt

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// form is what docs/proofs/crdt.md says of the payloads of a type: what has become of the
// updates of which a version is made, whatever the order in which they came.
type form[P any] struct {
	name, doc string
	check     func(h *History, v *Version[P]) error
}

// formed is a type with forms.
type formed[P any] interface {
	Forms() []form[P]
}

// payloadIs is the form that a payload is what is given of the updates in it.
func payloadIs[P comparable](name, doc string, want func(h *History, seen Dots) P) form[P] {
	return form[P]{name, doc, func(h *History, v *Version[P]) error {
		if want := want(h, v.Seen); v.Payload != want {
			return fmt.Errorf("%v is the payload with %v, want %v", v.Payload, v.Seen, want)
		}
		return nil
	}}
}

// forms are the properties that the versions have the forms of their type.
func forms[P, M any](data any, versions func(*State[P, M]) iter.Seq[Version[P]]) (all []spec.Property[State[P, M]]) {
	t, ok := data.(formed[P])
	if !ok {
		return nil
	}
	for _, f := range t.Forms() {
		all = append(all, spec.Invariant(f.name, func(s *State[P, M]) error {
			for v := range versions(s) {
				if err := f.check(&s.History, &v); err != nil {
					return err
				}
			}
			return nil
		}).Doc(f.doc).ReadsHistory())
	}
	return all
}

// lemmas are what the proof says of state-based types: every version that was ever sent
// has what it should.
func (g gossip[P, V]) lemmas() []spec.Property[gossiped[P]] {
	versions := func(s *gossiped[P]) iter.Seq[Version[P]] { return s.Sent.All() }
	return append(forms(g.data, versions),
		spec.Invariant("PastsSeen", func(s *gossiped[P]) error {
			for v := range versions(s) {
				if err := s.History.closed(v.Seen); err != nil {
					return err
				}
			}
			return g.pastClosed(s)
		}).Doc("with an update, a version has what that has seen, and so has the past of an update").ReadsHistory())
}

// lemmas are what the proof says of operation-based types.
func (b broadcast[P, B, V]) lemmas() []spec.Property[broadcasting[P, B]] {
	versions := func(s *broadcasting[P, B]) iter.Seq[Version[P]] {
		return func(yield func(Version[P]) bool) {
			for i := range b.Replicas.All() {
				if !yield(s.Replica.Get(i)) {
					return
				}
			}
		}
	}
	return append(forms(b.data, versions),
		spec.StepInvariant("DeliveredOnce", b.deliveredOnce).OfActions("Deliver").Doc("what is delivered was not delivered before"))
}

func (b broadcast[P, B, V]) deliveredOnce(old, _ *broadcasting[P, B], step spec.Step) error {
	i, packet := step.Args()[0].(Replica), step.Args()[1].(Packet[B])
	if old.Replica.At(i).Seen.Has(packet.ID) {
		return fmt.Errorf("%v is delivered to %v again", packet, i)
	}
	return nil
}

// ownUpdatesSeen: a replica has its own updates, and each of them has seen the earlier.
func (m machine[P, M, V]) ownUpdatesSeen() spec.Property[State[P, M]] {
	return spec.Invariant("OwnUpdatesSeen", func(s *State[P, M]) error {
		made := s.History.Dots()
		for i := range m.Replicas.All() {
			if seen := s.Replica.At(i).Seen; seen.Count(i) < made.Count(i) {
				return fmt.Errorf("%v has %v, and not all of its own updates", i, seen)
			}
		}
		for d := range made.All() {
			if past := s.History.At(d).Past; past.Count(d.By) < int(d.N)-1 {
				return fmt.Errorf("%v has seen %v, and not all earlier updates of its replica", d, past)
			}
		}
		return nil
	}).Doc("a replica has its own updates, and each has seen the earlier ones").ReadsHistory()
}

// everythingSeen is what a fair network is for.
func (m machine[P, M, V]) everythingSeen() spec.Property[State[P, M]] {
	return spec.EventuallyAlways("EverythingSeen", func(s *State[P, M]) bool {
		made := s.History.Dots()
		for i := range m.Replicas.All() {
			if s.Replica.At(i).Seen != made {
				return false
			}
		}
		return true
	}).Doc("at last every replica has seen all updates").ReadsHistory()
}

// The forms of the types.

// countsSeen are the numbers of the given updates, by their replica, that are of the kind.
func (h *History) countsSeen(seen Dots, kind Kind) (n counts) {
	for d := range h.Which(seen, Op{Kind: kind}) {
		*n.At(d.By)++
	}
	return n
}

// Forms implements formed.
func (c gCounter) Forms() []form[counts] {
	return []form[counts]{payloadIs("CountsSeen", "a count is the number of the updates that were seen",
		func(h *History, seen Dots) counts { return h.countsSeen(seen, Inc) })}
}

// Forms implements formed.
func (c pnCounter) Forms() []form[incsAndDecs] {
	return []form[incsAndDecs]{payloadIs("CountsSeen", "a count is the number of the updates that were seen",
		func(h *History, seen Dots) incsAndDecs {
			return incsAndDecs{h.countsSeen(seen, Inc), h.countsSeen(seen, Dec)}
		})}
}

// elementsSeen are those that one of the given updates is about.
func (h *History) elementsSeen(seen Dots, kind Kind) Elements {
	return elements(func(e Element) bool { return h.any(seen, Op{Kind: kind, Elem: e}) })
}

// Forms implements formed.
func (c gSet) Forms() []form[Elements] {
	return []form[Elements]{payloadIs("ElementsSeen", "the elements are those of the updates that were seen",
		func(h *History, seen Dots) Elements { return h.elementsSeen(seen, Add) })}
}

// Forms implements formed.
func (c twoPSet) Forms() []form[twoPhases] {
	return []form[twoPhases]{payloadIs("ElementsSeen", "the elements are those of the updates that were seen",
		func(h *History, seen Dots) twoPhases {
			return twoPhases{h.elementsSeen(seen, Add), h.elementsSeen(seen, Remove)}
		})}
}

// tagsSeen are the additions of each element among the given updates, and the additions
// that the removals among them have seen.
func (c Config) tagsSeen(h *History, seen Dots) (p tagged) {
	for e := range c.Elements.All() {
		t, add := p.At(e), Op{Kind: Add, Elem: e}
		for d := range h.Which(seen, add) {
			t.Added.Add(d)
		}
		for r := range h.Which(seen, Op{Kind: Remove, Elem: e}) {
			for d := range h.Which(h.At(r).Past, add) {
				t.Removed.Add(d)
			}
		}
	}
	return p
}

// Forms implements formed.
func (c orSet) Forms() []form[tagged] {
	return []form[tagged]{payloadIs("TagsSeen", "the tags are the additions that were seen, and those that their removals had seen", c.tagsSeen)}
}

// Forms implements formed.
func (c plainSet) Forms() []form[tagged] { return orSet(c).Forms() }

// Forms implements formed.
func (c causalSet) Forms() []form[live] {
	return []form[live]{payloadIs("TagsLeft", "the tags are the additions that were seen, without those that removals had seen",
		func(h *History, seen Dots) (p live) {
			for e := range c.Elements.All() {
				t := c.tagsSeen(h, seen)
				p.Set(e, t.At(e).Added.Minus(t.At(e).Removed))
			}
			return p
		})}
}

// Forms implements formed, also for the register over a broadcast.
func (c lwwRegister) Forms() []form[Stamped] {
	return []form[Stamped]{payloadIs("LatestSeen", "the payload is the latest write that was seen, with its time",
		func(h *History, seen Dots) (last Stamped) {
			for d := range seen.All() {
				if c.later(stamped(h, d), last) {
					last = stamped(h, d)
				}
			}
			return last
		})}
}

// Forms implements formed.
func (c rga) Forms() []form[atoms] {
	return []form[atoms]{
		{"InTreeOrder", "the atoms are in the order of their tree", func(_ *History, v *Version[atoms]) error {
			var want atoms
			if c.appendTree(v.Payload, Dot{}, &want); v.Payload != want {
				return fmt.Errorf("%v is a payload, whose atoms are %v in the order of their tree", v.Payload, want)
			}
			return nil
		}},
		payloadIs("AtomsSeen", "the atoms are the insertions that were seen, and deleted are those that deletions are of", c.atomsSeen),
	}
}

// appendTree appends to `to` those of the atoms that are in the subtree of what was
// inserted behind `parent`: of two children the later one first.
func (c rga) appendTree(of atoms, parent Dot, to *atoms) {
	var before Stamped // nothing is later than the first child
	for {
		var next Atom
		for _, a := range of.All() {
			if a.Behind == parent && c.later(a.Stamped, next.Stamped) && (before == Stamped{} || c.later(before, a.Stamped)) {
				next = a
			}
		}
		if next == (Atom{}) {
			return
		}
		to.Append(next)
		c.appendTree(of, next.ID, to)
		before = next.Stamped
	}
}

func (c rga) atomsSeen(h *History, seen Dots) (p atoms) {
	var all atoms
	for d := range seen.All() {
		if op := h.At(d).Op; op.Kind == Insert {
			all.Append(Atom{Stamped: stamped(h, d), Behind: op.Ref, Deleted: h.any(seen, Op{Kind: Delete, Ref: d})})
		}
	}
	c.appendTree(all, Dot{}, &p)
	return p
}
