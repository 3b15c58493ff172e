------------------------------- MODULE Consensus -------------------------------
(***************************************************************************)
(* What consensus is: of a set of values at most one is chosen, and what   *)
(* is chosen stays chosen.  There are neither processes nor messages here; *)
(* an algorithm that solves consensus refines this module.                 *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Value,   \* The set of values that can be chosen.
  Bug      \* The name of the mistake that is built in, or "none".

Bugs ==
  { "choose-again", "change-mind" }

ASSUME Bug \in Bugs \cup {"none"}

VARIABLE chosen   \* The set of values that are chosen.

Init == chosen = {}

(***************************************************************************)
(* Value v is chosen, if nothing was.                                      *)
(***************************************************************************)
Choose(v) ==
  /\ IF Bug = "none" THEN chosen = {} ELSE TRUE
  /\ chosen' = IF Bug = "change-mind" THEN {v} ELSE chosen \cup {v}

Next ==
  \E v \in Value : Choose(v)

Spec == Init /\ [][Next]_chosen

-------------------------------------------------------------------------------
TypeOK == chosen \subseteq Value

(***************************************************************************)
(* At most one value is chosen.                                            *)
(***************************************************************************)
Agreement == Cardinality(chosen) <= 1

(***************************************************************************)
(* What is chosen stays chosen.                                            *)
(***************************************************************************)
Stability     == chosen \subseteq chosen'
StabilityProp == [][Stability]_chosen

===============================================================================
