------------------------------- MODULE PBFTLive -------------------------------
(***************************************************************************)
(* A client's request is executed, although the primaries of the first f   *)
(* views are faulty: correct replicas go on, their timers expire while a   *)
(* request waits, and they join the view changes of others (section        *)
(* 4.5.2).                                                                 *)
(*                                                                         *)
(* The messages of faulty replicas are always there in module PBFT, and no *)
(* fairness may count on them, because the faulty may keep silent.  So     *)
(* what is fair are the steps that are possible without these messages:    *)
(* those of Own, where nobody is faulty.                                   *)
(***************************************************************************)
EXTENDS PBFT

Own == INSTANCE PBFT WITH faulty <- {}

Correct == Replica \ faulty

Executed(r, x) == \E n \in DOMAIN executed[r] : executed[r][n] = x

(***************************************************************************)
(* The timer of r runs while r has a request that it has not executed.     *)
(* When r has sent a view-change, the timer does not run before r has the  *)
(* view-changes of 2f + 1 replicas.                                        *)
(***************************************************************************)
TimerRuns(r) ==
  /\ \E x \in requested : ~ Executed(r, x)
  /\ waiting[r] => Cardinality({ m \in msgs : /\ m.type = "view-change"
                                              /\ m.view = view[r] }) >= Quorum

Join(r) ==
  /\ Bug # "no-join"
  /\ Cardinality({ q \in Correct : view[q] > view[r] }) > Faults

FairViewChange(r) == (IF TimerRuns(r) THEN TRUE ELSE Join(r)) /\ ViewChange(r)

Fair(A) == WF_vars(A /\ UNCHANGED faulty)

(***************************************************************************)
(* The correct replicas, if FaultyPrimaries is TRUE.                       *)
(***************************************************************************)
Honest == Replica \ { Primary(v) : v \in 0 .. (Faults - 1) }

Fairness ==
  \A r \in Honest :
    /\ \A x \in Request : Fair(PrePrepare(r, x))
    /\ \A n \in SeqNum, x \in Request : Fair(Own!Prepare(r, n, x))
    /\ \A n \in SeqNum, x \in Order : Fair(Own!Commit(r, n, x))
    /\ \A x \in Order : Fair(Own!Execute(r, x))
    /\ Fair(FairViewChange(r))
    /\ \A O \in Orders : Fair(Own!NewView(r, O)) /\ Fair(Own!AcceptNewView(r, O))

(***************************************************************************)
(* These are steps of Next, written once more as what they are fair as.    *)
(***************************************************************************)
FairNext ==
  \/ \E r \in Honest, n \in SeqNum, x \in Request : Own!Prepare(r, n, x)
  \/ \E r \in Honest, n \in SeqNum, x \in Order : Own!Commit(r, n, x)
  \/ \E r \in Honest, x \in Order : Own!Execute(r, x)
  \/ \E r \in Honest : FairViewChange(r)
  \/ \E r \in Honest, O \in Orders : Own!NewView(r, O) \/ Own!AcceptNewView(r, O)

LiveNext == Next \/ (FairNext /\ UNCHANGED faulty)

LiveSpec == Init /\ [][LiveNext]_vars /\ Fairness

Answered(x) == Cardinality({ r \in Correct : Executed(r, x) }) > Faults

RequestExecuted == (requested # {}) ~> (\A x \in requested : Answered(x))

===============================================================================
