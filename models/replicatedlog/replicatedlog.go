package replicatedlog

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// MaxSlots is the largest number of slots.
const MaxSlots = 4

// PerSlot is a sequence of values of V, the k-th for slot k.
type PerSlot[V any] = spec.Vec[V, [MaxSlots]V]

// State holds the module's variable, for entries of type E.
type State[E any] struct {
	Chosen PerSlot[spec.Set[E]] // chosen[s]
}

// Config holds the constants, and the bug that is built in ("" for none).
type Config[E any] struct {
	Entries iter.Seq[E]      // Entry
	Domains []spec.AnyDomain // of the index types in entries; their elements are alike
	Slots   int
	Batch   int  // how many entries a step can choose
	InOrder bool // a slot has to wait for those before it
	Bug     string
}

// The bugs.
const (
	ChooseAgain = "choose-again"
	ChangeMind  = "change-mind"
	LeaveGap    = "leave-gap"
)

// choose: the entries are chosen for a slot and those behind it. None of these has an
// entry yet; with InOrder all before them have.
func (c Config[E]) choose(s *State[E], slot int, entries PerSlot[E]) bool {
	if slot+entries.Len()-1 > c.Slots || c.InOrder && c.Bug != LeaveGap && s.gapBefore(slot) {
		return false
	}
	for k := range entries.All() {
		if s.Chosen.At(slot+k-1).Len() > 0 && c.Bug != ChooseAgain && c.Bug != ChangeMind {
			return false
		}
	}
	for k, e := range entries.All() {
		chosen := s.Chosen.At(slot + k - 1)
		if c.Bug == ChangeMind {
			*chosen = spec.Set[E]{}
		}
		chosen.Add(e)
	}
	return true
}

// gapBefore reports whether a slot before the given one has no entry.
func (s *State[E]) gapBefore(slot int) bool {
	for before := range spec.Range(1, slot-1) {
		if s.Chosen.At(before).Len() == 0 {
			return true
		}
	}
	return false
}

// batches iterates over Entries: all sequences of one entry or more that a step can
// choose.
func (c Config[E]) batches() iter.Seq[PerSlot[E]] {
	return func(yield func(PerSlot[E]) bool) {
		all := []PerSlot[E]{{}}
		for k := 0; k < len(all); k++ {
			if all[k].Len() > 0 && !yield(all[k]) {
				return
			}
			if all[k].Len() == c.Batch {
				continue
			}
			for e := range c.Entries {
				longer := all[k]
				longer.Append(e)
				all = append(all, longer)
			}
		}
	}
}

// Model returns the specification for the given constants.
func (c Config[E]) Model() spec.Model[State[E]] {
	var init State[E]
	for range c.Slots {
		init.Chosen.Append(spec.Set[E]{})
	}
	properties := []spec.Property[State[E]]{
		spec.Invariant("Agreement", agreement[E]).Doc("at most one entry is chosen for a slot"),
		spec.StepInvariant("Stability", stability[E]).Doc("what is chosen for a slot stays chosen"),
		spec.Reachable("Full", func(s *State[E]) bool { return !s.gapBefore(c.Slots + 1) }).Doc("an entry is chosen for every slot"),
	}
	if c.InOrder {
		properties = append(properties, spec.Invariant("NoGaps", noGaps[E]).Doc("all slots before one that has an entry have one"))
	} else {
		properties = append(properties, spec.Reachable("Gap", func(s *State[E]) bool { return noGaps(s) != nil }).
			Doc("a slot has an entry, and one before it has none").Needs("slots >= 2", c.Slots >= 2))
	}
	return spec.Model[State[E]]{
		Name:     "replicatedlog",
		Doc:      about,
		Domains:  c.Domains,
		Symmetry: c.Domains,
		Init:     spec.Only(init),
		Actions: []spec.Action[State[E]]{
			spec.ForAll2("Choose", spec.Product(spec.Range(1, c.Slots), c.batches()), c.choose).
				Rule("entries are chosen for slots that have none"),
		},
		Properties:    properties,
		AllowDeadlock: true, // when the log is full, all is done
	}
}

// Implements claims that a protocol with state S implements the replicated log, the
// entries that it takes for chosen in a slot being given.
func Implements[S, E any](c Config[E], chosen func(s *S, slot int) spec.Set[E]) spec.Property[S] {
	return spec.Refines("ReplicatedLog", c.Model(), func(s *S) (log State[E]) {
		for slot := range spec.Range(1, c.Slots) {
			log.Chosen.Append(chosen(s, slot))
		}
		return log
	}).OnRequest()
}

func agreement[E any](s *State[E]) error {
	for slot, entries := range s.Chosen.All() {
		if entries.Len() > 1 {
			return fmt.Errorf("in slot %d %v are chosen", slot, entries)
		}
	}
	return nil
}

func stability[E any](old, new *State[E], _ spec.Step) error {
	for slot, was := range old.Chosen.All() {
		is := new.Chosen.Get(slot)
		for e := range was.All() {
			if !is.Has(e) {
				return fmt.Errorf("in slot %d %v was chosen, and then %v", slot, was, is)
			}
		}
	}
	return nil
}

func noGaps[E any](s *State[E]) error {
	for slot, entries := range s.Chosen.All() {
		if entries.Len() > 0 && s.gapBefore(slot) {
			return fmt.Errorf("%v is chosen in slot %d, behind a slot without an entry", entries, slot)
		}
	}
	return nil
}
