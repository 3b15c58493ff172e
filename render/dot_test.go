package render_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

func TestTraceDOT(t *testing.T) {
	for _, test := range []struct {
		name string
		run  render.Run
	}{
		{"twopc-broken.dot", brokenRun(t)},
		{"election.dot", doubleVoteRun(t)},
		{"unrefined.dot", run(t, pairing(3), explorer.Options{})},
		{"deadlock.dot", run(t, counting(3), explorer.Options{})},
	} {
		t.Run(test.name, func(t *testing.T) {
			golden(t, test.name, text(t, func(b *strings.Builder) error {
				return render.TraceDOT(b, test.run, test.run.Result.Violation())
			}))
		})
	}
}

// jumping counts like counting, and claims never to leave 2 by a step.
func jumping() spec.Model[counter] {
	m := counting(3)
	m.Constraints = []spec.Constraint[counter]{{Name: "n <= 2", Holds: func(s *counter) bool { return s.N <= 2 }}}
	m.Properties = []spec.Property[counter]{
		spec.Invariant("Small", func(s *counter) error {
			if s.N > 1 {
				return errors.New("n > 1 & more")
			}
			return nil
		}),
		spec.StepInvariant("Moves", func(old, new *counter, _ spec.Step) error {
			if old.N == new.N {
				return errors.New("n' = n")
			}
			return nil
		}),
	}
	return m
}

func TestGraph(t *testing.T) {
	for _, test := range []struct {
		name          string
		model         spec.Checkable
		states, edges int
	}{
		{"counter-graph.dot", jumping(), 3, 3},
		{"deadlock-graph.dot", counting(2), 3, 3},
		{"twopc-graph.dot", twopc.Config{RMs: spec.NewDomain[twopc.RM](1)}.Model(), 12, 19},
	} {
		t.Run(test.name, func(t *testing.T) {
			g, err := render.Graph(machine(t, test.model), 0)
			if err != nil {
				t.Fatal(err)
			}
			if len(g.States) != test.states || len(g.Edges) != test.edges {
				t.Errorf("%d states, %d edges, want %d, %d", len(g.States), len(g.Edges), test.states, test.edges)
			}
			golden(t, test.name, text(t, func(b *strings.Builder) error { return g.DOT(b) }))
		})
	}
}

// The graph has the states and steps that the engine counts.
func TestGraphCounts(t *testing.T) {
	m := twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model()
	r := run(t, m, explorer.Options{}).Result
	g, err := render.Graph(machine(t, m), 288)
	if err != nil {
		t.Fatal(err)
	}
	if uint64(len(g.States)) != r.Distinct || uint64(len(g.Edges)+1) != r.Generated || g.States[len(g.States)-1].Depth != r.Depth {
		t.Errorf("%d states, %d edges, depth %d, want %d, %d - 1, %d",
			len(g.States), len(g.Edges), g.States[len(g.States)-1].Depth, r.Distinct, r.Generated, r.Depth)
	}
}

func TestGraphRefuses(t *testing.T) {
	_, err := render.Graph(machine(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model()), 100)
	const want = "state graph of twopc: 101 states found up to depth 5 and not all explored, more than the limit of 100: choose smaller constants or a larger limit"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	m := counting(3)
	m.Properties = []spec.Property[counter]{spec.Invariant("Panics", func(*counter) error { panic("out of order") })}
	if _, err := render.Graph(machine(t, m), 0); err == nil || err.Error() != "state graph of counter: Panics: out of order" {
		t.Errorf("got %v", err)
	}
}
