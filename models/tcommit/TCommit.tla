-------------------------------- MODULE TCommit --------------------------------
(***************************************************************************)
(* This module specifies what it means to commit a transaction, as section *)
(* 2 of                                                                    *)
(*                                                                         *)
(*    Jim Gray and Leslie Lamport, "Consensus on Transaction Commit",      *)
(*    ACM Transactions on Database Systems 31(1), 2006                     *)
(*                                                                         *)
(* does.  Several resource managers (RMs) have each done a part of it.     *)
(* Either all of them are to make their part permanent, or none.           *)
(*                                                                         *)
(* An action reads the states of all RMs at once.  Protocols, in which an  *)
(* RM knows of others only what it was told, have to achieve the same.     *)
(***************************************************************************)
CONSTANTS
  RM,   \* The set of resource managers.
  Bug   \* The name of the condition that is dropped, or "none".

Bugs ==
  { "commit-early",   \* An RM commits though another is not prepared.
    "abort-late",     \* An RM aborts though another has committed.
    "try-again" }     \* An RM that has aborted becomes prepared again.

ASSUME Bug \in Bugs \cup {"none"}

VARIABLE rmState   \* rmState[r] is the state of resource manager r.

Decided == {"committed", "aborted"}

TypeOK == rmState \in [RM -> {"working", "prepared"} \cup Decided]

Init == rmState = [r \in RM |-> "working"]

(***************************************************************************)
(* Committing is possible once all RMs are prepared, and is so forever.    *)
(* Aborting is possible until the first RM commits.                        *)
(***************************************************************************)
canCommit    == \A r \in RM : rmState[r] \in {"prepared", "committed"}
notCommitted == \A r \in RM : rmState[r] # "committed"

-------------------------------------------------------------------------------
Prepare(r) ==
  /\ rmState[r] \in IF Bug = "try-again" THEN {"working", "aborted"}
                                         ELSE {"working"}
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]

Decide(r, d) ==
  /\ IF d = "committed"
       THEN /\ rmState[r] = "prepared"
            /\ IF Bug = "commit-early" THEN TRUE ELSE canCommit
       ELSE /\ rmState[r] \in {"working", "prepared"}
            /\ IF Bug = "abort-late" THEN TRUE ELSE notCommitted
  /\ rmState' = [rmState EXCEPT ![r] = d]

-------------------------------------------------------------------------------
Next ==
  \/ \E r \in RM : Prepare(r)
  \/ \E r \in RM, d \in Decided : Decide(r, d)

Spec == Init /\ [][Next]_rmState

(***************************************************************************)
(* What follows from it.  These three are demanded of every protocol.      *)
(***************************************************************************)
TCConsistent ==
  \A r1, r2 \in RM : ~ /\ rmState[r1] = "committed"
                       /\ rmState[r2] = "aborted"

CommitNeedsAllPrepared ==
  (\E r \in RM : rmState[r] = "committed") => canCommit

DecisionsStable ==
  \A r \in RM : rmState[r] \in Decided => rmState'[r] = rmState[r]

DecisionsStableProp == [][DecisionsStable]_rmState

===============================================================================
