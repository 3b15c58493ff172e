---------------------------- MODULE ThreePhaseLive ----------------------------
(***************************************************************************)
(* Three-phase commit in which coordinators that are up go on until they   *)
(* have decided, RMs that are up vote or abort, what was said arrives      *)
(* where somebody is up and listens, and a crash of the coordinator is     *)
(* noticed.  Nothing makes anybody crash, suspect or return.               *)
(***************************************************************************)
EXTENDS ThreePhase

RMRcv(r, c) ==
  \/ RMRcvPreCommit(r, c)
  \/ RMRcvCommit(r, c)
  \/ RMRcvAbort(r, c)
  \/ c > 1 /\ RMPromise(r, c)

Terminate(c) == TerminateCommit(c) \/ TerminateAbort(c) \/ TerminatePreCommit(c)

Fairness ==
  /\ WF_vars(TMPreCommit \/ TMAbort)
  /\ \A r \in RM : WF_vars(RMPrepare(r) \/ RMChooseToAbort(r))
  /\ \A c \in Number : WF_vars(Commit(c))
  /\ \A r \in RM, c \in Number : WF_vars(RMRcv(r, c))
  /\ \A c \in Number \ {1} : WF_vars(Terminate(c))
  /\ Bug # "unnoticed-crash" => WF_vars(\E r \in RM : TakeOver(r))

LiveSpec == Spec /\ Fairness

(***************************************************************************)
(* From some time on every RM that is up has decided.                      *)
(***************************************************************************)
Termination == <>[](\A r \in RM : r \in crashed \/ rmState[r] \in {"committed", "aborted"})

===============================================================================
