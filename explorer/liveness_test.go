package explorer_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// act is an action of a small system, given by its steps.
type act struct {
	name  string
	steps [][2]int
}

// system is a model whose actions are given step by step. The instance of a step is
// the vertex that it leads to.
type system struct {
	init     []int
	acts     []act
	fair     []spec.Fairness
	property spec.Property[vertex]
	inside   func(at int) bool // a constraint
	allowed  func(to int) bool // a bound of every action
}

func (y system) model() spec.Model[vertex] {
	m := spec.Model[vertex]{
		Name: "system", AllowDeadlock: true, Fairness: y.fair, Properties: []spec.Property[vertex]{y.property},
		Init: func(yield func(vertex) bool) {
			for _, v := range y.init {
				if !yield(vertex{v}) {
					return
				}
			}
		},
	}
	for _, a := range y.acts {
		targets := func(s *vertex) iter.Seq[int] {
			return func(yield func(int) bool) {
				for _, e := range a.steps {
					if e[0] == s.At && !yield(e[1]) {
						return
					}
				}
			}
		}
		action := spec.ForEach(a.name, targets, func(s *vertex, to int) bool { s.At = to; return true })
		if y.allowed != nil {
			action.Bound("Allowed", func(_ *vertex, to int) bool { return y.allowed(to) })
		}
		m.Actions = append(m.Actions, action)
	}
	if y.inside != nil {
		m.Constraints = append(m.Constraints, spec.Constraint[vertex]{Name: "Inside", Holds: func(s *vertex) bool { return y.inside(s.At) }})
	}
	return m
}

// at is the predicate that the system is in one of the vertices.
func at(vertices ...int) func(*vertex) bool {
	return func(s *vertex) bool { return slices.Contains(vertices, s.At) }
}

func is(name string, vertices ...int) spec.Formula[vertex] { return spec.Pred(name, at(vertices...)) }

// all returns the steps between any two of the vertices.
func all(vertices ...int) (steps [][2]int) {
	for _, v := range vertices {
		for _, w := range vertices {
			steps = append(steps, [2]int{v, w})
		}
	}
	return steps
}

// outcome is what a test expects of a run: the vertices of the lasso are in Path.
type outcome struct {
	Verdict explorer.Verdict
	Path    []int
	Loop    int
}

func outcomeOf(r *explorer.Result) outcome {
	out := outcome{Verdict: r.Verdict}
	for _, v := range append(slices.Clone(r.Violations), r.Bounded...) {
		if v.Lasso != nil {
			out.Path, out.Loop = path(v.Trace), v.Lasso.Loop
		}
	}
	return out
}

// live checks a system with all numbers of workers and in both orders, and demands
// the same answer.
func live(t *testing.T, m spec.Model[vertex], o explorer.CheckOptions) *explorer.Result {
	t.Helper()
	o.Liveness = true
	var first *explorer.Result
	for _, s := range searches {
		o.Order, o.Workers = s.Order, s.Workers
		r, err := explorer.Check(t.Context(), m, o)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = r
		} else if diff := cmp.Diff(outcomeOf(first), outcomeOf(r)); diff != "" {
			t.Errorf("%s differs (-first +it)\n%s", name(s), diff)
		}
	}
	return first
}

