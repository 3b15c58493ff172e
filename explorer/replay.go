package explorer

import (
	"errors"

	"github.com/mcheck/mcheck/spec"
)

// Replayed is how far a model has followed a trace.
type Replayed struct {
	Steps []Step // those that the model can take, from an initial state
	// Violated tells what the last step breaks: the message of each property that is
	// an invariant, a step invariant or a refinement, by name.
	Violated map[string]string
	// Enabled are the steps that the model can take after Steps, where it cannot
	// follow the trace any further; nil if it has followed all of it.
	Enabled []Step
}

// Replay follows a trace for as long as the machine, which must be compiled without
// reductions, has a step with the given label that leads to the given state. same
// compares a state of the trace, by position, with one of the model, of which the
// named variables are not shown: traces have no ghosts that nothing was written to.
func Replay(m *spec.Machine, labels, hidden []string, same func(k int, state spec.Value) bool) (*Replayed, error) {
	r := &repeater{Navigator: NewNavigator(m), hidden: hidden, same: same, out: &Replayed{Violated: map[string]string{}}}
	for k, label := range labels {
		if followed, err := r.proceed(k, label); err != nil {
			if failed, ok := errors.AsType[*ModelError](err); ok {
				failed.Trace = r.out.Steps
			}
			return r.out, err
		} else if !followed {
			break
		}
	}
	return r.out, nil
}

// repeater follows a trace.
type repeater struct {
	*Navigator
	hidden []string
	same   func(k int, state spec.Value) bool
	out    *Replayed
	at     *Place // that was reached so far; nil at the beginning
}

// proceed takes the step of the trace if it is among those ahead. After a step that
// nothing changes, which only temporal counterexamples have, the state is the same.
func (r *repeater) proceed(k int, label string) (bool, error) {
	if k > 0 && label == Stutters {
		last := &r.out.Steps[k-1]
		if r.same(k, last.State) {
			r.out.Steps = append(r.out.Steps, Step{Label: Stutters, State: last.State, InFlight: last.InFlight})
			return true, nil
		}
	}
	ahead, err := r.places()
	if err != nil {
		return false, err
	}
	for _, p := range ahead {
		if p.Label != label {
			continue
		}
		step, err := r.Show(p, r.hidden)
		if err != nil {
			return false, err
		}
		if r.same(k, step.State) {
			r.out.Steps, r.out.Violated, r.at = append(r.out.Steps, step), p.Violated, p
			return true, nil
		}
	}
	r.out.Enabled = []Step{}
	for _, p := range ahead {
		step, err := r.Show(p, r.hidden)
		if err != nil {
			return false, err
		}
		r.out.Enabled = append(r.out.Enabled, step)
	}
	return false, nil
}

// places lists where the trace can go on to.
func (r *repeater) places() ([]*Place, error) {
	if r.at == nil {
		return r.Initial()
	}
	ahead, err := r.Ahead(r.at)
	if err != nil {
		return nil, err
	}
	return ahead.Places, nil
}
