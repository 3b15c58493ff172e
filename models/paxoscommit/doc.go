// Package paxoscommit models Paxos Commit after Gray and Lamport, "Consensus on
// Transaction Commit" (ACM TODS 31(1), 2006), section 4. For each resource manager an
// instance of Paxos chooses whether it is prepared or has aborted; the transaction is
// committed if all instances choose "prepared".
//
//	TLA+ operator   | Go function     | rule
//	RMPrepare       | rmPrepare       | section 4.1: an RM proposes in ballot 0 that it is prepared
//	RMChooseToAbort | rmChooseToAbort | section 4.1: an RM proposes in ballot 0 that it has aborted
//	RMRcvCommitMsg  | rmRcvCommitMsg  | section 4.1: the RM obeys
//	RMRcvAbortMsg   | rmRcvAbortMsg   | section 4.1: the RM obeys
//	Phase1a         | phase1a         | section 4.1: a leader begins a ballot
//	Phase2a         | phase2a         | section 4.1: the value accepted in the highest ballot, or aborted if none was
//	DecideCommit    | decideCommit    | section 4.1: all instances have chosen prepared
//	DecideAbort     | decideAbort     | section 4.1: an instance has chosen aborted
//	Phase1b         | phase1b         | section 4.1: an acceptor promises to ignore lower ballots, and reports
//	Phase2b         | phase2b         | section 4.1: an acceptor accepts, unless it has promised not to
//
// # What it shows
//
// Two-phase commit is Paxos Commit with one acceptor, as section 6 of the paper says:
// where twopc blocks because its TM is gone, here any leader can begin a higher ballot
// with a majority of the acceptors. It needs no failure detector, as threepc does:
// leaders that suspect each other wrongly begin ballots in vain, and do no harm.
//
// Why it is safe. That an instance never chooses two values is Paxos: two quorums have
// an acceptor in common, and a leader proposes what was accepted last. Only the RM
// proposes "prepared" where nobody has before, so that "prepared" is chosen for no RM
// that is not.
//
// # Abstractions, and why they lose nothing
//
// Messages to leaders are not received one by one: what a leader does because it has
// received some can happen when they have been sent. Messages need never be received,
// which stands for their loss, and for that of leaders.
//
// A leader's step that rests on the answers of several acceptors names the quorum. Two
// quorums that lead to the same proposal or decision are two steps to one state; the
// published specification counts them so, and this one does.
//
// # Left out, and why
//
// Who is a leader, and when it begins a ballot: anybody, at any time.
//
// Crashes of acceptors: what they remember is durable, and one that is down is one that
// takes no step.
//
// That one message serves all instances, and the other savings of section 4.2: they
// bundle messages that can be sent in a row.
//
// # Sizes
//
// The default, the published constants, has 1.3 million states without reductions; by
// symmetry there are 120 thousand, which take a few seconds. A third ballot or a third
// RM with three acceptors is out of reach.
package paxoscommit
