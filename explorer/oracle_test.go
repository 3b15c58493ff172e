package explorer_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// TLC's counts for TwoPhase (tlaplus/Examples, transaction_commit), and for the
// sizes not in its manifest those on which other checkers agree.
func TestTwoPhaseCountsAsTLC(t *testing.T) {
	for _, tt := range []struct {
		rms                 int
		distinct, generated uint64
		depth               int
		full                bool // takes long: only with MCHECK_FULL=1
	}{
		{2, 56, 154, 8, false},
		{3, 288, 1_146, 11, false},
		{4, 1_568, 8_258, 14, false},
		{5, 8_832, 58_146, 17, false},
		{6, 50_816, 402_306, 20, false},
		{7, 296_448, 2_744_706, 23, true},
		{8, 1_745_408, 18_507_778, 26, true},
	} {
		for _, o := range searches {
			t.Run(fmt.Sprintf("%d RMs/%s", tt.rms, name(o)), func(t *testing.T) {
				if tt.full && os.Getenv("MCHECK_FULL") != "1" {
					t.Skip("set MCHECK_FULL=1")
				}
				r := run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](tt.rms)}.Model(), o)
				depth := tt.depth
				if o.Order == explorer.DFS {
					depth = 0 // which it does not know
				}
				if r.Verdict != explorer.Holds || r.Distinct != tt.distinct || r.Generated != tt.generated || r.Depth != depth {
					t.Errorf("%s, %d distinct, %d generated, depth %d, want holds, %d, %d, %d",
						r.Verdict, r.Distinct, r.Generated, r.Depth, tt.distinct, tt.generated, depth)
				}
			})
		}
	}
}

// Symmetry leaves one state of each orbit: those that differ in which resource
// managers they speak of. By hand for two.
func TestSymmetryCountsOrbits(t *testing.T) {
	for _, rms := range []int{2, 3, 4} {
		m := twopc.Config{RMs: spec.NewDomain[twopc.RM](rms)}.Model()
		m.Symmetry = m.Domains
		var want *explorer.Result
		for _, o := range searches[:3] {
			want = same(t, want, run(t, m, o))
		}
		orbits := map[string]bool{}
		all, err := m.Interpret()
		if err != nil {
			t.Fatal(err)
		}
		var walk func(s *twopc.State)
		seen := map[string]bool{}
		walk = func(s *twopc.State) {
			if code := string(all.Encode(s)); !seen[code] {
				seen[code] = true
				orbits[orbitOf(s, rms)] = true
				all.Try(s, func(trial spec.Trial[twopc.State]) {
					if trial.Enabled {
						walk(trial.After)
					}
				})
			}
		}
		all.Init(walk)
		if int(want.Distinct) != len(orbits) || want.Verdict != explorer.Holds {
			t.Errorf("%d RMs: %s, %d distinct states, want %d", rms, want.Verdict, want.Distinct, len(orbits))
		}
	}
}

// orbitOf names a state by the multiset of what it says of each resource manager.
func orbitOf(s *twopc.State, rms int) string {
	var each []string
	for r := range spec.NewDomain[twopc.RM](rms).All() {
		each = append(each, fmt.Sprint(s.RMState.Get(r), s.TMPrepared.Has(r), s.Msgs.Prepared.Has(r)))
	}
	slices.Sort(each)
	return fmt.Sprint(each, s.TMState, s.Msgs.Commit, s.Msgs.Abort)
}

