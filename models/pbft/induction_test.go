package pbft

import (
	"errors"
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

// TestInductionSampled looks at states drawn at random, and proves nothing.
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
}

// TestNoInduction: nothing is claimed of several view changes.
func TestNoInduction(t *testing.T) {
	if _, err := inductive(t, 3, 1).CompileInduction(); !errors.Is(err, spec.ErrNoInduction) {
		t.Errorf("%v, want %v", err, spec.ErrNoInduction)
	}
}
