package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// counter counts from 1 to 6, unless the test adds something.
func counter(actions ...spec.Action[vertex]) spec.Model[vertex] {
	return spec.Model[vertex]{
		Name: "counter", Init: spec.Only(vertex{1}), AllowDeadlock: true,
		Actions: append([]spec.Action[vertex]{spec.Do("Count", func(s *vertex) bool {
			if s.At >= 6 {
				return false
			}
			s.At++
			return true
		})}, actions...),
	}
}

// fails runs a model whose code must fail, and compares where it did and the
// trace to it, for all ways to search.
func fails(t *testing.T, m spec.Model[vertex], where, message string, want []int) {
	t.Helper()
	for _, o := range searches {
		r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: o})
		var failed *explorer.ModelError
		if !errors.As(err, &failed) {
			t.Errorf("%s: result %v, error %v, want a *ModelError", name(o), r, err)
			continue
		}
		if failed.Where != where || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: error %q at %q, want %q at %q", name(o), err, failed.Where, message, where)
		}
		if diff := cmp.Diff(want, path(failed.Trace)); diff != "" {
			t.Errorf("%s: trace (-want +got)\n%s", name(o), diff)
		}
	}
}

func boom(s *vertex) {
	if s.At == 4 {
		panic("boom")
	}
}

func TestPanicCarriesItsTrace(t *testing.T) {
	toFour := []int{1, 2, 3, 4}
	t.Run("action", func(t *testing.T) {
		fails(t, counter(spec.ForAll("Bad", spec.Only("x"), func(s *vertex, _ string) bool { boom(s); return false })), "Bad(x)", "Bad(x) panicked: boom", toFour)
	})
	t.Run("domain", func(t *testing.T) {
		g := graph{edges: chain(1, 6)}
		fails(t, counter(spec.ForEach("Bad", func(s *vertex) iter.Seq[int] { boom(s); return g.targets(s) }, func(*vertex, int) bool { return false })), "Bad", "boom", toFour)
	})
	t.Run("bound", func(t *testing.T) {
		m := counter(spec.Do("Bad", func(*vertex) bool { return true }).Bound("b", func(s *vertex) bool { boom(s); return true }))
		fails(t, m, "Bad", "boom", toFour)
	})
	t.Run("step invariant", func(t *testing.T) {
		m := counter()
		m.Properties = []spec.Property[vertex]{spec.StepInvariant("P", func(old, _ *vertex, _ spec.Step) error { boom(old); return nil })}
		fails(t, m, "P", "P panicked: boom", toFour)
	})
	t.Run("constraint", func(t *testing.T) {
		m := counter()
		m.Constraints = []spec.Constraint[vertex]{{Name: "C", Holds: func(s *vertex) bool { boom(s); return true }}}
		fails(t, m, "C", "C panicked: boom", []int{1, 2, 3})
	})
	t.Run("terminal", func(t *testing.T) {
		m := counter()
		m.AllowDeadlock = false
		m.Terminal = func(*vertex) bool { panic("boom") }
		fails(t, m, "Terminal", "boom", []int{1, 2, 3, 4, 5, 6})
	})
	t.Run("invariant, with the state it failed on", func(t *testing.T) {
		m := counter()
		m.Properties = []spec.Property[vertex]{spec.Invariant("P", func(s *vertex) error { boom(s); return nil })}
		fails(t, m, "P", "P panicked: boom", toFour)
	})
	t.Run("invariant in a cut state", func(t *testing.T) {
		m := counter()
		m.Properties = []spec.Property[vertex]{spec.Invariant("P", func(s *vertex) error { boom(s); return nil })}
		m.Constraints = []spec.Constraint[vertex]{{Name: "C", Holds: func(s *vertex) bool { return s.At < 4 }}}
		fails(t, m, "P", "P panicked: boom", toFour)
	})
	t.Run("invariant in an initial state", func(t *testing.T) {
		m := counter()
		m.Init = spec.Only(vertex{1}, vertex{4})
		m.Properties = []spec.Property[vertex]{spec.Invariant("P", func(s *vertex) error { boom(s); return nil })}
		fails(t, m, "P", "P panicked: boom", []int{4})
	})
	t.Run("Init", func(t *testing.T) {
		m := counter()
		m.Init = func(func(vertex) bool) { panic(errors.New("boom")) }
		fails(t, m, "Init", "boom", nil)
	})
}

