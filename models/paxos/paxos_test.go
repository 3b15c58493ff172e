package paxos_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/paxos"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(acceptors, ballots, crashes int, bug string) spec.Model[paxos.State] {
	return paxos.Config{
		Acceptors: spec.NewDomain[paxos.Acceptor](acceptors), Values: spec.NewDomain[paxos.Value](2),
		Ballots: ballots, MaxCrashes: crashes, Bug: bug,
	}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, 2, 1, ""), "Paxos.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &paxos.Protocol) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &paxos.Protocol, nil) }

func TestBugsOfTwin(t *testing.T) {
	modeltest.TwinBugs(t, &paxos.Protocol, "Paxos.tla", paxos.PromiseRepeated)
}

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &paxos.Protocol, "TypeOK") }

// TestHarmless: see the package's documentation for the reasons.
func TestHarmless(t *testing.T) {
	modeltest.Harmless(t, &paxos.Protocol, map[string]int{"ballots": 2, "crashes": 1}, paxos.PromiseRepeated)
	modeltest.Harmless(t, &paxos.Protocol, map[string]int{"acceptors": 2, "ballots": 4}, paxos.PromiseRepeated)
}

// TestHidden: what the constants must be for a bug to show. With two ballots a
// leader hears of votes in one ballot only, so that the lowest is the highest; and
// a vote counts for nothing but the next leader.
func TestHidden(t *testing.T) {
	for _, bug := range []string{paxos.LowestVote, paxos.VoteNoPromise} {
		modeltest.Harmless(t, &paxos.Protocol, map[string]int{"ballots": 2}, bug)
	}
	for _, bug := range []string{paxos.ForgetPromise, paxos.ForgetVote} {
		modeltest.Harmless(t, &paxos.Protocol, map[string]int{"ballots": 3, "crashes": 0}, bug)
	}
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &paxos.Protocol,
		map[string]int{"ballots": 2}, map[string]int{"ballots": 2, "crashes": 1}, map[string]int{"acceptors": 2, "values": 3})
}

func TestLaws(t *testing.T) {
	for name, m := range map[string]spec.Model[paxos.State]{
		"correct": config(3, 2, 0, ""), "restarts": config(2, 2, 1, ""),
		"repeated promises": config(2, 2, 1, paxos.PromiseRepeated), "shared ballot": config(2, 2, 0, paxos.SharedBallot),
	} {
		t.Run(name, func(t *testing.T) { spectest.Check(t, m) })
	}
}

// TestEveryActionHappens: no action is dead where there is room for all.
func TestEveryActionHappens(t *testing.T) {
	c := modeltest.Constants(t, &paxos.Protocol, map[string]int{"ballots": 2, "crashes": 1}, "")
	if r := modeltest.Check(t, &paxos.Protocol, c, explorer.CheckOptions{}); len(r.Ledger.NeverEnabled) > 0 {
		t.Errorf("never enabled: %v", r.Ledger.NeverEnabled)
	}
}
