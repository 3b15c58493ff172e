package explorer_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// vertex is the state of a graph model.
type vertex struct{ At int }

// graph is a model whose transitions are given one by one: tiny enough to count
// by hand.
type graph struct {
	init     []int
	edges    [][2]int
	bad      []int    // break invariant Good
	bad2     []int    // break invariant Fine
	badSteps [][2]int // break step invariant Steady
	cut      []int    // excluded by constraint Inside
	bounded  []int    // the steps to these are refused by bound Allowed
	wanted   []int    // shown by witness Shown; nil: no witness
	unmet    bool     // the constants do not require the witness
	terminal []int
	deadlock bool // allowed
}

func (g graph) model() spec.Model[vertex] {
	claim := func(what string, bad []int) spec.Property[vertex] {
		return spec.Invariant(what, func(s *vertex) error {
			if slices.Contains(bad, s.At) {
				return fmt.Errorf("%d is bad", s.At)
			}
			return nil
		})
	}
	m := spec.Model[vertex]{
		Name: "graph",
		Init: func(yield func(vertex) bool) {
			for _, v := range g.init {
				if !yield(vertex{v}) {
					return
				}
			}
		},
		Actions: []spec.Action[vertex]{spec.ForEach("Go", g.targets, func(s *vertex, to int) bool {
			s.At = to
			return true
		}).Bound("Allowed", func(_ *vertex, to int) bool { return !slices.Contains(g.bounded, to) })},
		Properties: []spec.Property[vertex]{
			claim("Good", g.bad), claim("Fine", g.bad2),
			spec.StepInvariant("Steady", func(old, new *vertex, step spec.Step) error {
				if slices.Contains(g.badSteps, [2]int{old.At, new.At}) {
					return fmt.Errorf("%s from %d is bad", step.Label(), old.At)
				}
				return nil
			}),
		},
		Constraints:   []spec.Constraint[vertex]{{Name: "Inside", Holds: func(s *vertex) bool { return !slices.Contains(g.cut, s.At) }}},
		Terminal:      func(s *vertex) bool { return slices.Contains(g.terminal, s.At) },
		AllowDeadlock: g.deadlock,
	}
	if g.wanted != nil {
		m.Properties = append(m.Properties, spec.Reachable("Shown", func(s *vertex) bool { return slices.Contains(g.wanted, s.At) }).Needs("n > 1", !g.unmet))
	}
	return m
}

func (g graph) targets(s *vertex) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, e := range g.edges {
			if e[0] == s.At && !yield(e[1]) {
				return
			}
		}
	}
}

// chain returns the edges first -> first+1 -> ... -> last.
func chain(first, last int) (edges [][2]int) {
	for k := first; k < last; k++ {
		edges = append(edges, [2]int{k, k + 1})
	}
	return edges
}

// searches are all the ways to search that must agree.
var searches = []explorer.Options{
	{Order: explorer.BFS, Workers: 1}, {Order: explorer.BFS, Workers: 2}, {Order: explorer.BFS, Workers: 7},
	{Order: explorer.BFS, Workers: 2, Exact: true},
	{Order: explorer.DFS, Workers: 1}, {Order: explorer.DFS, Workers: 2}, {Order: explorer.DFS, Workers: 7},
	{Order: explorer.DFS, Workers: 7, Exact: true},
}

func name(o explorer.Options) string {
	if o.Exact {
		return fmt.Sprintf("%s/%d/exact", o.Order, o.Workers)
	}
	return fmt.Sprintf("%s/%d", o.Order, o.Workers)
}

