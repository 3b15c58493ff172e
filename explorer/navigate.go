package explorer

import (
	"runtime/debug"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Navigator moves through the behaviours of a machine that was compiled without
// reductions, a step at a time.
type Navigator struct {
	*replayer
	ahead *Ahead
}

// NewNavigator returns a navigator of the machine.
func NewNavigator(m *spec.Machine) *Navigator {
	n := &Navigator{replayer: newReplayer(m)}
	n.property = noProperty
	return n
}

// Place is a state, and the step that led to it.
type Place struct {
	Label  string // of the step, "Init" for an initial state
	Action int    // the step's, in Machine.Actions; -1 for an initial state
	// Violated tells what the step breaks, or the state: the message of each property
	// that is an invariant, a step invariant or a refinement, by name.
	Violated map[string]string
	// Excluded says that a constraint excludes the state.
	Excluded bool

	raw, from []byte
	step      spec.Instance
}

// Key is a string that two places share if and only if their states are equal.
func (p *Place) Key() string { return string(p.raw) }

// Ahead is what a state allows.
type Ahead struct {
	Places  []*Place
	Refused []Refusal
	Stuck   bool // a deadlock
}

// Refusal is a step that a bound of its action refuses.
type Refusal struct {
	Label  string
	Action int  // in Machine.Actions
	Moves  bool // it would change the state
}

// Initial lists the initial states.
func (n *Navigator) Initial() (places []*Place, err error) {
	defer n.caught(&err)
	n.ahead = &Ahead{}
	n.w.Initial(func() { n.note(&Place{Label: initialLabel, Action: -1}) })
	return n.ahead.Places, nil
}

// Ahead lists the steps from a state.
func (n *Navigator) Ahead(at *Place) (ahead *Ahead, err error) {
	defer n.caught(&err)
	n.ahead = &Ahead{}
	n.w.LoadRaw(at.raw)
	n.w.Keep(true)
	if n.w.Expand(n, false) == 0 && !n.m.AllowDeadlock {
		n.ahead.Stuck = !n.w.Terminal(false)
	}
	for _, p := range n.ahead.Places {
		p.from = at.raw
	}
	return n.ahead, nil
}

// Show describes the step to a place, and the state, less the named variables.
func (n *Navigator) Show(p *Place, hidden []string) (step Step, err error) {
	defer n.caught(&err)
	step = Step{Label: initialLabel}
	if p.from != nil {
		n.w.LoadRaw(p.from)
		step = n.describe(p.step)
	}
	step = n.arrive(step, p.raw)
	step.State.Fields = slices.DeleteFunc(step.State.Fields, func(f spec.Field) bool { return slices.Contains(hidden, f.Name) })
	return step, nil
}

// note keeps the current state.
func (n *Navigator) note(p *Place) {
	p.raw, p.Violated = n.w.EncodeRaw(nil), map[string]string{}
	n.w.CheckState(false, func(k int, err error) { p.Violated[n.m.Properties[k].Name] = err.Error() }, func(int) {})
	n.ahead.Places = append(n.ahead.Places, p)
}

// Successor implements spec.Sink.
func (n *Navigator) Successor(step spec.Instance, _ uint64) { n.arriveBy(step, false) }

// Cut implements spec.Sink.
func (n *Navigator) Cut(step spec.Instance, _ int) { n.arriveBy(step, true) }

func (n *Navigator) arriveBy(step spec.Instance, excluded bool) {
	p := &Place{Label: n.w.Label(step), Action: step.Action(), Excluded: excluded, step: step}
	n.note(p)
	for k := range n.m.Properties {
		if kind := n.m.Properties[k].Kind; kind != spec.KindStepInvariant && kind != spec.KindRefinement {
			continue
		}
		if err := n.w.CheckStep(step, k); err != nil {
			p.Violated[n.m.Properties[k].Name] = err.Error()
		}
	}
}

// Refused implements spec.Sink.
func (n *Navigator) Refused(step spec.Instance, _ int) {
	n.ahead.Refused = append(n.ahead.Refused, Refusal{Label: n.w.Label(step), Action: step.Action(), Moves: n.w.Moves()})
}

// caught turns a panic of the model's code into an error.
func (n *Navigator) caught(err *error) {
	if cause := recover(); cause != nil {
		*err = &ModelError{Model: n.m.Name, Where: n.w.Where(), Cause: cause, Stack: debug.Stack()}
	}
}
