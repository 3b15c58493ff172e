package explorer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// grid is the plane of naturals: level d has d states, and there is no end.
type grid struct{ X, Y int32 }

// stopAt, if not nil, is called on the step from x = 300.
func plane(stopAt func()) spec.Model[grid] {
	return spec.Model[grid]{
		Name: "plane", Init: spec.Only(grid{}),
		Actions: []spec.Action[grid]{
			spec.Do("Right", func(s *grid) bool {
				if s.X == 300 && s.Y == 0 && stopAt != nil {
					stopAt()
				}
				s.X++
				return true
			}),
			spec.Do("Up", func(s *grid) bool { s.Y++; return true }),
		},
	}
}

// A run that was cut short is never a success, says why, and has counted.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name, reason string
		options      explorer.Options
		distinct     uint64 // where the limit determines it
	}{
		{"depth", "the depth limit left states unexpanded", explorer.Options{MaxDepth: 10}, 55},
		{"states", "there are more states than the limit of 5000", explorer.Options{MaxStates: 5000}, 0},
		{"time", "the time limit of 50ms was reached", explorer.Options{Timeout: 50 * time.Millisecond}, 0},
		{"memory", "the memory limit of 1 MiB was reached", explorer.Options{Memory: 1 << 20}, 1},
	} {
		for _, o := range searches {
			t.Run(tt.name+"/"+name(o), func(t *testing.T) {
				options := tt.options
				options.Order, options.Workers = o.Order, o.Workers
				r := run(t, plane(nil), options)
				if r.Verdict != explorer.Incomplete || r.Reason != tt.reason || r.Ledger.Exhausted {
					t.Errorf("%s (%s), exhausted %v, want incomplete (%s)", r.Verdict, r.Reason, r.Ledger.Exhausted, tt.reason)
				}
				if tt.distinct > 0 && r.Distinct != tt.distinct && o.Order == explorer.BFS {
					t.Errorf("%d distinct states, want %d", r.Distinct, tt.distinct)
				}
				if r.Distinct == 0 || r.Generated < r.Distinct {
					t.Errorf("%d distinct of %d generated", r.Distinct, r.Generated)
				}
			})
		}
	}
}

func TestLimitsAreDeterministic(t *testing.T) {
	for _, order := range []explorer.Order{explorer.BFS, explorer.DFS} {
		var want *explorer.Result
		for _, workers := range []int{1, 2, 7} {
			r := run(t, plane(nil), explorer.Options{Order: order, Workers: workers, MaxStates: 20_000})
			want = same(t, want, r)
		}
		if want.Distinct < 20_000 {
			t.Errorf("%s stopped at %d states, before the limit", order, want.Distinct)
		}
	}
}

// same compares two results but for what may differ from run to run.
func same(t *testing.T, want, got *explorer.Result) *explorer.Result {
	t.Helper()
	if want == nil {
		return got
	}
	workers := got.Workers
	got.Workers, got.Elapsed, got.PeakRSS = want.Workers, want.Elapsed, want.PeakRSS
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d workers (-want +got)\n%s", workers, diff)
	}
	return want
}

// A limit that is not in the way does not make a run incomplete: five states are no
// more than five.
func TestLimitsBeyondTheStates(t *testing.T) {
	g := graph{init: []int{1}, edges: chain(1, 5), deadlock: true}
	for _, o := range searches {
		o.MaxStates, o.Timeout, o.Memory = 5, time.Hour, 1<<40
		if r := run(t, g.model(), o); r.Verdict != explorer.Holds || r.Distinct != 5 {
			t.Errorf("%s: %s (%s), %d distinct states, want holds, 5", name(o), r.Verdict, r.Reason, r.Distinct)
		}
		o.MaxDepth = 6
		if r := run(t, g.model(), o); r.Verdict != explorer.Holds {
			t.Errorf("%s, depth 6: %s (%s), want holds", name(o), r.Verdict, r.Reason)
		}
	}
}

// A violation found before the limit stands.
func TestViolationWithinTheLimit(t *testing.T) {
	g := graph{init: []int{1}, edges: chain(1, 100), bad: []int{8}}
	for _, o := range searches {
		o.MaxDepth = 10
		r := run(t, g.model(), o)
		if r.Verdict != explorer.Violated || len(r.Violations) != 1 || len(r.Violation().Trace) != 8 {
			t.Errorf("%s: %s, %v", name(o), r.Verdict, violations(r))
		}
	}
}

func TestInterrupt(t *testing.T) {
	t.Run("before the start", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r, err := explorer.Check(ctx, plane(nil), explorer.CheckOptions{})
		if err != nil || r.Verdict != explorer.Incomplete || r.Reason != "interrupted" {
			t.Errorf("result %+v, error %v", r, err)
		}
	})
	for _, o := range searches[:3] {
		t.Run(name(o), func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			r, err := explorer.Check(ctx, plane(cancel), explorer.CheckOptions{Options: o})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != explorer.Incomplete || r.Reason != "interrupted" || r.Distinct < 300*300/2 {
				t.Errorf("%s (%s), %d distinct states", r.Verdict, r.Reason, r.Distinct)
			}
		})
	}
}

func TestProgressIsReported(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	timer := time.AfterFunc(20*time.Second, cancel)
	defer timer.Stop()
	var last explorer.Progress
	r, err := explorer.Check(ctx, plane(nil), explorer.CheckOptions{Options: explorer.Options{
		Interval: time.Millisecond, Progress: func(p explorer.Progress) {
			if p.Distinct > 10_000 {
				last = p
				cancel()
			}
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if last.Distinct > r.Distinct || last.Depth == 0 || last.Queue == 0 || last.Memory == 0 || last.Elapsed == 0 || last.Generated < last.Distinct {
		t.Errorf("progress %+v, result %d distinct states", last, r.Distinct)
	}
}

// A simulation is a sample: never a success, but repeatable.
func TestSimulation(t *testing.T) {
	g := graph{init: []int{1}, edges: append(chain(1, 9), [2]int{4, 1}, [2]int{6, 6}), wanted: []int{5}, deadlock: true}
	var want *explorer.Result
	for _, workers := range []int{1, 2, 7} {
		r := run(t, g.model(), explorer.Options{Order: explorer.Simulate, Workers: workers, Walks: 100, MaxDepth: 20, Seed: 7})
		if r.Verdict != explorer.Incomplete || !strings.Contains(r.Reason, "samples") || r.Walks != 100 {
			t.Errorf("%s (%s), %d walks", r.Verdict, r.Reason, r.Walks)
		}
		want = same(t, want, r)
	}
	g.bad = []int{9}
	want = nil
	for _, workers := range []int{1, 2, 7} {
		r := run(t, g.model(), explorer.Options{Order: explorer.Simulate, Workers: workers, Walks: 100, Seed: 7})
		if r.Verdict != explorer.Violated || r.Violation().Property != "Good" {
			t.Fatalf("%s, %v", r.Verdict, violations(r))
		}
		steps := path(r.Violation().Trace)
		for k := 1; k < len(steps); k++ {
			if steps[k] != steps[k-1]+1 && steps[k] != steps[k-1] && steps[k] != 1 {
				t.Errorf("trace %v goes along no edge", steps)
			}
		}
		want = same(t, want, r)
	}
}