// Bugs that other checkers have had, by the number of the report. The models are
// those of the reports, or the smallest that show the same.
func TestLivenessBugsOfPeers(t *testing.T) {
	next := func(steps ...[2]int) []act { return []act{{"Next", steps}} }
	wf := func(names ...string) []spec.Fairness { return []spec.Fairness{spec.WF(names...)} }
	manyEvents, manyFair := []act(nil), []spec.Fairness(nil)
	for k := range 120 {
		name := fmt.Sprint("Go", k)
		manyEvents = append(manyEvents, act{name, [][2]int{{k, k + 1}, {120, k}}})
		manyFair = append(manyFair, spec.SF(name))
	}
	for _, tt := range []struct {
		name   string
		reason string
		system system
		want   outcome
	}{
		{"tlaplus#971", "with several workers a violation was missed",
			system{init: []int{0}, acts: next(all(0, 1)...), property: spec.Temporal("AtMostOnce",
				spec.Box(spec.Implies(is("x", 1), spec.Box(spec.Implies(spec.Not(is("x", 1)), spec.Box(spec.Not(is("x", 1))))))))},
			outcome{explorer.Violated, []int{0, 1, 0, 1}, 3}},
		{"tlaplus#839", "a constraint made fairness unsatisfiable, and the property vacuous",
			system{init: []int{0}, acts: next(chain(0, 9)...), fair: wf("Next"), inside: func(v int) bool { return v < 3 },
				property: spec.Eventually("Five", at(5))},
			outcome{explorer.Incomplete, []int{0, 1, 2}, 2}},
		{"tlaplus#161", "the same, where what is left satisfies the property",
			system{init: []int{0}, acts: next(chain(0, 9)...), fair: wf("Next"), inside: func(v int) bool { return v < 3 },
				property: spec.Eventually("Two", at(2))},
			outcome{explorer.Incomplete, nil, 0}},
		{"tlaplus#201", "steps of another action that are also steps of A were not counted as such",
			system{init: []int{0}, acts: []act{{"B", all(0, 1, 2)}, {"A", [][2]int{{0, 1}, {1, 2}, {2, 0}}}}, fair: wf("A"),
				property: spec.Temporal("AgainAndAgain", spec.Box(spec.Diamond(spec.Taken[vertex]("A"))))},
			outcome{Verdict: explorer.Holds}},
		{"tlaplus#201, other steps", "the states of the loop were right and the steps were not",
			system{init: []int{0}, acts: []act{{"B", [][2]int{{0, 2}, {2, 1}, {1, 0}}}, {"A", [][2]int{{0, 1}, {1, 2}, {2, 0}}}},
				property: spec.Temporal("AgainAndAgain", spec.Or(spec.Diamond(spec.Box(is("zero", 0))), spec.Diamond(spec.Box(is("one", 1))), spec.Diamond(spec.Box(is("two", 2))), spec.Box(spec.Diamond(spec.Taken[vertex]("A")))))},
			outcome{explorer.Violated, []int{0, 2, 1}, 0}},
		{"tlaplus#604", "FALSE ~> P was violated",
			system{init: []int{0}, acts: next(all(0, 1, 2, 3)...), fair: wf("Next"), property: spec.LeadsTo("Nothing", at(), at(7))},
			outcome{Verdict: explorer.Holds}},
		{"tlaplus#1037", "P => <>[]Q was violated in the initial state",
			system{init: []int{1}, acts: next(append(chain(1, 5), [2]int{5, 5})...), fair: wf("Next"),
				property: spec.Temporal("Liveness", spec.Implies(is("one", 1), spec.Diamond(spec.Box(is("five", 5)))))},
			outcome{Verdict: explorer.Holds}},
		{"tlaplus#1251", "many conditions of strong fairness multiplied",
			system{init: []int{0}, acts: manyEvents, fair: manyFair, property: spec.AlwaysEventually("First", at(0))},
			outcome{Verdict: explorer.Holds}},
		{"tla-rs#59", "fairness was judged on a component, the violation being a part of it",
			system{init: []int{0}, acts: []act{{"Hold", [][2]int{{0, 1}, {0, 2}}}, {"Swap", [][2]int{{1, 2}, {2, 1}}}, {"Free", [][2]int{{1, 0}, {2, 0}}}},
				fair: []spec.Fairness{spec.WF("Free"), spec.WF("Swap")}, property: spec.LeadsTo("Freed", at(1, 2), at(0))},
			outcome{Verdict: explorer.Holds}},
		{"tla-rs#62", "stuttering was forgotten where some step is possible",
			system{init: []int{0}, acts: next([2]int{0, 1}), property: spec.Eventually("One", at(1))},
			outcome{explorer.Violated, []int{0}, 0}},
		{"tla-rs#62, <>[]P", "was dropped without a word",
			system{init: []int{0}, acts: next([2]int{0, 1}, [2]int{1, 0}), fair: wf("Next"), property: spec.EventuallyAlways("One", at(1))},
			outcome{explorer.Violated, []int{0, 1}, 0}},
		{"tla-rs#63", "a step of A that changes nothing satisfied WF(A)",
			system{init: []int{0}, acts: []act{{"Grow", append(chain(0, 3), [2]int{0, 0}, [2]int{1, 1}, [2]int{2, 2})}}, fair: wf("Grow"),
				property: spec.Eventually("Three", at(3))},
			outcome{Verdict: explorer.Holds}},
		{"tla-rs#65", "an action that can only stutter was demanded",
			system{init: []int{0}, acts: []act{{"Idle", [][2]int{{0, 0}}}, {"Step", [][2]int{{0, 1}}}}, fair: wf("Idle"), property: spec.Eventually("One", at(1))},
			outcome{explorer.Violated, []int{0}, 0}},
		{"tla-rs#64", "the states of a component passed for a loop",
			system{init: []int{1}, acts: next([2]int{1, 2}, [2]int{2, 0}, [2]int{0, 1}, [2]int{0, 0}), property: spec.EventuallyAlways("NotZero", at(1, 2))},
			outcome{explorer.Violated, []int{1, 2, 0}, 2}},
		{"tla-rs#66", "a loop inside of the component was not fair, although the component is",
			system{init: []int{0}, acts: []act{{"A", [][2]int{{0, 1}, {1, 0}}}, {"B", [][2]int{{1, 2}}}, {"C", [][2]int{{2, 0}}}},
				fair: []spec.Fairness{spec.WF("A"), spec.SF("B"), spec.WF("C")}, property: spec.EventuallyAlways("NotZero", at(1, 2))},
			outcome{explorer.Violated, []int{0, 1, 2}, 0}},
		{"stateright PR#3, cycle", "what was not met on a cycle was forgotten",
			system{init: []int{0}, acts: next([2]int{0, 1}, [2]int{1, 2}, [2]int{2, 0}), fair: wf("Next"), property: spec.Eventually("Three", at(3))},
			outcome{explorer.Violated, []int{0, 1, 2}, 0}},
		{"stateright PR#3, join", "a state reached in two ways remembered the better one",
			system{init: []int{0}, acts: next([2]int{0, 1}, [2]int{1, 3}, [2]int{0, 2}, [2]int{2, 3}), fair: wf("Next"), property: spec.Eventually("One", at(1))},
			outcome{explorer.Violated, []int{0, 2, 3}, 2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := live(t, tt.system.model(), explorer.CheckOptions{})
			if diff := cmp.Diff(tt.want, outcomeOf(r)); diff != "" {
				t.Errorf("%s (-want +got)\n%s%v", tt.reason, diff, r.Ledger.Temporal)
			}
		})
	}
}

