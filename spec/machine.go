package spec

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/internal/ltl"
)

// Machine is a model compiled for an engine, which sees states as bytes, actions
// and properties as numbers. It is immutable; NewWorker may be called
// concurrently.
type Machine struct {
	Name       string
	Doc        string
	Actions    []ActionInfo
	Properties []PropertyInfo
	// Unchecked names the properties that are checked only on request, and were not
	// asked for.
	Unchecked   []string
	Constraints []string
	// Rules names the network reductions in force, EagerSends among them.
	Rules []string
	// Symmetric names the index types renamed freely, with their sizes.
	Symmetric []string
	// Asymmetric says why a symmetry that the model declares is not used, though it
	// was asked for.
	Asymmetric string
	// Sizes names the index types, with their sizes.
	Sizes []string
	// Variables names those of the state, as views of it do, and the fields of records in
	// them; f[i].x is what x is in all values of the function f.
	Variables []string
	// Ghosts names the state's history variables.
	Ghosts []string
	// AllowDeadlock says that a state without successor is no violation.
	AllowDeadlock bool
	// Fairness is the model's; Atoms are what its temporal properties speak of.
	Fairness []FairnessInfo
	Atoms    []AtomInfo
	// Ranks names the numbers that are stored as ranks, if any are.
	Ranks string
	// Networks is the number of fields of the state that hold a network, and of networks
	// besides Model.Network that handlers are of.
	Networks int
	// StateSize is the length of every encoded state, or 0 if lengths vary.
	StateSize int

	values    *values
	newWorker func() Worker
	newCert   func() Certificate
}

// ActionInfo describes an action.
type ActionInfo struct {
	Name    string
	Rule    string
	Handler bool
	Bounds  []string
	// Environment is the kind of environment step that it is; empty for the protocol's
	// own.
	Environment Disturbance
}

// PropertyInfo describes a property.
type PropertyInfo struct {
	Name    string
	Doc     string
	Kind    Kind
	History bool
	// Needs states the constants under which a witness is required; Required
	// says whether the model at hand meets them.
	Needs    string
	Required bool
	// Formula is the claim of a temporal property, over the atoms of Machine.Atoms.
	Formula *ltl.Formula
	// OnRequest says that the property is checked only where it is named.
	OnRequest bool
	// Abstract is the abstract model of a refinement.
	Abstract *Machine
}

// CompileOptions selects what a Machine checks and which reductions it uses.
type CompileOptions struct {
	// Properties names those to check; nil means all, but those on request. Every
	// means all.
	Properties []string
	Every      bool
	// Symmetry turns on the model's declared symmetry.
	Symmetry bool
	// Reduce turns on the network's reductions, but for those named in Without, which
	// may also name Causality.
	Reduce  bool
	Without []string
}

// Checkable is a model of any state type.
type Checkable interface {
	// Compile checks that the model is well formed and prepares it for an engine.
	Compile(CompileOptions) (*Machine, error)
	// Rules names the reductions of the model's network: those that it declares, and
	// EagerSends, which is one of every growing set of messages.
	Rules() []string
	// HasSymmetry reports whether the model declares a symmetry.
	HasSymmetry() bool
	// CompileInduction prepares the model's inductive invariant, less the named
	// lemmas. The error is an ErrNoInduction if there is none.
	CompileInduction(without ...string) (*Inductive, error)
}

// AssumptionError says that the constants fail Model.Assume.
type AssumptionError struct{ Err error }

func (e *AssumptionError) Error() string { return "assumption fails: " + e.Err.Error() }

// Unwrap returns what Model.Assume said.
func (e *AssumptionError) Unwrap() error { return e.Err }

// NewWorker returns an interpreter of the machine for one goroutine.
func (m *Machine) NewWorker() Worker { return m.newWorker() }

// NewCertificate returns an empty certificate for the rules in force.
func (m *Machine) NewCertificate() Certificate { return m.newCert() }

// compiled is the typed side of a Machine.
type compiled[S any] struct {
	Model[S]
	*Machine
	layout  *codec.Layout
	parts   []part
	ghosts  []codec.Field
	actions []*action[S]
	props   []Property[S]
	active  []bool // by rule of the network
	eager   bool   // EagerSends is in force
	reduce  bool   // it is, or a rule
	causal  bool   // Network.Possible is relied on

	atoms      []*atom[S]                 // of the temporal properties
	parameters map[reflect.Type]parameter // of actions whose instances are fair each
}

// Rules names the reductions of the model's network.
func (m Model[S]) Rules() []string {
	if m.Network == nil {
		return nil
	}
	rules := m.Network.ruleNames()
	if m.Network.grows() {
		rules = append(rules, EagerSends)
	}
	return rules
}

// HasSymmetry reports whether the model declares a symmetry.
func (m Model[S]) HasSymmetry() bool { return len(m.Symmetry) > 0 }

// Compile checks that the model is well formed and prepares it for an engine.
func (m Model[S]) Compile(opts CompileOptions) (*Machine, error) {
	c, err := m.compile(opts)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Name, err)
	}
	return c.Machine, nil
}

