package spec

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// Refines claims that the model refines an abstract one: mapping takes every
// initial state to an initial state of the abstract model, and the two ends of
// every step to those of an abstract step or, where the abstract state stays the
// same, to a stuttering step. In TLA+ this is Init /\ [][Next]_v implying the same
// of the abstract module under the mapping. Fairness takes no part in it; FairnessOf says
// what the abstract model's demands.
//
// A bound or a constraint of the abstract model limits how far it is explored and
// not what it allows: a step that one of them excludes is an abstract step.
//
// What mapping returns must be a state of the abstract model: one that mentions
// elements which the abstract domains do not have, or that fails an invariant called
// TypeOK of the abstract model, is reported as an error of the mapping.
func Refines[S, A any](name string, abstract Model[A], mapping func(*S) A) Property[S] {
	return Property[S]{name: name, kind: KindRefinement, refines: &refines[S, A]{name: name, model: abstract, mapping: mapping}}
}

// AbstractKind tells what a step is to an abstract model.
type AbstractKind string

// A step may be one of the abstract model, leave the abstract state as it is, or be
// none of its steps, which violates the refinement. For an initial state the
// question is whether it is one of the abstract model.
const (
	AbstractInitial AbstractKind = "initial state"
	AbstractStep    AbstractKind = "step"
	AbstractStutter AbstractKind = "stutter"
	AbstractNone    AbstractKind = "none"
)

// AbstractView is the abstract level of a step of a trace.
type AbstractView struct {
	Kind  AbstractKind
	Label string // of the abstract step, empty if there is none
	State Value  // what the state is mapped to
}

// Refinement is what a worker knows of a refinement that it checks.
type Refinement interface {
	// Start describes what the current state is as an initial state.
	Start() AbstractView
	// Step describes what the step from the parent to the current state is.
	Step() AbstractView
	// Seen reports which states and steps of the abstract model the worker has come
	// across so far, by fingerprints as a worker of PropertyInfo.Abstract has them.
	// It may report something repeatedly.
	Seen(state func(uint64), step func(from, to uint64))
}

// MappingError says that the mapping of a refinement has returned what is no state
// of the abstract model.
type MappingError struct {
	Property, Abstract string
	State              Value
	Err                error
}

func (e *MappingError) Error() string {
	return fmt.Sprintf("the mapping of %s returned what is no state of %s: %v, in %v", e.Property, e.Abstract, e.Err, e.State)
}

// Unwrap returns what is wrong with the state.
func (e *MappingError) Unwrap() error { return e.Err }

// refinement is the part of a refinement that does not know the abstract state's
// type.
type refinement[S any] interface {
	// asymmetric names an index type of the abstract model that keeps the concrete
	// model's symmetry from being used, or "".
	asymmetric(domains, symmetry []codec.Domain) string
	// compile returns the refinement with its abstract model compiled.
	compile(symmetry bool) (refinement[S], *Machine, error)
	// bind returns what evaluates the refinement for one worker.
	bind(w *worker[S]) refiner[S]
}

// refiner evaluates a refinement for one worker.
type refiner[S any] interface {
	Refinement
	// leave forgets the parent, which is about to change.
	leave()
	initial(s *S) error
	step(old, new *S) error
}

type refines[S, A any] struct {
	name    string
	model   Model[A]
	mapping func(*S) A
	all     *compiled[A] // without symmetry: its steps are what counts
	orbits  *compiled[A] // with the symmetry of the concrete model: its states are counted
}

// asymmetric: let the abstract model, too, declare all its index types symmetric,
// but for those that the concrete model does not rename. Then a renaming of the
// concrete model's elements is one of the abstract model's, which takes abstract
// steps to abstract steps; and the mapping, which can only compare elements, takes
// renamed states to renamed states.
func (r *refines[S, A]) asymmetric(domains, symmetry []codec.Domain) string {
	for _, d := range r.model.Domains {
		k := d.domain()
		if !slices.ContainsFunc(r.model.Symmetry, func(s AnyDomain) bool { return s.domain() == k }) &&
			(slices.Contains(symmetry, k) || !slices.Contains(domains, k)) {
			return k.Type.Name()
		}
	}
	return ""
}

func (r *refines[S, A]) compile(symmetry bool) (refinement[S], *Machine, error) {
	// Of the abstract properties only the types are of interest.
	properties := []string{}
	if slices.ContainsFunc(r.model.Properties, func(p Property[A]) bool { return p.name == typeOK }) {
		properties = append(properties, typeOK)
	}
	out := *r
	var err error
	if out.all, err = r.model.compile(CompileOptions{Properties: properties}); err == nil {
		out.orbits, err = r.model.compile(CompileOptions{Properties: properties, Symmetry: symmetry})
	}
	if err != nil {
		return nil, nil, fmt.Errorf("abstract model %s: %w", r.model.Name, err)
	}
	return &out, out.orbits.Machine, nil
}

