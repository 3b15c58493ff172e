// Package multipaxos models a log that is replicated by Multi-Paxos after Lamport,
// "Paxos Made Simple" (SIGACT News 32(4), 2001), section 3: one instance of Paxos
// for each slot of the log, and leaders that execute phase 1 once for all of them.
// Section numbers are those of that paper. Package paxos has a single instance.
//
//	mcheck multipaxos --acceptors 3 --ballots 2 --slots 2
//
// MultiPaxos.tla beside this file says the same in TLA+, operator for operator, and
// MCMultiPaxos.tla holds its bounds; both find the same numbers of states
// (spaces.txt).
//
//	TLA+ operator | Go function  | rule
//	Phase1a       | phase1a      | section 3: a new leader executes phase 1 for all instances at once
//	Phase1b       | phase1b      | section 3: an acceptor answers for all instances with one message
//	BecomeLeader  | becomeLeader | section 3: propose what phase 1 determines, and no-ops in the gaps
//	Propose       | propose      | section 3: the leader proposes further commands by phase 2 alone
//	Phase2b       | phase2b      | section 2.2, Phase 2(b): an acceptor accepts unless it has promised not to
//	Learn         | learn        | section 2.3: a majority has accepted; section 3: in the order of the log
//
// # Abstractions, and why they lose nothing
//
// The network is the set of all messages ever sent (BallotState), as in package
// paxos. Proposals (2a) are not in it: the leader of a ballot proposes one entry in
// a slot and never changes it, so that its log says what was proposed.
//
// A ballot has a leader of its own. A server that is leader twice, in two ballots, is
// two leaders; the second knows what phase 1 tells it and no more. Knowing also
// what it learned before could only spare it proposals.
//
// A new leader adopts and fills all slots in one step. Nobody has to vote for a
// proposal, so that one which nobody has voted for stands for one that was not made
// yet.
//
// An acceptor reports its votes in all slots, also of those whose entries are long
// learned. To leave these out needs to know that they are chosen, and saves
// messages, not behaviours.
//
// Learners hear of the votes for one slot after the other. What a learner hears of
// later slots earlier it has to keep, and does nothing with it until then. What is
// chosen is compared with the learned logs like one more of them (property
// PrefixConsistency), so that a single learner is enough to see one go wrong.
//
// A client may have its command proposed more than once, by one leader or several;
// what makes it take effect once is not part of the protocol.
//
// # What it implements
//
//	mcheck multipaxos --learners 1 --property ReplicatedLog
//
// A log whose entries are chosen one at a time and in any order, once and for all
// (package replicatedlog): those for which a quorum has voted in some ballot. The votes
// are in messages that are never forgotten, so that this is a function of the state. What
// a learner has learned is taken for chosen as well, so that it must be. Not all that the
// log allows can happen: no-ops fill gaps in front of entries, and so the last slot has
// none.
//
// Each slot by itself is a vote in ballots (package voting; properties Voting1, Voting2 and so
// on), with one maxBal for all of them. docs/proofs/paxos.md tells why, for any number of
// slots.
//
// # Sizes
//
// The defaults have 164,175 states up to symmetry, and take a few seconds; with one
// learner 94,642, and 1,056,217 without reductions. Three ballots and two slots are
// large: 10,607,513 with one learner and one command, in a minute.
//
// # Changes that do no harm
//
// A leader that skips phase 1 breaks the protocol (skip-phase1), but for the leader
// of the lowest ballot (first-skips-phase1): there are no votes in lower ballots, so
// that phase 1 could only report none, and none can be cast in them. This is how a
// system starts without a phase 1, and it is kept with a test.
//
// # Left out, and why
//
// Time, and the choice of a leader (section 2.4): progress needs them, safety does
// not.
//
// Crashes: an acceptor writes down all that it knows before it tells anybody, so that
// a restart changes nothing. Package paxos shows what happens otherwise.
//
// Leaders that wait for more promises than those of a smallest majority, and respect
// votes that they are free to ignore.
//
// Changes of the set of acceptors, and the bound on how far a leader may run ahead
// that they need (section 3, end).
package multipaxos
