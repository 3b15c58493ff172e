package multipaxos

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Acceptor is an element of the CONSTANT Acceptor.
type Acceptor struct{ spec.Index }

// String returns the acceptor's name in traces.
func (a Acceptor) String() string { return spec.Name("a", a) }

// Learner is an element of the CONSTANT Learner.
type Learner struct{ spec.Index }

// String returns the learner's name in traces.
func (l Learner) String() string { return spec.Name("l", l) }

// Command is an element of the CONSTANT Command.
type Command struct{ spec.Index }

// String returns the command's name in traces.
func (c Command) String() string { return spec.Name("c", c) }

// Ballot is a ballot number, 1 and up; 0 is less than every ballot.
type Ballot uint8

// Limits of the constants.
const (
	MaxAcceptors = 5
	MaxLearners  = 3
	MaxCommands  = 3
	MaxBallots   = 3
	MaxSlots     = 3
)

// Entry is what a slot of the log holds: a command, or the no-op that fills a gap.
// The zero value is no entry.
type Entry struct {
	Noop    bool
	Command Command
}

// String formats the entry as c1, no-op, or none.
func (e Entry) String() string {
	switch {
	case e.Noop:
		return "no-op"
	case spec.None(e.Command):
		return "none"
	}
	return e.Command.String()
}

// Vote is a vote for an entry in a ballot. The zero value is no vote.
type Vote struct {
	Bal   Ballot
	Entry Entry
}

// String formats the vote as c1@2, "for c1 in ballot 2", or none.
func (v Vote) String() string {
	if v.Bal == 0 {
		return "none"
	}
	return fmt.Sprintf("%v@%d", v.Entry, v.Bal)
}

// PerAcceptor is a function from acceptors to values of V.
type PerAcceptor[V any] = spec.Fn[Acceptor, V, [MaxAcceptors]V]

// Votes holds an acceptor's latest vote in each slot.
type Votes = spec.Vec[Vote, [MaxSlots]Vote]

// Log is a sequence of entries, one for each slot from 1 on.
type Log = spec.Vec[Entry, [MaxSlots]Entry]

// State holds the module's variables. Those that belong to a ballot are together.
type State struct {
	MaxBal  PerAcceptor[Ballot] // maxBal[a]: the highest ballot that a takes part in
	Votes   PerAcceptor[Votes]  // votes[a][s]
	Ballot  spec.Vec[BallotState, [MaxBallots]BallotState]
	Learned spec.Fn[Learner, Log, [MaxLearners]Log] // learned[l]
}

// BallotState holds the leader of a ballot, and all messages that were ever sent
// in the ballot. As nothing is ever removed and there are few different messages,
// these are kept as flags.
type BallotState struct {
	Phase1a bool                 // [type |-> "1a"]
	Phase1b PerAcceptor[Promise] // [type |-> "1b", acc |-> a, votes |-> ...]
	Leading bool                 // leading[b]: phase 1 is over
	// Log is log[b], what the leader has proposed. There are no 2a messages: the
	// leader of b has told everybody that it proposes e in s if e = log[b][s].
	Log     Log
	Phase2b spec.Vec[spec.Subset[Acceptor], [MaxSlots]spec.Subset[Acceptor]] // [type |-> "2b", acc |-> a, slot |-> s]
}

// Promise is the 1b message of an acceptor, if it was sent: its votes in all slots.
type Promise struct {
	Sent  bool
	Votes Votes
}
