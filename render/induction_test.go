package render_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// induction tries to establish the inductive invariant of two-phase commit and takes
// away what differs from run to run.
func induction(t *testing.T, opts induct.Options, without ...string) render.Induction {
	t.Helper()
	proof, err := twopc.Config{RMs: spec.NewDomain[twopc.RM](2)}.Model().CompileInduction(without...)
	if err != nil {
		t.Fatal(err)
	}
	opts.Workers = 1
	r, err := induct.Check(t.Context(), proof, opts)
	if err != nil {
		t.Fatal(err)
	}
	r.Elapsed = 0
	return render.Induction{Result: r, Constants: []render.Constant{{Name: "rms", Value: 2}}, Without: without}
}

func TestInduction(t *testing.T) {
	for name, i := range map[string]render.Induction{
		"induction-proved":  induction(t, induct.Options{}),
		"induction-pruned":  induction(t, induct.Options{MaxSupport: 1000}),
		"induction-refuted": induction(t, induct.Options{}, "AbortSent", "CountedSent"),
		"induction-sampled": induction(t, induct.Options{Samples: 20, Seed: 1}),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, name+".txt", text(t, func(b *strings.Builder) error { return render.InductionText(b, i) }))
			js := text(t, func(b *strings.Builder) error { return render.InductionJSON(b, i) })
			if !json.Valid([]byte(js)) {
				t.Error("invalid JSON")
			}
			if name == "induction-refuted" {
				golden(t, name+".json", js)
			}
		})
	}
}
