package explorer

import (
	"bytes"
	"fmt"
	"runtime/debug"

	"github.com/mcheck/mcheck/spec"
)

// A trace is kept as the steps that the search took between representatives of
// states (messages erased, nodes renamed). It is printed as a behaviour of the
// model itself: replayer walks the unreduced model beside the reduced path and
// takes, at each step, the first one that leads to a state with the same
// representative.
type replayer struct {
	m *spec.Machine
	w spec.Worker

	// What accept looks for, and what it found.
	goal     goal
	property int             // that the step must violate or witness; noProperty: none
	abstract spec.Refinement // of which each step is to tell its abstract level, or nil
	found    bool
	encoded  []byte
	raw      []byte
	step     Step
	message  string
}

// goal is what a step is looked for by: one of these.
type goal struct {
	rep   []byte // the encoding of the representative of the state that it leads to
	label string
	sends bool // it does nothing but send
}

// What a finding may be about instead of a property.
const (
	deadlock   = -1
	noProperty = -2
)

func newReplayer(m *spec.Machine) *replayer { return &replayer{m: m, w: m.NewWorker()} }

// accept decides whether the current state, reached by step from the parent, is
// the one looked for.
func (r *replayer) accept(step spec.Instance) {
	if !r.found && r.reached(step) && r.shows(step) {
		r.take(step)
	}
}

// reached reports whether the step to the current state is as the goal says.
func (r *replayer) reached(step spec.Instance) bool {
	switch {
	case r.goal.sends:
		return r.w.OnlySends()
	case r.goal.label != "":
		return r.w.Label(step) == r.goal.label
	}
	r.w.Fingerprint()
	r.encoded = r.w.Encode(r.encoded[:0])
	return bytes.Equal(r.encoded, r.goal.rep)
}

// take keeps the step to the current state.
func (r *replayer) take(step spec.Instance) {
	r.found = true
	r.raw = r.w.EncodeRaw(nil)
	r.step = r.describe(step)
	if r.abstract != nil {
		view := r.abstract.Step()
		r.step.Abstract = &view
	}
}

// describe tells of a step from the parent all but the state that it leads to.
func (r *replayer) describe(step spec.Instance) Step {
	info := r.m.Actions[step.Action()]
	out := Step{Action: info.Name, Label: r.w.Label(step), Rule: info.Rule, Node: r.w.Node(step)}
	for _, a := range r.w.Args(step) {
		out.Args = append(out.Args, fmt.Sprint(a))
	}
	out.Received = r.w.Received(step)
	return out
}

// shows reports whether the step to the current state violates or witnesses the
// property, and keeps the message.
func (r *replayer) shows(step spec.Instance) bool {
	if r.property < 0 {
		return true
	}
	if k := r.m.Properties[r.property].Kind; k == spec.KindStepInvariant || k == spec.KindRefinement {
		err := r.w.CheckStep(step, r.property)
		if err != nil {
			r.message = err.Error()
		}
		return err != nil
	}
	return r.showsState()
}

func (r *replayer) showsState() bool {
	shown := false
	r.w.CheckState(false, func(p int, err error) {
		if p == r.property {
			shown, r.message = true, err.Error()
		}
	}, func(p int) { shown = shown || p == r.property })
	return shown
}

// Successor implements spec.Sink.
func (r *replayer) Successor(step spec.Instance, _ uint64) { r.accept(step) }

// Cut implements spec.Sink.
func (r *replayer) Cut(step spec.Instance, _ int) { r.accept(step) }

// Refused implements spec.Sink.
func (r *replayer) Refused(spec.Instance, int) {}

// Violated implements spec.Sink.
func (r *replayer) Violated(spec.Instance, int, error) {}

// Seen implements spec.Sink.
func (r *replayer) Seen(spec.Instance, int) {}

// advance takes one step of the unreduced model from the state raw.
func (r *replayer) advance(raw []byte) bool {
	r.found = false
	r.w.LoadRaw(raw)
	r.w.Keep(true)
	r.w.Expand(r, false)
	return r.found
}

// begin calls visit while the state raw is current: as an initial state, if it is
// one, or else as that after a prefix.
func (r *replayer) begin(raw []byte, initial bool, visit func()) {
	if !initial {
		r.w.Restore(raw)
		visit()
		return
	}
	r.w.Initial(func() {
		if bytes.Equal(r.w.EncodeRaw(nil), raw) {
			visit()
		}
	})
}

// beginning returns the step of a trace that stands for its initial state.
func (r *replayer) beginning(raw []byte) Step { return r.arrive(Step{Label: initialLabel}, raw) }

// initialLabel is what the step has that stands for an initial state.
const initialLabel = "Init"

// arrive completes a step with the state that it led to.
func (r *replayer) arrive(step Step, raw []byte) Step {
	r.w.LoadRaw(raw)
	step.State, step.InFlight = r.w.State(), r.w.InFlight()
	return step
}

// prefix is a behaviour that a run starts after.
type prefix struct {
	steps []Step
	raw   []byte
}

// PrefixError says that Options.From is no behaviour of the model.
type PrefixError struct {
	Model string
	Step  int // counted from 1, after the initial state
	Label string
}

func (e *PrefixError) Error() string {
	return fmt.Sprintf("step %d of the trace, %s, is not enabled in model %s there", e.Step, e.Label, e.Model)
}

