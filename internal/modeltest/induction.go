package modeltest

import (
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// Induction: the model's inductive invariant is established, no lemma can be left out,
// and every action is taken. It returns the proof.
func Induction(t *testing.T, model spec.Checkable) *induct.Result {
	t.Helper()
	r := prove(t, model)
	if r.Verdict != induct.Proved {
		t.Fatalf("%s (%s): %v", r.Verdict, r.Reason, describe(r))
	}
	for _, a := range r.Actions {
		if a.Steps == 0 {
			t.Errorf("%s is never taken from a state that satisfies the lemmas", a.Name)
		}
	}
	if len(r.Redundant) > 0 {
		t.Errorf("can be left out: %v", r.Redundant)
	}
	for _, lemma := range r.Lemmas {
		if without := prove(t, model, lemma); without.Verdict != induct.Refuted {
			t.Errorf("without %s: %s, want it refuted", lemma, without.Verdict)
		}
	}
	return r
}

func prove(t *testing.T, model spec.Checkable, without ...string) *induct.Result {
	t.Helper()
	proof, err := model.CompileInduction(without...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := induct.Check(t.Context(), proof, induct.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func describe(r *induct.Result) (out []string) {
	for _, x := range r.Counterexamples {
		out = append(out, x.Row+" by "+x.Label+" from "+x.From.String()+": "+x.Message)
	}
	return out
}
