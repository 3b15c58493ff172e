package explorer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// meadow is a random graph, some vertices of which break an invariant.
func meadow(bad func(at int) bool) spec.Model[vertex] {
	const n = 60_000
	return spec.Model[vertex]{
		Name: "meadow", Init: spec.Only(vertex{1}, vertex{2}), AllowDeadlock: true,
		Actions: []spec.Action[vertex]{spec.ForAll("Go", spec.Range(1, 3), func(s *vertex, k int) bool {
			s.At = (s.At*s.At + 7919*k*s.At + 13*k) % n
			return true
		})},
		Properties: []spec.Property[vertex]{spec.Invariant("Good", func(s *vertex) error {
			if bad(s.At) {
				return fmt.Errorf("%d is bad", s.At)
			}
			return nil
		})},
	}
}

// With bits enough the search is what it is without, but for the verdict.
func TestBitstateWithRoom(t *testing.T) {
	for _, bad := range []func(int) bool{
		func(int) bool { return false },
		func(at int) bool { return at%499 == 77 && at > 30_000 },
	} {
		for _, order := range []explorer.Order{explorer.BFS, explorer.DFS} {
			want := run(t, meadow(bad), explorer.Options{Order: order})
			got := run(t, meadow(bad), explorer.Options{Order: order, Bitstate: 1 << 24})
			if b := got.Ledger.Bitstate; b == nil || b.Bytes != 1<<24 || b.Omitted > 0.01 || b.Chance > 1e-6 || b.Occupancy == 0 {
				t.Errorf("%s: %+v", order, b)
			}
			if want.Verdict == explorer.Holds {
				if got.Verdict != explorer.Incomplete || got.Ledger.Exhausted || !strings.Contains(got.Reason, "bit-state") {
					t.Errorf("%s: %s (%s)", order, got.Verdict, got.Reason)
				}
				got.Verdict, got.Reason, got.Ledger.Exhausted = want.Verdict, want.Reason, want.Ledger.Exhausted
			}
			got.Ledger.Bitstate = nil
			same(t, want, got)
		}
	}
}

// Without room some states are left out, the same ones whatever the number of workers,
// and some violation is found all the same, with its trace.
func TestBitstateWithoutRoom(t *testing.T) {
	all := run(t, meadow(func(int) bool { return false }), explorer.Options{})
	for _, order := range []explorer.Order{explorer.BFS, explorer.DFS} {
		for _, bad := range []func(int) bool{
			func(int) bool { return false },
			func(at int) bool { return at%99 == 77 },
		} {
			var want *explorer.Result
			for _, workers := range []int{1, 2, 7} {
				want = same(t, want, run(t, meadow(bad), explorer.Options{Order: order, Workers: workers, Bitstate: 1 << 11}))
			}
			b := want.Ledger.Bitstate
			switch v := want.Violation(); {
			case v != nil:
				if last := v.Trace[len(v.Trace)-1].State.Fields[0].Value.Atom; len(v.Trace) < 2 || v.Message != fmt.Sprintf("%v is bad", last) {
					t.Errorf("%s: %s, a trace of %d states to %v", order, v.Message, len(v.Trace), last)
				}
			case want.Verdict != explorer.Incomplete || want.Distinct >= all.Distinct || b.Omitted < 1 || b.Occupancy < 0.1:
				t.Errorf("%s: %s, %d distinct states of %d, %+v", order, want.Verdict, want.Distinct, all.Distinct, b)
			}
		}
	}
}

// The distinct states and those that are expected to be missing are about all of them,
// where each can be reached in many ways.
func TestBitstateEstimate(t *testing.T) {
	r := run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](6)}.Model(), explorer.Options{Bitstate: 1 << 16})
	const all = 50_816
	missing := float64(all - r.Distinct)
	chance := 4 * math.Sqrt(missing) // four standard deviations
	if b := r.Ledger.Bitstate; missing < 100 || b.Omitted < missing/2-chance || b.Omitted > missing+chance {
		t.Errorf("%.0f states are missing, of which %.1f were expected to be taken for others", missing, b.Omitted)
	}
}

