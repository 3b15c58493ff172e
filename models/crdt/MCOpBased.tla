---------------------------- MODULE MCOpBased ----------------------------
(***************************************************************************)
(* Module OpBased made finite: there are no more than MaxUpdates updates. *)
(***************************************************************************)
EXTENDS OpBased

CONSTANT MaxUpdates   \* The number of updates of all replicas together.

ASSUME MaxUpdates \in Nat

Unbounded == INSTANCE OpBased

MCUpdate(i, op) ==
  /\ Cardinality(Made) < MaxUpdates
  /\ Unbounded!Update(i, op)

===============================================================================
