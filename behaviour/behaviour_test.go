package behaviour_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// house burns down: it catches fire, the fire grows, and it burns.
type house struct {
	Fire   int8
	Raised bool // the flag
	Cat    int8
}

const (
	safe, smoulders, burns, ashes, rescued, stopped = 0, 1, 2, 3, 4, 5
)

// goes is an action from one state of the fire to another.
func goes(name string, from, to int8) *spec.Action0[house] {
	return spec.Do(name, func(h *house) bool {
		if h.Fire != from {
			return false
		}
		h.Fire = to
		return true
	})
}

func (h *house) stands() error {
	if h.Fire == ashes {
		return errors.New("it has burnt down")
	}
	return nil
}

func burning(t *testing.T, more ...spec.Action[house]) *spec.Machine {
	t.Helper()
	m, err := spec.Model[house]{
		Name: "house", Init: spec.Only(house{}), AllowDeadlock: true,
		Actions: append([]spec.Action[house]{
			goes("Kindle", safe, smoulders), goes("Grow", smoulders, burns), goes("Burn", burns, ashes),
		}, more...),
		Environment: spec.Environment{"Kindle": spec.Fault},
		Properties:  []spec.Property[house]{spec.Invariant("Stands", func(h *house) error { return h.stands() })},
	}.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var burnt = &explorer.Violation{Kind: explorer.Safety, Property: "Stands"}

func TestPivot(t *testing.T) {
	raise := spec.Do("Flag", func(h *house) bool { h.Raised = !h.Raised; return true })
	for name, p := range map[string]struct {
		more  []spec.Action[house]
		limit int
		want  behaviour.Pivot
	}{
		"the environment's step decides":     {nil, 100, behaviour.Pivot{At: 1, Environment: true, States: 3}},
		"one's own step decides":             {[]spec.Action[house]{goes("Extinguish", smoulders, rescued)}, 100, behaviour.Pivot{At: 2, Sibling: "Extinguish", States: 4}},
		"what goes on for ever saves nobody": {[]spec.Action[house]{raise}, 100, behaviour.Pivot{At: 1, Environment: true, States: 6}},
		"unless it disables the step": {
			[]spec.Action[house]{goes("Halt", burns, stopped), goes("Resume", stopped, burns)}, 100, behaviour.Pivot{At: -1, States: 4},
		},
		"a bound may hide the rescue": {
			[]spec.Action[house]{goes("Flee", burns, rescued).Bound("no way out", func(*house) bool { return false })}, 100,
			behaviour.Pivot{At: -1, Undecided: []int{1, 2}, States: 3},
		},
		"too many states": {[]spec.Action[house]{raise}, 1, behaviour.Pivot{At: -1, Undecided: []int{0, 1, 2}, States: 1, Cut: true}},
	} {
		t.Run(name, func(t *testing.T) {
			guide := behaviour.NewGuide(burning(t, p.more...))
			path, err := guide.Follow([]string{"Kindle", "Grow", "Burn"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := guide.FindPivot(t.Context(), path, guide.GoalOf(burnt), p.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&p.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDistil: what has nothing to do with the fire is dropped.
func TestDistil(t *testing.T) {
	feed := spec.Do("Feed", func(h *house) bool { h.Cat = min(h.Cat+1, 3); return true })
	guide := behaviour.NewGuide(burning(t, feed, spec.Do("Flag", func(h *house) bool { h.Raised = !h.Raised; return true })))
	path, err := guide.Follow([]string{"Feed", "Flag", "Kindle", "Feed", "Feed", "Grow", "Flag", "Flag", "Burn"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	short, err := guide.Distil(t.Context(), path, guide.GoalOf(burnt))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := labels(short), []string{"Init", "Kindle", "Grow", "Burn"}; !slices.Equal(got, want) {
		t.Errorf("%q are left, want %q", got, want)
	}
}

func labels(path behaviour.Path) (out []string) {
	for _, p := range path {
		out = append(out, p.Label)
	}
	return out
}

// TestExplain: of walks at random what is left still violates the property, needs
// every step, and is in order.
func TestExplain(t *testing.T) {
	model := raft.Config{Servers: spec.NewDomain[raft.Server](3), MaxTerm: 2, MaxLog: 1, Bug: raft.DoubleVote}.Model()
	machine, err := model.Compile(spec.CompileOptions{Properties: []string{"ElectionSafety"}})
	if err != nil {
		t.Fatal(err)
	}
	dropped := 0
	for seed := range uint64(3) {
		result, err := explorer.Check(t.Context(), model, explorer.CheckOptions{
			Options: explorer.Options{Order: explorer.Simulate, Seed: seed}, Properties: []string{"ElectionSafety"},
		})
		if err != nil {
			t.Fatal(err)
		}
		v := result.Violation()
		e, err := behaviour.Explain(t.Context(), machine, nil, v, 10)
		if err != nil {
			t.Fatal(err)
		}
		dropped += e.Before - (len(e.Violation.Trace) - 1)
		guide := behaviour.NewGuide(machine)
		path, err := guide.Along(e.Violation.Trace)
		if err != nil {
			t.Fatal(err)
		}
		goal := guide.GoalOf(v)
		for k, p := range path {
			if shown, err := goal(p); err != nil || shown != (k == len(path)-1) {
				t.Errorf("seed %d: state %d of %d violates: %v, %v", seed, k+1, len(path), shown, err)
			}
		}
		again, err := guide.Distil(t.Context(), path, goal)
		if err != nil || len(again) != len(path) {
			t.Errorf("seed %d: %d of %d states are left when it is distilled again, %v", seed, len(again), len(path), err)
		}
		arranged, err := guide.Arrange(t.Context(), path, goal)
		if err != nil || !slices.Equal(labels(arranged), labels(path)) {
			t.Errorf("seed %d: %q is arranged as %q, %v", seed, labels(path), labels(arranged), err)
		}
	}
	if dropped == 0 {
		t.Error("no step was dropped")
	}
}

func TestFollow(t *testing.T) {
	guide := behaviour.NewGuide(burning(t, goes("Flee", burns, rescued).Bound("no way out", func(*house) bool { return false })))
	for _, f := range []struct {
		labels []string
		want   string
	}{
		{[]string{"Burn"}, "step 1 of the trace, Burn, is not enabled in model house there; enabled: Kindle"},
		{[]string{"Kindle", "Grow", "Flee"}, "step 3 of the trace, Flee, is refused by a bound in model house there; enabled: Burn"},
		{[]string{"Kindle", "Grow", "Burn", "Burn"}, "step 4 of the trace, Burn, is not enabled in model house there; no step is"},
	} {
		if _, err := guide.Follow(f.labels, nil); err == nil || err.Error() != f.want {
			t.Errorf("%q: error %v, want %q", f.labels, err, f.want)
		}
	}
	_, err := guide.Follow([]string{"Kindle"}, func(p *explorer.Place) (bool, error) { return p.Violated["Stands"] != "", nil })
	if !errors.Is(err, behaviour.ErrElsewhere) {
		t.Errorf("error %v, want %v", err, behaviour.ErrElsewhere)
	}
}
