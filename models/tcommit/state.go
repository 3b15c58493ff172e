package tcommit

import "github.com/mcheck/mcheck/spec"

// RM is a resource manager.
type RM struct{ spec.Index }

// String returns the resource manager's name in traces.
func (r RM) String() string { return spec.Name("r", r) }

// MaxRMs is the largest number of resource managers.
const MaxRMs = spec.MaxIndex

// PerRM is a function from resource managers to values of V.
type PerRM[V any] = spec.Fn[RM, V, [MaxRMs]V]

// RMState is the state of one resource manager.
type RMState uint8

// The states of a resource manager.
const (
	Working RMState = iota
	Prepared
	Committed
	Aborted
)

func (s RMState) String() string {
	return [...]string{"working", "prepared", "committed", "aborted"}[s]
}

// State holds the module's variables.
type State struct {
	RMState PerRM[RMState] // rmState[r]
}

// canCommit: all RMs are prepared, or have committed already.
func (c Config) canCommit(s *State) bool {
	for r := range c.RMs.All() {
		if q := s.RMState.Get(r); q != Prepared && q != Committed {
			return false
		}
	}
	return true
}

// notCommitted: no RM has committed.
func (c Config) notCommitted(s *State) bool {
	for r := range c.RMs.All() {
		if s.RMState.Get(r) == Committed {
			return false
		}
	}
	return true
}
