// Package spec is the vocabulary in which a protocol is described as a
// state-transition model: what a TLA+ module says, in Go.
//
// The first example of this package is a complete model in 15 lines, of two jugs.
// The second has processes: a lock that is tested in one step and taken in the next.
// What it consists of is all that there is to learn:
//
// The state is a plain Go value, here the struct mutex; its fields are the
// module's VARIABLES. Structs, arrays, slices, strings and integers will do,
// and the collections of this package: Set, Seq, Bag, Bits, and Vec, a sequence
// of limited length. Pointers, maps, functions and interfaces are refused when
// the model is compiled, with the field's path. Nobody writes a hash or an
// equality: the engine derives both from the type.
//
// Processes, servers, replicas are elements of an index type, here process, which
// embeds Index. A Domain is the finite set of them, a CONSTANT; Subset is a set of
// elements, Fn a function from them. An element can be compared for equality with
// another and no more, so that a model cannot tell its servers apart, and can
// declare in Model.Symmetry that their names do not matter.
//
// An action is one disjunct of Next: a guard, and an update in place of a private
// copy of the state. It returns false, having changed nothing, where it is not
// enabled. What it does not touch is UNCHANGED. Do makes an action without
// parameters; ForAll quantifies over a domain, as \E p \in Process : Enter(p)
// does; ForEach over a domain that depends on the state. A Bound keeps an action
// from going on forever, from outside of the algorithm.
//
// A property is an Invariant of all states, a StepInvariant of all steps (or of the
// actions that Property.OfActions names), or Reachable: a witness that must be found,
// so that the others do not hold only because nothing happens. It returns an error
// that names the culprits. Or it is temporal, about whole behaviours: Eventually, AlwaysEventually, EventuallyAlways,
// LeadsTo, or Temporal with any formula. Model.Fairness says what behaviours may
// not put off for ever: WF and SF are about an action, WFEach and SFEach about each
// of its instances.
//
// Protocols that send messages have two things more. A network is a field of the
// state: Messages, a growing set; MessageBag, or FIFO. And Handle makes the action
// of receiving a message, which sees the receiver's local state, the message and
// an Outbox, and nothing else; a Network says where to find them. The network's
// Rules declare which messages can no longer make a difference. They are claims,
// used only together with a Certificate.
//
// Compile turns a Model into a Machine, which package explorer searches. An Entry
// offers it, with its constants and its deliberate bugs, on a command line.
package spec
