------------------------------ MODULE StateBased ------------------------------
(***************************************************************************)
(* State-based replication (RR-7506, section 2.2): a replica sends its     *)
(* payload, and whoever receives it merges it with its own.  This works if *)
(* the payloads are a semilattice, merge is its least upper bound, and     *)
(* updates only go up (section 2.3).                                       *)
(*                                                                         *)
(* Every version that a replica ever has is sent at once to all others.  A *)
(* message that is never received stands for one that was not sent, and    *)
(* replicas that receive nothing from each other are partitioned, for as   *)
(* long as it takes.                                                       *)
(***************************************************************************)
EXTENDS CRDT

Total(counts) ==
  LET RECURSIVE Sum(_)
      Sum(i) == IF i = 0 THEN 0 ELSE counts[i] + Sum(i - 1)
  IN Sum(Replicas)

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE TYPES                                                               *)
(***************************************************************************)
NoCounts == [i \in Replica |-> 0]

InitPayload ==
  CASE Type = "g-counter" -> NoCounts
    [] Type = "pn-counter" -> [incs |-> NoCounts, decs |-> NoCounts]
    [] Type = "g-set" -> {}
    [] Type \in {"2p-set", "or-set"} -> [added |-> {}, removed |-> {}]
    [] Type = "lww-register" -> [time |-> 0, id |-> NoDot]
    [] Type = "rga" -> <<>>

