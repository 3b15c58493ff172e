// Package twopc models two-phase commit after Gray and Lamport, "Consensus on
// Transaction Commit" (ACM TODS 31(1), 2006), section 3, in its basic form: no
// failures, messages as a growing set.
//
//	TLA+ operator   | Go function     | rule
//	TMCommit        | tmCommit        | section 3: all prepared, so commit
//	TMAbort         | tmAbort         | section 3: the TM may abort until it has committed
//	TMRcvPrepared   | tmRcvPrepared   | section 3: the TM learns that an RM is prepared
//	RMPrepare       | rmPrepare       | section 3: an RM prepares
//	RMChooseToAbort | rmChooseToAbort | section 3: an unprepared RM may abort alone
//	RMRcvCommitMsg  | rmRcvCommitMsg  | section 3: the RM obeys
//	RMRcvAbortMsg   | rmRcvAbortMsg   | section 3: the RM obeys
//
// Left out, and why: time-outs, because aborting is always possible and so they
// would add no behaviour; message loss, because a message in the set need never
// be received.
package twopc
