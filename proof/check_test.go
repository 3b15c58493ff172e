package proof_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/spec"
)

// state counts.
type state struct{ X, Y int32 }

func below(name string, limit int32) spec.Property[state] {
	return spec.Invariant(name, func(s *state) error {
		if s.X < limit {
			return nil
		}
		return fmt.Errorf("x = %d", s.X)
	})
}

// counter counts to n, and with the bug to n + 5.
func counter(c spec.Constants) spec.Model[state] {
	last := int32(c.Int("n"))
	if c.Bug != "" {
		last += 5
	}
	flags := spec.Range(0, 9)
	return spec.Model[state]{
		Name: "counter", Init: spec.Only(state{}), AllowDeadlock: true,
		Actions: []spec.Action[state]{
			spec.Do("Step", func(s *state) bool {
				if s.X >= last {
					return false
				}
				s.X++
				return true
			}),
			spec.Do("Never", func(*state) bool { return false }),
		},
		Fairness: []spec.Fairness{spec.WF("Step")},
		Properties: []spec.Property[state]{
			below("Below", int32(c.Int("n"))+2), below("Strict", int32(c.Int("n"))+1),
			spec.Reachable("Three", func(s *state) bool { return s.X == 3 }),
			spec.Reachable("Far", func(s *state) bool { return s.X == 77 }),
			spec.Eventually("Arrives", func(s *state) bool { return s.X == last }),
			spec.StepInvariant("Grows", func(old, new *state, _ spec.Step) error { return nil }),
		},
		Induction: &spec.Induction[state]{
			States:  []spec.Variable[state]{spec.Choose("x", flags, func(s *state, x int) { s.X = int32(x) })},
			Lemmas:  []spec.Lemma[state]{spec.NewLemma("Small", func(s *state) error { return small(s, last) }), spec.NewLemma("Even", even)},
			Implies: []string{"Below"},
		},
	}
}

func small(s *state, last int32) error {
	if s.X > last {
		return fmt.Errorf("x = %d", s.X)
	}
	return nil
}

func even(s *state) error {
	if s.X%2 != 0 {
		return fmt.Errorf("x = %d is odd", s.X)
	}
	return nil
}

// entry returns the counter with a proof of the given text.
func entry(text string, obligations ...spec.Obligation) *spec.Entry {
	return &spec.Entry{
		Name: "counter", Params: []spec.Param{{Name: "n", Min: 1, Max: 9, Default: 4}},
		Bugs: []spec.Bug{{Name: "far", Violates: "Below"}},
		New:  func(c spec.Constants) (spec.Checkable, error) { return counter(c), nil },
		Proof: &spec.Proof{
			Files: fstest.MapFS{"counter.md": {Data: []byte(text)}}, File: "counter.md", Obligations: obligations,
		},
	}
}

// cites is a write-up whose only claim cites the obligations.
func cites(obligations ...spec.Obligation) string {
	text := "# Counter\n\n### Lemma 1\n\nAll is well.\n\nPROOF: Obvious.\n\n"
	for _, o := range obligations {
		text += "CHECKED: `" + o.Name() + "`\n\n"
	}
	return text
}