func (m Model[S]) compile(opts CompileOptions) (*compiled[S], error) {
	c := &compiled[S]{Model: m, Machine: &Machine{
		Name: m.Name, Doc: m.Doc, AllowDeadlock: m.AllowDeadlock,
	}}
	if m.Ranks != nil {
		c.Machine.Ranks = m.Ranks.Of
	}
	c.ghosts = codec.Tagged(reflect.TypeFor[S](), "ghost")
	for _, g := range c.ghosts {
		c.Ghosts = append(c.Ghosts, variable(g.Path))
	}
	if m.Assume != nil {
		if err := m.Assume(); err != nil {
			return nil, &AssumptionError{Err: err}
		}
	}
	if m.Init == nil || len(m.Actions) == 0 {
		return nil, errors.New("Init and at least one action are required")
	}
	if opts.Symmetry {
		c.Asymmetric = m.asymmetric(&opts)
		opts.Symmetry = c.Asymmetric == ""
	}
	if err := c.compileLayout(opts.Symmetry); err != nil {
		return nil, err
	}
	if err := c.compileActions(); err != nil {
		return nil, err
	}
	if err := c.compileEnvironment(); err != nil {
		return nil, err
	}
	if err := c.compileProperties(&opts); err != nil {
		return nil, err
	}
	if err := c.compileFairness(); err != nil {
		return nil, err
	}
	if err := c.compileRefinements(); err != nil {
		return nil, err
	}
	if err := c.compileNetwork(opts); err != nil {
		return nil, err
	}
	for _, k := range m.Constraints {
		if k.Holds == nil {
			return nil, fmt.Errorf("constraint %q: Holds is nil", k.Name)
		}
		c.Machine.Constraints = append(c.Machine.Constraints, k.Name)
	}
	c.newWorker = func() Worker { return newWorker(c) }
	c.newCert = func() Certificate { return m.Network.newCertificate(c) }
	return c, nil
}

// maxSymmetric is the largest number of elements of a symmetric index type.
const maxSymmetric = 8

func (c *compiled[S]) compileLayout(symmetry bool) (err error) {
	var domains []codec.Domain
	for _, d := range c.Domains {
		k := d.domain()
		if k.Size < 1 || k.Size > MaxIndex {
			return fmt.Errorf("domain of %s: %d elements, want 1..%d", k.Type, k.Size, MaxIndex)
		}
		domains = append(domains, k)
		c.Sizes = append(c.Sizes, sized(k))
	}
	for _, d := range c.Data {
		if !slices.Contains(domains, d.domain()) {
			return fmt.Errorf("data of %s: not in Domains with the same size", d.domain().Type)
		}
	}
	for _, d := range c.Symmetry {
		k := slices.IndexFunc(domains, func(e codec.Domain) bool { return e == d.domain() })
		if k < 0 {
			return fmt.Errorf("symmetry over %s: not in Domains with the same size", d.domain().Type)
		}
		if symmetry && domains[k].Size > maxSymmetric {
			return fmt.Errorf("symmetry over %s: %d elements, want at most %d, since elements that look alike are tried in every order", domains[k].Type, domains[k].Size, maxSymmetric)
		}
		domains[k].Alike = domains[k].Size > 1
		if symmetry && domains[k].Alike {
			domains[k].Symmetric = true
			c.Symmetric = append(c.Symmetric, sized(domains[k]))
		}
	}
	if c.layout, err = codec.Of(reflect.TypeFor[S](), domains); err != nil {
		return err
	}
	c.StateSize, c.Networks = c.layout.FixedSize(), c.layout.Guarded()
	c.parts, err = partsOf(reflect.TypeFor[S](), domains)
	for _, p := range c.parts {
		c.Variables = append(c.Variables, p.name)
	}
	return err
}

// named checks the actions that a property of steps is about.
func (c *compiled[S]) named(p *Property[S]) error {
	if len(p.actions) > 0 && p.step == nil && p.seenStep == nil {
		return fmt.Errorf("property %s: OfActions, of what is no property of steps", p.name)
	}
	for _, name := range p.actions {
		if !slices.ContainsFunc(c.actions, func(a *action[S]) bool { return a.name == name }) {
			return fmt.Errorf("property %s: OfActions names %q, which is no action", p.name, name)
		}
	}
	return nil
}

func sized(d codec.Domain) string { return fmt.Sprintf("%s (%d)", d.Type.Name(), d.Size) }

// An Instance packs an action and the ordinal of its parameters.
const (
	instanceBits = 22
	maxActions   = 1 << (32 - instanceBits)
	maxInstances = 1 << instanceBits
)