// A larger space with a violation far from the start, many times over: the whole
// result is the same for any number of workers.
func TestResultDoesNotDependOnWorkers(t *testing.T) {
	const n = 60_000
	m := spec.Model[vertex]{
		Name: "random", Init: spec.Only(vertex{1}, vertex{2}), AllowDeadlock: true,
		Actions: []spec.Action[vertex]{spec.ForAll("Go", spec.Range(1, 3), func(s *vertex, k int) bool {
			s.At = (s.At*s.At + 7919*k*s.At + 13*k) % n
			return true
		})},
		Properties: []spec.Property[vertex]{
			spec.Invariant("P", func(s *vertex) error {
				if s.At%499 == 77 && s.At > n/2 {
					return fmt.Errorf("%d", s.At)
				}
				return nil
			}),
			spec.StepInvariant("Q", func(old, new *vertex, _ spec.Step) error {
				if (old.At+new.At)%997 == 5 {
					return fmt.Errorf("%d to %d", old.At, new.At)
				}
				return nil
			}),
			spec.Reachable("W", func(s *vertex) bool { return s.At%1000 == 3 }),
		},
	}
	for _, o := range []explorer.Options{
		{Order: explorer.BFS}, {Order: explorer.BFS, Continue: true}, {Order: explorer.DFS}, {Order: explorer.DFS, Continue: true},
		{Order: explorer.Simulate, Walks: 200, MaxDepth: 50},
	} {
		t.Run(fmt.Sprint(o.Order, o.Continue), func(t *testing.T) {
			var want *explorer.Result
			for _, workers := range []int{1, 2, 3, 7} {
				o.Workers = workers
				want = same(t, want, run(t, m, o))
			}
			if len(want.Violations) == 0 || o.Continue && want.Distinct < n/20 {
				t.Errorf("%d violations among %d states: the test says little", len(want.Violations), want.Distinct)
			}
		})
	}
}

// decode makes a graph of at most 12 vertices from bytes.
func decode(b []byte) (g graph) {
	draw := func(n int) int {
		if len(b) == 0 {
			return 0
		}
		k := int(b[0]) % n
		b = b[1:]
		return k
	}
	some := func(odds int) (out []int) {
		if draw(2) == 0 {
			return nil
		}
		for v := range 12 {
			if draw(odds) == 1 {
				out = append(out, v)
			}
		}
		return out
	}
	for range draw(4) {
		g.init = append(g.init, draw(12))
	}
	g.deadlock = draw(2) == 1
	g.cut, g.bounded, g.bad, g.bad2, g.wanted, g.terminal = some(6), some(8), some(10), some(10), some(6), some(2)
	g.unmet = true
	for range draw(4) {
		g.badSteps = append(g.badSteps, [2]int{draw(12), draw(12)})
	}
	for range draw(60) {
		g.edges = append(g.edges, [2]int{draw(12), draw(12)})
	}
	return g
}

// random returns n byte strings to decode.
func random(n int) [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([][]byte, n)
	for k := range out {
		out[k] = make([]byte, 240)
		for i := range out[k] {
			out[k][i] = byte(r.Uint32())
		}
	}
	return out
}

func TestRandomGraphsAgainstReference(t *testing.T) {
	outcomes := map[string]int{}
	for _, b := range random(600) {
		outcomes[againstReference(t, decode(b))]++
		if t.Failed() {
			return
		}
	}
	// A generator that never makes a case would not test it.
	for _, outcome := range []string{"holds", "deadlock", "Good", "Fine", "Steady"} {
		if outcomes[outcome] < 20 {
			t.Errorf("only %d of the graphs are %s: %v", outcomes[outcome], outcome, outcomes)
		}
	}
}

func FuzzRun(f *testing.F) {
	for _, b := range random(20) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { againstReference(t, decode(b)) })
}

