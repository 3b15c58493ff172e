package explorer_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// Each makes a hash, which multiplies with the difference from this very number, forget
// the 8 bytes before it: that of a state's memory, and that of an encoding, which then
// forgets all before those, too. No model has it by accident.
const (
	blind         = 0x13198a2e03707345
	blindEncoding = 0xa4093822299f31d1
)

// colliding is a vertex whose fingerprint depends on Tail alone.
type colliding struct {
	At, Blind, Tail uint64
	Rest            [2]uint64
}

func vertexOf(at, fingerprints uint64) colliding {
	return colliding{At: at, Blind: blind, Tail: at % fingerprints}
}

// maze is a random graph of n vertices with so many fingerprints, where one vertex
// breaks an invariant.
func maze(n, fingerprints, bad uint64) spec.Model[colliding] {
	return spec.Model[colliding]{
		Name: "maze", Init: spec.Only(vertexOf(1, fingerprints), vertexOf(2, fingerprints)), AllowDeadlock: true,
		Actions: []spec.Action[colliding]{spec.ForAll("Go", spec.Range(1, 3), func(s *colliding, k int) bool {
			*s = vertexOf((s.At*s.At+7919*uint64(k)*s.At+13*uint64(k))%n, fingerprints)
			return true
		})},
		Properties: []spec.Property[colliding]{
			spec.Invariant("P", func(s *colliding) error {
				if s.At == bad {
					return fmt.Errorf("at %d", s.At)
				}
				return nil
			}),
			spec.Reachable("W", func(s *colliding) bool { return s.At == n/4 }).Needs("luck", false),
		},
	}
}

// A vertex of a maze of 3000 that is 12 states deep, and one that is not there.
const far, nowhere = 43, 3000

// States that collide are told apart, in both orders and whatever the number of
// workers, and missed without --exact.
func TestExactTellsCollidingStatesApart(t *testing.T) {
	for _, fingerprints := range []uint64{1, 3, 40} {
		for _, bad := range []uint64{far, nowhere} {
			t.Run(fmt.Sprint(fingerprints, bad), func(t *testing.T) {
				m := maze(3000, fingerprints, bad)
				want, err := spectest.Reference(m, 10_000)
				if err != nil {
					t.Fatal(err)
				}
				if r := run(t, m, explorer.Options{}); r.Distinct > max(2, fingerprints) || r.Verdict == explorer.Violated {
					t.Fatalf("%d distinct states, %s: these states do not collide", r.Distinct, r.Verdict)
				}
				var first *explorer.Result
				for _, workers := range []int{1, 2, 7} {
					first = same(t, first, run(t, m, explorer.Options{Workers: workers, Exact: true}))
				}
				if first.Distinct != want.Distinct || first.Generated != want.Generated || first.Depth != want.Depth || first.Ledger.CollisionChance != 0 {
					t.Errorf("%d distinct, %d generated, depth %d, reference %+v", first.Distinct, first.Generated, first.Depth, want)
				}
				if v := first.Violation(); v == nil && want.Violation > 0 || v != nil && len(v.Trace) != want.Violation {
					t.Errorf("violation %v, reference at depth %d", v, want.Violation)
				}
				first = nil
				for _, workers := range []int{1, 2, 7} {
					first = same(t, first, run(t, m, explorer.Options{Workers: workers, Exact: true, Order: explorer.DFS}))
				}
				if bad == nowhere && (first.Distinct != want.Distinct || first.Generated != want.Generated) {
					t.Errorf("depth-first %d, %d, reference %d, %d", first.Distinct, first.Generated, want.Distinct, want.Generated)
				}
			})
		}
	}
}

type player struct{ spec.Index }

// herd is a state of symmetric parts, all of which collide.
type herd struct {
	Of    spec.Fn[player, uint8, [8]uint8]
	Blind uint64
	Tail  uint64
}

