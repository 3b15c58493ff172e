package behaviour

import (
	"context"
	"errors"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Explanation is a counterexample, distilled.
type Explanation struct {
	Violation *explorer.Violation // with the trace that is left
	Before    int                 // how many steps it had
	Moved     int                 // how many of those that are left are in another place among them
	// Whole says why the trace was left as it is; empty if it was not.
	Whole string
	// Environment tells, by position in the trace, the kind of environment step; empty
	// for the protocol's own.
	Environment []spec.Disturbance
	Pivot       *Pivot     // nil if the violation does not come at a certain moment
	Departure   *Departure // nil if there is none
	// Same says why there is no departure; empty if there is one, or no bug to blame.
	Same string
}

// Explain distils a counterexample that was found in the machine, which must be
// compiled without reductions and for the property that is violated, and needs no
// others. correct is the protocol without its bug, nil if there is none; limit is how
// many states may be explored for the pivot.
func Explain(ctx context.Context, m, correct *spec.Machine, v *explorer.Violation, limit int) (*Explanation, error) {
	e := &Explanation{Violation: v, Before: len(v.Trace) - 1}
	if v.Lasso != nil {
		e.Whole = "it is about a behaviour without end, in which every step counts"
	} else if err := e.distil(ctx, NewGuide(m), limit); err != nil {
		return nil, err
	}
	for _, s := range e.Violation.Trace {
		e.Environment = append(e.Environment, disturbance(m, s.Action))
	}
	if correct == nil {
		return e, nil
	}
	var err error
	e.Departure, err = Depart(correct, e.Violation.Trace)
	switch {
	case errors.Is(err, ErrForm):
		e.Same = "not looked for: " + err.Error()
		return e, nil
	case err == nil && e.Departure == nil:
		e.Same = "the correct protocol can take the same steps to the same states; what the bug changes shows in the property only"
	}
	return e, err
}

func disturbance(m *spec.Machine, action string) spec.Disturbance {
	for _, a := range m.Actions {
		if a.Name == action {
			return a.Environment
		}
	}
	return ""
}

// distil makes the trace shorter, puts it in order, and looks for the pivot.
func (e *Explanation) distil(ctx context.Context, g *Guide, limit int) error {
	v := *e.Violation
	goal := g.GoalOf(&v)
	path, err := g.Along(v.Trace)
	if err != nil {
		return err
	}
	if path, err = e.shorten(ctx, g, path, goal); err != nil {
		return err
	}
	if v.Trace, err = g.Trace(path); err != nil {
		return err
	}
	if last := path[len(path)-1]; v.Kind == explorer.Safety {
		v.Message = last.Violated[v.Property]
	}
	e.Violation = &v
	if len(path) > 1 {
		e.Pivot, err = g.FindPivot(ctx, path, goal, limit)
	}
	return err
}

// shorten drops steps and puts the others in order, until there is nothing more to
// drop: in another order, other steps may be possible without one.
func (e *Explanation) shorten(ctx context.Context, g *Guide, path Path, goal Goal) (Path, error) {
	for {
		needed, err := g.Distil(ctx, path, goal)
		if err != nil {
			return nil, err
		}
		if len(needed) == len(path) && e.Moved > 0 {
			return path, nil
		}
		if path, err = g.Arrange(ctx, needed, goal); err != nil {
			return nil, err
		}
		e.Moved = 0
		for k := range path {
			if path[k].Label != needed[k].Label {
				e.Moved++
			}
		}
		if e.Moved == 0 {
			return path, nil
		}
	}
}
