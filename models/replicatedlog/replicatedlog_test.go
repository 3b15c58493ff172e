package replicatedlog_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/replicatedlog"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(slots, batch int, inOrder bool) spec.Model[replicatedlog.State[replicatedlog.Value]] {
	values := spec.NewDomain[replicatedlog.Value](2)
	return replicatedlog.Config[replicatedlog.Value]{
		Entries: values.All(), Domains: []spec.AnyDomain{values}, Slots: slots, Batch: batch, InOrder: inOrder,
	}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(2, 2, false), "ReplicatedLog.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &replicatedlog.Protocol) }

func TestLaws(t *testing.T) {
	spectest.Check(t, config(3, 1, false))
	spectest.Check(t, config(3, 3, true))
}

func TestBugs(t *testing.T) { modeltest.Bugs(t, &replicatedlog.Protocol, nil) }

func TestBugsOfTwin(t *testing.T) {
	modeltest.TwinBugs(t, &replicatedlog.Protocol, "ReplicatedLog.tla")
}

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &replicatedlog.Protocol) }

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &replicatedlog.Protocol,
		map[string]int{"slots": 3}, map[string]int{"slots": 3, "batch": 2, "in-order": 1})
}

// TestImplementsConsensus: each slot is an instance of consensus: nothing chosen, or one
// of two values. A gap is none of its business.
func TestImplementsConsensus(t *testing.T) {
	c := modeltest.Constants(t, &replicatedlog.Protocol, map[string]int{"batch": 2}, "")
	for _, slot := range []string{"Consensus1", "Consensus2"} {
		modeltest.Implements(t, modeltest.Model(t, &replicatedlog.Protocol, c), slot, 3)
		modeltest.BugsViolate(t, &replicatedlog.Protocol, slot, replicatedlog.LeaveGap)
	}
}
