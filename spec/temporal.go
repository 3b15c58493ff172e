package spec

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/ltl"
)

// Eventually claims that every behaviour reaches a state where holds is true:
// <>P. Like all temporal properties it is about the behaviours that Model.Fairness
// allows; without any fairness a behaviour may do nothing for ever.
func Eventually[S any](name string, holds func(*S) bool) Property[S] {
	return temporal(name, KindEventually, Diamond(Pred("P", holds)))
}

// AlwaysEventually claims that holds is true again and again: []<>P.
func AlwaysEventually[S any](name string, holds func(*S) bool) Property[S] {
	return temporal(name, KindAlwaysEventually, Box(Diamond(Pred("P", holds))))
}

// EventuallyAlways claims that from some state on holds stays true: <>[]P.
func EventuallyAlways[S any](name string, holds func(*S) bool) Property[S] {
	return temporal(name, KindEventuallyAlways, Diamond(Box(Pred("P", holds))))
}

// LeadsTo claims that whenever p is true, q is true then or later: P ~> Q, which
// is [](P => <>Q).
func LeadsTo[S any](name string, p, q func(*S) bool) Property[S] {
	return temporal(name, KindLeadsTo, Box(Implies(Pred("P", p), Diamond(Pred("Q", q)))))
}

// Temporal claims that f is true of every behaviour.
func Temporal[S any](name string, f Formula[S]) Property[S] { return temporal(name, KindTemporal, f) }

func temporal[S any](name string, kind Kind, f Formula[S]) Property[S] {
	return Property[S]{name: name, kind: kind, formula: &f}
}

// Formula is a formula of linear temporal logic, without "next", over states of
// type S. A behaviour is an infinite sequence of states; each step is one of the
// model's or a stuttering step, which changes nothing, and which may come between
// any two others.
type Formula[S any] struct {
	compile func(*atoms[S]) *ltl.Formula
}

// Pred is a state predicate; its name is for listings.
func Pred[S any](name string, holds func(*S) bool) Formula[S] {
	a := &atom[S]{AtomInfo: AtomInfo{Name: name, Action: NoAction}, holds: holds}
	return Formula[S]{func(c *atoms[S]) *ltl.Formula { return c.prop(a) }}
}

// Taken is <<A>>_v: the step from the present state is one of the named action,
// and changes the state. It is false of stuttering steps, so that "now" is seldom
// what one wants to say: Diamond(Taken[S]("A")) is "A happens at some time".
func Taken[S any](action string) Formula[S] {
	a := &atom[S]{AtomInfo: AtomInfo{Name: "<<" + action + ">>"}, action: action}
	return Formula[S]{func(c *atoms[S]) *ltl.Formula { return c.prop(a) }}
}

// StepPred is a predicate on steps, <<A>>_v for any A: the step from the present state
// changes it, and holds is true of the two. Its name is for listings.
func StepPred[S any](name string, holds func(old, new *S) bool) Formula[S] {
	a := &atom[S]{AtomInfo: AtomInfo{Name: "<<" + name + ">>", Action: NoAction, Step: true}, step: holds}
	return Formula[S]{func(c *atoms[S]) *ltl.Formula { return c.prop(a) }}
}

// Not is ~f.
func Not[S any](f Formula[S]) Formula[S] { return unary(ltl.Negate, f) }

// Box is []f: f is true from now on.
func Box[S any](f Formula[S]) Formula[S] { return unary(ltl.Box, f) }

// Diamond is <>f: f is true now or at some later time.
func Diamond[S any](f Formula[S]) Formula[S] { return unary(ltl.Diamond, f) }

// And is the conjunction of one formula or more.
func And[S any](f Formula[S], more ...Formula[S]) Formula[S] { return fold(ltl.Both, f, more) }

// Or is the disjunction of one formula or more.
func Or[S any](f Formula[S], more ...Formula[S]) Formula[S] { return fold(ltl.Either, f, more) }

// Implies is f => g.
func Implies[S any](f, g Formula[S]) Formula[S] { return Or(Not(f), g) }

// Until says that g is true now or at some later time, and f until then.
func Until[S any](f, g Formula[S]) Formula[S] { return fold(ltl.Before, f, []Formula[S]{g}) }

// Unless says that f is true until g is, or for ever.
func Unless[S any](f, g Formula[S]) Formula[S] { return Or(Until(f, g), Box(f)) }

func unary[S any](op func(*ltl.Formula) *ltl.Formula, f Formula[S]) Formula[S] {
	return Formula[S]{func(c *atoms[S]) *ltl.Formula { return op(f.compile(c)) }}
}

func fold[S any](op func(_, _ *ltl.Formula) *ltl.Formula, f Formula[S], more []Formula[S]) Formula[S] {
	return Formula[S]{func(c *atoms[S]) *ltl.Formula {
		out := f.compile(c)
		for _, g := range more {
			out = op(out, g.compile(c))
		}
		return out
	}}
}

