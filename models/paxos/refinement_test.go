package paxos_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/paxos"
)

// TestImplementsVoting: Paxos implements voting, of which TLC knows 599 states with
// three acceptors, two values and two ballots, and with all bugs but one it does not:
// what a learner takes for chosen is no part of voting.
func TestImplementsVoting(t *testing.T) {
	given := map[string]int{"acceptors": 3, "values": 2, "ballots": 2}
	c := modeltest.Constants(t, &paxos.Protocol, given, "")
	modeltest.Implements(t, modeltest.Model(t, &paxos.Protocol, c), "Voting", 599)
	modeltest.BugsViolate(t, &paxos.Protocol, "Voting", paxos.LearnMinority)
}