func TestModelErrorUnwraps(t *testing.T) {
	cause := errors.New("boom")
	_, err := explorer.Check(context.Background(), counter(spec.Do("Bad", func(*vertex) bool { panic(cause) })), explorer.CheckOptions{})
	if !errors.Is(err, cause) {
		t.Errorf("error %v does not wrap its cause", err)
	}
}

// Many states of one level fail: which is reported must not depend on who is
// first.
func TestFirstFailureIsReported(t *testing.T) {
	wide := func() spec.Model[vertex] {
		return spec.Model[vertex]{
			Name: "wide", Init: spec.Only(vertex{0}), AllowDeadlock: true,
			Actions: []spec.Action[vertex]{spec.ForAll("Go", spec.Range(1, 40), func(s *vertex, k int) bool {
				switch {
				case s.At == 0:
					s.At = k
				case s.At < 1600:
					s.At = s.At*40 + k
				case s.At%7 == 3:
					panic("boom")
				default:
					return false
				}
				return true
			})},
		}
	}
	var want []int
	for k, workers := range []int{1, 2, 7, 7, 7} {
		_, err := explorer.Check(context.Background(), wide(), explorer.CheckOptions{Options: explorer.Options{Workers: workers}})
		var failed *explorer.ModelError
		if !errors.As(err, &failed) {
			t.Fatalf("error %v", err)
		}
		got := path(failed.Trace)
		if k == 0 {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d workers (-want +got)\n%s", workers, diff)
		}
	}
}

