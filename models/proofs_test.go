package models_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/spec"
)

// TestProofs: the steps of each written proof that a machine can check hold, and the
// write-up says what was found. With -update it is made to say so. Without MCHECK_FULL
// what takes long is believed.
func TestProofs(t *testing.T) {
	each(t, func(t *testing.T, e *spec.Entry) {
		if e.Proof == nil {
			return // the README's table says which models have one
		}
		r, err := proof.Check(context.Background(), e, proof.Options{Quick: os.Getenv("MCHECK_FULL") == ""})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range r.Defects {
			t.Errorf("%s: %s", r.WriteUp, d)
		}
		for _, row := range r.Rows {
			if row.Verdict != proof.Holds {
				t.Errorf("%s, %s in %s: %s, %s", row.Step, row.Obligation, row.Scope, row.Verdict, row.Reason)
			}
		}
		if modeltest.Updating() {
			update(t, e, r)
			return
		}
		for _, s := range r.Stale {
			t.Errorf("%s, %s: %s says %q, found was %q", s.Step, s.Obligation, r.WriteUp, s.Says, s.Found)
		}
	})
}

// update writes what was found into the write-up.
func update(t *testing.T, e *spec.Entry, r *proof.Result) {
	t.Helper()
	d, err := proof.Open(e)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("..", "docs", "proofs", e.Proof.File), d.Compose(r.Found), 0o666); err != nil {
		t.Fatal(err)
	}
}
