// Package paxos models single-decree Paxos after Lamport, "Paxos Made Simple"
// (SIGACT News 32(4), 2001): acceptors choose one of the values that leaders
// propose to them. Section numbers are those of that paper.
//
//	mcheck paxos --acceptors 3 --values 2 --ballots 3
//
// Paxos.tla beside this file says the same in TLA+, operator for operator, and
// MCPaxos.tla holds its bounds; both find the same numbers of states (spaces.txt).
//
//	TLA+ operator | Go function | rule
//	Phase1a       | phase1a     | section 2.2, Phase 1(a): a proposer sends a prepare request
//	Phase1b       | phase1b     | section 2.2, Phase 1(b): an acceptor promises, and reports what it has accepted
//	Phase2a       | phase2a     | section 2.2, Phase 2(a): the value of the highest-numbered proposal reported, or any
//	Phase2b       | phase2b     | section 2.2, Phase 2(b): an acceptor accepts unless it has promised not to
//	Restart       | restart     | section 2.5: what an acceptor must remember is in stable storage
//
// The paper's words are proposer, proposal number, and accept; the names here are
// those of Lamport's later specifications: leader, ballot, and vote.
//
// docs/proofs/paxos.md proves it for all sizes, and mcheck prove paxos checks its lemmas in
// small ones.
//
// # Liveness
//
// EventuallyChosen: a value is chosen at last, and a proposer knows it. The form for
// liveness has proposers (--proposers), each with a value of its own. A proposer whose
// ballot has been overtaken begins a higher one, and what was sent in its former ballot
// is lost. Fair are those behaviours in which everybody goes on and every message of a
// ballot that its proposer has not given up, and that can still be answered, arrives.
//
//	mcheck paxos --proposers 1 --property EventuallyChosen
//	mcheck paxos --proposers 2 --property EventuallyChosen
//	mcheck paxos --proposers 2 --elect --property EventuallyChosen
//
// One proposer decides. Two overtake each other for ever, as section 2.4 of "Paxos Made
// Simple" tells: that is testdata/duel.txt. With --elect a distinguished proposer is
// selected at last, and then it decides.
//
// Ballots only grow, and with a bound on them no duel would be for ever: mcheck calls that
// incomplete. So they are stored as ranks among those in use, without a bound. See
// ranks.go, and TestRanks, which certifies on small instances that nothing else changes.
// The twin of this form is PaxosLive.tla, of which TLC says the same (spaces.txt). It has no
// crashes and no bugs.
//
// # Abstractions, and why they lose nothing
//
// The network is the set of all messages ever sent (Messages). A message stays in
// it, so that it can be received by anybody, again, later, after others, or never:
// loss, delay, duplication and reordering need no actions of their own.
//
// A ballot has a leader of its own, without a state: what it may do depends on the
// messages of its ballot only, all of which stay receivable. A process that leads
// several ballots, or that crashes as a leader and starts over with a new ballot,
// is several leaders. That no two processes use the same ballot is what the paper
// asks of them; the bug shared-ballot is what happens otherwise.
//
// A quorum is a smallest majority. Votes of more acceptors hold those of a quorum. A
// leader that has promises of more, and proposes the value of the latest vote that
// they report, does what it does with a smallest majority of these that holds the
// voter.
//
// Learners have no state. Whatever a learner could have learned from the votes sent
// so far, it could still learn from them; so two learners that disagree at
// different times do so at the later one (property Agreement).
//
// An acceptor writes down all that it knows before it tells anybody, in the same
// step. So what a crash takes away is what was not written: nothing, or what one of
// the bugs forgets.
//
// # Sizes
//
// Without reductions three acceptors, two values and two ballots have 3,921 states,
// with three ballots 185,369. The defaults take less than a second, four ballots ten
// seconds, three ballots with four acceptors three.
//
// # Changes that do no harm
//
// The bugs of the command line break the protocol. One change that looks like a
// mistake does not, and is kept with a test: an acceptor may promise the same ballot
// again (promise-repeated, b >= maxBal instead of >). A second promise can report
// only one more thing than the first, the acceptor's vote in that very ballot. That
// vote is for what the leader has proposed, and it proposes once.
//
// # Left out, and why
//
// Time, and the choice of a leader (section 2.4): progress needs them, safety does
// not, since any leader may do anything at any time.
//
// A proposer that gives up a ballot when it hears of a higher one, and acceptors
// that tell it so (section 2.2, last paragraph): they remove behaviours.
package paxos
