package crdt

import (
	"fmt"
	"iter"
)

// Tags are the additions of an element that a replica knows of, and those that it
// knows to be removed.
type Tags struct{ Added, Removed Dots }

// String formats the tags as added - removed.
func (t Tags) String() string { return fmt.Sprintf("%v - %v", t.Added, t.Removed) }

type tagged = PerElement[Tags]

// orSet is the observed-remove set (RR-7506, section 3.3). Each addition has a unique
// tag. A removal removes the tags that it observes; an element with another is in the
// set.
type orSet struct{ Config }

// Calls implements StateBased.
func (c orSet) Calls(p tagged) iter.Seq[Op] { return c.addsAndRemoves(c.Query(p)) }

// Update implements StateBased.
func (c orSet) Update(p tagged, op Op, id Dot) tagged {
	t := p.At(op.Elem)
	switch {
	case op.Kind == Add && c.Bug == NoTags:
		t.Added.Add(Dot{By: id.By, N: 1})
	case op.Kind == Add:
		t.Added.Add(id)
	case c.Bug == NoTombstones:
		t.Added = Dots{}
	default:
		t.Removed = t.Removed.Union(t.Added)
	}
	return p
}

// Merge implements StateBased.
func (c orSet) Merge(p, q tagged) tagged {
	for e := range c.Elements.All() {
		t, u := p.At(e), q.At(e)
		both := t.Added.Union(u.Added)
		if c.Bug == MergeToggles {
			both = t.Added.Minus(u.Added).Union(u.Added.Minus(t.Added))
		}
		t.Added, t.Removed = both, t.Removed.Union(u.Removed)
	}
	return p
}

// Size implements StateBased.
func (c orSet) Size(p tagged) (n int) {
	for e := range c.Elements.All() {
		n += p.At(e).Added.Len() + p.At(e).Removed.Len()
	}
	return n
}

// Query implements StateBased.
func (c orSet) Query(p tagged) Elements {
	return elements(func(e Element) bool {
		t := p.At(e)
		return !t.Removed.Contains(t.Added)
	})
}

// tagging is an operation on a set as it is broadcast: the tag that it adds, or those
// that it removes.
type tagging struct {
	Op   Op
	Tags Dots
}

// String formats the operation as add e1 tagged {r1.1}.
func (t tagging) String() string { return fmt.Sprintf("%v tagged %v", t.Op, t.Tags) }

// plainSet is the observed-remove set for a broadcast in any order. As a removal may
// be delivered before what it removes, removed tags are remembered.
type plainSet struct{ Config }

// Calls implements OpBased.
func (c plainSet) Calls(p tagged) iter.Seq[Op] { return c.addsAndRemoves(c.Query(p)) }

// Prepare implements OpBased.
func (c plainSet) Prepare(p tagged, op Op, id Dot) tagging {
	b := tagging{Op: op}
	if op.Kind == Add {
		b.Tags.Add(id)
	} else {
		b.Tags = p.At(op.Elem).Added
	}
	return b
}

// Effect implements OpBased.
func (c plainSet) Effect(p tagged, b tagging) tagged {
	t := p.At(b.Op.Elem)
	switch {
	case b.Op.Kind == Add:
		t.Added = t.Added.Union(b.Tags)
	case c.Bug == RemoveAtOnce:
		t.Added = t.Added.Minus(b.Tags)
	case c.Bug == RemoveAll:
		t.Removed = t.Removed.Union(t.Added)
	default:
		t.Removed = t.Removed.Union(b.Tags)
	}
	return p
}

// Query implements OpBased.
func (c plainSet) Query(p tagged) Elements { return orSet(c).Query(p) }

type live = PerElement[Dots]

// causalSet is the observed-remove set of RR-7506, section 3.3. After a causal
// broadcast a tag that is removed has been added, and will not be again: it need not
// be remembered.
type causalSet struct{ Config }

// Calls implements OpBased.
func (c causalSet) Calls(p live) iter.Seq[Op] { return c.addsAndRemoves(c.Query(p)) }

// Prepare implements OpBased.
func (c causalSet) Prepare(p live, op Op, id Dot) tagging {
	b := tagging{Op: op}
	if op.Kind == Add {
		b.Tags.Add(id)
	} else {
		b.Tags = *p.At(op.Elem)
	}
	return b
}

// Effect implements OpBased.
func (c causalSet) Effect(p live, b tagging) live {
	t := p.At(b.Op.Elem)
	switch {
	case b.Op.Kind == Add:
		*t = t.Union(b.Tags)
	case c.Bug == RemoveAll:
		*t = Dots{}
	default:
		*t = t.Minus(b.Tags)
	}
	return p
}

// Query implements OpBased.
func (c causalSet) Query(p live) Elements {
	return elements(func(e Element) bool { return *p.At(e) != Dots{} })
}
