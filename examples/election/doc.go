// Command election checks one election, as Raft (Ongaro and Ousterhout, "In
// Search of an Understandable Consensus Algorithm", section 5.2) holds one in
// each of its terms. It is the model that docs/adding-a-model.md is about.
//
//	TLA+ operator | Go function   | rule
//	Stand         | stand         | section 5.2: a server votes for itself and asks the others
//	Lead          | lead          | section 5.2: the votes of a majority make a leader
//	HandleRequest | handleRequest | section 5.2: one vote, first come, first served
//	HandleVote    | handleVote    | section 5.2: a candidate counts
//
// Left out, and why: terms, because a second election is the same once more; time,
// because a server may stand whenever it has not voted; message loss, because a
// message in the set need never be received.
package main