func TestBitstateRefuses(t *testing.T) {
	m := meadow(func(int) bool { return false })
	temporal := m
	temporal.Properties = []spec.Property[vertex]{spec.Eventually("Soon", func(s *vertex) bool { return s.At == 3 })}
	for _, tt := range []struct {
		model spec.Model[vertex]
		opts  explorer.CheckOptions
		want  string
	}{
		{m, explorer.CheckOptions{Options: explorer.Options{Bitstate: 100}}, "too small"},
		{m, explorer.CheckOptions{Options: explorer.Options{Bitstate: 1 << 20, Exact: true}}, "compared in full"},
		{m, explorer.CheckOptions{Options: explorer.Options{Bitstate: 1 << 20, Order: explorer.Simulate}}, "simulation"},
		{m, explorer.CheckOptions{Options: explorer.Options{Bitstate: 1 << 20}, Certify: true}, "certify"},
		{temporal, explorer.CheckOptions{Options: explorer.Options{Bitstate: 1 << 20}, Liveness: true}, "temporal"},
	} {
		if _, err := explorer.Check(t.Context(), tt.model, tt.opts); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
}

// A run goes on with the bits and links of its checkpoint, and leaves the same states
// out.
func TestBitstateCheckpoint(t *testing.T) {
	m := meadow(func(at int) bool { return at == 30_103 })
	for _, size := range []uint64{1 << 20, 1 << 12} {
		want := run(t, m, explorer.Options{Bitstate: size})
		dir := t.TempDir() + "/kept"
		cut := run(t, m, explorer.Options{Bitstate: size, MaxStates: want.Distinct / 2, Checkpoints: &explorer.Checkpoints{Dir: dir}})
		if cut.Verdict != explorer.Incomplete || cut.Distinct >= want.Distinct {
			t.Fatalf("%s, %d distinct states", cut.Verdict, cut.Distinct)
		}
		got := run(t, m, explorer.Options{Bitstate: size, Workers: 7, Checkpoints: &explorer.Checkpoints{Dir: dir, Resume: true}})
		same(t, want, got)
	}
}

// That a witness is missing is no violation where states may be.
func TestBitstateWitness(t *testing.T) {
	m := meadow(func(int) bool { return false })
	m.Properties = append(m.Properties, spec.Reachable("Nowhere", func(s *vertex) bool { return s.At < 0 }))
	if r := run(t, m, explorer.Options{Bitstate: 1 << 20}); r.Verdict != explorer.Incomplete || r.Ledger.Witnesses[0].Found {
		t.Errorf("%s, %+v", r.Verdict, r.Ledger.Witnesses)
	}
}

// What ghosts cost is not counted: that takes a table.
func TestBitstateWithGhosts(t *testing.T) {
	type haunted struct {
		N     int
		Ghost int `spec:"ghost"`
	}
	m := spec.Model[haunted]{
		Name: "haunted", Init: spec.Only(haunted{}), AllowDeadlock: true,
		Actions: []spec.Action[haunted]{spec.ForAll("Go", spec.Range(1, 2), func(s *haunted, k int) bool {
			if s.N < 9 {
				s.N, s.Ghost = s.N+1, s.Ghost+k
			}
			return true
		})},
		Properties: []spec.Property[haunted]{spec.Invariant("True", func(*haunted) error { return nil })},
	}
	want, got := run(t, m, explorer.Options{}), run(t, m, explorer.Options{Bitstate: 1 << 20})
	if diff := cmp.Diff(want.Ledger.Ghosts, got.Ledger.Ghosts); diff != "" || got.Distinct != want.Distinct || got.Ledger.GhostlessStates != 0 {
		t.Errorf("%d distinct states of %d, %d without ghosts\n%s", got.Distinct, want.Distinct, got.Ledger.GhostlessStates, diff)
	}
}
