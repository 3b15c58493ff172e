package paxos_test

import (
	"os"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/paxos"
	"github.com/mcheck/mcheck/spec"
)

// given are constants with two values, two ballots and a crash.
func given(acceptors int) map[string]int {
	return map[string]int{"acceptors": acceptors, "values": 2, "ballots": 2, "crashes": 1}
}

func inductive(t *testing.T, acceptors int) spec.Checkable {
	return modeltest.Model(t, &paxos.Protocol, modeltest.Constants(t, &paxos.Protocol, given(acceptors), ""))
}

// TestInduction: the lemmas are inductive with three acceptors, of whom two are a
// quorum, and each is needed.
func TestInduction(t *testing.T) {
	modeltest.Proved(t, inductive(t, 3), induct.Options{MaxSupport: 1})
	modeltest.EachNeeded(t, inductive(t, 2), 500)
}

// TestSupport: that each lemma is needed, from all states of two acceptors.
func TestSupport(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.Induction(t, inductive(t, 2))
}

// TestBugsBreakInduction. With two acceptors both are the quorum, so that a single vote
// decides: a learner may rely on it, and whoever keeps its value keeps the right one.
// With two ballots the lowest vote is the latest.
func TestBugsBreakInduction(t *testing.T) {
	modeltest.BugsBreakInduction(t, &paxos.Protocol, given(2), paxos.LearnMinority, paxos.KeepFirstValue, paxos.LowestVote)
}
