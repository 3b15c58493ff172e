package explorer_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// queue has room for as many elements as its bound lets in, and no more: an
// update that the bound refuses panics.
type queue struct{ Elems spec.Vec[int, [2]int] }

func queues(take bool) spec.Model[queue] {
	m := spec.Model[queue]{
		Name: "queue", Init: spec.Only(queue{}), AllowDeadlock: true,
		Actions: []spec.Action[queue]{
			spec.ForAll("Put", spec.Range(1, 2), func(s *queue, e int) bool { s.Elems.Append(e); return true }).
				Bound("Room", func(s *queue, _ int) bool { return s.Elems.Len() < s.Elems.Cap() }),
		},
		Properties: []spec.Property[queue]{spec.Eventually("Three", func(s *queue) bool { return s.Elems.Len() == 3 })},
		Fairness:   []spec.Fairness{spec.WF("Put")},
	}
	if take {
		m.Actions = append(m.Actions, spec.Do("Take", func(s *queue) bool {
			if s.Elems.Len() == 0 {
				return false
			}
			s.Elems.Truncate(s.Elems.Len() - 1)
			return true
		}))
	}
	return m
}

// One empty queue, two of one element, four of two. Each of the seven has two puts,
// eight of them refused.
func TestBoundKeepsUpdateFromOverflow(t *testing.T) {
	for _, o := range searches {
		r, err := explorer.Check(t.Context(), queues(false), explorer.CheckOptions{Options: o})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != explorer.Holds || r.Distinct != 7 || r.Generated != 7 || r.Ledger.Bounds[0].Steps != 8 {
			t.Errorf("%s: %s, %d distinct, %d generated, cuts %v; want holds, 7, 7, and 8 refused", name(o), r.Verdict, r.Distinct, r.Generated, r.Ledger.Bounds)
		}
	}
	spectest.Check(t, queues(true))
	if ref, err := spectest.Reference(queues(false), 100); err != nil || ref.Distinct != 7 || ref.Generated != 7 {
		t.Errorf("reference: %v, %d distinct, %d generated, want 7 and 7", err, ref.Distinct, ref.Generated)
	}
}

// A refused put would change the state even though its update fails: fairness
// demands what the bound cut off, so that a full queue says nothing of behaviours.
func TestOverflowIsEnabled(t *testing.T) {
	for _, tt := range []struct {
		take bool
		want explorer.Verdict
	}{
		{false, explorer.Incomplete}, // only the bound ends the behaviour
		{true, explorer.Violated},    // the queue is filled and emptied for ever
	} {
		r, err := explorer.Check(t.Context(), queues(tt.take), explorer.CheckOptions{Liveness: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != tt.want {
			t.Errorf("take %v: %s, want %s", tt.take, r.Verdict, tt.want)
		}
	}
}
