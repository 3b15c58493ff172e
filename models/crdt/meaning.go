package crdt

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Meaning is what a type is for, whatever its implementation.
type Meaning[V any] struct {
	// Value is the abstract specification: what a replica answers that has seen the
	// given updates (Burckhardt et al., POPL 2014: a replicated data type
	// specification maps operation contexts to values).
	Value func(h *History, seen Dots) V
	// Conflict tells which concurrent updates the type has to reconcile, and
	// Updates how many it takes to have them.
	Conflict func(a, b Op) bool
	Updates  int
	// Sequential is the type without replication: what an operation makes of the value,
	// and whether it can be called at all.
	Sequential func(v V, op Op, id Dot) (V, bool)
	// Intent is what users rely on in a step; its name is empty if that is no more
	// than the specification.
	Intent Intent[V]
}

// Intent is a property of the steps of a replica.
type Intent[V any] struct {
	Name, Doc string
	Check     func(c *Change[V]) error
}

// Change is what a step did to a replica.
type Change[V any] struct {
	History       *History
	Update        Dot // that it made, or none
	Before, After Dots
	Old, New      V
}

// intent claims the type's Intent of all steps.
func (m machine[P, M, V]) intent() spec.Property[State[P, M]] {
	want := m.meaning.Intent
	return spec.StepInvariant(want.Name, func(old, new *State[P, M], step spec.Step) error {
		for i := range m.Replicas.All() {
			c := Change[V]{
				History: &new.History, Update: new.History.Newer(&old.History, i),
				Before: old.Replica.At(i).Seen, After: new.Replica.At(i).Seen,
				Old: m.value(old, i), New: m.value(new, i),
			}
			if err := want.Check(&c); err != nil {
				return fmt.Errorf("%s: %v had %v and has %v: %w", step.Label(), i, c.Old, c.New, err)
			}
		}
		return nil
	}).Doc(want.Doc).ReadsHistory()
}

// typeOK: nobody has seen an update that was not made.
func (m machine[P, M, V]) typeOK(s *State[P, M]) error {
	made := s.History.Dots()
	for i := range m.Replicas.All() {
		if seen := s.Replica.At(i).Seen; !made.Contains(seen) {
			return fmt.Errorf("%v has seen %v, of which only %v were made", i, seen, made)
		}
	}
	for d := range made.All() {
		if past := s.History.At(d).Past; !made.Contains(past) || past.Has(d) {
			return fmt.Errorf("the past of %v is %v", d, past)
		}
	}
	return nil
}

// queryMeetsSpec: what a replica answers is what the abstract specification says of
// the updates that it has seen and of their partial order.
func (m machine[P, M, V]) queryMeetsSpec() spec.Property[State[P, M]] {
	return spec.Invariant("QueryMeetsSpec", func(s *State[P, M]) error {
		for i := range m.Replicas.All() {
			seen := s.Replica.At(i).Seen
			if got, want := m.value(s, i), m.meaning.Value(&s.History, seen); got != want {
				return fmt.Errorf("%v answers %v, having seen %v, which mean %v", i, got, seen, want)
			}
		}
		return nil
	}).Doc("POPL 2014: a query returns what the visible updates mean").ReadsHistory()
}

// converged is the witness that replicas get to know everything.
func (m machine[P, M, V]) converged() spec.Property[State[P, M]] {
	return spec.Reachable("Converged", func(s *State[P, M]) bool {
		if s.History.Len() < m.MaxUpdates {
			return false
		}
		all := s.History.Dots()
		for i := range m.Replicas.All() {
			if s.Replica.At(i).Seen != all {
				return false
			}
		}
		return true
	}).Doc("every replica has seen all updates").ReadsHistory()
}

// conflict is the witness that there is something to reconcile.
func (m machine[P, M, V]) conflict() spec.Property[State[P, M]] {
	return spec.Reachable("Conflict", func(s *State[P, M]) bool {
		for i := range m.Replicas.All() {
			if m.conflictIn(&s.History, s.Replica.At(i).Seen) {
				return true
			}
		}
		return false
	}).Doc("a replica has seen two concurrent updates that have to be reconciled").ReadsHistory().
		Needs(fmt.Sprintf("replicas >= 2, updates >= %d", m.meaning.Updates), m.Replicas.Len() >= 2 && m.MaxUpdates >= m.meaning.Updates)
}

func (m machine[P, M, V]) conflictIn(h *History, seen Dots) bool {
	for d := range seen.All() {
		for e := range seen.All() {
			if h.Concurrent(d, e) && m.meaning.Conflict(h.At(d).Op, h.At(e).Op) {
				return true
			}
		}
	}
	return false
}
