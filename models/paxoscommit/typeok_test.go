package paxoscommit

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{RMs: spec.NewDomain[RM](2), Acceptors: spec.NewDomain[Acceptor](3), Ballots: 2}
	r, a := modeltest.Last(c.RMs.All()), modeltest.Last(c.Acceptors.All())
	modeltest.Corrupted(t, func() State { return State{} }, c.typeOK, map[string]func(*State){
		"a state that there is not":            func(s *State) { s.RMState.Set(r, Aborted+1) },
		"a promise to a ballot that is none":   func(s *State) { s.AState.At(r).At(a).MBal = 2 },
		"a vote for a value that there is not": func(s *State) { s.AState.At(r).At(a).Vote.Val = ValAborted + 1 },
		"a vote in a ballot that is none":      func(s *State) { s.AState.At(r).At(a).Vote = Vote{ValPrepared, 2} },
		"a report of a vote that is none":      func(s *State) { s.round(r, 1).Reports.Set(a, Vote{ValPrepared, 2}) },
	})
}
