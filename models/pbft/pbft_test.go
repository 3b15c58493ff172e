package pbft_test

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/pbft"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(views pbft.View, seqs, requests int, bug string) spec.Model[pbft.State] {
	return pbft.Config{Faults: 1, Views: views, Seqs: seqs, Requests: spec.NewDomain[pbft.Request](requests), Bug: bug}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(2, 1, 2, ""), "PBFT.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &pbft.Protocol) }

// TestBugs begins, where three views are needed, in the second.
func TestBugs(t *testing.T) {
	modeltest.Bugs(t, &pbft.Protocol, map[string][]string{pbft.EarliestView: {
		"ClientRequest(x1)", "ClientRequest(x2)", "Prepare(r4, 1, x1)", "Prepare(r2, 1, x1)",
		"ViewChange(r2)", "ViewChange(r3)", "NewView(r2, <<>>)",
	}})
}

func TestBugsOfTwin(t *testing.T) {
	modeltest.TwinBugs(t, &pbft.Protocol, "PBFT.tla", pbft.ExecuteUnprepared)
}

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &pbft.Protocol, "TypeOK") }

// TestReducedAsUnreduced: replicas and requests are symmetric.
func TestReducedAsUnreduced(t *testing.T) {
	entry := pbft.Protocol
	entry.Bugs = slices.DeleteFunc(slices.Clone(entry.Bugs), func(b spec.Bug) bool {
		deep := b.Violates == "Agreement" && os.Getenv("MCHECK_FULL") == ""
		return b.Name == pbft.EarliestView || deep
	})
	modeltest.ReducedAsUnreduced(t, &entry, map[string]int{"views": 1}, map[string]int{"requests": 1})
}

// TestHarmless: see the package's documentation for the reason. Certificates of
// different views do not meet before the third view.
func TestHarmless(t *testing.T) {
	modeltest.Harmless(t, &pbft.Protocol, nil, pbft.ExecuteUnprepared)
	modeltest.Harmless(t, &pbft.Protocol, map[string]int{"views": 2}, pbft.EarliestView)
}

// TestLaws: the model keeps what engines rely on.
func TestLaws(t *testing.T) {
	models := map[string]spec.Model[pbft.State]{
		"two requests": config(1, 1, 2, ""), "two sequence numbers": config(1, 2, 1, ""),
		"two views": config(2, 1, 1, pbft.TooFewReplicas), // with the fewest states
	}
	if os.Getenv("MCHECK_FULL") != "" {
		models["two views, correct"] = config(2, 1, 2, "")
		for _, bug := range pbft.Protocol.Bugs {
			models[bug.Name] = config(2, 1, 2, bug.Name)
		}
	}
	for name, m := range models {
		t.Run(name, func(t *testing.T) { spectest.Check(t, m) })
	}
}

// TestWitnesses: a verdict of holds is not vacuous, and what cannot happen with the
// constants given is not demanded.
func TestWitnesses(t *testing.T) {
	for _, row := range []struct {
		views, seqs, requests int
		found                 map[string]bool // of those that apply
	}{
		{2, 1, 2, map[string]bool{"Equivocation": true, "AllExecuted": true, "Adopted": true}},
		{1, 1, 2, map[string]bool{"Equivocation": true, "AllExecuted": true}},
		{2, 1, 1, map[string]bool{"AllExecuted": true, "Adopted": true}},
	} {
		given := map[string]int{"views": row.views, "seqs": row.seqs, "requests": row.requests}
		r := modeltest.Check(t, &pbft.Protocol, modeltest.Constants(t, &pbft.Protocol, given, ""), explorer.CheckOptions{})
		if r.Verdict != explorer.Holds {
			t.Errorf("%v: %s", given, modeltest.Found(r))
		}
		applicable := map[string]bool{}
		for _, w := range r.Ledger.Witnesses {
			if w.Required {
				applicable[w.Name] = w.Found
			}
		}
		if diff := cmp.Diff(row.found, applicable); diff != "" {
			t.Errorf("%v: witnesses (-want +got):\n%s", given, diff)
		}
	}
}

// TestNull: a gap in the sequence numbers is filled with the null request.
func TestNull(t *testing.T) {
	given := map[string]int{"seqs": 2, "requests": 1}
	c := modeltest.Constants(t, &pbft.Protocol, given, "")
	r := modeltest.Check(t, &pbft.Protocol, c, explorer.CheckOptions{Options: explorer.Options{MaxDepth: 11}})
	for _, w := range r.Ledger.Witnesses {
		if w.Name == "NullExecuted" && !w.Found {
			t.Error("not in 10 steps")
		}
	}
}
