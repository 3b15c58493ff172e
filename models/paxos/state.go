package paxos

import (
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

// Acceptor is an element of the CONSTANT Acceptor.
type Acceptor = voting.Acceptor

// Value is an element of the CONSTANT Value. The zero value is None.
type Value = voting.Value

// Ballot is a ballot number, 0 and up, or NoBallot.
type Ballot = voting.Ballot

// NoBallot is less than every ballot.
const NoBallot = voting.NoBallot

// Limits of the constants.
const (
	MaxAcceptors = voting.MaxAcceptors
	MaxValues    = voting.MaxValues
	MaxBallots   = voting.MaxBallots
)

// PerAcceptor is a function from acceptors to values of V.
type PerAcceptor[V any] = voting.PerAcceptor[V]

// State holds the module's variables.
type State struct {
	MaxBal  PerAcceptor[Ballot] // maxBal[a]: the highest ballot that a takes part in
	MaxVBal PerAcceptor[Ballot] // maxVBal[a], maxVal[a]: the vote of a in its latest ballot
	MaxVal  PerAcceptor[Value]
	Msgs    Messages // msgs
	// Restarts counts the crashes of all acceptors, which are bounded.
	Restarts uint8
}

// Messages is the set of all messages ever sent, by their ballot. As nothing is
// ever removed and there are few different messages, the set is kept as flags.
type Messages [MaxBallots]Sent

// Sent holds the messages of one ballot.
type Sent struct {
	Phase1a bool                            // [type |-> "1a"]
	Phase1b PerAcceptor[Reports]            // [type |-> "1b", acc |-> a, ...]
	Phase2a spec.Subset[Value]              // [type |-> "2a", val |-> v]
	Phase2b PerAcceptor[spec.Subset[Value]] // [type |-> "2b", acc |-> a, val |-> v]
}

// Reports holds the 1b messages of one acceptor for one ballot. It is a set, of
// one element unless an acceptor forgets its promise and makes it again.
type Reports struct {
	NoVote bool                           // [mbal |-> -1, mval |-> None]
	Votes  [MaxBallots]spec.Subset[Value] // [mbal |-> b, mval |-> v]
}

// sent reports whether the acceptor has promised.
func (r *Reports) sent() bool { return *r != Reports{} }

// add adds a message that reports the vote <<bal, val>>, or none.
func (r *Reports) add(bal Ballot, val Value) {
	if bal == NoBallot {
		r.NoVote = true
	} else {
		r.Votes[bal].Add(val)
	}
}

// String formats the set as {1a(0), 1b(0, a1, no vote), 2a(0, v1), 2b(0, a1, v1)}.
func (m Messages) String() string {
	var all []string
	for b := range m {
		all = m[b].list(all, Ballot(b))
	}
	return "{" + strings.Join(all, ", ") + "}"
}

func (s *Sent) list(all []string, b Ballot) []string {
	if s.Phase1a {
		all = append(all, fmt.Sprintf("1a(%d)", b))
	}
	for a := range everyone.All() {
		r := s.Phase1b.At(a)
		if r.NoVote {
			all = append(all, fmt.Sprintf("1b(%d, %v, no vote)", b, a))
		}
		for c, vals := range r.Votes {
			for v := range vals.All() {
				all = append(all, fmt.Sprintf("1b(%d, %v, %v voted for in %d)", b, a, v, c))
			}
		}
	}
	for v := range s.Phase2a.All() {
		all = append(all, fmt.Sprintf("2a(%d, %v)", b, v))
	}
	for a := range everyone.All() {
		for v := range s.Phase2b.Get(a).All() {
			all = append(all, fmt.Sprintf("2b(%d, %v, %v)", b, a, v))
		}
	}
	return all
}

// everyone is all acceptors that there can be; those outside of the constant
// Acceptor never send anything.
var everyone = spec.NewDomain[Acceptor](MaxAcceptors)
