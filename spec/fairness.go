package spec

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/mcheck/mcheck/internal/codec"
)

// Fairness is a conjunct of a model's fairness: what behaviours may not put off
// for ever. <<A>>_v, a step of A that changes the state, is what counts: a step
// that changes nothing neither satisfies fairness nor is demanded by it. An action
// is enabled if it is in the model without its bounds and constraints.
type Fairness struct {
	strong, each bool
	actions      []string
}

// WF is weak fairness of the disjunction of the named actions, over all their
// instances, or of Next if none is named: if from some time on some step of theirs
// is always possible, one is taken again and again.
func WF(actions ...string) Fairness { return Fairness{actions: actions} }

// SF is strong fairness of the disjunction of the named actions, or of Next if none
// is named: if a step of theirs is possible again and again, one is taken again
// and again.
func SF(actions ...string) Fairness { return Fairness{strong: true, actions: actions} }

// WFEach is weak fairness of every single instance: \A p : WF(A(p)), or with
// several actions \A p : WF(A(p) \/ B(p)). The instance is the value of the
// parameters.
func WFEach(actions ...string) Fairness { return Fairness{each: true, actions: actions} }

// SFEach is strong fairness of every single instance, see WFEach.
func SFEach(actions ...string) Fairness { return Fairness{strong: true, each: true, actions: actions} }

// String formats f as it is written: WF(A), SFEach(B, C).
func (f Fairness) String() string {
	name := "WF"
	if f.strong {
		name = "SF"
	}
	if f.each {
		name += "Each"
	}
	if len(f.actions) == 0 {
		return name + "(Next)"
	}
	return name + "(" + strings.Join(f.actions, ", ") + ")"
}

// FairnessInfo describes a conjunct of a model's fairness.
type FairnessInfo struct {
	Name    string // as Fairness.String has it
	Strong  bool
	Each    bool  // of every single instance
	Actions []int // their ordinals
}

// Instance names the instances of the actions of f whose parameters have the
// value that Worker.Value numbered: A(p1), or A(p1) \/ B(p1).
func (m *Machine) Instance(f FairnessInfo, value uint32) string {
	m.values.mu.Lock()
	defer m.values.mu.Unlock()
	var parts []string
	for _, a := range f.Actions {
		parts = append(parts, m.Actions[a].Name+m.values.texts[value])
	}
	return strings.Join(parts, ` \/ `)
}

func (c *compiled[S]) compileFairness() error {
	c.values = &values{ids: map[string]uint32{}}
	for _, f := range c.Model.Fairness {
		info := FairnessInfo{Name: f.String(), Strong: f.strong, Each: f.each}
		if f.each && len(f.actions) == 0 {
			return fmt.Errorf("fairness %s: want an action", f)
		}
		for _, name := range f.actions {
			a, err := c.actionNamed(name)
			if err == nil && f.each {
				err = c.identifiable(c.actions[a])
			}
			if err != nil {
				return fmt.Errorf("fairness %s: %w", f, err)
			}
			info.Actions = append(info.Actions, a)
		}
		for a := range c.actions {
			if len(f.actions) == 0 {
				info.Actions = append(info.Actions, a)
			}
		}
		c.Machine.Fairness = append(c.Machine.Fairness, info)
	}
	return nil
}

// identifiable makes sure that instances of an action can be told apart.
func (c *compiled[S]) identifiable(a *action[S]) error {
	if c.parameters == nil {
		c.parameters = map[reflect.Type]parameter{}
	}
	for _, t := range a.instances().(typed).types() {
		if _, known := c.parameters[t]; known {
			continue
		}
		layout, err := codec.Of(t, c.layout.Domains())
		if err != nil {
			return fmt.Errorf("a parameter of %s: %w", a.name, err)
		}
		if layout.Guarded() > 0 {
			return errors.New("a parameter holds a network")
		}
		c.parameters[t] = parameter{layout, byte(len(c.parameters))}
	}
	return nil
}

