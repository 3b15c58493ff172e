----------------------------- MODULE TwoPhaseLive -----------------------------
(***************************************************************************)
(* Two-phase commit in which nobody stops: the TM goes on until it has     *)
(* decided, and each RM until it knows the decision.  Then the transaction *)
(* comes to an end.                                                        *)
(***************************************************************************)
EXTENDS TwoPhase

TMNext == TMCommit \/ TMAbort \/ \E r \in RM : TMRcvPrepared(r)

RMNext(r) ==
  RMPrepare(r) \/ RMChooseToAbort(r) \/ RMRcvCommitMsg(r) \/ RMRcvAbortMsg(r)

Fairness == WF_vars(TMNext) /\ \A r \in RM : WF_vars(RMNext(r))

LiveSpec == Spec /\ Fairness

Termination == <>(\A r \in RM : rmState[r] \in {"committed", "aborted"})

===============================================================================
