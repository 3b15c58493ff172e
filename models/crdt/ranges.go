package crdt

import (
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// countsOf iterates over the counts of updates, not more of a replica than it has made.
func (c Config) countsOf(h *History) iter.Seq[counts] {
	made, all := h.Dots(), []counts{{}}
	for i := range c.Replicas.All() {
		for _, p := range all {
			for n := 1; n <= made.Count(i); n++ {
				p.Set(i, int8(n))
				all = append(all, p)
			}
		}
	}
	return slices.Values(all)
}

// Ops implements ranged.
func (c gCounter) Ops() iter.Seq[Op] { return c.Calls(counts{}) }

// Payloads implements ranged.
func (c gCounter) Payloads(h *History) iter.Seq[counts] { return c.countsOf(h) }

// Reliance implements ranged: an update counts those of its replica.
func (c gCounter) Reliance() reliance { return onOwnUpdates }

// Ops implements ranged.
func (c pnCounter) Ops() iter.Seq[Op] { return c.Calls(incsAndDecs{}) }

// Payloads implements ranged.
func (c pnCounter) Payloads(h *History) iter.Seq[incsAndDecs] {
	return func(yield func(incsAndDecs) bool) {
		for incs, decs := range spec.Product(c.countsOf(h), c.countsOf(h)) {
			if !yield(incsAndDecs{incs, decs}) {
				return
			}
		}
	}
}

// Reliance implements ranged: an update counts those of its replica.
func (c pnCounter) Reliance() reliance { return onOwnUpdates }

// Ops implements ranged.
func (c gSet) Ops() iter.Seq[Op] { return c.Calls(Elements{}) }

// Payloads implements ranged.
func (c gSet) Payloads(*History) iter.Seq[Elements] { return spec.SubsetsOf(c.Elements) }

// Reliance implements ranged.
func (c gSet) Reliance() reliance { return onNothing }

// Ops implements ranged.
func (c twoPSet) Ops() iter.Seq[Op] { return c.addsAndRemoves(everyElementOf(c.Config)) }

// Payloads implements ranged.
func (c twoPSet) Payloads(*History) iter.Seq[twoPhases] {
	return func(yield func(twoPhases) bool) {
		for added, removed := range spec.Product(spec.SubsetsOf(c.Elements), spec.SubsetsOf(c.Elements)) {
			if !yield(twoPhases{added, removed}) {
				return
			}
		}
	}
}

// Reliance implements ranged.
func (c twoPSet) Reliance() reliance { return onNothing }

// Ops implements ranged.
func (c orSet) Ops() iter.Seq[Op] { return c.addsAndRemoves(everyElementOf(c.Config)) }

// Payloads implements ranged.
func (c orSet) Payloads(h *History) iter.Seq[tagged] {
	all := []tagged{{}}
	for e := range c.Elements.All() {
		var longer []tagged
		for _, p := range all {
			for added, removed := range spec.Product(h.Dots().subsets(), h.Dots().subsets()) {
				p.Set(e, Tags{added, removed})
				longer = append(longer, p)
			}
		}
		all = longer
	}
	return slices.Values(all)
}

// Reliance implements ranged: a removal removes what it has seen.
func (c orSet) Reliance() reliance { return onCausality }

// everyElementOf are all elements of a configuration.
func everyElementOf(c Config) (all Elements) {
	for e := range c.Elements.All() {
		all.Add(e)
	}
	return all
}

// Ops implements ranged.
func (c lwwRegister) Ops() iter.Seq[Op] { return c.Calls(Stamped{}) }

// Payloads implements ranged.
func (c lwwRegister) Payloads(h *History) iter.Seq[Stamped] {
	all := []Stamped{{}}
	for d := range h.Dots().All() {
		for time := range c.MaxUpdates {
			all = append(all, Stamped{uint8(time + 1), d})
		}
	}
	return slices.Values(all)
}

// Reliance implements ranged: of the updates of a replica no two have the same time.
func (c lwwRegister) Reliance() reliance { return onOwnUpdates }