// parameter is the type of an action's parameter.
type parameter struct {
	layout *codec.Layout
	number byte
}

// typed is implemented by all instances.
type typed interface{ types() []reflect.Type }

func (single[S]) types() []reflect.Type   { return nil }
func (*over[S, P]) types() []reflect.Type { return []reflect.Type{reflect.TypeFor[P]()} }
func (*over2[S, P, Q]) types() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[P](), reflect.TypeFor[Q]()}
}
func (*over3[S, P, Q, R]) types() []reflect.Type {
	return []reflect.Type{reflect.TypeFor[P](), reflect.TypeFor[Q](), reflect.TypeFor[R]()}
}
func (*receive[S, I, N, M]) types() []reflect.Type { return []reflect.Type{reflect.TypeFor[M]()} }

// values numbers the values of parameters, for all workers of a machine.
type values struct {
	mu    sync.Mutex
	ids   map[string]uint32
	texts []string // as in a label: (p1, p2)
}

func (v *values) number(key string, text func() string) uint32 {
	v.mu.Lock()
	defer v.mu.Unlock()
	id, known := v.ids[key]
	if !known {
		id = uint32(len(v.texts))
		v.ids[key] = id
		v.texts = append(v.texts, text())
	}
	return id
}

// Numbering is what Worker.Value has numbered so far: the keys of the values, by number,
// and their texts.
type Numbering struct{ Keys, Texts []string }

// Numbering returns the numbers given so far, for SetNumbering.
func (m *Machine) Numbering() Numbering {
	m.values.mu.Lock()
	defer m.values.mu.Unlock()
	n := Numbering{Keys: make([]string, len(m.values.texts)), Texts: slices.Clone(m.values.texts)}
	for key, id := range m.values.ids {
		n.Keys[id] = key
	}
	return n
}

// SetNumbering makes the machine, whose workers have not numbered any value yet, give
// the same numbers as another one of the same model.
func (m *Machine) SetNumbering(n Numbering) {
	m.values.mu.Lock()
	defer m.values.mu.Unlock()
	m.values.texts = n.Texts
	for id, key := range n.Keys {
		m.values.ids[key] = uint32(id)
	}
}

// valuer finds the numbers of values for one worker.
type valuer struct {
	fixed [][]uint32 // by action, and then by instance
	known map[string]uint32
	boxes map[reflect.Type]reflect.Value
	key   []byte
}

func (w *worker[S]) Value(step Instance) uint32 {
	v, a := &w.valuer, step.Action()
	if !w.actions[a].fixed {
		return w.number(w.inst[a].args(step.params()))
	}
	if v.fixed == nil {
		v.fixed = make([][]uint32, len(w.actions))
	}
	if v.fixed[a] == nil {
		for k := range w.inst[a].load(&w.parent) {
			v.fixed[a] = append(v.fixed[a], w.number(w.inst[a].args(k)))
		}
	}
	return v.fixed[a][step.params()]
}

// number returns the number of a value, which is told from others by the encoding
// of its parts.
func (w *worker[S]) number(args []any) uint32 {
	v := &w.valuer
	if v.known == nil {
		v.known, v.boxes = map[string]uint32{}, map[reflect.Type]reflect.Value{}
	}
	v.key = v.key[:0]
	for _, arg := range args {
		t := reflect.TypeOf(arg)
		box, made := v.boxes[t]
		if !made {
			box = reflect.New(t)
			v.boxes[t] = box
		}
		box.Elem().Set(reflect.ValueOf(arg))
		p := w.parameters[t]
		v.key = append(v.key, p.number)
		v.key = p.layout.Append(v.key, box.UnsafePointer())
	}
	id, known := v.known[string(v.key)]
	if !known {
		id = w.values.number(string(v.key), func() string { return label("", args) })
		v.known[string(v.key)] = id
	}
	return id
}
