package paxoscommit_test

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/paxoscommit"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(rms, acceptors, ballots int) paxoscommit.Config {
	return paxoscommit.Config{
		RMs: spec.NewDomain[paxoscommit.RM](rms), Acceptors: spec.NewDomain[paxoscommit.Acceptor](acceptors), Ballots: ballots,
	}
}

func TestTable(t *testing.T) { modeltest.Table(t, config(2, 3, 2).Model(), "PaxosCommit.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &paxoscommit.Protocol) }

func TestLaws(t *testing.T) {
	spectest.Check(t, config(2, 1, 2).Model())
	spectest.Check(t, config(1, 3, 2).Model())
}

func TestBugs(t *testing.T) { modeltest.Bugs(t, &paxoscommit.Protocol, nil) }

func TestTwinBugs(t *testing.T) { modeltest.TwinBugs(t, &paxoscommit.Protocol, "PaxosCommit.tla") }

func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &paxoscommit.Protocol, "TypeOK")
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &paxoscommit.Protocol,
		map[string]int{"rms": 1, "acceptors": 3, "ballots": 2}, map[string]int{"rms": 2, "acceptors": 1, "ballots": 2})
}

// TestWitnesses: leaders carry through what was begun, and abort what they cannot
// know of.
func TestWitnesses(t *testing.T) {
	r := checktest.Run(t, config(2, 2, 2).Model())
	for _, w := range r.Ledger.Witnesses {
		if !w.Required || !w.Found {
			t.Errorf("%s: required %v, found %v", w.Name, w.Required, w.Found)
		}
	}
}

// TestTypeOK: corrupted states are noticed.
func TestTypeOK(t *testing.T) {
	c := config(1, 1, 2)
	corrupt := map[string]func(*paxoscommit.State, paxoscommit.RM, paxoscommit.Acceptor){
		"rmState": func(s *paxoscommit.State, r paxoscommit.RM, _ paxoscommit.Acceptor) { s.RMState.Set(r, 9) },
		"mbal": func(s *paxoscommit.State, r paxoscommit.RM, a paxoscommit.Acceptor) {
			s.AState.At(r).At(a).MBal = 2
		},
		"vote": func(s *paxoscommit.State, r paxoscommit.RM, a paxoscommit.Acceptor) {
			s.AState.At(r).At(a).Vote.Val = 9
		},
		"report": func(s *paxoscommit.State, r paxoscommit.RM, a paxoscommit.Acceptor) {
			s.Msgs.Instance.At(r)[1].Reports.Set(a, paxoscommit.Vote{Val: paxoscommit.ValAborted, Bal: 2})
		},
	}
	for name, change := range corrupt {
		t.Run(name, func(t *testing.T) {
			var s paxoscommit.State
			for r := range c.RMs.All() {
				for a := range c.Acceptors.All() {
					change(&s, r, a)
				}
			}
			m := c.Model()
			m.Init = spec.Only(s)
			checktest.Refute(t, m, "TypeOK")
		})
	}
}
