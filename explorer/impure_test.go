package explorer_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// What spectest finds in a test, the engine finds in a run.
func TestEngineCatchesUpdateBeforeGuard(t *testing.T) {
	fails(t, counter(spec.Do("Hasty", func(s *vertex) bool {
		if s.At == 3 {
			s.At = 9
		}
		return false
	})), "Hasty", "disabled Hasty changed the state: guards come before updates", []int{1, 2, 3})
}

func TestEngineCatchesGlobalCounter(t *testing.T) {
	var calls atomic.Int64
	fails(t, counter(spec.Do("Tick", func(s *vertex) bool {
		if s.At == 3 {
			s.At = int(100 + calls.Add(1))
			return true
		}
		return false
	})), "Tick", "Tick led to two different states from the same one", []int{1, 2, 3})
}

func TestEngineCatchesGlobalGuard(t *testing.T) {
	var calls atomic.Int64
	fails(t, counter(spec.Do("Once", func(s *vertex) bool {
		if s.At != 3 || calls.Add(1)%2 == 0 {
			return false
		}
		s.At = 100
		return true
	})), "Once", "Once was enabled and is no longer in the same state", []int{1, 2, 3})
}

func TestEngineCatchesInvariantThatUpdates(t *testing.T) {
	m := counter()
	m.Properties = []spec.Property[vertex]{spec.Invariant("P", func(s *vertex) error {
		if s.At == 3 {
			s.At = 9
		}
		return nil
	})}
	fails(t, m, "P", "P changed the state", []int{1, 2, 3})
}

// at3 changes the state from 3 to 9, and nothing else.
func at3(s *vertex) {
	if s.At == 3 {
		s.At = 9
	}
}

// What may only read changes nothing, whatever it is: a constraint that did once
// made a violated model hold.
func TestEngineCatchesReadersThatUpdate(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		change     func(spec.Model[vertex]) spec.Model[vertex]
		path       []int
	}{
		{"constraint", "C changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Constraints = []spec.Constraint[vertex]{{Name: "C", Holds: func(s *vertex) bool { at3(s); return true }}}
			return m
		}, []int{1, 2}},
		{"step invariant, new state", "P changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Properties = []spec.Property[vertex]{spec.StepInvariant("P", func(_, new *vertex, _ spec.Step) error { at3(new); return nil })}
			return m
		}, []int{1, 2}},
		{"step invariant, old state", "P changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Properties = []spec.Property[vertex]{spec.StepInvariant("P", func(old, _ *vertex, _ spec.Step) error { at3(old); return nil })}
			return m
		}, []int{1, 2, 3}},
		{"witness of steps", "P changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Properties = []spec.Property[vertex]{spec.ReachableStep("P", func(_, new *vertex, _ spec.Step) bool { at3(new); return false })}
			return m
		}, []int{1, 2}},
		{"bound", "the domain or a bound of Skip changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Actions = append(m.Actions, spec.Do("Skip", func(*vertex) bool { return true }).Bound("B", func(s *vertex) bool { at3(s); return true }))
			return m
		}, []int{1, 2, 3}},
		{"domain", "the domain or a bound of Skip changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m.Actions = append(m.Actions, spec.ForEach("Skip", func(s *vertex) iter.Seq[int] { at3(s); return spec.Only(1) }, func(*vertex, int) bool { return false }))
			return m
		}, []int{1, 2, 3}},
		{"terminal", "Terminal changed the state", func(m spec.Model[vertex]) spec.Model[vertex] {
			m = graph{init: []int{1}, edges: chain(1, 3)}.model()
			m.AllowDeadlock, m.Terminal = false, func(s *vertex) bool { at3(s); return true }
			return m
		}, []int{1, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := explorer.Check(t.Context(), tt.change(counter()), explorer.CheckOptions{})
			var failed *explorer.ModelError
			if !errors.As(err, &failed) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if got := path(failed.Trace); len(got) != len(tt.path) {
				t.Errorf("after %v, want %v", got, tt.path)
			}
		})
	}
}

type room struct {
	Last  peer
	Count int8
}

func peers(m spec.Model[room], d spec.Domain[peer]) spec.Model[room] {
	m.Name, m.Init = "room", spec.Only(room{})
	m.Domains, m.Symmetry = []spec.AnyDomain{d}, []spec.AnyDomain{d}
	m.Actions = []spec.Action[room]{spec.ForAll("Enter", d.All(), func(s *room, p peer) bool {
		if s.Count > 0 {
			return false
		}
		s.Last, s.Count = p, 1
		return true
	})}
	return m
}

// A state is a deadlock exactly if its images are.
func TestEngineCatchesAsymmetricTerminal(t *testing.T) {
	d := spec.NewDomain[peer](3)
	var first peer
	for p := range d.All() {
		first = p
		break
	}
	for _, terminal := range []func(*room) bool{
		func(s *room) bool { return s.Last == first },
		func(s *room) bool { return s.Last != first },
	} {
		_, err := explorer.Check(t.Context(), peers(spec.Model[room]{Terminal: terminal}, d), explorer.CheckOptions{})
		if err == nil || !strings.Contains(err.Error(), "symmetry") {
			t.Errorf("error %v, want one about the symmetry", err)
		}
	}
}

type seats struct {
	Taken spec.Fn[peer, bool, [3]bool]
}

// What is written beyond the declared domain would be lost, and with it states.
func TestEngineCatchesWriteOutsideOfDomain(t *testing.T) {
	m := spec.Model[seats]{
		Name: "seats", Domains: []spec.AnyDomain{spec.NewDomain[peer](2)}, Init: spec.Only(seats{}), AllowDeadlock: true,
		Actions: []spec.Action[seats]{spec.ForAll("Take", spec.NewDomain[peer](3).All(), func(s *seats, p peer) bool {
			s.Taken.Set(p, true)
			return true
		})},
	}
	_, err := explorer.Check(t.Context(), m, explorer.CheckOptions{})
	if err == nil || !strings.Contains(err.Error(), "beyond the declared domain") {
		t.Errorf("error %v, want that the third seat is outside of the domain", err)
	}
}

// Nothing was looked at, so nothing holds.
func TestNoInitialState(t *testing.T) {
	none := func(func(vertex) bool) {}
	cut := []spec.Constraint[vertex]{{Name: "Never", Holds: func(*vertex) bool { return false }}}
	for _, o := range searches {
		for _, tt := range []struct {
			init        iter.Seq[vertex]
			constraints []spec.Constraint[vertex]
			want        string
		}{
			{none, nil, "there is no initial state"},
			{spec.Only(vertex{1}), cut, "no initial state satisfies the constraints"},
		} {
			m := counter()
			m.Init, m.Constraints = tt.init, tt.constraints
			r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: o})
			if err != nil || r.Verdict != explorer.Incomplete || r.Reason != tt.want {
				t.Errorf("%s: %v, error %v, want incomplete: %s", name(o), r, err, tt.want)
			}
		}
	}
}

// A domain without end is refused, and not collected until memory ends.
func TestEndlessDomain(t *testing.T) {
	endless := func(*vertex) iter.Seq[int] {
		return func(yield func(int) bool) {
			for k := 0; yield(k); k++ {
			}
		}
	}
	_, err := explorer.Check(t.Context(), counter(spec.ForEach("Any", endless, func(*vertex, int) bool { return false })), explorer.CheckOptions{})
	if err == nil || !strings.Contains(err.Error(), "action Any has more than 4194304 instances in one state") {
		t.Errorf("error %v, want that there are too many instances", err)
	}
}
