-------------------------------- MODULE OpBased --------------------------------
(***************************************************************************)
(* Operation-based replication (RR-7506, section 2.2): a replica executes  *)
(* an operation, and broadcasts it to all others.  The broadcast delivers  *)
(* each message once.  If it is causal, then not before all those that the *)
(* source had delivered when it sent it.  Replicas converge if operations  *)
(* commute that can be delivered in either order (section 2.3).            *)
(*                                                                         *)
(* Causal order is kept by vector clocks, which count the messages of each *)
(* replica that were delivered.                                            *)
(***************************************************************************)
EXTENDS CRDT

Causal == Type \in CausalTypes /\ Bug # "plain-broadcast"

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE TYPES                                                               *)
(***************************************************************************)
InitPayload ==
  CASE Type \in {"causal-counter", "plain-counter"} -> 0
    [] Type \in {"causal-set", "causal-register"} -> {}
    [] Type = "plain-set" -> [added |-> {}, removed |-> {}]
    [] Type = "plain-register" -> [time |-> 0, id |-> NoDot]

(***************************************************************************)
(* The payloads of sets consist of pairs of an element and a tag.          *)
(***************************************************************************)
QueryOf(p) ==
  CASE Type \in {"causal-counter", "plain-counter", "causal-register"} -> p
    [] Type = "causal-set" -> {x[1] : x \in p}
    [] Type = "plain-set" -> {x[1] : x \in p.added \ p.removed}
    [] Type = "plain-register" -> p.id

Calls(p) ==
  CASE Type \in {"causal-counter", "plain-counter"} -> {Inc, Dec}
    [] Type \in {"causal-set", "plain-set"} ->
         {Add(e) : e \in Element} \cup {Remove(e) : e \in QueryOf(p)}
    [] Type \in {"causal-register", "plain-register"} -> {Write}

(***************************************************************************)
(* What the source of an operation broadcasts; d is its identity.          *)
(***************************************************************************)
Amount(op) == IF op = Dec THEN -1 ELSE 1

Tags(p, op) == {x[2] : x \in {y \in p : y[1] = op.elem}}

Prepare(p, op, d) ==
  CASE Type \in {"causal-counter", "plain-counter"} ->
         IF Bug = "assign-total" THEN p + Amount(op) ELSE Amount(op)
    [] Type \in {"causal-set", "plain-set"} ->
         [op   |-> op,
          tags |-> CASE op.kind = "add" -> {d}
                     [] Type = "causal-set" -> Tags(p, op)
                     [] OTHER -> Tags(p.added, op)]
    [] Type = "causal-register" -> [id |-> d, replaces |-> p]
    [] Type = "plain-register" ->
         [time |-> IF Bug = "own-clock" THEN d[2] ELSE p.time + 1, id |-> d]

(***************************************************************************)
(* What an operation does, at its source and wherever it is delivered.     *)
(***************************************************************************)
Effect(p, b) ==
  CASE Type \in {"causal-counter", "plain-counter"} ->
         IF Bug = "assign-total" THEN b ELSE p + b
    [] Type = "causal-set" ->
         LET tagged == {b.op.elem} \X b.tags
         IN CASE b.op.kind = "add" -> p \cup tagged
              [] Bug = "remove-all" -> {x \in p : x[1] # b.op.elem}
              [] OTHER -> p \ tagged
    [] Type = "plain-set" ->
         LET tagged == {b.op.elem} \X b.tags
         IN CASE b.op.kind = "add" -> [p EXCEPT !.added = @ \cup tagged]
              [] Bug = "remove-at-once" -> [p EXCEPT !.added = @ \ tagged]
              [] Bug = "remove-all" ->
                   [p EXCEPT !.removed = @ \cup {x \in p.added : x[1] = b.op.elem}]
              [] OTHER -> [p EXCEPT !.removed = @ \cup tagged]
    [] Type = "causal-register" ->
         IF Bug = "overwrite-all" THEN {b.id} ELSE (p \ b.replaces) \cup {b.id}
    [] Type = "plain-register" ->
         CASE Bug = "last-arrival" -> b
           [] Bug = "local-ties" /\ p.time = b.time -> p
           [] Later(b, p) -> b
           [] OTHER -> p

-------------------------------------------------------------------------------
Init ==
  /\ replica = [i \in Replica |-> [payload |-> InitPayload, seen |-> {}]]
  /\ sent = {}
  /\ history = [i \in Replica |-> <<>>]

(***************************************************************************)
(* The vector clock of a replica that has delivered the updates in seen.   *)
(***************************************************************************)
Clock(seen) == [j \in Replica |-> Cardinality({d \in seen : d[1] = j})]

(***************************************************************************)
(* A client calls an operation at replica i.                               *)
(***************************************************************************)
Update(i, op) ==
  LET p    == replica[i].payload
      seen == replica[i].seen \cup {NewDot(i)}
      body == Prepare(p, op, NewDot(i))
  IN /\ replica' = [replica EXCEPT ![i] = [payload |-> Effect(p, body), seen |-> seen]]
     /\ sent' = sent \cup {[id |-> NewDot(i), clock |-> Clock(seen), body |-> body]}
     /\ Record(i, op)

(***************************************************************************)
(* By a causal broadcast m is delivered to i if it is the next one of its  *)
(* source, which knew no more of the others than i does.                   *)
(***************************************************************************)
CausallyReady(i, m) ==
  \A j \in Replica :
    IF j = m.id[1] THEN m.clock[j] = Clock(replica[i].seen)[j] + 1
    ELSE IF Bug = "fifo-only" THEN TRUE
    ELSE m.clock[j] <= Clock(replica[i].seen)[j]

Ready(i, m) ==
  CASE Bug = "deliver-twice" -> m.id[1] # i
    [] m.id \in replica[i].seen -> FALSE
    [] Causal -> CausallyReady(i, m)
    [] OTHER -> TRUE

Deliver(i, m) ==
  /\ Ready(i, m)
  /\ replica' = [replica EXCEPT ![i] = [payload |-> Effect(@.payload, m.body),
                                        seen    |-> @.seen \cup {m.id}]]
  /\ UNCHANGED << sent, history >>

Next ==
  \/ \E i \in Replica : \E op \in Calls(replica[i].payload) : Update(i, op)
  \/ \E i \in Replica : \E m \in sent : Deliver(i, m)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
TypeOK == HistoryOK

EffectsCommute ==
  \A i \in Replica : \A m1, m2 \in sent :
    (m1 # m2 /\ Ready(i, m1) /\ Ready(i, m2)) =>
      Effect(Effect(replica[i].payload, m1.body), m2.body) = Effect(Effect(replica[i].payload, m2.body), m1.body)

(***************************************************************************)
(* Strong eventual consistency: the same updates, the same payload.        *)
(***************************************************************************)
StrongConvergence ==
  \A i, j \in Replica : replica[i].seen = replica[j].seen => replica[i].payload = replica[j].payload

CausalDelivery ==
  Causal => \A i \in Replica : \A d \in replica[i].seen : Event(d).past \subseteq replica[i].seen

Query(i) == QueryOf(replica[i].payload)

QueryMeetsSpec == \A i \in Replica : Query(i) = Value(replica[i].seen)

AddWins ==
  Type \in {"causal-set", "plain-set"} => \A i \in Replica : AddWinsStep(i, Query(i), Query(i)')

LastWriterWins ==
  Type = "plain-register" => \A i \in Replica : LastWriterStep(i, Query(i), Query(i)')

AddWinsProp        == [][AddWins]_vars
LastWriterWinsProp == [][LastWriterWins]_vars

===============================================================================