func TestFromStartsAfterAPrefix(t *testing.T) {
	g := graph{init: []int{1}, edges: append(chain(1, 6), [2]int{1, 3}), bad: []int{5}, deadlock: true}
	for _, o := range searches[:3] {
		t.Run(name(o), func(t *testing.T) {
			o.From = []string{"Go(2)", "Go(3)"}
			r := run(t, g.model(), o)
			want := []violation{{explorer.Safety, "Good", []int{1, 2, 3, 4, 5}, "5 is bad"}}
			if diff := cmp.Diff(want, violations(r)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if r.Distinct != 3 || r.Generated != 3 || r.Depth != 5 {
				t.Errorf("%d distinct, %d generated, depth %d, want 3, 3, 5", r.Distinct, r.Generated, r.Depth)
			}
		})
	}
}

func TestFromRefusesWhatIsNotEnabled(t *testing.T) {
	check := func(m spec.Model[vertex], want string, from ...string) {
		t.Helper()
		_, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: explorer.Options{From: from}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	g := graph{init: []int{1}, edges: chain(1, 6)}
	check(g.model(), "step 2 of the trace, Go(4), is not enabled in model graph there", "Go(2)", "Go(4)")
	check(graph{edges: chain(1, 6)}.model(), "no initial state", "Go(2)")
	check(counter(spec.Do("Bad", func(s *vertex) bool { boom(s); return false })), "Bad panicked: boom", "Count", "Count", "Count", "Count")
}

// hang runs a model some of whose code does not return, with a short patience,
// and interrupts it when the watchdog has spoken.
func hang(t *testing.T, want string, model func(wait func()) spec.Model[vertex]) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release) // so that the abandoned goroutines end
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var warned atomic.Pointer[string]
	done := time.AfterFunc(20*time.Second, cancel)
	defer done.Stop()
	r, err := explorer.Check(ctx, model(func() { <-release }), explorer.CheckOptions{Options: explorer.Options{
		Workers: 2, Stall: 100 * time.Millisecond,
		Warn: func(what string) { warned.Store(&what); cancel() },
	}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Incomplete || r.Reason != "interrupted" {
		t.Errorf("%s (%s), want incomplete (interrupted)", r.Verdict, r.Reason)
	}
	if got := warned.Load(); got == nil || !strings.HasPrefix(*got, want+" has not returned") {
		t.Errorf("warning %v, want one about %s", deref(got), want)
	}
}

func deref(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

func TestWatchdogNamesAnAction(t *testing.T) {
	hang(t, "Hang(7)", func(wait func()) spec.Model[vertex] {
		return counter(spec.ForAll("Hang", spec.Only(7), func(s *vertex, _ int) bool {
			if s.At == 4 {
				wait()
			}
			return false
		}))
	})
}

func TestWatchdogNamesInit(t *testing.T) {
	hang(t, "Init", func(wait func()) spec.Model[vertex] {
		m := counter()
		m.Init = func(yield func(vertex) bool) {
			if yield(vertex{1}) {
				wait()
			}
		}
		return m
	})
}

func TestWatchdogNamesAnInvariant(t *testing.T) {
	hang(t, "Endless", func(wait func()) spec.Model[vertex] {
		m := counter()
		m.Properties = []spec.Property[vertex]{spec.Invariant("Endless", func(s *vertex) error {
			if s.At == 4 {
				wait()
			}
			return nil
		})}
		return m
	})
}

func TestWatchdogNamesADomain(t *testing.T) {
	hang(t, "domain of Hang", func(wait func()) spec.Model[vertex] {
		g := graph{}
		return counter(spec.ForEach("Hang", func(s *vertex) iter.Seq[int] {
			if s.At == 4 {
				wait()
			}
			return g.targets(s)
		}, func(*vertex, int) bool { return false }))
	})
}

func TestErrorTexts(t *testing.T) {
	for _, tt := range []struct {
		options explorer.Options
		want    string
	}{
		{explorer.Options{Order: "random"}, `explorer: order "random", want bfs, dfs or simulate`},
		{explorer.Options{Workers: -1}, "explorer: workers = -1, want 0..1024"},
		{explorer.Options{MaxDepth: -1}, "explorer: max depth = -1, want 0 or more"},
	} {
		_, err := explorer.Check(context.Background(), counter(), explorer.CheckOptions{Options: tt.options})
		if fmt.Sprint(err) != tt.want {
			t.Errorf("error %q, want %q", err, tt.want)
		}
	}
}

// peer is an element that a model names, although it declares them symmetric.
type peer struct{ spec.Index }

// The renamed images of the initial state are itself, so that its successors do
// not show that the invariant favours a peer: what it says of the state itself
// must be compared. One image of a state is a sample, so not every peer is found
// out in so small a model.
func TestEngineCatchesAsymmetricInvariant(t *testing.T) {
	refused := 0
	for _, favoured := range []string{"p1", "p2", "p3"} {
		_, err := explorer.Check(context.Background(), favouring(favoured), explorer.CheckOptions{Certify: true})
		if err != nil && strings.Contains(err.Error(), "the declared symmetry over [peer (3)] does not hold") {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no run noticed that the invariant favours a peer")
	}
}

func favouring(name string) spec.Model[spec.Subset[peer]] {
	peers := spec.NewDomain[peer](3)
	return spec.Model[spec.Subset[peer]]{
		Name: "peers", Domains: []spec.AnyDomain{peers}, Symmetry: []spec.AnyDomain{peers}, AllowDeadlock: true,
		Init: spec.Only(spec.Subset[peer]{}),
		Actions: []spec.Action[spec.Subset[peer]]{spec.ForAll("Add", peers.All(), func(s *spec.Subset[peer], p peer) bool {
			if s.Has(p) {
				return false
			}
			s.Add(p)
			return true
		})},
		Properties: []spec.Property[spec.Subset[peer]]{spec.Invariant("NeverLone", func(s *spec.Subset[peer]) error {
			for p := range s.All() {
				if s.Len() == 1 && spec.Name("p", p) == name {
					return errors.New("alone")
				}
			}
			return nil
		})},
	}
}
