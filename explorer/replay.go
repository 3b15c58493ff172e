package explorer

import (
	"runtime/debug"
	"slices"

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
func Replay(m *spec.Machine, labels, hidden []string, same func(k int, state spec.Value) bool) (out *Replayed, err error) {
	r := &repeater{replayer: newReplayer(m), hidden: hidden, out: &Replayed{Violated: map[string]string{}}}
	r.property = noProperty
	defer func() {
		if cause := recover(); cause != nil {
			err = &ModelError{Model: m.Name, Where: r.w.Where(), Cause: cause, Stack: debug.Stack(), Trace: r.out.Steps}
		}
	}()
	for k, label := range labels {
		r.ahead = nil
		if k == 0 {
			r.w.Initial(func() { r.note(Step{Label: initialLabel}) })
		} else {
			r.w.LoadRaw(r.raw)
			r.w.Keep(true)
			r.w.Expand(r, false)
		}
		if !r.proceed(k, label, same) {
			r.out.Enabled = []Step{}
			for _, a := range r.ahead {
				r.out.Enabled = append(r.out.Enabled, r.reach(a))
			}
			return r.out, nil
		}
	}
	return r.out, nil
}

// repeater follows a trace.
type repeater struct {
	*replayer
	hidden []string
	out    *Replayed
	ahead  []successor // of the state that was reached so far
}

// successor is one way to go on.
type successor struct {
	step     Step
	raw      []byte
	violated map[string]string
}

// proceed takes the step of the trace if it is among those ahead. After a step that
// nothing changes, which only temporal counterexamples have, the state is the same.
func (r *repeater) proceed(k int, label string, same func(int, spec.Value) bool) bool {
	if k > 0 && label == stutters {
		last := r.out.Steps[k-1]
		last.Label = stutters
		r.out.Steps = append(r.out.Steps, last)
		return same(k, last.State)
	}
	for _, a := range r.ahead {
		if a.step.Label != label {
			continue
		}
		if step := r.reach(a); same(k, step.State) {
			r.out.Steps, r.out.Violated = append(r.out.Steps, step), a.violated
			r.raw = a.raw
			return true
		}
	}
	return false
}

// reach returns the step with the state that it leads to.
func (r *repeater) reach(a successor) Step {
	step := r.arrive(a.step, a.raw)
	step.State.Fields = slices.DeleteFunc(step.State.Fields, func(f spec.Field) bool { return slices.Contains(r.hidden, f.Name) })
	return step
}

// note keeps the current state as one that the trace may go on to.
func (r *repeater) note(step Step) {
	r.ahead = append(r.ahead, successor{step, r.w.EncodeRaw(nil), map[string]string{}})
	here := r.ahead[len(r.ahead)-1].violated
	r.w.CheckState(false, func(p int, err error) { here[r.m.Properties[p].Name] = err.Error() }, func(int) {})
}

// Successor implements spec.Sink.
func (r *repeater) Successor(step spec.Instance, _ uint64) {
	r.note(r.describe(step))
	here := r.ahead[len(r.ahead)-1].violated
	for p := range r.m.Properties {
		if k := r.m.Properties[p].Kind; k != spec.KindStepInvariant && k != spec.KindRefinement {
			continue
		}
		if err := r.w.CheckStep(step, p); err != nil {
			here[r.m.Properties[p].Name] = err.Error()
		}
	}
}

// Cut implements spec.Sink.
func (r *repeater) Cut(step spec.Instance, _ int) { r.Successor(step, 0) }
