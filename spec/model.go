package spec

import "iter"

// Model is a state-transition model of a protocol, in the order of a TLA+
// module. S is a plain value: structs, arrays, slices, strings, integers and the
// collections of this package. Fields tagged spec:"ghost" are history variables:
// part of the state's identity, named in the ledger.
type Model[S any] struct {
	// Name is the model's name on the command line.
	Name string
	// Doc says in a sentence what is modelled.
	Doc string
	// Domains declares the size of every index type that S uses.
	Domains []AnyDomain
	// Symmetry lists those domains whose elements may be renamed freely.
	Symmetry []AnyDomain
	// Data lists those domains whose elements are values and not processes: no
	// step is theirs.
	Data []AnyDomain
	// Assume returns an error if the constants are out of the question
	// (TLA+'s ASSUME); nil means no assumption.
	Assume func() error
	// Init yields the initial states.
	Init iter.Seq[S]
	// Actions are the disjuncts of Next.
	Actions []Action[S]
	// Environment says which of them are not the protocol's own doing, such as crashes;
	// no property depends on it.
	Environment Environment
	// Network declares the message channel, when some action is a handler.
	Network AnyNetwork[S]
	// Mail lists the messages that have been sent, or that can still be received, where
	// the model has no Network: it is for people, see Action1.Receives.
	Mail func(*S) []Envelope
	// Constraints bound the exploration.
	Constraints []Constraint[S]
	// Properties are checked in this order.
	Properties []Property[S]
	// Fairness says what behaviours may not put off for ever; it matters to temporal
	// properties only.
	Fairness []Fairness
	// Ranks says which numbers are stored as ranks, if any are.
	Ranks *Ranks[S]
	// Induction states an inductive invariant, if there is one to be established.
	Induction *Induction[S]
	// AllowDeadlock turns off the check that every state has a successor.
	AllowDeadlock bool
	// Terminal marks states where having no successor is right.
	Terminal func(*S) bool

	_ struct{} // no positional literals
}
