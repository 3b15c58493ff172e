------------------------ MODULE TwoPhaseRecoveryLive --------------------------
(***************************************************************************)
(* Two-phase commit with failures, in which coordinators that are up go on *)
(* until they have decided, RMs that are up vote or abort, what was said   *)
(* arrives where somebody is up and listens, and after a coordinator has   *)
(* crashed another takes over, if there is recovery.  Nothing makes        *)
(* anybody crash, restart or suspect.                                      *)
(***************************************************************************)
EXTENDS TwoPhaseRecovery

TMNext == TMCommit \/ TMAbort \/ \E r \in RM : TMRcvPrepared(r)

RMRcv(r, c) ==
  \/ RMRcvCommitMsg(r, c)
  \/ RMRcvAbortMsg(r, c)
  \/ c > 0 /\ RMPromise(r, c)

Fairness ==
  /\ WF_vars(TMNext)
  /\ \A r \in RM : WF_vars(RMPrepare(r) \/ RMChooseToAbort(r))
  /\ \A r \in RM, c \in Coordinator : WF_vars(RMRcv(r, c))
  /\ WF_vars(TakeOver)
  /\ \A c \in Coordinator \ {0} : WF_vars(RecoverCommit(c) \/ RecoverAbort(c))

LiveSpec == Spec /\ Fairness

(***************************************************************************)
(* Who is up must terminate; who has crashed may stay down.                *)
(***************************************************************************)
Settled == \A r \in RM : r \in rmDown \/ rmState[r] \in {"committed", "aborted"}

Termination == <>[]Settled

TerminationIfAllReturn == <>[](rmDown = {}) => <>[]Settled

===============================================================================