func run[S any](t *testing.T, m spec.Model[S], o explorer.Options) *explorer.Result {
	t.Helper()
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// violation is what a table expects of one: the vertices of its trace.
type violation struct {
	Kind     explorer.ViolationKind
	Property string
	Path     []int
	Message  string
}

func violations(r *explorer.Result) (out []violation) {
	for _, v := range r.Violations {
		out = append(out, violation{v.Kind, v.Property, path(v.Trace), v.Message})
	}
	return out
}

func path(trace []explorer.Step) (out []int) {
	for _, s := range trace {
		at := s.State.Fields[0].Value.Atom.(int64)
		out = append(out, int(at))
	}
	return out
}

const noSuccessor = "no action is enabled"

func TestGraphs(t *testing.T) {
	for _, tt := range []struct {
		name                       string
		graph                      graph
		verdict                    explorer.Verdict
		distinct, generated, depth int
		want                       []violation
	}{
		{"initial state violates", graph{init: []int{1}, edges: chain(1, 3), bad: []int{1, 2}}, explorer.Violated, 1, 1, 1,
			[]violation{{explorer.Safety, "Good", []int{1}, "1 is bad"}}},
		{"second initial state violates", graph{init: []int{1, 2}, edges: chain(1, 3), bad: []int{2}}, explorer.Violated, 2, 2, 1,
			[]violation{{explorer.Safety, "Good", []int{2}, "2 is bad"}}},
		{"self-loop is no deadlock", graph{init: []int{1}, edges: [][2]int{{1, 1}}}, explorer.Holds, 1, 2, 1, nil},
		{"deadlock", graph{init: []int{1}, edges: chain(1, 3)}, explorer.Violated, 3, 3, 3,
			[]violation{{explorer.Deadlock, "", []int{1, 2, 3}, noSuccessor}}},
		{"deadlock of the initial state", graph{init: []int{1}}, explorer.Violated, 1, 1, 1,
			[]violation{{explorer.Deadlock, "", []int{1}, noSuccessor}}},
		{"deadlock allowed", graph{init: []int{1}, edges: chain(1, 3), deadlock: true}, explorer.Holds, 3, 3, 3, nil},
		{"terminal state", graph{init: []int{1}, edges: chain(1, 3), terminal: []int{3}}, explorer.Holds, 3, 3, 3, nil},
		{"another state is terminal", graph{init: []int{1}, edges: chain(1, 3), terminal: []int{2}}, explorer.Violated, 3, 3, 3,
			[]violation{{explorer.Deadlock, "", []int{1, 2, 3}, noSuccessor}}},
		{"two initial states", graph{init: []int{5, 1}, edges: [][2]int{{1, 2}, {2, 2}, {5, 2}}}, explorer.Holds, 3, 5, 2, nil},
		{"repeated initial state", graph{init: []int{1, 1, 1}, edges: [][2]int{{1, 1}}}, explorer.Holds, 1, 4, 1, nil},
		{"states reached twice", graph{init: []int{1}, edges: [][2]int{{1, 2}, {1, 3}, {2, 4}, {3, 4}, {4, 1}, {1, 2}}}, explorer.Holds, 4, 7, 3, nil},
		{"shortest of two paths", graph{init: []int{1}, edges: append(chain(1, 5), [2]int{1, 4}), bad: []int{5}}, explorer.Violated, 5, 5, 3,
			[]violation{{explorer.Safety, "Good", []int{1, 4, 5}, "5 is bad"}}},
		{"first of two violations of a level", graph{init: []int{1}, edges: [][2]int{{1, 9}, {1, 8}}, bad: []int{8, 9}}, explorer.Violated, 3, 3, 2,
			[]violation{{explorer.Safety, "Good", []int{1, 9}, "9 is bad"}}},
		{"constraint; a cut successor is one, so no deadlock", graph{init: []int{1}, edges: append(chain(1, 5), [2]int{1, 3}), cut: []int{3}}, explorer.Holds, 2, 4, 2, nil},
		{"constraint on an initial state", graph{init: []int{1, 3}, edges: append(chain(1, 5), [2]int{1, 1}, [2]int{2, 2}), cut: []int{3}}, explorer.Holds, 2, 6, 2, nil},
		{"invariant in a cut state", graph{init: []int{1}, edges: chain(1, 5), cut: []int{3}, bad: []int{3}}, explorer.Violated, 2, 3, 2,
			[]violation{{explorer.Safety, "Good", []int{1, 2, 3}, "3 is bad"}}},
		{"invariant in a cut initial state", graph{init: []int{3}, edges: chain(1, 5), cut: []int{3}, bad: []int{3}}, explorer.Violated, 0, 1, 0,
			[]violation{{explorer.Safety, "Good", []int{3}, "3 is bad"}}},
		{"bound", graph{init: []int{1}, edges: append(chain(1, 5), [2]int{1, 3}, [2]int{2, 2}), bounded: []int{3}, bad: []int{3}}, explorer.Holds, 2, 3, 2, nil},
		{"a bound that refuses all is a deadlock", graph{init: []int{1}, edges: chain(1, 5), bounded: []int{3}}, explorer.Violated, 2, 2, 2,
			[]violation{{explorer.Deadlock, "", []int{1, 2}, noSuccessor}}},
		{"step invariant", graph{init: []int{1}, edges: [][2]int{{1, 2}, {2, 1}, {2, 3}, {3, 3}}, badSteps: [][2]int{{2, 1}}}, explorer.Violated, 3, 4, 3,
			[]violation{{explorer.Safety, "Steady", []int{1, 2, 1}, "Go(1) from 2 is bad"}}},
		{"step invariant on a self-loop", graph{init: []int{1}, edges: [][2]int{{1, 1}}, badSteps: [][2]int{{1, 1}}}, explorer.Violated, 1, 2, 1,
			[]violation{{explorer.Safety, "Steady", []int{1, 1}, "Go(1) from 1 is bad"}}},
		{"step invariant on a cut step", graph{init: []int{1}, edges: chain(1, 5), cut: []int{3}, badSteps: [][2]int{{2, 3}}}, explorer.Violated, 2, 3, 2,
			[]violation{{explorer.Safety, "Steady", []int{1, 2, 3}, "Go(3) from 2 is bad"}}},
		{"witness found", graph{init: []int{1}, edges: chain(1, 3), terminal: []int{3}, wanted: []int{2}}, explorer.Holds, 3, 3, 3, nil},
		{"witness in a cut state", graph{init: []int{1}, edges: append(chain(1, 3), [2]int{2, 2}), cut: []int{3}, wanted: []int{3}}, explorer.Holds, 2, 4, 2, nil},
		{"witness missing", graph{init: []int{1}, edges: chain(1, 3), terminal: []int{3}, wanted: []int{9}}, explorer.Violated, 3, 3, 3,
			[]violation{{explorer.Unreachable, "Shown", nil, "no reachable state shows it, although the constants meet n > 1"}}},
		{"witness not applicable", graph{init: []int{1}, edges: chain(1, 3), terminal: []int{3}, wanted: []int{9}, unmet: true}, explorer.Holds, 3, 3, 3, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, o := range searches {
				t.Run(name(o), func(t *testing.T) {
					r := run(t, tt.graph.model(), o)
					got, want := violations(r), tt.want
					if o.Order == explorer.DFS {
						// Depth-first, a path need not be a shortest one.
						for k := range min(len(got), len(want)) {
							got[k].Path, want[k].Path = nil, nil
						}
						r.Depth = tt.depth
					}
					if r.Verdict != tt.verdict || r.Reason != "" {
						t.Errorf("verdict %s (%s), want %s", r.Verdict, r.Reason, tt.verdict)
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("violations (-want +got)\n%s", diff)
					}
					if o.Order == explorer.DFS && tt.verdict == explorer.Violated {
						return // where a depth-first search stops is its own affair
					}
					if diff := cmp.Diff([]int{tt.distinct, tt.generated, tt.depth}, []int{int(r.Distinct), int(r.Generated), r.Depth}); diff != "" {
						t.Errorf("distinct, generated, depth (-want +got)\n%s", diff)
					}
				})
			}
		})
	}
}

