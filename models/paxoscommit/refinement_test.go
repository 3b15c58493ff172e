package paxoscommit_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/paxoscommit"
)

// TestImplements: Paxos Commit implements transaction commit, of which TLC knows 12
// states with two RMs, and with a bug it does not.
func TestImplements(t *testing.T) {
	given := map[string]int{"rms": 2, "acceptors": 1, "ballots": 2}
	c := modeltest.Constants(t, &paxoscommit.Protocol, given, "")
	modeltest.Implements(t, modeltest.Model(t, &paxoscommit.Protocol, c), "TCommit", 12)
	modeltest.BugsViolate(t, &paxoscommit.Protocol, "TCommit")
}
