package multipaxos_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/multipaxos"
)

// TestImplementsReplicatedLog: Multi-Paxos implements a replicated log, whose slots it
// fills in any order, and with a bug it does not. Of two slots for two commands and
// no-ops, the log has 4 x 4 states and 3 x 4 + 4 x 3 steps. A gap is in front of an
// entry, so that the last slot gets no no-op: 4 x 3 states and 3 x 3 + 4 x 2 steps.
func TestImplementsReplicatedLog(t *testing.T) {
	modeltest.ImplementsPart(t, config(2, 2, 2, ""), "ReplicatedLog",
		explorer.Part{Seen: 12, Of: 16}, explorer.Part{Seen: 17, Of: 24})
	modeltest.BugsViolate(t, &multipaxos.Protocol, "ReplicatedLog")
}
