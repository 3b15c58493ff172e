// Package tcommit models transaction commit after Gray and Lamport, "Consensus on
// Transaction Commit" (ACM TODS 31(1), 2006), section 2: what a protocol of atomic
// commitment is to achieve, not how. Resource managers carry out a transaction, and
// in the end all of them commit it or all abort it.
//
// The protocols in twopc, threepc and paxoscommit use its types and its properties,
// so that they are held to the same.
//
//	TLA+ operator | Go function | rule
//	Prepare       | prepare     | section 2: a working RM becomes prepared
//	Decide        | decide      | section 2: commit if all are prepared, abort if none has committed
//
// Left out, and why: messages and failures. A step looks at all resource managers
// at once, and that nobody can do so is the whole difficulty of the protocols.
//
// It has 34 states with three resource managers, and is checked in no time with as
// many as there may be.
package tcommit
