package induct_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// clock is an hour and whether the clock runs fast, skipping hours.
type clock struct {
	Hour int
	Fast bool
}

func hour(values iter.Seq[int]) spec.Variable[clock] {
	return spec.Choose("hour", values, func(s *clock, h int) { s.Hour = h })
}

var fast = spec.Choose("fast", spec.Only(false, true), func(s *clock, f bool) { s.Fast = f })

func small(name string, limit int) spec.Lemma[clock] {
	return spec.NewLemma(name, func(s *clock) error {
		if s.Hour > limit {
			return fmt.Errorf("hour %d", s.Hour)
		}
		return nil
	}).Reads("hour")
}

var slow = spec.NewLemma("Slow", func(s *clock) error {
	if s.Fast {
		return errors.New("fast")
	}
	return nil
}).Reads("fast")

// even: a slow clock shows hours 0, 2 and 4; a fast one goes by ones.
func even(lemmas ...spec.Lemma[clock]) spec.Model[clock] {
	return spec.Model[clock]{
		Name: "clock", Init: spec.Only(clock{}), AllowDeadlock: true,
		Actions: []spec.Action[clock]{spec.Do("Tick", func(s *clock) bool {
			if s.Fast {
				s.Hour++
			} else {
				s.Hour += 2
			}
			s.Hour %= 6
			return true
		})},
		Properties: []spec.Property[clock]{spec.Invariant("Even", func(s *clock) error {
			if s.Hour%2 != 0 {
				return fmt.Errorf("hour %d", s.Hour)
			}
			return nil
		})},
		Induction: &spec.Induction[clock]{States: []spec.Variable[clock]{hour(spec.Range(0, 5)), fast}, Lemmas: lemmas},
	}
}

var isEven = spec.NewLemma("IsEven", func(s *clock) error {
	if s.Hour%2 != 0 {
		return fmt.Errorf("hour %d is odd", s.Hour)
	}
	return nil
}).Reads("hour")

type check func(context.Context, *spec.Inductive, induct.Options) (*induct.Result, error)

var checks = map[string]check{"all": induct.Check, "pruned": induct.CheckPruned}

