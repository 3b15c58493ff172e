package threepc

import (
	"fmt"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Limits of the constants.
const (
	MaxRMs             = 5
	MaxCrashes         = 3
	MaxFalseSuspicions = 3
	// One more than there can be: steps that a bound refuses are tried, too.
	MaxCoordinators = 1 + MaxCrashes + MaxFalseSuspicions + 1
)

// RM is a resource manager.
type RM = tcommit.RM

// PerRM is a function from resource managers to values of V.
type PerRM[V any] = spec.Fn[RM, V, [MaxRMs]V]

// Process is an RM, or the TM, which is the zero value.
type Process struct{ RM RM }

// TM is the transaction manager.
var TM Process

// String returns the process's name in traces.
func (p Process) String() string {
	if p == TM {
		return "TM"
	}
	return p.RM.String()
}

// RMState is the state of one resource manager.
type RMState uint8

// The states of a resource manager.
const (
	Working RMState = iota
	Prepared
	PreCommitted
	Committed
	Aborted
)

func (s RMState) String() string {
	return [...]string{"working", "prepared", "precommitted", "committed", "aborted"}[s]
}

func (s RMState) decided() bool { return s == Committed || s == Aborted }

// Report is what an RM tells of its state: 0 for nothing, or 1 + its RMState.
type Report uint8

func report(q RMState) Report { return Report(q) + 1 }

func (p Report) String() string {
	if p == 0 {
		return "none"
	}
	return RMState(p - 1).String()
}

// Number numbers the coordinators: 1 is the TM, and each that takes over has the
// next number.
type Number uint8

func (c Number) String() string { return fmt.Sprintf("c%d", uint8(c)) }

// Coordinator is what a coordinator was told and what it has said. Who is told
// something is told it forever, so that what it has said are its messages.
type Coordinator struct {
	Host                     Process
	Reports                  PerRM[Report] // votes, if it is the TM
	Acks                     spec.Subset[RM]
	PreCommit, Commit, Abort bool // said
}

// String names the host: for states that are printed whole.
func (k Coordinator) String() string { return k.Host.String() }

// silent: the coordinator has said nothing yet.
func (k *Coordinator) silent() bool { return !k.PreCommit && !k.Commit && !k.Abort }

// Suspicion is that a process takes another for crashed, which is up.
type Suspicion struct{ By, Of Process }

func (s Suspicion) String() string { return fmt.Sprintf("%v suspects %v", s.By, s.Of) }

// State holds the module's variables.
type State struct {
	RMState      PerRM[RMState]
	Promised     PerRM[Number] // promised[r]: r ignores the coordinators before
	Coordinators spec.Vec[Coordinator, [MaxCoordinators]Coordinator]
	TMCrashed    bool            // TM \in crashed
	Crashed      spec.Subset[RM] // crashed \ {TM}
	Suspects     spec.Set[Suspicion]
	Alone        uint8 // how many crashed RMs have decided alone
}

func (s *State) exists(c Number) bool { return int(c) <= s.Coordinators.Len() }

func (s *State) at(c Number) *Coordinator { return s.Coordinators.At(int(c)) }

func (s *State) crashed(p Process) bool {
	if p == TM {
		return s.TMCrashed
	}
	return s.Crashed.Has(p.RM)
}

// gone: p takes q for crashed.
func (s *State) gone(p, q Process) bool { return s.crashed(q) || s.Suspects.Has(Suspicion{p, q}) }

// runs: coordinator c exists and is up.
func (s *State) runs(c Number) bool { return s.exists(c) && !s.crashed(s.at(c).Host) }
