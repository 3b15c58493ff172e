package multipaxos_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/multipaxos"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(acceptors, ballots, slots int, bug string) spec.Model[multipaxos.State] {
	return multipaxos.Config{
		Acceptors: spec.NewDomain[multipaxos.Acceptor](acceptors), Learners: spec.NewDomain[multipaxos.Learner](1),
		Commands: spec.NewDomain[multipaxos.Command](2), Ballots: ballots, Slots: slots, Bug: bug,
	}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, 2, 2, ""), "MultiPaxos.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &multipaxos.Protocol) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &multipaxos.Protocol, nil) }

func TestBugsOfTwin(t *testing.T) {
	modeltest.TwinBugs(t, &multipaxos.Protocol, "MultiPaxos.tla", multipaxos.FirstSkipsPhase1)
}

func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &multipaxos.Protocol, "TypeOK")
}

// TestHarmless: see the package's documentation for the reason.
func TestHarmless(t *testing.T) {
	modeltest.Harmless(t, &multipaxos.Protocol, map[string]int{"acceptors": 2, "ballots": 3, "slots": 1}, multipaxos.FirstSkipsPhase1)
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &multipaxos.Protocol,
		map[string]int{"slots": 1, "learners": 1}, map[string]int{"acceptors": 2, "learners": 2, "commands": 1})
}

func TestLaws(t *testing.T) {
	spectest.Check(t, config(3, 1, 1, ""))
	spectest.Check(t, config(2, 2, 1, ""))
}

// TestEveryActionHappens: no action is dead.
func TestEveryActionHappens(t *testing.T) {
	c := modeltest.Constants(t, &multipaxos.Protocol, map[string]int{"acceptors": 2, "slots": 1}, "")
	if r := modeltest.Check(t, &multipaxos.Protocol, c, explorer.CheckOptions{}); len(r.Ledger.NeverEnabled) > 0 {
		t.Errorf("never enabled: %v", r.Ledger.NeverEnabled)
	}
}
