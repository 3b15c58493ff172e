package voting_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(acceptors, ballots int, bug string) spec.Model[voting.State] {
	return voting.Config{
		Acceptors: spec.NewDomain[voting.Acceptor](acceptors), Values: spec.NewDomain[voting.Value](2),
		Ballots: ballots, Bug: bug,
	}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, 2, ""), "Voting.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &voting.Protocol) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &voting.Protocol, nil) }

func TestBugsOfTwin(t *testing.T) { modeltest.TwinBugs(t, &voting.Protocol, "Voting.tla") }

func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &voting.Protocol, "TypeOK")
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &voting.Protocol,
		map[string]int{"ballots": 2}, map[string]int{"acceptors": 2, "values": 3}, map[string]int{"acceptors": 4, "ballots": 2})
}

func TestLaws(t *testing.T) {
	spectest.Check(t, config(3, 2, ""))
	spectest.Check(t, config(2, 2, voting.VoteTwice))
}