// typeOK is what the invariant of the types is called in TLA+ modules.
const typeOK = "TypeOK"

func (r *refines[S, A]) bind(w *worker[S]) refiner[S] {
	b := &refinerOf[S, A]{
		refines: r, concrete: w, model: newWorker(r.all), known: map[string]*abstractState{},
		mappingName: "the mapping of " + r.name, modelName: "the abstract model " + r.model.Name + " of " + r.name,
		copies: w.reduce && r.all.Networks > 0,
	}
	if r.orbits.layout.Symmetric() {
		b.renaming = newWorker(r.orbits)
	}
	return b
}

type refinerOf[S, A any] struct {
	*refines[S, A]
	concrete    *worker[S]
	model       *worker[A]
	renaming    *worker[A]                // nil if there is no symmetry
	image       A                         // what was mapped last
	before      A                         // the image of the parent, if parent is set; not a deep copy
	known       map[string]*abstractState // by encoding
	enc         []byte                    // of the image, where it was asked for
	next        []byte                    // of a state that a step leads to
	parent      *abstractState            // what the parent maps to; nil while that is not known
	initials    []string
	mappingName string // what is running, for errors
	modelName   string
	copies      bool // the image could hold a copy of a network that must not be read
}

// abstractState is a state of the abstract model that some state was mapped to.
type abstractState struct {
	code  string // the encoding
	orbit uint64
	next  []abstractNext // by encoding; not the state itself
}

// abstractNext is where a step of the abstract model leads.
type abstractNext struct {
	code  string
	orbit uint64
	taken bool // a step was mapped to this one, and orbit is set
}

func (r *refinerOf[S, A]) leave() { r.parent = nil }

func (r *refinerOf[S, A]) initial(s *S) error {
	code := r.mapped(s)
	r.possible()
	if !slices.Contains(r.initialStates(), string(code)) {
		return fmt.Errorf("not an initial state of %s", r.refines.model.Name)
	}
	r.enter(code)
	return nil
}

func (r *refinerOf[S, A]) step(old, new *S) error {
	if r.parent == nil {
		r.parent = r.enter(r.mapped(old))
		r.before = r.image
	}
	r.mapState(new)
	if r.all.layout.Equal(pointer(&r.image), pointer(&r.before), 0, 0) {
		return nil // by far the most steps
	}
	code := r.encoded()
	if string(code) == r.parent.code {
		return nil
	}
	k, found := r.parent.find(code)
	if !found {
		r.possible()
		return fmt.Errorf("not a step of %s", r.refines.model.Name)
	}
	if n := &r.parent.next[k]; !n.taken {
		n.taken, n.orbit = true, r.orbit()
	}
	return nil
}

func (a *abstractState) find(code []byte) (int, bool) {
	return slices.BinarySearchFunc(a.next, code, func(n abstractNext, code []byte) int { return cmp.Compare(n.code, string(code)) })
}

// mapState makes the image of s.
func (r *refinerOf[S, A]) mapState(s *S) {
	r.concrete.doing = r.mappingName
	guard(r.copies)
	r.image = r.mapping(s)
}

// mapped makes the image of s and returns its encoding.
func (r *refinerOf[S, A]) mapped(s *S) []byte {
	r.mapState(s)
	return r.encoded()
}

// encoded returns the image's encoding, until it is called again.
func (r *refinerOf[S, A]) encoded() []byte {
	r.enc = r.all.layout.Append(r.enc[:0], pointer(&r.image))
	return r.enc
}

// orbit returns the fingerprint of the image's representative.
func (r *refinerOf[S, A]) orbit() uint64 {
	if r.renaming == nil {
		return r.all.layout.Hash(pointer(&r.image), &r.model.enc)
	}
	codec.Copy(r.renaming.workMem, &r.renaming.work, &r.image)
	return r.renaming.represent()
}

// possible panics unless the image is a state of the abstract model, as far as types
// can tell.
func (r *refinerOf[S, A]) possible() {
	err := r.all.layout.Within(pointer(&r.image))
	for _, p := range r.all.props {
		if err == nil {
			err = p.state(&r.image)
		}
	}
	if err != nil {
		panic(&MappingError{Property: r.name, Abstract: r.refines.model.Name, State: r.all.view(&r.image), Err: err})
	}
}

