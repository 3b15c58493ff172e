// Package voting models how a value is chosen by voting in ballots, after Lamport's
// specification Voting ("The Paxos algorithm, or how to win a Turing Award", 2019):
// Paxos without messages and without leaders, and with all that makes it safe. It
// implements consensus, with the values chosen for chosen, and paxos implements it,
// with the votes that were sent for votes.
//
//	TLA+ operator  | Go function    | rule
//	IncreaseMaxBal | increaseMaxBal | an acceptor gives up the ballots below one
//	VoteFor        | voteFor        | an acceptor votes for the value of the ballot, which a quorum shows to be safe
//
// Voting.tla beside this file says the same in TLA+, MCVoting.tla holds its bound on
// ballots; both find the same numbers of states (spaces.txt).
//
// # Why it is safe
//
// OneValuePerBallot and VotesSafe together are inductive, and imply Agreement.
// VoteFor keeps the first by looking at all votes of the ballot. It keeps the second
// by ShowsSafeAt(Q, b, v): nobody in Q votes below b any more. If nobody in Q voted
// there, no value can be chosen there without Q. Else let c be the latest ballot
// below b with a vote in Q: between c and b nothing can be chosen, in c nothing but
// v by the first invariant, and below c nothing but v by the second, applied to the
// vote for v in c.
//
// # Abstractions, and why they lose nothing
//
// An acceptor looks at the votes and at maxBal of all others at once. That no
// process can do so is what the messages of paxos are for.
//
// A quorum is a smallest majority: a set that contains a quorum has its properties.
//
// Left out, and why: liveness; see package consensus.
//
// # Sizes
//
// The defaults have 6,752 states without reductions, and take less than a second;
// four ballots take a few seconds.
package voting