// Representatives are compared in full, too: there are as many as multisets.
func TestExactWithSymmetry(t *testing.T) {
	players := spec.NewDomain[player](8)
	m := spec.Model[herd]{
		Name: "herd", Init: spec.Only(herd{Blind: blindEncoding}), AllowDeadlock: true,
		Actions: []spec.Action[herd]{spec.ForAll("Grow", players.All(), func(s *herd, p player) bool {
			if s.Of.Get(p) == 3 {
				return false
			}
			s.Of.Set(p, s.Of.Get(p)+1)
			return true
		})},
		Domains: []spec.AnyDomain{players}, Symmetry: []spec.AnyDomain{players},
		Properties: []spec.Property[herd]{spec.Reachable("All", func(s *herd) bool {
			for p := range players.All() {
				if s.Of.Get(p) < 3 {
					return false
				}
			}
			return true
		})},
	}
	if r := run(t, m, explorer.Options{}); r.Distinct != 1 {
		t.Fatalf("%d distinct states: they do not collide", r.Distinct)
	}
	for _, o := range []explorer.Options{{}, {Order: explorer.DFS}} {
		o.Exact = true
		// 8 elements with repetition out of 4 kinds: 11 over 3.
		if r := run(t, m, o); r.Distinct != 165 || r.Verdict != explorer.Holds || len(r.Ledger.Symmetry) != 1 {
			t.Errorf("%s: %s, %d distinct states, want 165", o.Order, r.Verdict, r.Distinct)
		}
	}
}

// A state graph is one of states, not of fingerprints.
func TestExactWithLiveness(t *testing.T) {
	m := spec.Model[colliding]{
		Name: "trap", Init: spec.Only(vertexOf(0, 1)), Fairness: []spec.Fairness{spec.WF("Go")},
		Actions: []spec.Action[colliding]{spec.Do("Go", func(s *colliding) bool {
			*s = vertexOf([]uint64{1, 2, 3, 4, 2}[s.At], 1)
			return true
		})},
		Properties: []spec.Property[colliding]{spec.AlwaysEventually("Start", func(s *colliding) bool { return s.At == 0 })},
	}
	check := func(exact bool, workers int) *explorer.Result {
		r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Liveness: true, Options: explorer.Options{Exact: exact, Workers: workers}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := check(false, 1); r.Verdict != explorer.Holds {
		t.Fatalf("%s: these states do not collide", r.Verdict)
	}
	var want *explorer.Result
	for _, workers := range []int{1, 2, 7} {
		want = same(t, want, check(true, workers))
	}
	v := want.Violation()
	if v == nil || v.Kind != explorer.Liveness || v.Lasso.Loop != 2 || len(v.Trace) != 5 || v.Lasso.Back == nil {
		t.Errorf("%s, %+v", want.Verdict, v)
	}
}

// A checkpoint has the states in full.
func TestExactCheckpoint(t *testing.T) {
	m := maze(3000, 3, nowhere)
	want := run(t, m, explorer.Options{Exact: true})
	dir := t.TempDir() + "/kept"
	kept := explorer.Options{Exact: true, MaxStates: 50, Checkpoints: &explorer.Checkpoints{Dir: dir}}
	if r := run(t, m, kept); r.Verdict != explorer.Incomplete || r.Distinct >= want.Distinct {
		t.Fatalf("%s, %d distinct states", r.Verdict, r.Distinct)
	}
	other := explorer.CheckOptions{Options: explorer.Options{Checkpoints: &explorer.Checkpoints{Dir: dir, Resume: true}}}
	if _, err := explorer.Check(t.Context(), m, other); err == nil {
		t.Error("a run by fingerprints has resumed one with full states")
	}
	got := run(t, m, explorer.Options{Exact: true, Workers: 7, Checkpoints: &explorer.Checkpoints{Dir: dir, Resume: true}})
	if diff := cmp.Diff([]any{want.Verdict, want.Distinct, want.Generated, want.Depth, want.Coverage.Levels},
		[]any{got.Verdict, got.Distinct, got.Generated, got.Depth, got.Coverage.Levels}); diff != "" {
		t.Errorf("(-uninterrupted +resumed)\n%s", diff)
	}
}

func TestExactNeedsStates(t *testing.T) {
	_, err := explorer.Check(t.Context(), maze(10, 1, nowhere), explorer.CheckOptions{Options: explorer.Options{Order: explorer.Simulate, Exact: true}})
	if err == nil {
		t.Error("a simulation that compares states")
	}
}
