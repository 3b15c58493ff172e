// Package threepc models three-phase commit with its termination rule, after Skeen,
// "Nonblocking Commit Protocols" (SIGMOD 1981), and the account of it in Bernstein,
// Hadzilacos and Goodman, "Concurrency Control and Recovery in Database Systems"
// (1987), section 7.5. Phase 1 collects votes, phase 2 tells all that all have voted
// to commit, phase 3 tells the decision.
//
//	TLA+ operator      | Go function        | rule
//	RMPrepare          | rmPrepare          | phase 1: an RM is prepared, and votes
//	RMChooseToAbort    | rmChooseToAbort    | phase 1: an unprepared RM may abort alone
//	TMPreCommit        | tmPreCommit        | phase 2: all have voted to commit, and are told so
//	TMAbort            | tmAbort            | phase 1: the TM may abort until it has all votes
//	Commit             | commit             | phase 3: commit when all who are up know that all have voted to
//	RMRcvPreCommit     | rmRcvPreCommit     | phase 2: the RM learns it, and says so
//	RMRcvCommit        | rmRcvCommit        | phase 3: the RM obeys
//	RMRcvAbort         | rmRcvAbort         | phase 3: the RM obeys
//	TMCrash            | tmCrash            | failures: processes stop for good
//	RMCrash            | rmCrash            | failures: processes stop for good
//	Suspect            | suspect            | assumption broken: who is taken for crashed has crashed
//	DecideAlone        | decideAlone        | assumption broken: who has crashed does not return and decide alone
//	TakeOver           | takeOver           | termination: an RM takes the place of a crashed coordinator
//	RMPromise          | rmPromise          | termination: the RM promises to ignore former coordinators, and reports its state
//	TerminateCommit    | terminateCommit    | termination: commit if one has committed
//	TerminateAbort     | terminateAbort     | termination: abort if one has aborted, or none is precommitted
//	TerminatePreCommit | terminatePreCommit | termination: otherwise begin phase 2 again, with those who are up
//
// # What it shows
//
// It does not block, where two-phase commit does. A state in which nothing can
// happen any more is one in which all who are up have decided; mcheck reports any
// other as a deadlock. That such a state is reached is the property Termination. CommitsWithoutTM and AbortsWithoutTM are witnesses that the RMs
// come to both decisions after the TM has crashed without one.
//
// Why it is safe. While an RM that is up is not precommitted nobody has committed,
// because a coordinator commits only when each RM has acknowledged or crashed. So who
// takes over can tell from the survivors what can have been decided, and need not ask
// those who have crashed. If none of them is precommitted then nobody has committed,
// nor will: they have promised to ignore former coordinators. If one is, then all have
// voted to commit, and an abort cannot have been decided: who decides it has found
// nobody precommitted, and the promises keep it so.
//
// It rests on two assumptions. Who is taken for crashed has crashed, and does not come
// back to decide by itself. Both can be broken:
//
//	mcheck threepc --rms 2 --crashes 2 --false-suspicions 1
//	mcheck threepc --rms 2 --crashes 0 --false-suspicions 3
//	mcheck threepc --rms 2 --crashes 1 --independent-recoveries 1
//
// In the first, the TM gives up an RM that is only slow, and commits with the other;
// both crash; the slow one aborts, alone. The second is a partition: nobody crashes,
// but the TM and one RM on one side, and the other RM on its own, take each other for
// crashed. The counterexamples are in testdata. Two-phase commit with recovery, in
// package twopc, stays safe when its time-outs are wrong, and waits instead.
//
// # Liveness
//
// Termination: every RM that is up decides at last. Fair are those behaviours in which
// nobody stops without having crashed, no message is lost for good, and the crash of a
// coordinator is noticed.
//
//	mcheck threepc --property Termination
//
// It holds under the conditions of safety: whoever crashes stays so, and is the only one
// that is taken for crashed. A single false suspicion does not hinder it, nor does a
// process that returns, if it does no harm. That a crash is noticed is the third
// assumption. Without it the RMs wait, as in two-phase commit without recovery:
//
//	mcheck threepc --bug unnoticed-crash
//
// TLC says the same of ThreePhaseLive.tla (spaces.txt).
//
// # Abstractions, and why they lose nothing
//
// What a coordinator has said is part of its own variables, and so is what it was
// told. Everybody can receive it at any later time, or never, as from a set of messages.
// A detector that is late to find a crash is a step that is taken late.
//
// The RM that takes over is any that takes the last coordinator for crashed. An
// election among the survivors chooses one of them.
//
// An RM ignores the decision that it knows already.
//
// # Changes that do no harm
//
// An RM that learns that all have voted need not look whether it has itself
// (precommit-unprepared): who says so has all votes, or has heard of it from an RM that
// was precommitted. A new coordinator that begins phase 2 again need not look for RMs
// that have aborted (precommit-despite-abort): where one is precommitted all have voted,
// and an abort after that was decided by a coordinator that had found nobody
// precommitted, as the promises kept it. Both leave the states as they are, as long as
// the assumptions hold, and say what the rules rely on.
//
// # Left out, and why
//
// Time, as in twopc. Recovery of crashed RMs by asking others: they learn the decision
// and change nothing. The failure of all processes: somebody has to wait for the last
// one that failed, and the protocol blocks.
//
// # Sizes
//
// The default, three RMs and two crashes, takes well below a second, and three crashes
// take a second.
package threepc
