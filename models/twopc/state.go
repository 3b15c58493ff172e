package twopc

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

// TMState is the state of the transaction manager.
type TMState uint8

// The states of the transaction manager.
const (
	TMInit TMState = iota
	TMCommitted
	TMAborted
)

func (s TMState) String() string { return [...]string{"init", "committed", "aborted"}[s] }

// State holds the module's variables.
type State struct {
	RMState    PerRM[RMState]  // rmState[r]
	TMState    TMState         // tmState
	TMPrepared spec.Subset[RM] // tmPrepared: those from which the TM has received Prepared
	Msgs       Messages        // msgs
}

// Messages is the set of all messages sent, TwoPhase's msgs. There are only
// these, so the set is kept as flags.
type Messages struct {
	Prepared spec.Subset[RM] // [type |-> "Prepared", rm |-> r]
	Commit   bool            // [type |-> "Commit"]
	Abort    bool            // [type |-> "Abort"]
}
