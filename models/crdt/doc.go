// Package crdt models conflict-free replicated data types: objects with a replica at
// each of several processes, which clients update without coordination, and which
// converge all the same. They are described in
//
//   - Shapiro, Preguiça, Baquero and Zawirski, "A comprehensive study of Convergent and
//     Commutative Replicated Data Types", INRIA RR-7506, 2011, and "Conflict-free
//     Replicated Data Types", SSS 2011: replication, convergence, and a catalogue;
//   - Burckhardt, Gotsman, Yang and Zawirski, "Replicated Data Types: Specification,
//     Verification, Optimality", POPL 2014: what a type means;
//   - Roh, Jeon, Kim and Lee, "Replicated abstract data types: Building blocks for
//     collaborative applications", JPDC 71(3), 2011: the replicated growable array;
//   - Attiya, Burckhardt, Gotsman, Morrison, Yang and Zawirski, "Specification and
//     Complexity of Collaborative Text Editing", PODC 2016: what a sequence means.
//
// Each type of the catalogue is a model, chosen by --type. A type is a small Go type
// with the operations of its payload; the replication is written once for each of the
// two families, and so are the properties.
//
// State-based types send their payloads, and merge those that they receive.
//
//	operator of StateBased | Go function | rule
//	Update                 | update      | RR-7506, section 2.2: the source executes an operation
//	Merge                  | merge       | RR-7506, section 2.2: a payload that was received is merged
//
// Operation-based types broadcast their operations. A causal broadcast delivers an
// operation after those that its source had seen, by vector clocks; a plain one
// delivers in any order. Both deliver an operation once.
//
//	operator of OpBased | Go function | rule
//	Update              | update      | RR-7506, section 2.2: the source prepares and executes an operation
//	Deliver             | deliver     | RR-7506, section 2.2: an operation is executed downstream
//
// # What is checked
//
// What a type means does not depend on how it is implemented: its abstract
// specification computes, from the updates that a replica has seen and from which of
// them had seen which others, what a query has to return. QueryMeetsSpec compares. For
// that the history of all updates is part of the state, as a ghost.
//
// Strong eventual consistency is StrongConvergence: the same updates, the same payload. It
// follows from conditions that are checked as well. Payloads of a state-based type are a
// semilattice (MergeIdempotent, MergeCommutes, MergeAssociates) in which updates go up
// (UpdateInflates): these are claimed of all versions that exist together in a reachable
// state, those of the replicas and older ones that are still in flight. Versions of
// different executions need not be mergeable, and in general are not: the same unique
// tag is for different elements there. Operations of an operation-based type that can
// be delivered in either order have the same effect in both (EffectsCommute).
//
// What users rely on are properties of steps: AddWins, RemoveWins, LastWriterWins and
// OrderKept, each of the types whose intent it is.
//
// # Which of them implement their sequential types
//
//	mcheck crdt --type pn-counter --property Sequential
//
// The counters and g-set do: what a newcomer would read that has received everything is
// the value of an object that is not replicated, and each update takes effect there in
// the step in which it is made. What replicas answer meanwhile is what was true before
// some of the updates.
//
// The other types do not, which TestNotSequential shows with the shortest behaviours.
// An addition to a 2p-set is void if the element was removed elsewhere; a removal from an
// or-set leaves an element that was added elsewhere. A write to an lww-register can have an
// earlier stamp than one that took effect before, a register with several values can have
// been written twice at once, and an insertion into an rga can land behind a concurrent one
// at the same place.
//
// For some of them it is only that the order of updates is not known until later: writes
// take effect in the order of their stamps, and all additions to a 2p-set before its
// removals. To say so takes a mapping that knows the future, or waits for it. For the sets
// where additions win there is no order at all. Of a set with a and b one replica adds a and
// removes b, and another one adds b and removes a. Both are in it afterwards, although in
// every order a removal is the last update.
//
// # Liveness
//
// Convergence: from some time on all replicas have the same payload. Behaviours have
// finitely many updates, and the gossip is fair: each message is received by each replica
// that it has something new for, unless other messages bring that first. Of an
// operation-based type every operation is delivered to every replica.
//
//	mcheck crdt --property Convergence
//	mcheck crdt --bug unfair-gossip
//
// Without fairness a replica waits for ever. And fairness does not help where merging is
// no least upper bound: replicas that overwrite what they have (overwrite) exchange
// their payloads for ever, since old messages arrive again and again, and replicas that
// prefer their own writes (local-ties) have all the messages and do not agree.
//
// TLC says the same of MCCRDTLive.tla (spaces.txt).
//
// # Why it converges
//
// The inductive invariant of the state-based types but rga (induction.go) is that the
// payload of every version is the join of the updates that are in it, whatever the order
// in which versions were merged. Add that a version with an update has those that the
// update had seen, and what the type needs of their order: the observed-remove set, that
// the past of an update is closed in the same way; counters and registers, that a replica
// knows its own updates. StrongConvergence and QueryMeetsSpec follow.
//
// It is established of all histories in which each update has seen some that were made
// before it, with all payloads that speak of updates that were made, and with at most two
// messages. Two suffice: a merge receives one, every lemma is about one version and
// demands no other, so that all other messages can be left out of a counterexample to
// induction; only StrongConvergence, which has to follow, compares two.
//
// docs/proofs/crdt.md proves all of this for any number of replicas and updates, rga and the
// operation-based types included, and mcheck prove crdt checks its lemmas in small ones.
//
// # Abstractions, and why they lose nothing
//
// Every version is sent as soon as it exists, to everybody. A message that is never
// received stands for one that was not sent, one that is received late for a delay, and
// replicas that receive nothing from each other for a partition. Versions can be
// received any number of times and in any order; for operations it is the broadcast
// that sees to it that they are delivered once, as RR-7506 assumes.
//
// What is written to a register or inserted into a sequence is the identity of the
// update. No type looks at what it stores, so that equal values would add nothing. Sets
// are different, as their elements are compared: --elements says how many there are.
// One is enough for what the sets here do with each element on its own.
//
// The vector clock of a replica is not a variable but a function of what it has seen.
//
// Lamport clocks are part of the payload: a new time is later than the latest one in it.
//
// # Symmetry
//
// Replicas can be renamed, and so can elements. Types that break ties by an order of
// replicas (lww-register, plain-register, rga) declare only their elements symmetric.
//
// # Left out, and why
//
// Crashes: a replica that comes back with its payload was slow, and one that comes back
// without it is a new replica. Membership: the replicas are fixed. Compaction of
// tombstones: it needs agreement on what everybody has seen, which is not free of
// coordination. Deltas (Almeida, Shoker and Baquero, 2018): a delta is a payload, and
// merging it is Merge. Maps: a map's keys are a set, and its values are types as these.
//
// # Sizes
//
// The defaults take less than a second, all types with four updates a few seconds to a
// minute. The causal types are the smallest, rga and pn-counter the largest.
package crdt
