// Package twopc models two-phase commit after Gray and Lamport, "Consensus on
// Transaction Commit" (ACM TODS 31(1), 2006), section 3. It comes in two forms.
//
// The basic form, Config, is that of the paper: no failures, messages as a growing
// set. It is small and fast, and what engines are measured with.
//
//	operator of TwoPhase | Go function     | rule
//	TMCommit             | tmCommit        | section 3: all prepared, so commit
//	TMAbort              | tmAbort         | section 3: the TM may abort until it has committed
//	TMRcvPrepared        | tmRcvPrepared   | section 3: the TM learns that an RM is prepared
//	RMPrepare            | rmPrepare       | section 3: an RM prepares
//	RMChooseToAbort      | rmChooseToAbort | section 3: an unprepared RM may abort alone
//	RMRcvCommitMsg       | rmRcvCommitMsg  | section 3: the RM obeys
//	RMRcvAbortMsg        | rmRcvAbortMsg   | section 3: the RM obeys
//
// The form with failures, RecoveryConfig, adds what the protocol is known for. The
// steps of the basic form are its steps, too, while those who take them are up, and
// without failures it has no others: spaces.txt has the same numbers for both.
//
//	operator of TwoPhaseRecovery | Go function     | rule
//	TMCommit                     | tmCommit        | section 3: all prepared, so commit
//	TMAbort                      | tmAbort         | section 3: the TM may abort until it has committed
//	TMRcvPrepared                | tmRcvPrepared   | section 3: the TM learns that an RM is prepared
//	RMPrepare                    | rmPrepare       | section 3: an RM prepares; its record is durable before it votes
//	RMChooseToAbort              | rmChooseToAbort | section 3: an unprepared RM may abort alone
//	RMRcvCommitMsg               | rmRcvCommitMsg  | section 3: the RM obeys the coordinator of its promise; its record is durable before it unlocks
//	RMRcvAbortMsg                | rmRcvAbortMsg   | section 3: the RM obeys the coordinator of its promise
//	RMCrash                      | rmCrash         | failures: an RM stops
//	RMRestart                    | rmRestart       | failures: an RM continues from its log
//	TMCrash                      | tmCrash         | failures: a coordinator stops for good
//	TakeOver                     | takeOver        | recovery: after a time-out there is a new coordinator
//	TakeOverEarly                | takeOverEarly   | recovery: a time-out may be wrong
//	RMPromise                    | rmPromise       | recovery: the RM promises to ignore former coordinators, and reports its state
//	RecoverCommit                | recoverCommit   | recovery: commit if one has committed or all are prepared
//	RecoverAbort                 | recoverAbort    | recovery: abort if none has committed
//
// # What it shows
//
// Without recovery, two-phase commit blocks. The witness Blocked is a state in which
// the TM has crashed before it decided, and an RM is prepared: it holds its locks,
// and no step that anybody can take ever changes that.
//
//	mcheck twopc --coordinator-crashes 1
//
// Recovery unblocks it, as long as every RM can be asked: RecoveryBlocked is a state
// in which one is down and all others wait for it. That is by design. Whoever goes
// on without it, as package threepc does, has to know that it has crashed.
//
//	mcheck twopc --coordinator-crashes 1 --participant-crashes 1 --recovery
//
// The rule of recovery, and why it is right. A new coordinator asks all RMs for
// their states, and each RM that answers promises to ignore all earlier coordinators.
// When all have answered nobody will ever obey an earlier one, so that what was
// reported stays true, but for unprepared RMs that abort. If one has committed, then
// all were prepared, and none has aborted: commit. If one has aborted or is not
// prepared, then none has committed: abort. If all are prepared then none has
// decided, and both are right, even if the old TM has said otherwise: the transaction
// commits when the first RM writes its commit record, and not before. Overruled is
// the witness that this happens. The same argument holds for a coordinator that is
// only slow, so that time-outs may be wrong (--false-suspicions), and for a new
// coordinator that crashes in its turn.
//
// # Liveness
//
// Termination: every RM that is up decides at last. Fair are those behaviours in which
// nobody stops without having crashed, and no message is lost for good.
//
//	mcheck twopc --property Termination
//	mcheck twopc --rms 2 --coordinator-crashes 1 --property Termination
//	mcheck twopc --rms 2 --coordinator-crashes 1 --recovery --property Termination
//
// It holds without crashes. If the coordinator crashes it does not: that is Blocked,
// drawn as the behaviour after which nothing more happens. With recovery it holds as
// long as no RM crashes, however many coordinators do. An RM that crashes may stay down,
// and nothing then ends the wait of RecoveryBlocked; but if from some time on all RMs
// are up, then all terminate, those that have restarted from their logs among them:
// TerminationIfAllReturn.
//
// TLC says the same of TwoPhaseRecoveryLive.tla (spaces.txt), and of TwoPhaseLive.tla, the
// form without failures.
//
// # Abstractions, and why they lose nothing
//
// A record and what follows from it are one step. A crash between the two is a crash
// after both where nobody receives what was sent. The bugs commit-before-log and
// vote-before-log leave the record out: a crash comes before it was written.
//
// An RM holds its locks while it is prepared, so that locks are no variable.
//
// The messages of a new coordinator and the answers to it are part of its own
// variables. They can be received from when they are sent until forever, as if they
// were in a set of messages.
//
// # Changes that do no harm
//
// An RM may vote after it has promised to ignore the TM (vote-after-promise). It has
// reported that it was not prepared, and obeys the TM no more. If the TM commits,
// because it has all votes, then either another RM hears of it before it promises, and
// reports that, or nobody does, and the new coordinator aborts as it would have. Safety
// rests on whom an RM obeys; that it votes no more is to spare it a wait for nothing.
//
// # Left out, and why
//
// Time: a time-out may happen at any time, or never. That an RM gives up waiting
// before it votes is RMChooseToAbort; that the TM does is TMAbort.
//
// Message loss: nobody has to receive a message.
//
// The TM's log: it does not return to read it. If it did, it would ask as a new
// coordinator does.
//
// Read-only participants, presumed abort and other savings of messages.
//
// # Sizes
//
// The basic form has 288 states with three RMs, and ten million with nine. With
// failures two RMs are a matter of milliseconds; three RMs and one failure of each
// kind, of seconds.
package twopc
