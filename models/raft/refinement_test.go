package raft_test

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
)

// TestImplementsReplicatedLog: Raft implements a replicated log, with crashes, too. With
// one entry it shows all that the log allows. In a single term all entries are of one
// leader, so that of the logs of up to two entries of two leaders, 1 + 2 + 4, it shows
// 1 + 2 + 2, with a step from the empty log to each and one from each of length one.
func TestImplementsReplicatedLog(t *testing.T) {
	modeltest.Implements(t, config(2, 2, 1, 0, ""), "ReplicatedLog", 5)
	modeltest.Implements(t, config(2, 1, 1, 1, ""), "ReplicatedLog", 3)
	modeltest.ImplementsPart(t, config(2, 1, 2, 0, ""), "ReplicatedLog",
		explorer.Part{Seen: 5, Of: 7}, explorer.Part{Seen: 6, Of: 10})
}

// TestElectedWronglyNoReplicatedLog: leaders that were elected wrongly commit different
// entries at an index. Where a minority elects two of them, each appends and commits an
// entry by itself: four steps more than violate ElectionSafety.
func TestElectedWronglyNoReplicatedLog(t *testing.T) {
	unreduced := func(o *explorer.CheckOptions) { o.Properties, o.NoReduction = []string{"ReplicatedLog"}, true }
	r := checktest.Refute(t, config(3, 1, 1, 0, raft.MinorityQuorum), "ReplicatedLog", unreduced)
	if n := len(r.Violation().Trace); n != 5+4 {
		t.Errorf("%s after %d states, want 9", raft.MinorityQuorum, n)
	}
	modeltest.SomeBugsViolate(t, &raft.Protocol, "ReplicatedLog", raft.NoLogCheck)
}
