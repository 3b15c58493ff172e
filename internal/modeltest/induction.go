package modeltest

import (
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// Induction: the model's inductive invariant is established, from states in which
// every action is taken, and each lemma is needed for something else than itself. It
// returns the proof.
func Induction(t *testing.T, model spec.Checkable) *induct.Result {
	t.Helper()
	r := Proved(t, model, induct.Options{})
	if !r.Supported || len(r.Redundant) > 0 {
		t.Errorf("can be left out: %v, known: %v", r.Redundant, r.Supported)
	}
	return r
}

// Proved is Induction, which need not find out what lemmas are needed for, and with
// constants that leave some actions idle.
func Proved(t *testing.T, model spec.Checkable, opts induct.Options, idle ...string) *induct.Result {
	t.Helper()
	r := prove(t, model, opts)
	if r.Verdict != induct.Proved {
		t.Fatalf("%s (%s): %v", r.Verdict, r.Reason, describe(r))
	}
	resting := set(idle)
	for _, a := range r.Actions {
		if taken := a.Steps > 0; taken == resting[a.Name] {
			t.Errorf("%s: %d steps from states that satisfy the lemmas", a.Name, a.Steps)
		}
	}
	return r
}

// EachNeeded: without any one of the lemmas there are counterexamples to induction
// among so many states drawn at random.
func EachNeeded(t *testing.T, model spec.Checkable, samples uint64) {
	t.Helper()
	all, err := model.CompileInduction()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all.Lemmas {
		Needed(t, model, samples, l.Name)
	}
}

// Needed is EachNeeded for some of the lemmas, among all states if samples is 0.
func Needed(t *testing.T, model spec.Checkable, samples uint64, lemmas ...string) {
	t.Helper()
	for _, name := range lemmas {
		if r := prove(t, model, induct.Options{Samples: samples, MaxSupport: 1, MaxReachable: 1}, name); r.Verdict != induct.Refuted {
			t.Errorf("without %s: %s, want it refuted", name, r.Verdict)
		}
	}
}

// BugsBreakInduction: with each bug, but those that are exempt, the inductive invariant
// fails at the given constants.
func BugsBreakInduction(t *testing.T, entry *spec.Entry, given map[string]int, exempt ...string) {
	t.Helper()
	harmless := set(exempt)
	for _, bug := range entry.Bugs {
		r := prove(t, Model(t, entry, Constants(t, entry, given, bug.Name)), induct.Options{MaxSupport: 1})
		if refuted := r.Verdict == induct.Refuted; refuted == harmless[bug.Name] {
			t.Errorf("%s: %s", bug.Name, r.Verdict)
		}
	}
}

func prove(t *testing.T, model spec.Checkable, opts induct.Options, without ...string) *induct.Result {
	t.Helper()
	proof, err := model.CompileInduction(without...)
	if err != nil {
		t.Fatal(err)
	}
	r, err := induct.Check(t.Context(), proof, opts)
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

func set(names []string) map[string]bool {
	s := map[string]bool{}
	for _, name := range names {
		s[name] = true
	}
	return s
}