// length returns the number of steps; a nil prefix has none.
func (p *prefix) length() int {
	if p == nil {
		return 0
	}
	return len(p.steps) - 1
}

// replayPrefix follows the labelled steps from the first initial state that has
// them.
func replayPrefix(m *spec.Machine, labels []string) (p *prefix, err error) {
	r := newReplayer(m)
	p = &prefix{}
	defer func() {
		if cause := recover(); cause != nil {
			err = &ModelError{Model: m.Name, Where: r.w.Where(), Cause: cause, Stack: debug.Stack(), Trace: p.steps}
		}
	}()
	var initial [][]byte
	r.w.Initial(func() { initial = append(initial, r.w.EncodeRaw(nil)) })
	if len(initial) == 0 {
		return nil, fmt.Errorf("explorer: model %s has no initial state", m.Name)
	}
	r.property = noProperty
	furthest := -1
	for _, raw := range initial {
		n := r.follow(p, raw, labels)
		if n == len(labels) {
			return p, nil
		}
		furthest = max(furthest, n)
	}
	return nil, &PrefixError{Model: m.Name, Step: furthest + 1, Label: labels[furthest]}
}

// follow takes the labelled steps from the state raw, sets p to where they lead,
// and returns how many of them were enabled.
func (r *replayer) follow(p *prefix, raw []byte, labels []string) int {
	*p = prefix{raw: raw, steps: []Step{r.beginning(raw)}}
	for k, l := range labels {
		r.goal = goal{label: l}
		if !r.advance(p.raw) {
			return k
		}
		p.raw = r.raw
		p.steps = append(p.steps, r.arrive(r.step, p.raw))
	}
	return len(labels)
}

// targets returns the encodings of the representatives along a path, and that of the
// state it begins with.
func (s *search) targets(w spec.Worker, path []uint32) (raw []byte, reps [][]byte) {
	keep := func() {
		w.Fingerprint() // what Encode asks for
		reps = append(reps, w.Encode(nil))
	}
	k := uint32(0)
	take := func() {
		if k == path[0] {
			raw = w.EncodeRaw(nil)
			keep()
		}
		k++
	}
	if s.prefix != nil {
		w.Restore(s.prefix.raw)
		take()
	} else {
		w.Initial(take)
	}
	for _, step := range path[1:] {
		w.Load(reps[len(reps)-1])
		w.Apply(spec.Instance(step))
		keep()
	}
	return raw, reps
}

// trace turns a path into a behaviour whose last step shows the property.
func (s *search) trace(path []uint32, property int) ([]Step, string, error) {
	raw, reps := s.targets(s.machine.NewWorker(), path)
	if s.eager() && len(reps) > 1 {
		goals, err := s.withSends(raw, reps, property)
		if err != nil {
			return nil, "", err
		}
		return s.behaviour(raw, goals, property)
	}
	var goals []goal
	for _, rep := range reps[1:] {
		goals = append(goals, goal{rep: rep})
	}
	return s.behaviour(raw, goals, property)
}

// behaviour takes one step for each goal, from the state raw, the last of which shows
// the property.
func (s *search) behaviour(raw []byte, goals []goal, property int) ([]Step, string, error) {
	r := newReplayer(s.machine)
	r.property = noProperty
	var steps []Step
	if s.prefix != nil {
		steps = append(steps, s.prefix.steps...)
	} else {
		steps = []Step{r.beginning(raw)}
	}
	if property >= 0 && s.machine.Properties[property].Kind == spec.KindRefinement {
		r.abstract = r.w.Refinement(property)
	}
	r.begin(raw, s.prefix == nil, func() {
		if r.abstract != nil && s.prefix == nil {
			view := r.abstract.Start()
			steps[0].Abstract = &view
		}
		if len(goals) == 0 {
			r.property = property
			r.found = property < 0 || r.showsState()
		}
	})
	if len(goals) == 0 && !r.found {
		return nil, "", &ReplayError{Model: s.machine.Name, Step: 0}
	}
	for k, g := range goals {
		r.goal = g
		if k == len(goals)-1 {
			r.property = property
		}
		if !r.advance(raw) {
			return nil, "", &ReplayError{Model: s.machine.Name, Step: k + 1}
		}
		raw = r.raw
		steps = append(steps, r.arrive(r.step, raw))
	}
	if property == deadlock && !r.stuck(raw) {
		return nil, "", &ReplayError{Model: s.machine.Name, Step: len(goals)}
	}
	return steps, r.message, nil
}

// stuck reports whether the state raw is a deadlock.
func (r *replayer) stuck(raw []byte) bool {
	r.found = true // no step is looked for
	r.w.LoadRaw(raw)
	return r.w.Expand(r, false) == 0 && !r.w.Terminal(false)
}

// ReplayError says that a counterexample cannot be repeated.
type ReplayError struct {
	Model string
	Step  int // 0: the initial state
}

func (e *ReplayError) Error() string {
	where := fmt.Sprintf("step %d", e.Step)
	if e.Step == 0 {
		where = "the initial state"
	}
	return fmt.Sprintf("model %s: %s of the counterexample does not replay: a reduction is wrong, or the model depends on something outside of its state (a map's order, a global, time)", e.Model, where)
}
