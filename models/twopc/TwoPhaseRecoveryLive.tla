------------------------ MODULE TwoPhaseRecoveryLive --------------------------
(***************************************************************************)
(* Two-phase commit with failures, in which coordinators that are up go on *)
(* until they have decided, what they have said arrives where somebody is  *)
(* up and listens to them, and after one has crashed another takes over,   *)
(* if there is recovery.  Nothing makes anybody vote, crash, restart or    *)
(* suspect: the TM does not wait for ever.                                 *)
(***************************************************************************)
EXTENDS TwoPhaseRecovery

TMNext == TMCommit \/ TMAbort \/ \E r \in RM : TMRcvPrepared(r)

RMRcv(r, c) ==
  \/ RMRcvCommitMsg(r, c)
  \/ RMRcvAbortMsg(r, c)
  \/ c > 0 /\ RMPromise(r, c)

Fairness ==
  /\ WF_vars(TMNext)
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