func (c *compiled[S]) compileActions() error {
	seen := map[string]bool{}
	var others []AnyNetwork[S]
	for k, a := range c.Model.Actions {
		if a == nil {
			return fmt.Errorf("action %d of %d is nil", k+1, len(c.Model.Actions))
		}
		act := a.base()
		if act.name == "" || seen[act.name] {
			return fmt.Errorf("action %q: want a name of its own", act.name)
		}
		seen[act.name] = true
		if act.vacant {
			return fmt.Errorf("action %s: its update or its domain is nil", act.name)
		}
		if act.receives != nil && c.Network == nil {
			return fmt.Errorf("action %s: a handler needs Model.Network", act.name)
		}
		info := ActionInfo{Name: act.name, Rule: act.rule, Handler: act.receives != nil}
		for _, b := range act.bounds {
			if reflect.ValueOf(b.allows).IsNil() {
				return fmt.Errorf("action %s: bound %q is nil", act.name, b.name)
			}
			info.Bounds = append(info.Bounds, b.name)
		}
		if act.receives != nil && act.receives != c.Network && !slices.Contains(others, act.receives) {
			others = append(others, act.receives)
		}
		c.actions = append(c.actions, act)
		c.Machine.Actions = append(c.Machine.Actions, info)
	}
	c.Networks += len(others)
	if len(c.actions) > maxActions {
		return fmt.Errorf("%d actions, want at most %d", len(c.actions), maxActions)
	}
	return nil
}

// checks tells whether a property is to be checked.
func (o *CompileOptions) checks(name string, onRequest bool) bool {
	if o.Properties == nil {
		return o.Every || !onRequest
	}
	return slices.Contains(o.Properties, name)
}

func (c *compiled[S]) compileProperties(opts *CompileOptions) error {
	seen, claims := map[string]bool{}, &atoms[S]{c: c}
	for _, p := range c.Model.Properties {
		if p.name == "" || seen[p.name] {
			return fmt.Errorf("property %q: want a name of its own", p.name)
		}
		seen[p.name] = true
		if p.vacant() {
			return fmt.Errorf("property %s: its function is nil", p.name)
		}
		if !opts.checks(p.name, p.onRequest) {
			if p.onRequest {
				c.Unchecked = append(c.Unchecked, p.name)
			}
			continue
		}
		if err := c.named(&p); err != nil {
			return err
		}
		formula, err := claims.claim(&p)
		if err != nil {
			return err
		}
		c.props = append(c.props, p)
		c.Machine.Properties = append(c.Machine.Properties, PropertyInfo{
			Name: p.name, Doc: p.doc, Kind: p.kind, History: p.history, Needs: p.needs, OnRequest: p.onRequest,
			Required: p.kind == KindReachable && !p.unmet, Formula: formula,
		})
	}
	c.atoms, c.Machine.Atoms = claims.list, claims.infos
	for _, name := range opts.Properties {
		if !seen[name] {
			var names []string
			for _, p := range c.Model.Properties {
				names = append(names, p.name)
			}
			return fmt.Errorf("unknown property %q, want one of %q", name, names)
		}
	}
	return nil
}

func (c *compiled[S]) compileNetwork(opts CompileOptions) error {
	if c.Network == nil {
		return nil
	}
	if err := c.Network.validate(new(S), opts.Symmetry && c.HasSymmetry()); err != nil {
		return err
	}
	c.causal = !slices.Contains(opts.Without, Causality)
	for range c.Network.ruleNames() {
		c.active = append(c.active, false)
	}
	for k, name := range c.Model.Rules() {
		if !opts.Reduce || slices.Contains(opts.Without, name) {
			continue
		}
		if c.Networks != 1 {
			return fmt.Errorf("network: its reductions need a model with one network, not %d: one could be read in place of another", c.Networks)
		}
		if k < len(c.active) {
			c.active[k] = true
		} else {
			c.eager = true
		}
		c.reduce = true
		c.Machine.Rules = append(c.Machine.Rules, name)
	}
	return nil
}

// Within reports whether s satisfies every constraint.
func (m Model[S]) Within(s *S) bool {
	for _, c := range m.Constraints {
		if !c.Holds(s) {
			return false
		}
	}
	return true
}

// An attempt is what came of trying an instance of an action.
type attempt struct {
	enabled  bool
	refused  int  // the first bound that refuses the step, or -1
	panicked bool // the update did, where a bound refuses it
}

// try runs the update of the k-th instance. Where a bound refuses the step the
// update may panic, as one does that appends to a full Vec: it is enabled, then.
func (a *action[S]) try(inst instances[S], parent, work *S, k int) (t attempt) {
	if len(a.bounds) == 0 {
		return attempt{enabled: inst.apply(work, k), refused: -1}
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		if b := a.allows(inst, parent, k); b >= 0 {
			_ = recover()
			t = attempt{enabled: true, refused: b, panicked: true}
		}
	}()
	t = attempt{enabled: inst.apply(work, k), refused: -1}
	if returned = true; t.enabled {
		t.refused = a.allows(inst, parent, k)
	}
	return t
}

// allows returns the first bound that refuses the k-th instance, or -1.
func (a *action[S]) allows(inst instances[S], parent *S, k int) int {
	for b := range a.bounds {
		if !inst.allowed(a.bounds[b], parent, k) {
			return b
		}
	}
	return -1
}

func pointer[S any](s *S) unsafe.Pointer { return unsafe.Pointer(s) }
