package spec

import "slices"

// Kind tells what a property claims.
type Kind uint8

const (
	// KindInvariant is true in every reachable state.
	KindInvariant Kind = iota
	// KindStepInvariant is true of every step from a reachable state, TLA+'s
	// action property [][A]_v.
	KindStepInvariant
	// KindReachable is shown by some reachable state (or step), so that a verdict
	// of "holds" is not vacuous.
	KindReachable
	// KindRefinement is true if the model refines an abstract one.
	KindRefinement
	// KindEventually and the kinds after it are temporal: claims about whole
	// behaviours.
	KindEventually
	KindAlwaysEventually
	KindEventuallyAlways
	KindLeadsTo
	KindTemporal
)

// Temporal reports whether properties of the kind are about whole behaviours.
func (k Kind) Temporal() bool { return k >= KindEventually }

func (k Kind) String() string {
	return [...]string{
		"invariant", "step invariant", "witness", "refinement",
		"eventually", "always eventually", "eventually always", "leads to", "temporal",
	}[k]
}

// Property is something a model claims. Build one with Invariant,
// StepInvariant, Reachable, ReachableStep or Refines, or a temporal one with
// Eventually, AlwaysEventually, EventuallyAlways, LeadsTo or Temporal; the methods
// return a changed copy.
type Property[S any] struct {
	name, doc string
	kind      Kind
	history   bool
	onRequest bool
	actions   []string // nil for all
	needs     string
	unmet     bool
	state     func(*S) error
	step      func(old, new *S, step Step) error
	seen      func(*S) bool
	seenStep  func(old, new *S, step Step) bool
	formula   *Formula[S]
	refines   refinement[S]
}

// Step names the action instance that a step invariant is looking at.
type Step struct {
	Action string // the action's name
	params params
	k      int
	sealed bool // the parameter is a message, of which the network's rules may have changed a part
}

type params interface{ args(k int) []any }

// Args returns the values of the action's parameters; a message handler has one,
// the message. To look at a message is to read the network, which the network's
// rules do not allow: they are dropped then.
func (s Step) Args() []any {
	guard(s.sealed)
	return s.params.args(s.k)
}

// Label formats the step as Action(args).
func (s Step) Label() string { return label(s.Action, s.params.args(s.k)) }

// Invariant claims that check returns nil in every reachable state. The error
// names the culprits: which servers, which index.
func Invariant[S any](name string, check func(*S) error) Property[S] {
	return Property[S]{name: name, kind: KindInvariant, state: check}
}

// StepInvariant claims that check returns nil for every step from a reachable
// state, steps to states already seen, self-loops and steps cut by a constraint
// included.
func StepInvariant[S any](name string, check func(old, new *S, step Step) error) Property[S] {
	return Property[S]{name: name, kind: KindStepInvariant, step: check}
}

// Reachable claims that holds is true in some reachable state.
func Reachable[S any](name string, holds func(*S) bool) Property[S] {
	return Property[S]{name: name, kind: KindReachable, seen: holds}
}

// ReachableStep claims that holds is true of some step from a reachable state.
func ReachableStep[S any](name string, holds func(old, new *S, step Step) bool) Property[S] {
	return Property[S]{name: name, kind: KindReachable, seenStep: holds}
}

// vacant reports whether the property says nothing, since its function is nil.
func (p *Property[S]) vacant() bool {
	return p.state == nil && p.step == nil && p.seen == nil && p.seenStep == nil && p.formula == nil && p.refines == nil
}

// Doc says what the property means and where it is stated.
func (p Property[S]) Doc(text string) Property[S] { p.doc = text; return p }

// ReadsHistory declares that the property reads ghost fields.
func (p Property[S]) ReadsHistory() Property[S] { p.history = true; return p }

// OnRequest declares that the property is checked only where it is named: one that
// costs much, or that a mistake breaks long before it does any harm.
func (p Property[S]) OnRequest() Property[S] { p.onRequest = true; return p }

// OfActions declares that a step invariant or a witness of steps says something about the
// steps of these actions only. Those of others are not looked at.
func (p Property[S]) OfActions(names ...string) Property[S] { p.actions = names; return p }

// about reports whether the property of steps is one of those of an action.
func (p *Property[S]) about(action string) bool {
	return len(p.actions) == 0 || slices.Contains(p.actions, action)
}

// Needs states the constants under which a witness must be found; when met is
// false the witness is reported as not applicable.
func (p Property[S]) Needs(constants string, met bool) Property[S] {
	p.needs, p.unmet = constants, !met
	return p
}

// Constraint bounds the state space from outside of the algorithm: a successor
// where it is false is checked but not explored further.
type Constraint[S any] struct {
	Name  string
	Holds func(*S) bool
}
