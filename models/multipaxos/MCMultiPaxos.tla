------------------------------ MODULE MCMultiPaxos ------------------------------
(***************************************************************************)
(* The bounds that make module MultiPaxos finite, for model checking: a    *)
(* number of ballots, and one of slots.  The configuration file puts       *)
(* MCBallot, MCSlot and MCPropose in the places of Ballot, Slot and        *)
(* Propose.                                                                *)
(***************************************************************************)
EXTENDS MultiPaxos

CONSTANTS
  Ballots,   \* The number of ballots.
  Slots      \* The number of slots.

ASSUME /\ Ballots \in Nat
       /\ Slots \in Nat

Unbounded == INSTANCE MultiPaxos

MCBallot == 1 .. Ballots
MCSlot   == 1 .. Slots

MCPropose(b, c) ==
  /\ Len(log[b]) < Slots
  /\ Unbounded!Propose(b, c)

===============================================================================
