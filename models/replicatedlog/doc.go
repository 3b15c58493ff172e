// Package replicatedlog says what a replicated log is, without processes or messages:
// a sequence of slots, for each of which an entry is chosen, once and for all. Each slot
// is an instance of package consensus, and the log a product of such. It is what
// multipaxos and raft implement; both name what they choose in their own terms
// (Implements).
//
//	TLA+ operator | Go function | rule
//	Choose        | choose      | entries are chosen for slots that have none
//
// # In any order, or in order
//
// Algorithms differ in how the log grows. Multi-Paxos runs an instance of Paxos for each
// slot, so that a slot can be decided before those in front of it; a step of an acceptor
// decides one slot. That is the log with --batch 1. A leader of Raft commits all entries
// up to an index at once, and an index never before those below it: the log with
// --in-order, and with a batch as long as the log. NoGaps tells the two apart, and each
// protocol refines the strongest log that it can.
//
// # What it leaves open
//
// Who knows what is chosen. That a server applies no entry before it is chosen is part
// of the mapping by which a protocol refines this: what it takes for chosen includes what
// servers have applied. Which entries are proposed, and that any is chosen, is left open
// as well; the latter would be liveness, see package consensus.
package replicatedlog