// What fairness makes of one system: two states between which it goes to and fro,
// and a way out that is open in one of them only.
func TestFairness(t *testing.T) {
	for _, tt := range []struct {
		fair []spec.Fairness
		want outcome
	}{
		{nil, outcome{explorer.Violated, []int{0}, 0}},
		{[]spec.Fairness{spec.WF("Swing")}, outcome{explorer.Violated, []int{0, 1}, 0}},
		{[]spec.Fairness{spec.WF("Swing", "Leave")}, outcome{explorer.Violated, []int{0, 1}, 0}},
		{[]spec.Fairness{spec.WF()}, outcome{explorer.Violated, []int{0, 1}, 0}},
		{[]spec.Fairness{spec.WF("Swing"), spec.WF("Leave")}, outcome{explorer.Violated, []int{0, 1}, 0}},
		{[]spec.Fairness{spec.SF("Leave")}, outcome{explorer.Violated, []int{0}, 0}},
		{[]spec.Fairness{spec.WF("Swing"), spec.SF("Leave")}, outcome{Verdict: explorer.Holds}},
		{[]spec.Fairness{spec.WF("Swing"), spec.SFEach("Leave")}, outcome{Verdict: explorer.Holds}},
		{[]spec.Fairness{spec.WFEach("Swing"), spec.SF("Leave")}, outcome{Verdict: explorer.Holds}},
	} {
		t.Run(fmt.Sprint(tt.fair), func(t *testing.T) {
			y := system{
				init: []int{0}, acts: []act{{"Swing", [][2]int{{0, 1}, {1, 0}}}, {"Leave", [][2]int{{1, 2}}}},
				fair: tt.fair, property: spec.Eventually("Out", at(2)),
			}
			if diff := cmp.Diff(tt.want, outcomeOf(live(t, y.model(), explorer.CheckOptions{}))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Fairness of a disjunction is met by any instance, that of each instance is not.
func TestFairnessOfInstances(t *testing.T) {
	// From 0 one can go to 1 and back for ever, or to 2.
	y := system{
		init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}, {0, 2}}}, {"Back", [][2]int{{1, 0}}}},
		property: spec.Eventually("Two", at(2)),
	}
	for _, tt := range []struct {
		fair []spec.Fairness
		want explorer.Verdict
	}{
		{[]spec.Fairness{spec.SF("Go"), spec.WF("Back")}, explorer.Violated},
		{[]spec.Fairness{spec.WFEach("Go"), spec.WF("Back")}, explorer.Violated},
		{[]spec.Fairness{spec.SFEach("Go"), spec.WF("Back")}, explorer.Holds},
		{[]spec.Fairness{spec.SFEach("Go", "Back")}, explorer.Violated}, // Go(0) \/ Back(0) is Back
		{[]spec.Fairness{spec.SFEach("Go"), spec.WFEach("Back")}, explorer.Holds},
	} {
		y.fair = tt.fair
		if r := live(t, y.model(), explorer.CheckOptions{}); r.Verdict != tt.want && len(tt.fair) > 1 {
			t.Errorf("%v: %s, want %s", tt.fair, r.Verdict, tt.want)
		}
	}
}

// A step that a bound or a constraint cuts off is still one of the model.
func TestLivenessUnderBounds(t *testing.T) {
	below := func(n int) func(int) bool { return func(v int) bool { return v < n } }
	counter := []act{{"Inc", chain(0, 9)}, {"Reset", [][2]int{{1, 0}, {2, 0}, {3, 0}}}}
	for _, tt := range []struct {
		name   string
		system system
		want   outcome
		why    string
	}{
		{"nothing demands the step that was cut off: to stop there is a behaviour of the model",
			system{init: []int{0}, acts: counter, inside: below(3), property: spec.Eventually("Five", at(5))},
			outcome{explorer.Violated, []int{0}, 0}, ""},
		{"fairness demands it: to stop there is none", system{init: []int{0}, acts: counter[:1], inside: below(3),
			fair: []spec.Fairness{spec.WF("Inc")}, property: spec.Eventually("Five", at(5))},
			outcome{explorer.Incomplete, []int{0, 1, 2}, 2}, "the bound is exhausted"},
		{"the same with a bound", system{init: []int{0}, acts: counter[:1], allowed: below(3),
			fair: []spec.Fairness{spec.WF("Inc")}, property: spec.Eventually("Five", at(5))},
			outcome{explorer.Incomplete, []int{0, 1, 2}, 2}, "the bound is exhausted"},
		{"a loop that stays below the bound violates", system{init: []int{0}, acts: counter, allowed: below(3),
			fair: []spec.Fairness{spec.WF("Inc"), spec.WF("Reset")}, property: spec.Eventually("Five", at(5))},
			outcome{explorer.Violated, []int{0, 1}, 0}, ""},
		{"no behaviour within the bound is fair", system{init: []int{0}, acts: counter[:1], allowed: below(3),
			fair: []spec.Fairness{spec.WF("Inc")}, property: spec.Eventually("Two", at(2))},
			outcome{explorer.Incomplete, nil, 0}, "vacuous"},
		{"behaviours within the bound satisfy it", system{init: []int{0}, acts: counter, allowed: below(3),
			fair: []spec.Fairness{spec.SF("Reset"), spec.WF("Inc")}, property: spec.AlwaysEventually("Zero", at(0))},
			outcome{explorer.Holds, nil, 0}, "steps cut off: 1"},
		{"a step that was cut off, and changes nothing, is not demanded", system{init: []int{1}, acts: []act{{"Stay", [][2]int{{1, 1}}}}, allowed: func(v int) bool { return v != 1 },
			fair: []spec.Fairness{spec.WF("Stay")}, property: spec.Eventually("Two", at(2))},
			outcome{explorer.Violated, []int{1}, 0}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := live(t, tt.system.model(), explorer.CheckOptions{})
			if diff := cmp.Diff(tt.want, outcomeOf(r)); diff != "" {
				t.Errorf("(-want +got)\n%s%v", diff, r.Ledger.Temporal)
			}
			if why := r.Ledger.Temporal[0].Why; !strings.Contains(why, tt.why) || tt.why == "" && why != "" {
				t.Errorf("why: %q, want %q", why, tt.why)
			}
		})
	}
}
