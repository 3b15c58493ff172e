package pbft

import (
	"errors"
	"os"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

func inductive(t *testing.T, views, requests int) spec.Checkable {
	t.Helper()
	given := map[string]int{"faults": 1, "views": views, "seqs": 1, "requests": requests}
	return modeltest.Model(t, &Protocol, modeltest.Constants(t, &Protocol, given, ""))
}

// TestInduction: the lemmas are inductive with four replicas and two requests, in all
// states. That all requests have been made leaves ClientRequest idle. Agreement needs
// AcceptedSafe where requests are committed in two views, which samples do not show.
func TestInduction(t *testing.T) {
	if os.Getenv("MCHECK_FULL") == "" {
		t.Skip("a million states: set MCHECK_FULL to make them")
	}
	modeltest.Proved(t, inductive(t, 2, 2), induct.Options{MaxSupport: 1}, "ClientRequest")
	modeltest.Needed(t, inductive(t, 2, 2), 0, "AcceptedSafe")
}

// TestInductionSampled looks at states drawn at random: at some that satisfy the lemmas,
// and at some that satisfy all but one, where each of the others turns out to be needed.
func TestInductionSampled(t *testing.T) {
	all, err := inductive(t, 2, 2).CompileInduction()
	if err != nil {
		t.Fatal(err)
	}
	r, err := induct.Check(t.Context(), all, induct.Options{Samples: 50})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Counterexamples) > 0 || r.Verdict == induct.Refuted {
		t.Errorf("%s: %v", r.Verdict, r.Counterexamples)
	}
	modeltest.Needed(t, inductive(t, 2, 2), 50, "OneAccepted", "AcceptedInView", "CommitPrepared", "ViewChangeTrue",
		"OpenSafe", "NewViewJustified", "ExecutedCommitted")
}

// TestNoInduction: nothing is claimed of several view changes.
func TestNoInduction(t *testing.T) {
	if _, err := inductive(t, 3, 1).CompileInduction(); !errors.Is(err, spec.ErrNoInduction) {
		t.Errorf("%v, want %v", err, spec.ErrNoInduction)
	}
}