// AtomInfo describes an atom of the temporal properties.
type AtomInfo struct {
	Name     string
	Property string // the one that it occurs in
	Action   int    // the ordinal of the action whose steps it is true of, or NoAction
	Step     bool   // a predicate on steps
}

// NoAction is the action of an atom that is a predicate on states or steps.
const NoAction = -1

// atom is a Pred, Taken or StepPred; the same one may occur many times.
type atom[S any] struct {
	AtomInfo
	holds  func(*S) bool
	step   func(old, new *S) bool
	action string
}

// atoms collects the atoms of the properties of a model.
type atoms[S any] struct {
	c        *compiled[S]
	property string
	list     []*atom[S]
	infos    []AtomInfo
	err      error
}

// prop numbers an atom.
func (c *atoms[S]) prop(a *atom[S]) *ltl.Formula {
	for k := range c.list {
		if c.infos[k].Property == c.property && c.list[k] == a {
			return ltl.Prop(k)
		}
	}
	info := a.AtomInfo
	info.Property = c.property
	if a.Action != NoAction {
		var err error
		if info.Action, err = c.c.actionNamed(a.action); err != nil {
			c.fail(err)
		}
	}
	c.list, c.infos = append(c.list, a), append(c.infos, info)
	if len(c.list) > ltl.MaxAtoms {
		c.fail(fmt.Errorf("the temporal properties have more than %d predicates and actions together", ltl.MaxAtoms))
		return ltl.Prop(0)
	}
	return ltl.Prop(len(c.list) - 1)
}

func (c *atoms[S]) fail(err error) {
	if c.err == nil {
		c.err = fmt.Errorf("property %s: %w", c.property, err)
	}
}

// claim compiles the formula of a temporal property.
func (c *atoms[S]) claim(p *Property[S]) (*ltl.Formula, error) {
	if p.formula == nil {
		return nil, nil
	}
	c.property = p.name
	return p.formula.compile(c), c.err
}

// FormulaOf writes the claim of a temporal property in TLA+'s notation; it returns
// "" for other properties.
func (m *Machine) FormulaOf(p PropertyInfo) string {
	if p.Formula == nil {
		return ""
	}
	var names []string
	for _, a := range m.Atoms {
		names = append(names, a.Name)
	}
	return p.Formula.Format(names)
}

// actionNamed returns the ordinal of an action.
func (c *compiled[S]) actionNamed(name string) (int, error) {
	k := slices.IndexFunc(c.actions, func(a *action[S]) bool { return a.name == name })
	if k >= 0 {
		return k, nil
	}
	var names []string
	for _, a := range c.actions {
		names = append(names, a.name)
	}
	return 0, fmt.Errorf("unknown action %q, want one of %q", name, names)
}

// TemporalWorker is what a Worker does for temporal properties.
type TemporalWorker interface {
	// Atoms returns those state predicates that are true of the parent, as the bits
	// of their numbers in Machine.Atoms. If strict, it checks that they change
	// nothing, and panics with a *ImpureError otherwise.
	Atoms(strict bool) uint64
	// StepAtoms returns those predicates on steps that are true of the step from the
	// parent to the current state, which must be that of the model: see Worker.Keep.
	StepAtoms(strict bool) uint64
	// Value returns the number of the step's parameters among all values that
	// parameters have taken: see Machine.Instance. The action must be one whose
	// instances are fair each by itself, and the step one that Expand reports.
	Value(step Instance) uint32
	// Lowered returns by how much the step between two states, given by their encodings,
	// has lowered what the model stores as ranks: see Ranks.
	Lowered(old, new []byte) int
	// Moves tells whether the refused step that Expand reports would change the
	// state, as one does whose update panics.
	Moves() bool
}

func (w *worker[S]) Moves() bool {
	return w.panicked || !w.layout.Equal(pointer(&w.work), pointer(&w.parent), 0, 0)
}

func (w *worker[S]) Atoms(strict bool) (truth uint64) {
	if strict {
		w.take(&w.checked, &w.parent)
	}
	for k, a := range w.atoms {
		if a.holds == nil {
			continue
		}
		w.doing = w.Machine.Atoms[k].Property
		if a.holds(&w.parent) {
			truth |= 1 << k
		}
		if strict {
			w.readOnly(&w.parent, &w.checked)
		}
	}
	w.doing = ""
	return truth
}

func (w *worker[S]) StepAtoms(strict bool) (truth uint64) {
	if strict {
		w.take(&w.checked, &w.work)
	}
	for k, a := range w.atoms {
		if a.step == nil {
			continue
		}
		w.doing = w.Machine.Atoms[k].Property
		if a.step(&w.parent, &w.work) {
			truth |= 1 << k
		}
		if strict {
			w.readOnly(&w.work, &w.checked)
		}
	}
	w.doing = ""
	return truth
}
