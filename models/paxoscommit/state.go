package paxoscommit

import (
	"fmt"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Limits of the constants.
const (
	MaxRMs       = 4
	MaxAcceptors = 5
	MaxBallots   = 3
)

// RM is a resource manager. It names an instance of Paxos, too.
type RM = tcommit.RM

// RMState is the state of one resource manager.
type RMState = tcommit.RMState

// The states of a resource manager.
const (
	Working   = tcommit.Working
	Prepared  = tcommit.Prepared
	Committed = tcommit.Committed
	Aborted   = tcommit.Aborted
)

// Acceptor is an acceptor, of all instances.
type Acceptor struct{ spec.Index }

func (a Acceptor) String() string { return spec.Name("a", a) }

// Quorum is a set of acceptors.
type Quorum = spec.Subset[Acceptor]

// PerRM is a function from resource managers to values of V.
type PerRM[V any] = spec.Fn[RM, V, [MaxRMs]V]

// PerAcceptor is a function from acceptors to values of V.
type PerAcceptor[V any] = spec.Fn[Acceptor, V, [MaxAcceptors]V]

// PerBallot is a function from ballots to values of V.
type PerBallot[V any] = [MaxBallots]V

// Ballot is a ballot number. In ballot 0 the RM itself proposes.
type Ballot uint8

// Value is what an instance chooses: that its RM is prepared, or has aborted. A Vote
// has it with the ballot in which it was accepted; the zero value is no vote.
type (
	Value uint8
	Vote  struct {
		Val Value
		Bal Ballot
	}
)

// The values.
const (
	NoValue Value = iota
	ValPrepared
	ValAborted
)

func (v Value) String() string { return [...]string{"none", "prepared", "aborted"}[v] }

func (v Vote) String() string {
	if v.Val == NoValue {
		return "none"
	}
	return fmt.Sprintf("%v in %d", v.Val, v.Bal)
}

// AcceptorState is what an acceptor remembers of an instance.
type AcceptorState struct {
	MBal Ballot // it has promised to take no part in lower ballots
	Vote Vote   // its last
}

// State holds the module's variables.
type State struct {
	RMState PerRM[RMState]
	AState  PerRM[PerAcceptor[AcceptorState]]
	Msgs    Messages
}

// Messages is the set of all messages sent, as flags: there are only these.
type Messages struct {
	Instance      PerRM[PerBallot[Round]]
	Commit, Abort bool
}

// Round holds the messages of one ballot of one instance.
type Round struct {
	Phase1a bool
	Phase1b Quorum            // who has sent one
	Reports PerAcceptor[Vote] // what was reported in it
	Phase2a PerValue[bool]
	Phase2b PerValue[Quorum] // who has sent one
}

// PerValue is a function from values to values of V.
type PerValue[V any] struct{ Prepared, Aborted V }

func (f *PerValue[V]) at(v Value) *V {
	if v == ValPrepared {
		return &f.Prepared
	}
	return &f.Aborted
}

// String shows which messages there are, for states that are printed whole.
func (m Round) String() string {
	if m == (Round{}) {
		return "-"
	}
	return fmt.Sprintf("[1a: %v, 1b: %v, 2a: %v, 2b: %v]", m.Phase1a, m.Phase1b, m.Phase2a, m.Phase2b)
}

// proposed: there is a phase 2a message.
func (m *Round) proposed() bool { return m.Phase2a.Prepared || m.Phase2a.Aborted }

func (s *State) round(r RM, b Ballot) *Round { return &s.Msgs.Instance.At(r)[b] }

// chosen: the acceptors of q have accepted v in ballot b of r's instance.
func (s *State) chosen(r RM, v Value, b Ballot, q Quorum) bool {
	return s.round(r, b).Phase2b.at(v).Contains(q)
}
