package crdt

import (
	"errors"
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// Elements is the value of a set.
type Elements = spec.Subset[Element]

// about tells that two operations are of the given kinds, in this order or the
// other, and about the same element.
func about(a, b Op, x, y Kind) bool {
	return a.Elem == b.Elem && (a.Kind == x && b.Kind == y || a.Kind == y && b.Kind == x)
}

// everyElement are all that there can be.
var everyElement = spec.NewDomain[Element](MaxElements)

// elements returns those of which holds is true.
func elements(holds func(Element) bool) (s Elements) {
	for e := range everyElement.All() {
		if holds(e) {
			s.Add(e)
		}
	}
	return s
}

// growing: what was added is in the set.
var growing = Meaning[Elements]{
	Value: func(h *History, seen Dots) Elements {
		return elements(func(e Element) bool { return h.any(seen, Op{Kind: Add, Elem: e}) })
	},
	Conflict: func(a, b Op) bool { return about(a, b, Add, Add) },
	Updates:  2,
	Sequential: func(v Elements, op Op, id Dot) (Elements, bool) {
		v, _ = addOrRemove(v, op, id)
		return v, op.Kind == Add
	},
}

// removeWins: what was added and never removed is in the set.
var removeWins = Meaning[Elements]{
	Value: func(h *History, seen Dots) Elements {
		return elements(func(e Element) bool {
			return h.any(seen, Op{Kind: Add, Elem: e}) && !h.any(seen, Op{Kind: Remove, Elem: e})
		})
	},
	Conflict:   func(a, b Op) bool { return about(a, b, Add, Remove) },
	Updates:    3,
	Sequential: addOrRemove,
	Intent: Intent[Elements]{
		Name: "RemoveWins", Doc: "an element that was removed never comes back",
		Check: func(c *Change[Elements]) error {
			for e := range c.New.All() {
				if h := c.History; h.any(c.Before, Op{Kind: Remove, Elem: e}) {
					return fmt.Errorf("%v was removed before", e)
				}
			}
			return nil
		},
	},
}

// addWins: an element is in the set if some addition of it was not seen by any of its
// removals.
var addWins = Meaning[Elements]{
	Value: func(h *History, seen Dots) Elements {
		return elements(func(e Element) bool { return h.survives(seen, e) })
	},
	Conflict:   func(a, b Op) bool { return about(a, b, Add, Remove) },
	Updates:    3,
	Sequential: addOrRemove,
	Intent: Intent[Elements]{
		Name: "AddWins", Doc: "an element that is added is in the set, and leaves it only when all its additions were seen by removals",
		Check: checkAddWins,
	},
}

// addOrRemove is a set that is not replicated.
func addOrRemove(v Elements, op Op, _ Dot) (Elements, bool) {
	switch op.Kind {
	case Add:
		v.Add(op.Elem)
	case Remove:
		v.Remove(op.Elem)
	}
	return v, op.Kind == Add || op.Kind == Remove
}

func checkAddWins(c *Change[Elements]) error {
	if !spec.None(c.Update.By) {
		if op := c.History.At(c.Update).Op; op.Kind == Add && !c.New.Has(op.Elem) {
			return errors.New("an element that was just added is missing")
		}
	}
	for e := range c.Old.All() {
		if !c.New.Has(e) && c.History.survives(c.After, e) {
			return fmt.Errorf("%v is lost, of which not all additions were seen by removals", e)
		}
	}
	return nil
}

// any tells whether an operation is among those of the given updates.
func (h *History) any(of Dots, op Op) bool {
	for range h.Which(of, op) {
		return true
	}
	return false
}

// survives tells whether an addition of e was not seen by any removal of e.
func (h *History) survives(seen Dots, e Element) bool {
	var observed Dots
	for r := range h.Which(seen, Op{Kind: Remove, Elem: e}) {
		observed = observed.Union(h.At(r).Past)
	}
	return h.any(seen.Minus(observed), Op{Kind: Add, Elem: e})
}

// addsAndRemoves are the calls of a set: any element can be added, and those that are
// there can be removed.
func (c Config) addsAndRemoves(there Elements) iter.Seq[Op] {
	return func(yield func(Op) bool) {
		for e := range c.Elements.All() {
			if !yield(Op{Kind: Add, Elem: e}) || there.Has(e) && !yield(Op{Kind: Remove, Elem: e}) {
				return
			}
		}
	}
}

// union is what sets are merged by.
func (c Config) union(p, q Elements) Elements {
	if c.Bug == MergeToggles {
		return elements(func(e Element) bool { return p.Has(e) != q.Has(e) })
	}
	return p.Union(q)
}

// gSet is the grow-only set (RR-7506, section 3.3).
type gSet struct{ Config }

// Calls implements StateBased.
func (c gSet) Calls(Elements) iter.Seq[Op] { return c.addsAndRemoves(Elements{}) }

// Update implements StateBased.
func (c gSet) Update(p Elements, op Op, _ Dot) Elements {
	p.Add(op.Elem)
	return p
}

// Merge implements StateBased.
func (c gSet) Merge(p, q Elements) Elements {
	return c.union(p, q)
}

// Query implements StateBased.
func (c gSet) Query(p Elements) Elements { return p }

// Size implements StateBased.
func (c gSet) Size(p Elements) int { return p.Len() }

// twoPSet is the two-phase set (RR-7506, section 3.3): elements that were added, and
// those that were removed, for ever.
type twoPSet struct{ Config }

type twoPhases struct{ Added, Removed Elements }

// String formats the set as added - removed elements.
func (p twoPhases) String() string { return fmt.Sprintf("%v - %v", p.Added, p.Removed) }

// Calls implements StateBased.
func (c twoPSet) Calls(p twoPhases) iter.Seq[Op] { return c.addsAndRemoves(c.Query(p)) }

// Update implements StateBased.
func (c twoPSet) Update(p twoPhases, op Op, _ Dot) twoPhases {
	if op.Kind == Remove {
		p.Removed.Add(op.Elem)
		return p
	}
	p.Added.Add(op.Elem)
	if c.Bug == ReAdd {
		p.Removed.Remove(op.Elem)
	}
	return p
}

// Merge implements StateBased.
func (c twoPSet) Merge(p, q twoPhases) twoPhases {
	return twoPhases{c.union(p.Added, q.Added), c.union(p.Removed, q.Removed)}
}

// Query implements StateBased.
func (c twoPSet) Query(p twoPhases) Elements {
	return elements(func(e Element) bool { return p.Added.Has(e) && !p.Removed.Has(e) })
}

// Size implements StateBased.
func (c twoPSet) Size(p twoPhases) int { return p.Added.Len() + p.Removed.Len() }
