package voting

import (
	"fmt"

	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/spec"
)

// Acceptor is an element of the CONSTANT Acceptor.
type Acceptor struct{ spec.Index }

// String returns the acceptor's name in traces.
func (a Acceptor) String() string { return spec.Name("a", a) }

// Value is an element of the CONSTANT Value.
type Value = consensus.Value

// Ballot is a ballot number, 0 and up, or NoBallot.
type Ballot int8

// NoBallot is less than every ballot.
const NoBallot Ballot = -1

// Limits of the constants.
const (
	MaxAcceptors = 5
	MaxValues    = 4
	MaxBallots   = 4
)

// PerAcceptor is a function from acceptors to values of V.
type PerAcceptor[V any] = spec.Fn[Acceptor, V, [MaxAcceptors]V]

// Votes holds the votes of an acceptor: the values it has voted for, by ballot.
type Votes [MaxBallots]spec.Subset[Value]

// Vote is a ballot and the value that is voted for in it.
type Vote struct {
	Bal Ballot
	Val Value
}

// String formats the vote as <<0, v1>>.
func (v Vote) String() string { return fmt.Sprintf("<<%d, %v>>", v.Bal, v.Val) }

// String formats the votes as {<<0, v1>>, <<1, v1>>}.
func (v Votes) String() string {
	var all spec.Seq[Vote]
	for b, vals := range v {
		for val := range vals.All() {
			all.Append(Vote{Ballot(b), val})
		}
	}
	text := all.String()
	return "{" + text[len("<<"):len(text)-len(">>")] + "}"
}

// State holds the module's variables.
type State struct {
	Votes  PerAcceptor[Votes]  // votes[a]
	MaxBal PerAcceptor[Ballot] // maxBal[a]: a votes in no ballot below this one
}