(***************************************************************************)
(* An OR-Set's payload consists of pairs of an element and a tag.          *)
(***************************************************************************)
QueryOf(p) ==
  CASE Type = "g-counter" ->
         IF Bug = "query-max" THEN Max({p[i] : i \in Replica}) ELSE Total(p)
    [] Type = "pn-counter" -> Total(p.incs) - Total(p.decs)
    [] Type = "g-set" -> p
    [] Type = "2p-set" -> p.added \ p.removed
    [] Type = "or-set" -> {x[1] : x \in p.added \ p.removed}
    [] Type = "lww-register" -> p.id
    [] Type = "rga" ->
         LET live == SelectSeq(p, LAMBDA a : ~ a.deleted)
         IN [k \in 1 .. Len(live) |-> live[k].id]

(***************************************************************************)
(* The operations whose preconditions are true.                            *)
(***************************************************************************)
Calls(p) ==
  CASE Type = "g-counter" -> {Inc}
    [] Type = "pn-counter" -> {Inc, Dec}
    [] Type = "g-set" -> {Add(e) : e \in Element}
    [] Type \in {"2p-set", "or-set"} ->
         {Add(e) : e \in Element} \cup {Remove(e) : e \in QueryOf(p)}
    [] Type = "lww-register" -> {Write}
    [] Type = "rga" ->
         LET live == {QueryOf(p)[k] : k \in 1 .. Len(QueryOf(p))}
         IN {Insert(d) : d \in live \cup {NoDot}} \cup {Delete(d) : d \in live}

(***************************************************************************)
(* RGA: where an atom is in a list, and a list with one more.  An atom     *)
(* comes behind its predecessor and behind all that was inserted there     *)
(* later, with what was inserted behind that.                              *)
(***************************************************************************)
Where(d, list) ==
  IF \E k \in 1 .. Len(list) : list[k].id = d
  THEN CHOOSE k \in 1 .. Len(list) : list[k].id = d
  ELSE 0

Skips(there, atom) ==
  CASE Bug = "no-skip" -> FALSE
    [] Bug = "skip-earlier" -> Later(atom, there)
    [] OTHER -> Later(there, atom)

RECURSIVE Place(_, _, _)
Place(list, k, atom) ==
  IF k > Len(list) THEN k
  ELSE IF Skips(list[k], atom) THEN Place(list, k + 1, atom)
  ELSE k

Inserted(list, atom) ==
  LET k == Place(list, Where(atom.behind, list) + 1, atom)
  IN SubSeq(list, 1, k - 1) \o <<atom>> \o SubSeq(list, k, Len(list))

Deleted(list, d) == [list EXCEPT ![Where(d, list)].deleted = TRUE]

ToFront(list, k) ==
  <<list[k]>> \o SubSeq(list, 1, k - 1) \o SubSeq(list, k + 1, Len(list))

RECURSIVE MergeAtoms(_, _)
MergeAtoms(p, q) ==
  IF q = <<>> THEN p
  ELSE LET a      == Head(q)
           merged == IF Where(a.id, p) = 0 THEN Inserted(p, a)
                     ELSE IF a.deleted THEN Deleted(p, a.id)
                     ELSE p
       IN MergeAtoms(IF Bug = "to-front" THEN ToFront(merged, Where(a.id, merged)) ELSE merged,
                     Tail(q))

(***************************************************************************)
(* The payload after an operation; d tells the update from all others.     *)
(***************************************************************************)
UpdatedPayload(p, op, d) ==
  CASE Type = "g-counter" -> [p EXCEPT ![d[1]] = @ + 1]
    [] Type = "pn-counter" ->
         CASE op = Inc -> [p EXCEPT !.incs[d[1]] = @ + 1]
           [] op = Dec /\ Bug = "up-and-down" -> [p EXCEPT !.incs[d[1]] = @ - 1]
           [] OTHER -> [p EXCEPT !.decs[d[1]] = @ + 1]
    [] Type = "g-set" -> p \cup {op.elem}
    [] Type = "2p-set" ->
         CASE op.kind = "remove" -> [p EXCEPT !.removed = @ \cup {op.elem}]
           [] Bug = "re-add" -> [added |-> p.added \cup {op.elem}, removed |-> p.removed \ {op.elem}]
           [] OTHER -> [p EXCEPT !.added = @ \cup {op.elem}]
    [] Type = "or-set" ->
         LET observed == {x \in p.added : x[1] = op.elem}
         IN CASE op.kind = "add" /\ Bug = "no-tags" -> [p EXCEPT !.added = @ \cup {<<op.elem, <<d[1], 1>>>>}]
              [] op.kind = "add" -> [p EXCEPT !.added = @ \cup {<<op.elem, d>>}]
              [] Bug = "no-tombstones" -> [p EXCEPT !.added = @ \ observed]
              [] OTHER -> [p EXCEPT !.removed = @ \cup observed]
    [] Type = "lww-register" ->
         [time |-> IF Bug = "own-clock" THEN d[2] ELSE p.time + 1, id |-> d]
    [] Type = "rga" ->
         IF op.kind = "delete"
         THEN Deleted(p, op.ref)
         ELSE Inserted(p, [time    |-> 1 + Max({0} \cup {p[k].time : k \in 1 .. Len(p)}),
                           id      |-> d,
                           behind  |-> op.ref,
                           deleted |-> FALSE])

(***************************************************************************)
(* The least upper bound of p, which is a replica's own payload, and q.    *)
(***************************************************************************)
MergeCounts(p, q) ==
  CASE Bug = "merge-adds" -> [i \in Replica |-> p[i] + q[i]]
    [] OTHER -> [i \in Replica |-> Max({p[i], q[i]})]

MergeSets(p, q) == IF Bug = "merge-toggles" THEN (p \ q) \cup (q \ p) ELSE p \cup q

Size(p) ==
  CASE Type = "g-counter" -> Total(p)
    [] Type = "pn-counter" -> Total(p.incs) + Total(p.decs)
    [] Type = "g-set" -> Cardinality(p)
    [] Type \in {"2p-set", "or-set"} -> Cardinality(p.added) + Cardinality(p.removed)
    [] Type = "lww-register" -> p.time
    [] Type = "rga" -> Len(p)

MergeOf(p, q) ==
  CASE Bug = "overwrite" -> q
    [] Bug = "larger-wins" /\ Size(p) > Size(q) -> p
    [] Bug = "larger-wins" /\ Size(p) < Size(q) -> q
    [] Type = "g-counter" -> MergeCounts(p, q)
    [] Type = "pn-counter" ->
         [incs |-> MergeCounts(p.incs, q.incs), decs |-> MergeCounts(p.decs, q.decs)]
    [] Type = "g-set" -> MergeSets(p, q)
    [] Type = "2p-set" ->
         [added |-> MergeSets(p.added, q.added), removed |-> MergeSets(p.removed, q.removed)]
    [] Type = "or-set" ->
         [added |-> MergeSets(p.added, q.added), removed |-> p.removed \cup q.removed]
    [] Type = "lww-register" ->
         LET last == CASE Bug = "local-ties" /\ p.time = q.time -> p
                       [] Later(q, p) -> q
                       [] OTHER -> p
         IN IF Bug = "tick-on-merge" THEN [last EXCEPT !.time = @ + 1] ELSE last
    [] Type = "rga" -> MergeAtoms(p, q)

-------------------------------------------------------------------------------
InitVersion == [payload |-> InitPayload, seen |-> {}]

Init ==
  /\ replica = [i \in Replica |-> InitVersion]
  /\ sent = {InitVersion}
  /\ history = [i \in Replica |-> <<>>]

(***************************************************************************)
(* A client calls an operation at replica i.                               *)
(***************************************************************************)
Update(i, op) ==
  LET version == [payload |-> UpdatedPayload(replica[i].payload, op, NewDot(i)),
                  seen    |-> replica[i].seen \cup {NewDot(i)}]
  IN /\ replica' = [replica EXCEPT ![i] = version]
     /\ sent' = sent \cup {version}
     /\ Record(i, op)

(***************************************************************************)
(* Replica i receives a version: that of any replica, maybe an old one, or *)
(* one that it has received before.                                        *)
(***************************************************************************)
Merge(i, m) ==
  LET version == [payload |-> MergeOf(replica[i].payload, m.payload),
                  seen    |-> replica[i].seen \cup m.seen]
  IN /\ replica' = [replica EXCEPT ![i] = version]
     /\ sent' = sent \cup {version}
     /\ UNCHANGED history

Next ==
  \/ \E i \in Replica : \E op \in Calls(replica[i].payload) : Update(i, op)
  \/ \E i \in Replica : \E m \in sent : Merge(i, m)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
TypeOK == HistoryOK

(***************************************************************************)
(* The semilattice.  Its laws are claimed of the versions that exist       *)
(* together: those that replicas have or have had.                         *)
(***************************************************************************)
Payloads == {m.payload : m \in sent}

MergeIdempotent == \A x \in Payloads : MergeOf(x, x) = x

MergeCommutes == \A x, y \in Payloads : MergeOf(x, y) = MergeOf(y, x)

MergeAssociates ==
  \A x, y, z \in Payloads : MergeOf(MergeOf(x, y), z) = MergeOf(x, MergeOf(y, z))

(***************************************************************************)
(* One payload is as new as another if merging the other into it changes   *)
(* nothing.                                                                *)
(***************************************************************************)
UpdateInflates ==
  \A i \in Replica : MergeOf(replica'[i].payload, replica[i].payload) = replica'[i].payload

(***************************************************************************)
(* Strong eventual consistency: the same updates, the same payload.        *)
(***************************************************************************)
StrongConvergence == \A x, y \in sent : x.seen = y.seen => x.payload = y.payload

Query(i) == QueryOf(replica[i].payload)

QueryMeetsSpec == \A i \in Replica : Query(i) = Value(replica[i].seen)

AddWins == Type = "or-set" => \A i \in Replica : AddWinsStep(i, Query(i), Query(i)')

RemoveWins == Type = "2p-set" => \A i \in Replica : RemoveWinsStep(i, Query(i)')

LastWriterWins == Type = "lww-register" => \A i \in Replica : LastWriterStep(i, Query(i), Query(i)')

OrderKept == Type = "rga" => \A i \in Replica : OrderStep(i, Query(i), Query(i)')

UpdateInflatesProp == [][UpdateInflates]_vars
AddWinsProp        == [][AddWins]_vars
RemoveWinsProp     == [][RemoveWins]_vars
LastWriterWinsProp == [][LastWriterWins]_vars
OrderKeptProp      == [][OrderKept]_vars

===============================================================================
