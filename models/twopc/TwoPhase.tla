------------------------------- MODULE TwoPhase -------------------------------
(***************************************************************************)
(* This module specifies the two-phase commit protocol, as it is described *)
(* in section 3 of                                                         *)
(*                                                                         *)
(*    Jim Gray and Leslie Lamport, "Consensus on Transaction Commit",      *)
(*    ACM Transactions on Database Systems 31(1), 2006.                    *)
(*                                                                         *)
(* A transaction is carried out by several resource managers (RMs).  At    *)
(* the end all of them are to commit it or all are to abort it.  A         *)
(* transaction manager (TM) sees to that: it learns which RMs are prepared *)
(* to commit, decides, and tells them.                                     *)
(*                                                                         *)
(* Two simplifications follow the paper.  An RM becomes prepared on its    *)
(* own initiative, so the TM's first message, which asks it to, is left    *)
(* out.  And an RM that aborts on its own does not say so: the TM can      *)
(* abort at any time before it has decided, and need not know a reason.    *)
(*                                                                         *)
(* Only safety is specified: no RM or TM is ever obliged to do anything.   *)
(***************************************************************************)
CONSTANT RM   \* The set of resource managers.

VARIABLES
  rmState,      \* rmState[r] is the state of resource manager r.
  tmState,      \* The state of the transaction manager.
  tmPrepared,   \* The set of RMs from which the TM has heard that they are
                \* prepared.
  msgs          \* The set of all messages that were ever sent.

vars == << rmState, tmState, tmPrepared, msgs >>

(***************************************************************************)
(* A Prepared message goes from the RM it names to the TM.  A Commit or an *)
(* Abort message goes from the TM to all RMs; being in the set msgs, it    *)
(* can be received by each of them, at any later time, or never.  So       *)
(* messages may be lost, delayed, duplicated, and reordered.               *)
(***************************************************************************)
Message == [type : {"Prepared"}, rm : RM] \cup [type : {"Commit", "Abort"}]

TypeOK ==
  /\ rmState \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ tmState \in {"init", "committed", "aborted"}
  /\ tmPrepared \subseteq RM
  /\ msgs \subseteq Message

Init ==
  /\ rmState = [r \in RM |-> "working"]
  /\ tmState = "init"
  /\ tmPrepared = {}
  /\ msgs = {}

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE TRANSACTION MANAGER                                                 *)
(***************************************************************************)

(***************************************************************************)
(* While it is undecided, the TM learns that RM r is prepared.             *)
(***************************************************************************)
TMRcvPrepared(r) ==
  /\ tmState = "init"
  /\ [type |-> "Prepared", rm |-> r] \in msgs
  /\ tmPrepared' = tmPrepared \cup {r}
  /\ UNCHANGED << rmState, tmState, msgs >>

(***************************************************************************)
(* The TM decides to commit.  It may do so only when every RM is prepared. *)
(***************************************************************************)
TMCommit ==
  /\ tmState = "init"
  /\ tmPrepared = RM
  /\ tmState' = "committed"
  /\ msgs' = msgs \cup {[type |-> "Commit"]}
  /\ UNCHANGED << rmState, tmPrepared >>

(***************************************************************************)
(* The TM decides to abort.  It may do so whenever it has not decided.     *)
(***************************************************************************)
TMAbort ==
  /\ tmState = "init"
  /\ tmState' = "aborted"
  /\ msgs' = msgs \cup {[type |-> "Abort"]}
  /\ UNCHANGED << rmState, tmPrepared >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE RESOURCE MANAGERS                                                   *)
(***************************************************************************)

(***************************************************************************)
(* RM r has done its work and is prepared to commit.  It tells the TM.     *)
(* From here on it can no longer abort on its own.                         *)
(***************************************************************************)
RMPrepare(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\ msgs' = msgs \cup {[type |-> "Prepared", rm |-> r]}
  /\ UNCHANGED << tmState, tmPrepared >>

(***************************************************************************)
(* RM r, still working, aborts on its own.                                 *)
(***************************************************************************)
RMChooseToAbort(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED << tmState, tmPrepared, msgs >>

(***************************************************************************)
(* RM r is told the decision, and obeys.  No state of r is excluded: that  *)
(* r is never told to commit after it aborted is what is to be shown, not  *)
(* what is assumed.  To be told a second time changes nothing.             *)
(***************************************************************************)
RMRcvCommitMsg(r) ==
  /\ [type |-> "Commit"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ UNCHANGED << tmState, tmPrepared, msgs >>

RMRcvAbortMsg(r) ==
  /\ [type |-> "Abort"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED << tmState, tmPrepared, msgs >>

-------------------------------------------------------------------------------
Next ==
  \/ TMCommit
  \/ TMAbort
  \/ \E r \in RM : TMRcvPrepared(r)
  \/ \E r \in RM : RMPrepare(r)
  \/ \E r \in RM : RMChooseToAbort(r)
  \/ \E r \in RM : RMRcvCommitMsg(r)
  \/ \E r \in RM : RMRcvAbortMsg(r)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* What the protocol is for: it never happens that one RM has committed    *)
(* the transaction and another has aborted it.                             *)
(***************************************************************************)
TCConsistent ==
  \A r1, r2 \in RM : ~ /\ rmState[r1] = "committed"
                       /\ rmState[r2] = "aborted"

(***************************************************************************)
(* And an RM commits only when all are prepared.                           *)
(***************************************************************************)
CommitNeedsAllPrepared ==
  (\E r \in RM : rmState[r] = "committed")
    => \A r \in RM : rmState[r] \in {"prepared", "committed"}

===============================================================================