func try[S any](t *testing.T, check check, m spec.Model[S], o induct.Options) *induct.Result {
	t.Helper()
	proof, err := m.CompileInduction()
	if err != nil {
		t.Fatal(err)
	}
	r, err := check(t.Context(), proof, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shown is what a test expects of a counterexample.
type shown struct{ What, From, To, Message, Reachable string }

func counterexamples(r *induct.Result) (out []shown) {
	for _, x := range r.Counterexamples {
		s := shown{x.Row + "/" + x.Action, x.From.String(), "", x.Message, fmt.Sprint(x.Reachable, " ", x.Depth)}
		if x.Label != "" {
			s.To = x.To.String()
		}
		out = append(out, s)
	}
	return out
}

func TestClock(t *testing.T) {
	for _, tt := range []struct {
		name    string
		model   spec.Model[clock]
		want    []shown
		verdict induct.Verdict
	}{
		{"proved", even(isEven, slow), nil, induct.Proved},
		{
			"too weak", even(isEven),
			[]shown{{"IsEven/Tick", "[hour: 0, fast: true]", "[hour: 1, fast: true]", "hour 1 is odd", "unreachable 0"}},
			induct.Refuted,
		},
		{
			"no invariant", even(isEven, slow, small("Early", 2)),
			[]shown{{"Early/Tick", "[hour: 2, fast: false]", "[hour: 4, fast: false]", "hour 4", "reachable 2"}},
			induct.Refuted,
		},
		{
			"not initially", even(isEven, spec.NewLemma("Fast", func(s *clock) error {
				if !s.Fast {
					return errors.New("slow")
				}
				return nil
			})),
			[]shown{
				{"IsEven/Tick", "[hour: 0, fast: true]", "[hour: 1, fast: true]", "hour 1 is odd", "unreachable 0"},
				{"Fast/", "[hour: 0, fast: false]", "", "slow", "reachable 1"},
			},
			induct.Refuted,
		},
		{
			"not implied", even(slow),
			[]shown{{"Even/", "[hour: 1, fast: false]", "", "hour 1", "unreachable 0"}},
			induct.Refuted,
		},
	} {
		for name, check := range checks {
			for _, workers := range []int{1, 2, 5} {
				t.Run(fmt.Sprint(tt.name, "/", name, "/", workers), func(t *testing.T) {
					r := try(t, check, tt.model, induct.Options{Workers: workers})
					if diff := cmp.Diff(tt.want, counterexamples(r)); diff != "" || r.Verdict != tt.verdict {
						t.Errorf("%s (-want +got):\n%s", r.Verdict, diff)
					}
				})
			}
		}
	}
}

// What the obligations rest on, by hand.
func TestSupport(t *testing.T) {
	r := try(t, induct.Check, even(isEven, slow, small("AtAll", 9)), induct.Options{})
	var got []string
	for _, row := range r.Obligations {
		if row.Kind == induct.ImpliedRow {
			got = append(got, fmt.Sprint("Even ", row.Implied.Support, row.Implied.Exact))
		} else {
			got = append(got, fmt.Sprint(row.Name, " ", row.Actions[0].Support, row.Actions[0].Exact))
		}
	}
	want := []string{"type-correct [] false", "IsEven [IsEven Slow] true", "Slow [Slow] true", "AtAll [] true", "Even [IsEven] true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"AtAll"}, r.Redundant); diff != "" {
		t.Errorf("redundant (-want +got):\n%s", diff)
	}
	if r.Made != 12 || r.Satisfying != 3 || r.Steps != 3 || r.Space.Int64() != 12 {
		t.Errorf("%d made, %d satisfying, %d steps, of %v; want 12, 3, 3, of 12", r.Made, r.Satisfying, r.Steps, r.Space)
	}
}

// A generator that leaves states out is found out by the steps that lead there; the
// bound that it declares excuses it.
func TestGeneratorMustBeClosed(t *testing.T) {
	m := even(isEven, slow)
	m.Induction.States = []spec.Variable[clock]{hour(spec.Range(0, 3)), fast}
	want := []shown{{
		"type-correct/Tick", "[hour: 2, fast: false]", "[hour: 4, fast: false]",
		"the state is none of those that Induction.States makes", "reachable 2",
	}}
	for name, check := range checks {
		r := try(t, check, m, induct.Options{})
		if diff := cmp.Diff(want, counterexamples(r)); diff != "" || r.Verdict != induct.Refuted {
			t.Errorf("%s, %s (-want +got):\n%s", name, r.Verdict, diff)
		}
	}
	m.Init = spec.Only(clock{Hour: 4})
	r := try(t, induct.Check, m, induct.Options{})
	if c := r.Obligations[0].Initial; c.Holds || !r.Counterexamples[c.Counterexample].Initial {
		t.Errorf("an initial state that is not made: %v", counterexamples(r))
	}
	m.Init = spec.Only(clock{})
	m.Induction.Within = []spec.Constraint[clock]{{Name: "hour <= 3", Holds: func(s *clock) bool { return s.Hour <= 3 }}}
	if r := try(t, induct.Check, m, induct.Options{}); r.Verdict != induct.Proved {
		t.Errorf("within the bound: %s, %v", r.Verdict, counterexamples(r))
	}
}

// A lemma that reads more than it declares is found out: if what was decided early is
// not what the complete state says, and by completing states that were given up.
func TestFootprints(t *testing.T) {
	lies := func(when bool) spec.Lemma[clock] {
		return spec.NewLemma("Lies", func(s *clock) error {
			if s.Fast == when {
				return errors.New("no")
			}
			return nil
		}).Reads("hour")
	}
	for name, check := range checks {
		for _, when := range []bool{false, true} {
			proof, err := even(lies(when), small("Never", -1)).CompileInduction()
			if err != nil {
				t.Fatal(err)
			}
			_, err = check(t.Context(), proof, induct.Options{})
			var footprint *induct.FootprintError
			if !errors.As(err, &footprint) || !strings.Contains(err.Error(), "lemma Lies declares that it reads [hour] only, and depends on more") {
				t.Errorf("%s, %v: error %v", name, when, err)
			}
		}
	}
}

func TestSample(t *testing.T) {
	var first *induct.Result
	for _, workers := range []int{1, 2, 5} {
		r := try(t, induct.Check, even(isEven), induct.Options{Samples: 50, Seed: 3, Workers: workers})
		if r.Verdict != induct.Refuted || r.Counterexamples[0].Reachable != induct.Unreachable || r.Made != 50 || r.Distinct != 6 {
			t.Errorf("%s, %d made, %d different", r.Verdict, r.Made, r.Distinct)
		}
		if first == nil {
			first = r
		}
		if diff := cmp.Diff(first, r, cmpopts.IgnoreFields(induct.Result{}, "Elapsed", "Workers", "Space")); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
	}
	r := try(t, induct.Check, even(isEven, slow), induct.Options{Samples: 50})
	if r.Verdict != induct.Incomplete || r.Reason == "" || r.Obligations[0].Kind == induct.TypeCorrect {
		t.Errorf("%s (%s): a sample cannot prove", r.Verdict, r.Reason)
	}
	r = try(t, induct.Check, even(small("None", -1)), induct.Options{Samples: 5})
	if r.Verdict != induct.Refuted || r.Failed != 5 { // it does not hold initially
		t.Errorf("%s, %d of 5 failed", r.Verdict, r.Failed)
	}
}

func TestErrors(t *testing.T) {
	proof, err := even(isEven, slow).CompileInduction()
	if err != nil {
		t.Fatal(err)
	}
	var large *induct.TooLargeError
	for _, workers := range []int{1, 3} {
		_, err = induct.CheckPruned(t.Context(), proof, induct.Options{MaxStates: 3, Workers: workers})
		if want := "model clock has 12 type-correct states, and more than 3 partial ones remain after pruning"; !errors.As(err, &large) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	m := even(isEven, slow)
	m.Actions = append(m.Actions, spec.Do("Strike", func(s *clock) bool { return s.Fast && []bool{true}[s.Hour] }))
	if proof, err = m.CompileInduction(); err != nil {
		t.Fatal(err)
	}
	want := "model clock: Strike panicked in a type-correct state: runtime error: index out of range [1] with length 1, in [hour: 1, fast: true]"
	for range 100 { // the first failure, whoever is faster
		_, err = induct.Check(t.Context(), proof, induct.Options{Workers: 4})
		if err == nil || err.Error() != want {
			t.Fatalf("error %v, want %s", err, want)
		}
	}
	slowly := even(spec.NewLemma("Slowly", func(*clock) error { time.Sleep(20 * time.Millisecond); return nil }))
	if proof, err = slowly.CompileInduction(); err != nil {
		t.Fatal(err)
	}
	r, err := induct.Check(t.Context(), proof, induct.Options{Timeout: time.Millisecond, Workers: 1})
	if err != nil || r.Verdict != induct.Incomplete || r.Reason != "the time limit of 1ms was reached" {
		t.Errorf("%v, %v", r, err)
	}
}

func TestDeclarations(t *testing.T) {
	for _, tt := range []struct {
		change func(*spec.Induction[clock])
		want   string
	}{
		{func(n *spec.Induction[clock]) { n.Lemmas = nil }, "induction: 2 variables and 0 lemmas, want at least one and 1..64"},
		{func(n *spec.Induction[clock]) { n.Lemmas = append(n.Lemmas, slow) }, `induction: lemma "Slow": want a name of its own`},
		{func(n *spec.Induction[clock]) { n.States = append(n.States, fast) }, `induction: variable "fast": want a name of its own`},
		{func(n *spec.Induction[clock]) { n.States[0] = hour(spec.Range(1, 0)) }, "induction: variable hour has no values"},
		{func(n *spec.Induction[clock]) { n.Lemmas[0] = n.Lemmas[0].Reads("minute") }, `induction: lemma IsEven reads "minute", which is no variable`},
		{func(n *spec.Induction[clock]) { n.Implies = []string{"Odd"} }, `unknown property "Odd", want one of ["Even"]`},
	} {
		m := even(isEven, slow)
		tt.change(m.Induction)
		if _, err := m.CompileInduction(); err == nil || err.Error() != "model clock: "+tt.want {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
	m := even()
	m.Induction = nil
	if _, err := m.CompileInduction(); !errors.Is(err, spec.ErrNoInduction) {
		t.Errorf("error %v, want that there is no induction", err)
	}
	if _, err := even(slow).CompileInduction("Fast"); err == nil || !strings.Contains(err.Error(), `unknown lemma "Fast"`) {
		t.Errorf("error %v, want that Fast is unknown", err)
	}
}

// mail is what has been sent, in a set that only grows, and the largest received.
type mail struct {
	Max  int
	Sent spec.Set[int]
}

func mailed() spec.Model[mail] {
	return spec.Model[mail]{
		Name: "mail", Init: spec.Only(mail{}), AllowDeadlock: true,
		Actions: []spec.Action[mail]{
			spec.ForAll("Send", spec.Range(1, 3), func(s *mail, n int) bool { return s.Sent.Add(n) }),
			spec.ForEach("Receive", func(s *mail) iter.Seq[int] { return s.Sent.All() }, func(s *mail, n int) bool {
				if n <= s.Max {
					return false
				}
				s.Max = n
				return true
			}),
		},
		Induction: &spec.Induction[mail]{
			States: []spec.Variable[mail]{
				spec.Choose("sent", spec.UpTo(2, spec.Range(1, 3)), func(s *mail, sent []int) { s.Sent = spec.SetOf(sent...) }),
				spec.ChooseFrom("max", func(*mail) iter.Seq[int] { return spec.Range(0, 3) }, func(s *mail, n int) { s.Max = n }),
			},
			Within: []spec.Constraint[mail]{{Name: "at most 2 messages", Holds: func(s *mail) bool { return s.Sent.Len() <= 2 }}},
			Lemmas: []spec.Lemma[mail]{spec.NewLemma("MaxSent", func(s *mail) error {
				if s.Max > 0 && !s.Sent.Has(s.Max) {
					return fmt.Errorf("%d was not sent", s.Max)
				}
				return nil
			}).Reads("max", "sent")},
		},
	}
}

// Two messages are enough: the one that is received, and the one that the lemma says
// was. There are 1 + 3 + 3 sets of at most two of three.
func TestAtMostSoManyMessages(t *testing.T) {
	r := try(t, induct.Check, mailed(), induct.Options{})
	if r.Verdict != induct.Proved || r.Mode != induct.Pruned || r.Space != nil || r.Satisfying != 1+3*2+3*3 {
		t.Errorf("%s, %s, %d of %v states satisfy the lemma, want proved, %d: %v", r.Verdict, r.Mode, r.Satisfying, r.Space, 1+3*2+3*3, counterexamples(r))
	}
	m := mailed()
	m.Induction.Lemmas = append(m.Induction.Lemmas, spec.NewLemma("MaxIsMax", func(s *mail) error {
		for n := range s.Sent.All() {
			if n > s.Max {
				return fmt.Errorf("%d is more than %d", n, s.Max)
			}
		}
		return nil
	}))
	want := []shown{{"MaxIsMax/Send", "[max: 0, sent: {}]", "[max: 0, sent: {1}]", "1 is more than 0", "reachable 1"}}
	if diff := cmp.Diff(want, counterexamples(try(t, induct.Check, m, induct.Options{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