// againstReference compares the engine with the reference and returns what it
// found.
func againstReference(t *testing.T, g graph) (outcome string) {
	m := g.model()
	want, err := spectest.Reference(m, 100)
	if err != nil {
		t.Fatal(err)
	}
	bfs := run(t, m, explorer.Options{Workers: 1})
	same(t, bfs, run(t, m, explorer.Options{Workers: 3}))
	exact := run(t, m, explorer.Options{Workers: 3, Exact: true})
	exact.Ledger.Exact, exact.Ledger.CollisionChance = false, bfs.Ledger.CollisionChance
	same(t, bfs, exact)

	got := spectest.Count{Distinct: bfs.Distinct, Generated: bfs.Generated, Depth: bfs.Depth, Complete: true, Seen: map[string]int{}}
	for _, w := range bfs.Ledger.Witnesses {
		if w.Found {
			got.Seen[w.Name] = w.Depth
		}
	}
	// The engine reports one violation: that of the least depth.
	if v := bfs.Violation(); v != nil && v.Kind == explorer.Deadlock {
		got.Deadlock, got.Violation, got.Violated = len(v.Trace), want.Violation, want.Violated
	} else if v != nil {
		got.Violation, got.Violated = len(v.Trace), want.Violated
		if !slices.Contains(want.Violated, v.Property) || want.Deadlock != 0 {
			t.Errorf("the engine reports %s %s, the reference %v and a deadlock at %d", v.Kind, v.Property, want.Violated, want.Deadlock)
		}
		got.Deadlock = want.Deadlock
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-reference +engine)\n%s\n%+v", diff, g)
	}
	for _, v := range bfs.Violations {
		valid(t, g, v)
	}

	for _, workers := range []int{1, 3} {
		dfs := run(t, m, explorer.Options{Order: explorer.DFS, Workers: workers})
		if dfs.Verdict != bfs.Verdict {
			t.Errorf("depth-first %s, breadth-first %s\n%+v", dfs.Verdict, bfs.Verdict, g)
		}
		if bfs.Verdict == explorer.Holds && (dfs.Distinct != bfs.Distinct || dfs.Generated != bfs.Generated) {
			t.Errorf("depth-first %d, %d, breadth-first %d, %d\n%+v", dfs.Distinct, dfs.Generated, bfs.Distinct, bfs.Generated, g)
		}
		for _, v := range dfs.Violations {
			valid(t, g, v)
		}
	}
	switch v := bfs.Violation(); {
	case v == nil:
		return string(bfs.Verdict)
	case v.Kind == explorer.Deadlock:
		return string(v.Kind)
	default:
		return v.Property
	}
}

// valid requires that a counterexample is a behaviour of the graph and shows
// what it claims to.
func valid(t *testing.T, g graph, v *explorer.Violation) {
	t.Helper()
	steps := path(v.Trace)
	ok := len(steps) > 0 && slices.Contains(g.init, steps[0])
	for k := 1; k < len(steps); k++ {
		ok = ok && slices.Contains(g.edges, [2]int{steps[k-1], steps[k]}) &&
			!slices.Contains(g.bounded, steps[k]) && !slices.Contains(g.cut, steps[k-1])
	}
	if !ok {
		t.Errorf("trace %v is no behaviour of %+v", steps, g)
		return
	}
	last := steps[len(steps)-1]
	switch v.Property {
	case "Good":
		ok = slices.Contains(g.bad, last)
	case "Fine":
		ok = slices.Contains(g.bad2, last)
	case "Steady":
		ok = len(steps) > 1 && slices.Contains(g.badSteps, [2]int{steps[len(steps)-2], last})
	case "":
		ok = v.Kind == explorer.Deadlock && !slices.ContainsFunc(g.edges, func(e [2]int) bool { return e[0] == last && !slices.Contains(g.bounded, e[1]) })
	}
	if !ok {
		t.Errorf("trace %v does not show %s %s in %+v", steps, v.Kind, v.Property, g)
	}
}

// A level may take several rounds. It is completed although the first of them
// finds a violation: counts are those of whole levels.
func TestLevelIsCompleted(t *testing.T) {
	const wide = 3_000
	m := spec.Model[vertex]{
		Name: "wide", Init: spec.Only(vertex{0}), AllowDeadlock: true,
		Actions: []spec.Action[vertex]{
			spec.ForAll("Spread", spec.Range(1, wide), func(s *vertex, k int) bool {
				if s.At != 0 {
					return false
				}
				s.At = k
				return true
			}),
			spec.Do("Go", func(s *vertex) bool {
				if s.At == 0 {
					return false
				}
				s.At += wide
				return true
			}),
		},
		Properties: []spec.Property[vertex]{spec.Invariant("Narrow", func(s *vertex) error {
			if s.At > wide {
				return fmt.Errorf("%d", s.At)
			}
			return nil
		})},
	}
	for _, o := range searches[:3] {
		r := run(t, m, o)
		if r.Verdict != explorer.Violated || r.Distinct != 1+2*wide || r.Generated != 1+2*wide || r.Depth != 3 {
			t.Errorf("%s: %s, %d distinct, %d generated, depth %d", name(o), r.Verdict, r.Distinct, r.Generated, r.Depth)
		}
	}
}
