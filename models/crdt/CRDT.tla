--------------------------------- MODULE CRDT ---------------------------------
(***************************************************************************)
(* What the specifications of replicated data types in this directory have *)
(* in common.  See                                                         *)
(*                                                                         *)
(*    Marc Shapiro, Nuno Preguiça, Carlos Baquero, and Marek Zawirski, "A  *)
(*    comprehensive study of Convergent and Commutative Replicated Data    *)
(*    Types", INRIA RR-7506, 2011.                                         *)
(*                                                                         *)
(* An object has a copy, called replica, at each of several processes.  A  *)
(* client calls an operation at any replica, which executes it at once and *)
(* asks nobody.  Later the other replicas hear of it.  Module StateBased   *)
(* says how they do if replicas send their whole state, module OpBased if  *)
(* they send operations.  The types of the catalogue are defined there.    *)
(*                                                                         *)
(* This module says what the types mean, whatever their implementation:    *)
(* which value a replica has to show that has seen a set of updates,       *)
(* depending on which of these had seen which others.  In the words of     *)
(*                                                                         *)
(*    Sebastian Burckhardt, Alexey Gotsman, Hongseok Yang, and Marek       *)
(*    Zawirski, "Replicated Data Types: Specification, Verification,       *)
(*    Optimality", POPL 2014                                               *)
(*                                                                         *)
(* it is the specification function of the type, applied to the operation  *)
(* context of a query.                                                     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS
  Type,      \* The data type: an element of Types.
  Replicas,  \* The number of replicas.
  Elements,  \* The number of elements that a set may have.
  Bug        \* The name of the rule that is broken, or "none".

StateTypes == {"g-counter", "pn-counter", "g-set", "2p-set", "or-set", "lww-register", "rga"}
CausalTypes == {"causal-counter", "causal-set", "causal-register"}
PlainTypes == {"plain-counter", "plain-set", "plain-register"}
Types == StateTypes \cup CausalTypes \cup PlainTypes

Bugs ==
  { "merge-adds",       \* G-Counter: counts are merged by addition.
    "query-max",        \* G-Counter: the value is the largest count.
    "up-and-down",      \* PN-Counter: a decrement lowers a count.
    "overwrite",        \* merge replaces.
    "larger-wins",      \* merge takes the larger payload for the newer one.
    "merge-toggles",    \* sets: merge is exclusive or.
    "re-add",           \* 2P-Set: what was removed is added again.
    "no-tags",          \* OR-Set: a replica's tags are all the same.
    "no-tombstones",    \* OR-Set: removed tags are forgotten.
    "local-ties",       \* LWW-Register: each replica prefers its own write.
    "own-clock",        \* LWW-Register: clocks do not heed what was seen.
    "tick-on-merge",    \* LWW-Register: a stamp advances when it is received.
    "to-front",         \* RGA: what arrives comes first.
    "no-skip",          \* RGA: nothing is skipped.
    "skip-earlier",     \* RGA: the wrong elements are skipped.
    "assign-total",     \* counter: the total is broadcast.
    "deliver-twice",    \* broadcast: messages are delivered again.
    "plain-broadcast",  \* broadcast: causality is not respected.
    "fifo-only",        \* broadcast: causality is not respected across sources.
    "remove-all",       \* OR-Set: a removal removes what it has not seen.
    "remove-at-once",   \* OR-Set: a removal does not wait for what it removes.
    "overwrite-all",    \* MV-Register: a write replaces what it has not seen.
    "last-arrival",     \* LWW-Register: stamps are not compared.
    "unfair-gossip" }   \* Nothing need ever arrive: see MCCRDTLive.

ASSUME /\ Type \in Types
       /\ Replicas \in Nat \ {0}
       /\ Elements \in Nat \ {0}
       /\ Bug \in Bugs \cup {"none"}

(***************************************************************************)
(* Replicas are numbers, because some types break ties by an order of      *)
(* replicas.                                                               *)
(***************************************************************************)
Replica == 1 .. Replicas
Element == 1 .. Elements

(***************************************************************************)
(* An update is identified by the replica that made it and a number: it is *)
(* the n-th of that replica.  This pair is what types take for a unique    *)
(* tag.  NoDot is no update.                                               *)
(***************************************************************************)
Dot   == Replica \X (Nat \ {0})
NoDot == <<0, 0>>

(***************************************************************************)
(* Operations.  elem is the element that is added to a set or removed from *)
(* it; ref is what something is inserted behind in a sequence, or what is  *)
(* deleted.  What is written to a register and what is inserted into a     *)
(* sequence is the identity of the update itself: no two write the same.   *)
(***************************************************************************)
Op(kind, elem, ref) == [kind |-> kind, elem |-> elem, ref |-> ref]

Inc       == Op("inc", 0, NoDot)
Dec       == Op("dec", 0, NoDot)
Add(e)    == Op("add", e, NoDot)
Remove(e) == Op("remove", e, NoDot)
Write     == Op("write", 0, NoDot)
Insert(d) == Op("insert", 0, d)
Delete(d) == Op("delete", 0, d)

-------------------------------------------------------------------------------
VARIABLES
  replica,   \* replica[i].payload is the state of replica i; replica[i].seen is
             \* the set of updates that are in it.
  sent,      \* The set of all messages that were ever sent.  A message can be
             \* received at any later time, more than once, or never.
  history    \* history[i] is the sequence of updates that replica i has made,
             \* each with its operation and the updates that i had seen before.

vars == << replica, sent, history >>

Made == {<<i, n>> \in Replica \X (1 .. 9) : n <= Len(history[i])}

Event(d) == history[d[1]][d[2]]

HistoryOK ==
  /\ \A i \in Replica : replica[i].seen \subseteq Made
  /\ \A d \in Made : Event(d).past \subseteq Made \ {d}

(***************************************************************************)
(* The identity of the next update of replica i, and what it does to the   *)
(* history.                                                                *)
(***************************************************************************)
NewDot(i) == <<i, Len(history[i]) + 1>>

Record(i, op) ==
  history' = [history EXCEPT ![i] = Append(@, [op |-> op, past |-> replica[i].seen])]

-------------------------------------------------------------------------------
(***************************************************************************)
(* WHAT TYPES MEAN                                                         *)
(***************************************************************************)
With(seen, op) == {d \in seen : Event(d).op = op}

Max(S) == CHOOSE x \in S : \A y \in S : y <= x

CounterValue(seen) ==
  Cardinality(With(seen, Inc)) - Cardinality(With(seen, Dec))

GrowingValue(seen) == {e \in Element : With(seen, Add(e)) # {}}

RemoveWinsValue(seen) ==
  {e \in Element : With(seen, Add(e)) # {} /\ With(seen, Remove(e)) = {}}

(***************************************************************************)
(* An addition of e that no removal of e has seen.                         *)
(***************************************************************************)
Survives(seen, e) ==
  \E a \in With(seen, Add(e)) : \A r \in With(seen, Remove(e)) : a \notin Event(r).past

AddWinsValue(seen) == {e \in Element : Survives(seen, e)}

(***************************************************************************)
(* The Lamport time of an update, among those of its kind.                 *)
(***************************************************************************)
RECURSIVE Time(_)
Time(d) ==
  1 + Max({0} \cup {Time(e) : e \in {f \in Event(d).past : Event(f).op.kind = Event(d).op.kind}})

(***************************************************************************)
(* Updates are ordered by their times and, where these are equal, by their *)
(* replicas.  None of the same replica have equal times.                   *)
(***************************************************************************)
Later(a, b) ==
  \/ a.time > b.time
  \/ a.time = b.time /\ a.id[1] > b.id[1]

Stamped(d) == [time |-> IF d = NoDot THEN 0 ELSE Time(d), id |-> d]

Latest(S) == CHOOSE d \in S : \A e \in S \ {d} : Later(Stamped(d), Stamped(e))

LastWriterValue(seen) == IF seen = {} THEN NoDot ELSE Latest(seen)

MultiValue(seen) == {d \in seen : \A e \in seen : d \notin Event(e).past}

(***************************************************************************)
(* The insertions are a tree, in which each is a child of what it was      *)
(* inserted behind.  The value is the tree in depth-first order, later     *)
(* children before earlier ones, without what was deleted.                 *)
(***************************************************************************)
RECURSIVE Subtrees(_, _)
Subtrees(roots, seen) ==
  IF roots = {}
  THEN <<>>
  ELSE LET d == Latest(roots)
       IN (IF With(seen, Delete(d)) = {} THEN <<d>> ELSE <<>>)
            \o Subtrees(With(seen, Insert(d)), seen)
            \o Subtrees(roots \ {d}, seen)

SequenceValue(seen) == Subtrees(With(seen, Insert(NoDot)), seen)

Value(seen) ==
  CASE Type \in {"g-counter", "pn-counter", "causal-counter", "plain-counter"} -> CounterValue(seen)
    [] Type = "g-set" -> GrowingValue(seen)
    [] Type = "2p-set" -> RemoveWinsValue(seen)
    [] Type \in {"or-set", "causal-set", "plain-set"} -> AddWinsValue(seen)
    [] Type \in {"lww-register", "plain-register"} -> LastWriterValue(seen)
    [] Type = "causal-register" -> MultiValue(seen)
    [] Type = "rga" -> SequenceValue(seen)

-------------------------------------------------------------------------------
(***************************************************************************)
(* WHAT USERS RELY ON                                                      *)
(*                                                                         *)
(* Properties of a step in which the value at replica i goes from old to   *)
(* new.                                                                    *)
(***************************************************************************)
Updated(i) == Len(history'[i]) > Len(history[i])

(***************************************************************************)
(* An element that is added is in the set, and leaves it only when all its *)
(* additions were seen by removals.                                        *)
(***************************************************************************)
AddWinsStep(i, old, new) ==
  /\ Updated(i) => LET op == history'[i][Len(history'[i])].op
                   IN op.kind = "add" => op.elem \in new
  /\ \A e \in old \ new : ~ Survives(replica[i].seen, e)'

(***************************************************************************)
(* An element that was removed never comes back.                           *)
(***************************************************************************)
RemoveWinsStep(i, new) ==
  \A e \in new : With(replica[i].seen, Remove(e)) = {}

(***************************************************************************)
(* A write is what is read next, and gives way to later ones only.         *)
(***************************************************************************)
LastWriterStep(i, old, new) ==
  IF Updated(i)
  THEN new = NewDot(i)
  ELSE old # new => /\ new # NoDot
                    /\ old # NoDot => Later(Stamped(new), Stamped(old))

(***************************************************************************)
(* What is inserted comes right behind its predecessor, and elements never *)
(* change places.                                                          *)
(***************************************************************************)
Position(d, list) ==
  IF \E k \in 1 .. Len(list) : list[k] = d
  THEN CHOOSE k \in 1 .. Len(list) : list[k] = d
  ELSE 0

OrderStep(i, old, new) ==
  /\ Updated(i) =>
       LET d  == NewDot(i)
           op == history'[i][Len(history'[i])].op
       IN op.kind = "insert" =>
            /\ Position(d, new) > 0
            /\ Position(d, new) = 1 + Position(op.ref, new)
  /\ \A j, k \in 1 .. Len(old) :
       (j < k /\ Position(old[j], new) > 0 /\ Position(old[k], new) > 0)
         => Position(old[j], new) < Position(old[k], new)

===============================================================================
