package voting_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/voting"
)

// TestInduction: (3 * 4^2)^3 states with three acceptors, two values and two ballots.
func TestInduction(t *testing.T) {
	given := map[string]int{"acceptors": 3, "values": 2, "ballots": 2}
	c := modeltest.Constants(t, &voting.Protocol, given, "")
	m := modeltest.Model(t, &voting.Protocol, c)
	modeltest.EachNeeded(t, m, 500)
	if r := modeltest.Induction(t, m); r.Made != 48*48*48 {
		t.Errorf("%d type-correct states, want %d", r.Made, 48*48*48)
	}
}

// TestBugsBreakInduction. That votes are forgotten breaks no invariant here, but
// Stability, which is about steps.
func TestBugsBreakInduction(t *testing.T) {
	given := map[string]int{"acceptors": 3, "values": 2, "ballots": 2}
	modeltest.BugsBreakInduction(t, &voting.Protocol, given, voting.ForgetVotes)
}
