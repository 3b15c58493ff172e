---------------------------- MODULE MCStateBased ----------------------------
(***************************************************************************)
(* Module StateBased made finite: there are no more than MaxUpdates updates. *)
(***************************************************************************)
EXTENDS StateBased

CONSTANT MaxUpdates   \* The number of updates of all replicas together.

ASSUME MaxUpdates \in Nat

Unbounded == INSTANCE StateBased

MCUpdate(i, op) ==
  /\ Cardinality(Made) < MaxUpdates
  /\ Unbounded!Update(i, op)

===============================================================================
