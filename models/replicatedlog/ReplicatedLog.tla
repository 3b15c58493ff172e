----------------------------- MODULE ReplicatedLog -----------------------------
(***************************************************************************)
(* What a replicated log is: a sequence of slots, for each of which an     *)
(* entry is chosen, once and for all.  Each slot is an instance of         *)
(* consensus.  There are neither processes nor messages here; an algorithm *)
(* that replicates a log refines this module.                              *)
(*                                                                         *)
(* Algorithms differ in two things.  Multi-Paxos can choose entries for    *)
(* the slots in any order, one at a time.  The log of Raft has no gaps,    *)
(* and a step can choose several entries at its end.                       *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Entry,     \* The set of entries that can be chosen.
  Slots,     \* The number of slots.
  Batch,     \* How many entries a step can choose.
  InOrder,   \* TRUE if a slot has to wait for those before it.
  Bug        \* The name of the mistake that is built in, or "none".

Bugs ==
  { "choose-again", "change-mind", "leave-gap" }

ASSUME /\ Slots \in Nat
       /\ Batch \in Nat
       /\ InOrder \in BOOLEAN
       /\ Bug \in Bugs \cup {"none"}

Slot    == 1 .. Slots
Entries == UNION {[1 .. n -> Entry] : n \in 1 .. Batch}

VARIABLE chosen   \* chosen[s] is the set of entries that are chosen for slot s.

Init == chosen = [s \in Slot |-> {}]

(***************************************************************************)
(* The entries es are chosen for slot s and those behind it.  None of      *)
(* these has an entry yet; with InOrder all before them have.              *)
(***************************************************************************)
Choose(s, es) ==
  LET ours      == s .. (s + Len(es) - 1)
      entry(t)  == es[t - s + 1]
      free(t)   == IF Bug \in {"choose-again", "change-mind"} THEN TRUE ELSE chosen[t] = {}
      isNext    == IF InOrder /\ Bug # "leave-gap" THEN \A t \in 1 .. (s - 1) : chosen[t] # {} ELSE TRUE
      others(t) == IF Bug = "change-mind" THEN {} ELSE chosen[t]
  IN  /\ ours \subseteq Slot
      /\ \A t \in ours : free(t)
      /\ isNext
      /\ chosen' = [t \in Slot |-> IF t \in ours THEN others(t) \cup {entry(t)} ELSE chosen[t]]

Next ==
  \E s \in Slot, es \in Entries : Choose(s, es)

Spec == Init /\ [][Next]_chosen

-------------------------------------------------------------------------------
TypeOK == chosen \in [Slot -> SUBSET Entry]

(***************************************************************************)
(* At most one entry is chosen for a slot.                                 *)
(***************************************************************************)
Agreement == \A s \in Slot : \A e, f \in chosen[s] : e = f

(***************************************************************************)
(* What is chosen for a slot stays chosen.                                 *)
(***************************************************************************)
Stability     == \A s \in Slot : chosen[s] \subseteq chosen'[s]
StabilityProp == [][Stability]_chosen

(***************************************************************************)
(* With InOrder, all slots before one that has an entry have one.          *)
(***************************************************************************)
NoGaps ==
  InOrder => \A s \in Slot : chosen[s] # {} => \A t \in 1 .. (s - 1) : chosen[t] # {}

===============================================================================
