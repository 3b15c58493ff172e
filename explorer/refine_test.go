package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// refining claims that a graph refines another one, vertex v being to[v] there.
func refining(concrete, abstract graph, to []int) spec.Model[vertex] {
	m := concrete.model()
	above := abstract.model()
	above.Name = "above"
	m.Properties = []spec.Property[vertex]{spec.Refines("Refined", above, func(s *vertex) vertex { return vertex{to[s.At]} })}
	return m
}

// levels shows the abstract levels of a trace: kind, label, and state.
func levels(trace []explorer.Step) (out []string) {
	for _, s := range trace {
		out = append(out, fmt.Sprint(s.Abstract.Kind, " ", s.Abstract.Label, " ", s.Abstract.State))
	}
	return out
}

func TestRefinement(t *testing.T) {
	for _, tt := range []struct {
		name               string
		concrete, abstract graph
		to                 []int
		message            string // "" if it holds
		levels             []string
	}{
		{
			name:     "steps and stutters",
			concrete: graph{init: []int{0}, edges: chain(0, 5), deadlock: true},
			abstract: graph{init: []int{0}, edges: chain(0, 2)},
			to:       []int{0, 0, 1, 1, 1, 2},
		},
		{
			name:     "a step is skipped",
			concrete: graph{init: []int{0}, edges: chain(0, 3), deadlock: true},
			abstract: graph{init: []int{0}, edges: chain(0, 3)},
			to:       []int{0, 0, 1, 3},
			message:  "not a step of above",
			levels:   []string{"initial state  [at: 0]", "stutter  [at: 0]", "step Go(1) [at: 1]", "none  [at: 3]"},
		},
		{
			name:     "a step goes back, to a state seen before",
			concrete: graph{init: []int{0}, edges: [][2]int{{0, 1}, {1, 0}}},
			abstract: graph{init: []int{0}, edges: chain(0, 1)},
			to:       []int{0, 1},
			message:  "not a step of above",
			levels:   []string{"initial state  [at: 0]", "step Go(1) [at: 1]", "none  [at: 0]"},
		},
		{
			name:     "another initial state",
			concrete: graph{init: []int{0, 1}, edges: chain(0, 1), deadlock: true},
			abstract: graph{init: []int{0}, edges: chain(0, 1)},
			to:       []int{0, 1},
			message:  "not an initial state of above",
			levels:   []string{"none  [at: 1]"},
		},
		{
			name:     "an initial state of the abstract model, entered later",
			concrete: graph{init: []int{0}, edges: chain(0, 1), deadlock: true},
			abstract: graph{init: []int{0, 1}},
			to:       []int{0, 1},
			message:  "not a step of above",
			levels:   []string{"initial state  [at: 0]", "none  [at: 1]"},
		},
		{
			name:     "a step that a constraint cuts off",
			concrete: graph{init: []int{0}, edges: chain(0, 1), cut: []int{1}, deadlock: true},
			abstract: graph{init: []int{0}},
			to:       []int{0, 1},
			message:  "not a step of above",
			levels:   []string{"initial state  [at: 0]", "none  [at: 1]"},
		},
		{
			name:     "a step that a bound refuses is none",
			concrete: graph{init: []int{0}, edges: chain(0, 1), bounded: []int{1}, deadlock: true},
			abstract: graph{init: []int{0}},
			to:       []int{0, 1},
		},
		{
			name:     "beyond the abstract model's bounds and constraints",
			concrete: graph{init: []int{0}, edges: chain(0, 3), deadlock: true},
			abstract: graph{init: []int{0}, edges: chain(0, 3), bounded: []int{1}, cut: []int{3}},
			to:       []int{0, 1, 2, 3},
		},
	} {
		for _, o := range searches {
			t.Run(tt.name+"/"+name(o), func(t *testing.T) {
				r := run(t, refining(tt.concrete, tt.abstract, tt.to), o)
				v := r.Violation()
				if tt.message == "" {
					if r.Verdict != explorer.Holds {
						t.Errorf("%s: %v", r.Verdict, violations(r))
					}
					return
				}
				if v == nil || v.Property != "Refined" || v.Message != tt.message {
					t.Fatalf("%s: %v, want %q", r.Verdict, violations(r), tt.message)
				}
				if diff := cmp.Diff(tt.levels, levels(v.Trace)); diff != "" {
					t.Errorf("abstract levels (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// What is seen of the abstract model, by hand: of its 5 states and 5 steps these,
// and what its bound would have kept from being reached.
func TestRefinementCoverage(t *testing.T) {
	above := graph{init: []int{0}, edges: append(chain(0, 4), [2]int{1, 1}, [2]int{3, 0}), bounded: []int{3}}
	below := graph{init: []int{0}, edges: append(chain(0, 4), [2]int{4, 4}), deadlock: true}
	m := refining(below, above, []int{0, 0, 1, 2, 3})
	want := []explorer.Refinement{{
		Property: "Refined", Abstract: "above",
		States: explorer.Part{Seen: 4, Of: 3, Beyond: 1}, Steps: explorer.Part{Seen: 3, Of: 2, Beyond: 1},
	}}
	for _, o := range searches {
		if diff := cmp.Diff(want, run(t, m, o).Ledger.Refinements); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name(o), diff)
		}
	}
}

// An abstract model that is too large to be explored can be refined all the same.
func TestRefinementOfTheUnbounded(t *testing.T) {
	m := graph{init: []int{0}, edges: chain(0, 3), deadlock: true}.model()
	m.Properties = []spec.Property[vertex]{spec.Refines("Counts", spec.Model[vertex]{
		Name: "numbers", Init: spec.Only(vertex{}),
		Actions: []spec.Action[vertex]{spec.Do("Next", func(s *vertex) bool { s.At++; return true })},
	}, func(s *vertex) vertex { return *s })}
	r := run(t, m, explorer.Options{Workers: 1})
	want := []explorer.Refinement{{Property: "Counts", Abstract: "numbers", States: explorer.Part{Seen: 4}, Steps: explorer.Part{Seen: 3}}}
	if diff := cmp.Diff(want, r.Ledger.Refinements); diff != "" || r.Verdict != explorer.Holds {
		t.Errorf("%s (-want +got):\n%s", r.Verdict, diff)
	}
}

// TestRefinementOracle compares random graphs with the definition.
func TestRefinementOracle(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 7))
	found := map[string]int{}
	for range 300 {
		const n, above = 12, 4
		concrete := graph{init: []int{rng.IntN(n)}, deadlock: true}
		abstract := graph{}
		to := make([]int, n)
		for v := range to {
			to[v] = rng.IntN(above)
		}
		for range n + rng.IntN(n) {
			e := [2]int{rng.IntN(n), rng.IntN(n)}
			concrete.edges = append(concrete.edges, e)
			if rng.IntN(12) > 0 {
				abstract.edges = append(abstract.edges, [2]int{to[e[0]], to[e[1]]})
			}
		}
		if rng.IntN(8) > 0 {
			abstract.init = append(abstract.init, to[concrete.init[0]])
		}
		want := refinementDepth(concrete, abstract, to)
		for _, o := range searches {
			r := run(t, refining(concrete, abstract, to), o)
			got := 0
			if v := r.Violation(); v != nil {
				got = len(v.Trace)
			}
			if o.Order == explorer.DFS {
				got = min(got, want) // which finds no shortest ones
				if (r.Verdict == explorer.Violated) != (want > 0) {
					got = -1
				}
			}
			if got != want {
				t.Fatalf("%s: violated at depth %d, want %d\n%v\n%v\n%v", name(o), got, want, concrete, abstract, to)
			}
		}
		found[[]string{"holds", "initially", "by a step"}[min(want, 2)]]++
	}
	for _, what := range []string{"holds", "initially", "by a step"} {
		if found[what] < 10 {
			t.Errorf("%v: too few of %q to tell", found, what)
		}
	}
}

// refinementDepth returns the number of states of a shortest behaviour that is none
// of the abstract graph, or 0.
func refinementDepth(concrete, abstract graph, to []int) int {
	level, seen := concrete.init, map[int]bool{}
	for _, v := range level {
		if !slices.Contains(abstract.init, to[v]) {
			return 1
		}
	}
	for depth := 1; len(level) > 0; depth++ {
		var next []int
		for _, v := range level {
			seen[v] = true
			for _, e := range concrete.edges {
				step := [2]int{to[v], to[e[1]]}
				if e[0] == v && step[0] != step[1] && !slices.Contains(abstract.edges, step) {
					return depth + 1
				}
				if e[0] == v && !seen[e[1]] {
					next = append(next, e[1])
				}
			}
		}
		level = next
	}
	return 0
}

// Mistakes of the mapping itself are errors, with the trace to where they happen.
func TestMappingErrors(t *testing.T) {
	friends := func(n int) spec.Domain[friend] { return spec.NewDomain[friend](n) }
	last := func(n int) (f friend) {
		for f = range friends(n).All() {
		}
		return f
	}
	type chosen struct{ Friend friend }
	choice := spec.Model[chosen]{
		Name: "choice", Domains: []spec.AnyDomain{friends(2)}, Init: spec.Only(chosen{}),
		Actions: []spec.Action[chosen]{spec.ForAll("Choose", friends(1).All(), func(s *chosen, f friend) bool { s.Friend = f; return true })},
		Properties: []spec.Property[chosen]{spec.Invariant("TypeOK", func(s *chosen) error {
			if s.Friend == last(2) {
				return errors.New("f2 is never chosen")
			}
			return nil
		})},
	}
	for _, tt := range []struct {
		name    string
		mapping func(*vertex) chosen
		want    string
	}{
		{"a panic", func(s *vertex) chosen { return chosen{[]friend{{}, {}}[s.At]} }, "the mapping of Refined panicked: runtime error: index out of range [2] with length 2"},
		{"outside of the domain", func(s *vertex) chosen {
			if s.At == 2 {
				return chosen{last(3)}
			}
			return chosen{}
		}, "the mapping of Refined returned what is no state of choice: element 3 of friend, of which there are 2, in [friend: f3]"},
		{"not type-correct", func(s *vertex) chosen {
			if s.At == 2 {
				return chosen{last(2)}
			}
			return chosen{}
		}, "the mapping of Refined returned what is no state of choice: f2 is never chosen, in [friend: f2]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := graph{init: []int{0}, edges: chain(0, 3), deadlock: true}.model()
			m.Properties = []spec.Property[vertex]{spec.Refines("Refined", choice, tt.mapping)}
			_, err := explorer.Check(context.Background(), m, explorer.CheckOptions{})
			var model *explorer.ModelError
			if !errors.As(err, &model) || err.Error() != "model graph: "+tt.want {
				t.Fatalf("%v, want %s", err, tt.want)
			}
			if diff := cmp.Diff([]int{0, 1}, path(model.Trace)); diff != "" {
				t.Errorf("trace (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAbstractModelMustCompile(t *testing.T) {
	m := graph{init: []int{0}}.model()
	m.Properties = []spec.Property[vertex]{spec.Refines("Refined", spec.Model[map[int]int]{
		Name: "maps", Init: spec.Only(map[int]int{}), Actions: []spec.Action[map[int]int]{spec.Do("Next", func(*map[int]int) bool { return false })},
	}, func(*vertex) map[int]int { return nil })}
	_, err := m.Compile(spec.CompileOptions{})
	if err == nil || !strings.Contains(err.Error(), "property Refined: abstract model maps: ") {
		t.Errorf("error %v, want one about the abstract model", err)
	}
}

// progress is what greeters are about: how many have been greeted.
type progress struct{ Greeted uint8 }

func greetersRefine(mapping func(*friendsState) progress) spec.Model[friendsState] {
	m := greeters(received)
	m.Properties = []spec.Property[friendsState]{spec.Refines("Progress", spec.Model[progress]{
		Name: "progress", Init: spec.Only(progress{}),
		Actions: []spec.Action[progress]{spec.Do("Greet", func(s *progress) bool { s.Greeted++; return s.Greeted <= 2 })},
	}, mapping)}
	return m
}

func greeted(s *friendsState) (p progress) {
	for f := range spec.NewDomain[friend](2).All() {
		if s.Friends.At(f).Greeted {
			p.Greeted++
		}
	}
	return p
}

// A mapping that does not look at the network may be used together with rules; one
// that does makes them be dropped.
func TestRefinementAndRules(t *testing.T) {
	if s := fate(t, greetersRefine(greeted)); !s.Used {
		t.Errorf("dropped: %s", s.Basis)
	}
	s := fate(t, greetersRefine(func(s *friendsState) progress {
		p := greeted(s)
		p.Greeted += uint8(min(s.Messages.Len(), 0))
		return p
	}))
	if want := "the mapping of Progress reads the network"; s.Used || s.Basis != want {
		t.Errorf("used = %v, %s; want %s", s.Used, s.Basis, want)
	}
}

// An abstract state with a network could hold a copy of the one that must not be
// read.
func TestRefinementCopiesTheNetwork(t *testing.T) {
	m := greeters(received)
	above := greeters()
	above.Name = "above"
	m.Properties = []spec.Property[friendsState]{spec.Refines("Same", above, func(s *friendsState) friendsState { return *s })}
	if s := fate(t, m); s.Used || s.Basis != "the mapping of Same reads the network" {
		t.Errorf("used = %v, %s", s.Used, s.Basis)
	}
}

// Symmetry is used with a refinement if the abstract model is symmetric, too; and
// the result is that without it.
func TestRefinementAndSymmetry(t *testing.T) {
	for _, tt := range []struct {
		name       string
		above      []spec.AnyDomain
		asymmetric string
	}{
		{"symmetric above", []spec.AnyDomain{spec.NewDomain[friend](2)}, ""},
		{"asymmetric above", nil, "the abstract model of Same does not declare friend symmetric"},
	} {
		for _, broken := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, ", broken ", broken), func(t *testing.T) {
				above := greeters()
				above.Name, above.Symmetry = "above", tt.above
				m := greeters()
				m.Symmetry = m.Domains
				m.Properties = []spec.Property[friendsState]{spec.Refines("Same", above, func(s *friendsState) friendsState {
					mapped := *s
					if broken && greeted(s).Greeted == 2 {
						mapped.Messages = spec.Messages[greeting]{}
					}
					return mapped
				})}
				got := run(t, m, explorer.Options{})
				all, err := explorer.Check(context.Background(), m, explorer.CheckOptions{NoReduction: true})
				if err != nil {
					t.Fatal(err)
				}
				if got.Verdict != all.Verdict || got.Depth != all.Depth || (got.Verdict == explorer.Holds) == broken {
					t.Errorf("%s at depth %d, without symmetry %s at %d", got.Verdict, got.Depth, all.Verdict, all.Depth)
				}
				if got.Ledger.Asymmetric != tt.asymmetric || (len(got.Ledger.Symmetry) > 0) != (tt.asymmetric == "") {
					t.Errorf("symmetry %v, %q, want %q", got.Ledger.Symmetry, got.Ledger.Asymmetric, tt.asymmetric)
				}
				if c := got.Ledger.Refinements[0]; !broken && (c.States.Seen != c.States.Of || c.Steps.Seen != c.Steps.Of || c.States.Of == 0) {
					t.Errorf("seen %v, %v, want all", c.States, c.Steps)
				}
			})
		}
	}
}

// A mapping that tells the elements of a symmetric type apart is found out by the
// images of states.
func TestRefinementThatBreaksSymmetry(t *testing.T) {
	above := greeters()
	above.Name, above.Symmetry = "above", above.Domains
	m := greeters()
	m.Symmetry = m.Domains
	m.Properties = []spec.Property[friendsState]{spec.Refines("Same", above, func(s *friendsState) friendsState {
		mapped := *s
		for f := range spec.NewDomain[friend](2).All() {
			if fmt.Sprint(f) == "f1" {
				mapped.Friends.Set(f, friendState{})
			}
		}
		return mapped
	})}
	_, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Certify: true, Options: explorer.Options{Continue: true}})
	var impure *spec.ImpureError
	if !errors.As(err, &impure) || !strings.Contains(impure.What, "symmetry") {
		t.Errorf("error %v, want one about the symmetry", err)
	}
}
