// Package consensus says what consensus is, without processes or messages: of a set
// of values at most one is chosen, and it stays chosen. It is the top of the chain
// by which Lamport explains Paxos in "The Paxos algorithm, or how to win a Turing
// Award" (2019): paxos implements voting, and voting implements consensus, each by
// a refinement mapping.
//
//	TLA+ operator | Go function | rule
//	Choose        | choose      | a value is chosen, once
//
// Agreement alone would allow a value to be chosen, taken back, and replaced:
// Stability is what forbids it. Neither follows from the other, as the two bugs
// show.
//
// Left out, and why: liveness, since that a value is chosen at all is more than
// asynchronous processes can promise (Fischer, Lynch and Paterson, 1985).
package consensus