func run(t *testing.T, e *spec.Entry, opts proof.Options) *proof.Result {
	t.Helper()
	r, err := proof.Check(context.Background(), e, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestOutcomes: what is found about obligations of all kinds.
func TestOutcomes(t *testing.T) {
	var here spec.Scope
	three := spec.Scope{Values: map[string]int{"n": 3}}
	for _, c := range []struct {
		o       spec.Obligation
		verdict proof.Verdict
		states  uint64
		says    string
	}{
		{spec.Holds("Below", here), proof.Holds, 5, "true in all 5 states of `counter`"},
		{spec.Holds("Below", three), proof.Holds, 4, "true in all 4 states of `counter --n 3`"},
		{spec.Holds("Below", spec.Scope{Bug: "far"}), proof.Fails, 10, "violated in 7 states: x = 6"},
		{spec.Holds("Grows", here), proof.Holds, 5, "true of every step from all 5 states of `counter`"},
		{spec.Holds("Three", here), proof.Holds, 5, "reached in `counter`, in state 4 of a shortest behaviour"},
		{spec.Holds("Far", here), proof.Fails, 5, "it is not reachable"},
		{spec.Holds("Arrives", here), proof.Holds, 5, "true of all fair behaviours in all 5 states of `counter`"},
		{spec.ByInduction("Small", here), proof.Holds, 10, "checked from all 10 type-correct states of `counter`"},
		{spec.ByInduction("Small", here).Case("Step"), proof.Holds, 10, "checked from all 10 type-correct states of `counter`"},
		{spec.ByInduction("Small", here).Case("Init"), proof.Holds, 10, "checked from all 10 type-correct states of `counter`"},
		{spec.ByInduction("Small", here).Case("Never"), proof.Fails, 10, "the action is never taken"},
		{spec.ByInduction(spec.Inv, here).Case("Init"), proof.Holds, 10, "checked from"},
		{spec.ByInduction(spec.Inv, here), proof.Fails, 10, "x = 1 is odd"},
		{spec.ByInduction("Even", here), proof.Fails, 10, "x = 1 is odd"},
		{spec.ByInduction("Below", here), proof.Holds, 10, "with `Small`"},
		{spec.Violated("Below", spec.Scope{Bug: "far"}), proof.Holds, 7, "a shortest counterexample in `counter --bug far` has 7 states and ends with `Step`"},
		{spec.Violated("Below", spec.Scope{Bug: "far", From: []string{"Step"}}), proof.Holds, 6, "a counterexample in"},
		{spec.Violated("Grows", spec.Scope{Bug: "far"}), proof.Fails, 10, "it is not violated"},
	} {
		r := run(t, entry(cites(c.o), c.o), proof.Options{})
		row := r.Rows[0]
		if row.Verdict != c.verdict || row.States != c.states || !strings.Contains(row.How+row.Reason, c.says) {
			t.Errorf("%s: %+v, want %s, %d states and %q", c.o.Name(), row.Outcome, c.verdict, c.states, c.says)
		}
	}
}

// TestScopes: an obligation in two scopes has two rows and one paragraph, and one of
// another model is cited with its name.
func TestScopes(t *testing.T) {
	other := entry("")
	other.Name = "other"
	o := spec.Holds("Below", spec.Scope{Entry: other}, spec.Scope{Entry: other, Values: map[string]int{"n": 2}})
	r := run(t, entry(cites(o), o), proof.Options{})
	want := ": true in all 5 states of `other`; true in all 3 states of `other --n 2`."
	if r.Found["other.Below"] != want || len(r.Rows) != 2 {
		t.Errorf("found %v in %d rows, want %q", r.Found, len(r.Rows), want)
	}
	if len(r.Stale) != 1 || r.Stale[0].Says != "" {
		t.Errorf("stale: %+v", r.Stale)
	}
}

// TestIncomplete: what was cut short is not said to hold.
func TestIncomplete(t *testing.T) {
	for _, o := range []spec.Obligation{
		spec.Holds("Below", spec.Scope{}), spec.Holds("Far", spec.Scope{}),
		spec.Violated("Below", spec.Scope{Bug: "far"}),
	} {
		r, err := proof.Check(context.Background(), entry(cites(o), o), proof.Options{Timeout: time.Nanosecond})
		if err != nil {
			t.Fatal(err)
		}
		if row := r.Rows[0]; row.Verdict != proof.Incomplete || row.Reason == "" {
			t.Errorf("%s: %+v, want that it is incomplete", o.Name(), row.Outcome)
		}
	}
}

// TestQuick: scopes that take long are left out, and what the write-up says of them is
// believed.
func TestQuick(t *testing.T) {
	o := spec.Holds("Below", spec.Scope{}, spec.Scope{Values: map[string]int{"n": 3}, Full: true})
	for text, stale := range map[string]int{
		": true in all 5 states of `counter`; true in all 999 states of `counter --n 3`.": 0,
		": true in all 5 states of `counter`.":                                            1,
		": true in all 6 states of `counter`; true in all 4 states of `counter --n 3`.":   1,
	} {
		e := entry(strings.Replace(cites(o), "`Below`", "`Below`"+text, 1), o)
		if r := run(t, e, proof.Options{Quick: true}); len(r.Rows) != 1 || r.LeftOut != 1 || len(r.Stale) != stale || len(r.Found) != 0 {
			t.Errorf("%s: %d rows, stale %+v", text, len(r.Rows), r.Stale)
		}
	}
	long := spec.Holds("Strict", spec.Scope{Full: true})
	if r := run(t, entry(cites(long), long), proof.Options{Quick: true}); len(r.Rows) != 0 || len(r.Stale) != 0 {
		t.Errorf("rows %+v, stale %+v, want none", r.Rows, r.Stale)
	}
}

func TestErrors(t *testing.T) {
	for _, o := range []spec.Obligation{
		spec.Holds("Nosuch", spec.Scope{}), spec.ByInduction("Nosuch", spec.Scope{}), spec.ByInduction("Small", spec.Scope{}).Case("Nosuch"),
		spec.Violated("Nosuch", spec.Scope{Bug: "far"}), spec.Violated("Below", spec.Scope{Bug: "nosuch"}),
		spec.Holds("Below", spec.Scope{Values: map[string]int{"n": 99}}),
	} {
		if _, err := proof.Check(context.Background(), entry(cites(o), o), proof.Options{}); err == nil {
			t.Errorf("%s: no error", o.Name())
		}
	}
}

const bugSection = "\n### `far`\n\nFAILS AT: Lemma 2.\n\nCHECKED: `Below under far`\n"

// TestDisagreements: what the write-up and the code do not agree on.
func TestDisagreements(t *testing.T) {
	good := cites(spec.Holds("Below", spec.Scope{})) + bugSection
	good = strings.Replace(good, "Lemma 2", "Lemma 1", 1)
	obligations := []spec.Obligation{spec.Holds("Below", spec.Scope{}), spec.Violated("Below", spec.Scope{Bug: "far"})}
	for _, c := range []struct {
		name, old, new string
		more           []spec.Obligation
		want           string
	}{
		{name: "none"},
		{name: "unknown obligation", old: "`Below`", new: "`Above`", want: `Lemma 1: the code has no obligation "Above"`},
		{name: "uncited obligation", more: []spec.Obligation{spec.Holds("Three", spec.Scope{})}, want: `no step cites the obligation "Three"`},
		{name: "repeated obligation", more: obligations[:1], want: `two obligations "Below"`},
		{name: "no section", old: "### `far`", new: "### Far", want: "no section says where the proof breaks with far"},
		{name: "no such bug", old: "### `far`", new: "### `near`", want: "near: there is no such bug"},
		{name: "no such step", old: "FAILS AT: Lemma 1", new: "FAILS AT: Lemma 9", want: `far: FAILS AT: "Lemma 9", want a step that exists`},
		{name: "no counterexample", old: "CHECKED: `Below under far`", want: "far: no CHECKED: `Below under far`"},
		{name: "another property", old: "CHECKED: `Below`", new: "", want: "nothing that is checked of Lemma 1 is checked to be violated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run(t, entry(strings.Replace(good, c.old, c.new, 1), append(c.more, obligations...)...), proof.Options{})
			found := strings.Join(r.Defects, "\n")
			if c.want == "" && found != "" || !strings.Contains(found, c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
			if (r.Verdict == proof.Fails) != (c.want != "") {
				t.Errorf("verdict %s", r.Verdict)
			}
		})
	}
}

// TestFirst: the step that is said to fail must be the first that does.
func TestFirst(t *testing.T) {
	strict, loose := spec.Holds("Strict", spec.Scope{}), spec.Holds("Below", spec.Scope{})
	bug := spec.Violated("Below", spec.Scope{Bug: "far"})
	text := cites(strict) + strings.TrimPrefix(strings.Replace(cites(loose), "Lemma 1", "Lemma 2", 1), "# Counter\n") + bugSection
	r := run(t, entry(text, strict, loose, bug), proof.Options{})
	last := r.Rows[len(r.Rows)-1]
	if want := "Strict, which an earlier step says, is violated before, in 6 states"; last.Verdict != proof.Fails || last.Reason != want {
		t.Errorf("%+v, want that %s", last.Outcome, want)
	}
}