func TestContinueReportsEachPropertyOnce(t *testing.T) {
	g := graph{
		init: []int{1}, edges: append(chain(1, 6), [2]int{2, 1}), bad: []int{2, 4}, bad2: []int{5},
		badSteps: [][2]int{{2, 1}, {4, 5}},
	}
	want := []violation{
		{explorer.Safety, "Good", []int{1, 2}, "2 is bad"},
		{explorer.Safety, "Steady", []int{1, 2, 1}, "Go(1) from 2 is bad"},
		{explorer.Safety, "Fine", []int{1, 2, 3, 4, 5}, "5 is bad"},
		{explorer.Deadlock, "", []int{1, 2, 3, 4, 5, 6}, noSuccessor},
	}
	for _, o := range searches[:3] {
		t.Run(name(o), func(t *testing.T) {
			o.Continue = true
			r := run(t, g.model(), o)
			if diff := cmp.Diff(want, violations(r)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if r.Verdict != explorer.Violated || r.Distinct != 6 || r.Generated != 7 || r.Depth != 6 {
				t.Errorf("%s, %d distinct, %d generated, depth %d", r.Verdict, r.Distinct, r.Generated, r.Depth)
			}
		})
	}
}

func TestLedgerAndCoverage(t *testing.T) {
	g := graph{
		init: []int{1, 9}, edges: append(chain(1, 5), [2]int{1, 1}, [2]int{1, 3}, [2]int{2, 7}, [2]int{9, 1}),
		cut: []int{5}, bounded: []int{7}, wanted: []int{4}, deadlock: true,
	}
	m := g.model()
	m.Actions = append(m.Actions, spec.Do("Never", func(*vertex) bool { return false }))
	for _, o := range searches[:3] {
		t.Run(name(o), func(t *testing.T) {
			r := run(t, m, o)
			want := explorer.Ledger{
				Order: explorer.BFS, Exhausted: true,
				Bounds:       []explorer.Cut{{Action: "Go", Name: "Allowed", Steps: 1}},
				Constraints:  []explorer.Cut{{Name: "Inside", Steps: 1}},
				Properties:   []string{"Good", "Fine", "Steady"},
				Witnesses:    []explorer.Witness{{Name: "Shown", Found: true, Depth: 3, Required: true, Needs: "n > 1"}},
				NeverEnabled: []string{"Never"},
			}
			r.Ledger.CollisionChance = 0
			if diff := cmp.Diff(want, r.Ledger); diff != "" {
				t.Errorf("ledger (-want +got)\n%s", diff)
			}
			coverage := explorer.Coverage{
				Levels:   []uint64{2, 2, 1},
				Actions:  []explorer.ActionCount{{Name: "Go", Enabled: 7, New: 3}, {Name: "Never"}},
				Expanded: 5, MinOut: 1, MaxOut: 3,
				Evaluations: []explorer.PropertyCount{
					{Name: "Good", Count: 6}, {Name: "Fine", Count: 6}, {Name: "Steady", Kind: spec.KindStepInvariant, Count: 7},
				},
			}
			r.Coverage.Digests = nil // see TestDigest
			if diff := cmp.Diff(coverage, r.Coverage); diff != "" {
				t.Errorf("coverage (-want +got)\n%s", diff)
			}
		})
	}
}
