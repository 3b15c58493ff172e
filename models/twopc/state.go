package twopc

import (
	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// RM is a resource manager.
type RM = tcommit.RM

// PerRM is a function from resource managers to values of V.
type PerRM[V any] = tcommit.PerRM[V]

// RMState is the state of one resource manager.
type RMState = tcommit.RMState

// The states of a resource manager.
const (
	Working   = tcommit.Working
	Prepared  = tcommit.Prepared
	Committed = tcommit.Committed
	Aborted   = tcommit.Aborted
)

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