// enter returns what is known of the image, whose encoding is given.
func (r *refinerOf[S, A]) enter(code []byte) *abstractState {
	if a := r.known[string(code)]; a != nil {
		return a
	}
	r.possible()
	a := &abstractState{code: string(code), orbit: r.orbit()}
	r.successors(func(_ Instance, next []byte) {
		if k, found := a.find(next); !found && string(next) != a.code {
			a.next = slices.Insert(a.next, k, abstractNext{code: string(next)})
		}
	})
	r.known[a.code] = a
	return a
}

// successors visits the abstract steps from the image, those that bounds or
// constraints exclude among them.
func (r *refinerOf[S, A]) successors(visit func(step Instance, to []byte)) {
	r.concrete.doing = r.modelName
	w := r.model
	codec.Copy(w.parentMem, &w.parent, &r.image)
	w.restore()
	for a, inst := range w.inst {
		for k := range inst.load(&w.parent) {
			if inst.apply(&w.work, k) {
				r.next = r.all.layout.Append(r.next[:0], pointer(&w.work))
				visit(Instance(a<<instanceBits|k), r.next)
				w.restore()
			}
		}
	}
}

func (r *refinerOf[S, A]) initialStates() []string {
	if r.initials == nil {
		r.concrete.doing = r.modelName
		for a := range r.refines.model.Init {
			r.initials = append(r.initials, string(r.all.layout.Append(nil, pointer(&a))))
		}
	}
	return r.initials
}

func (r *refinerOf[S, A]) Start() AbstractView {
	v := AbstractView{Kind: AbstractInitial}
	if !slices.Contains(r.initialStates(), string(r.mapped(&r.concrete.work))) {
		v.Kind = AbstractNone
	}
	v.State = r.all.view(&r.image)
	return v
}

func (r *refinerOf[S, A]) Step() AbstractView {
	to := string(r.mapped(&r.concrete.work))
	v := AbstractView{Kind: AbstractNone, State: r.all.view(&r.image)}
	if string(r.mapped(&r.concrete.parent)) == to {
		v.Kind = AbstractStutter
		return v
	}
	found := Instance(0)
	r.successors(func(step Instance, code []byte) {
		if string(code) == to && v.Kind == AbstractNone {
			v.Kind, found = AbstractStep, step
		}
	})
	if v.Kind == AbstractStep {
		v.Label = r.model.Label(found)
	}
	return v
}

func (r *refinerOf[S, A]) Seen(state func(uint64), step func(from, to uint64)) {
	for _, a := range r.known {
		state(a.orbit)
		for _, n := range a.next {
			if n.taken {
				state(n.orbit)
				step(a.orbit, n.orbit)
			}
		}
	}
}

// compileRefinements compiles the abstract models of the refinements that are
// checked.
func (c *compiled[S]) compileRefinements() (err error) {
	for k := range c.props {
		p := &c.props[k]
		if p.refines == nil {
			continue
		}
		if p.refines, c.Machine.Properties[k].Abstract, err = p.refines.compile(len(c.Symmetric) > 0); err != nil {
			return fmt.Errorf("property %s: %w", p.name, err)
		}
	}
	return nil
}

// asymmetric says why a refinement among the properties to check keeps the symmetry
// from being used, or "".
func (m *Model[S]) asymmetric(opts *CompileOptions) string {
	var domains, symmetry []codec.Domain
	for _, d := range m.Domains {
		domains = append(domains, d.domain())
	}
	for _, d := range m.Symmetry {
		symmetry = append(symmetry, d.domain())
	}
	for _, p := range m.Properties {
		if p.refines == nil || !opts.checks(p.name, p.onRequest) || len(symmetry) == 0 {
			continue
		}
		if t := p.refines.asymmetric(domains, symmetry); t != "" {
			return fmt.Sprintf("the abstract model of %s does not declare %s symmetric", p.name, t)
		}
	}
	return ""
}

// bind gives the worker its own evaluation of the refinements.
func (w *worker[S]) bind() {
	w.props = slices.Clone(w.compiled.props)
	for k := range w.props {
		if w.props[k].refines == nil {
			continue
		}
		r := w.props[k].refines.bind(w)
		w.refiners = append(w.refiners, r)
		w.props[k].step = func(old, new *S, _ Step) error { return r.step(old, new) }
		w.props[k].state = func(s *S) error {
			if !w.starting {
				return nil
			}
			return r.initial(s)
		}
	}
}

func (w *worker[S]) Refinement(property int) Refinement {
	n := 0
	for _, p := range w.props[:property] {
		if p.refines != nil {
			n++
		}
	}
	return w.refiners[n]
}
