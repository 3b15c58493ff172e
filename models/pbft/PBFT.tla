--------------------------------- MODULE PBFT ---------------------------------
(***************************************************************************)
(* This module specifies the replication algorithm of                      *)
(*                                                                         *)
(*    Miguel Castro and Barbara Liskov, "Practical Byzantine Fault         *)
(*    Tolerance", OSDI 1999,                                               *)
(*                                                                         *)
(* to which the section numbers below refer: the three phases of the       *)
(* normal case (section 4.2) and view changes (section 4.4).  Checkpoints  *)
(* and garbage collection (section 4.3) are left out, and so are replies   *)
(* to clients and state transfer.                                          *)
(*                                                                         *)
(* Byzantine replicas have no state and no actions here.  What they can    *)
(* do is to send messages, of their own signature, at any time, to any     *)
(* replica.  So every message that a faulty replica can sign is always     *)
(* there to be received, and whether a set of messages exists that proves  *)
(* something depends on the messages of the correct replicas alone.        *)
(*                                                                         *)
(* Nor does it matter when a message is received.  A replica that has not  *)
(* received one behaves like a replica that has not acted on it yet.       *)
(*                                                                         *)
(* The specification is about safety only: a timer can expire at any time. *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  Faults,    \* f, the number of faulty replicas.
  Views,     \* The number of views.
  Seqs,      \* The number of sequence numbers.
  Request,   \* The set of requests that clients can make.
  Null,      \* The null request, which is not one of them.
  FaultyPrimaries,  \* Boolean: the primaries of the first f views are faulty.
  Bug        \* The name of the rule that is broken, or "none".

(***************************************************************************)
(* The correct protocol is the one with Bug = "none".  Each other value of *)
(* Bug breaks exactly one rule.  The place where it does so can be found   *)
(* by searching for the name.  The last one does no harm.                  *)
(***************************************************************************)
Bugs ==
  { "too-few-replicas",         \* There are 3f replicas.
    "small-quorum",             \* 2f replicas make a certificate.
    "small-view-change-quorum", \* 2f view-changes suffice for a new view.
    "accept-twice",             \* A backup accepts conflicting pre-prepares.
    "forged-request",           \* A backup does not verify who made a request.
    "no-prepare-phase",         \* A replica commits to what it has accepted.
    "no-commit-phase",          \* A replica executes what has prepared.
    "no-view-number",           \* Prepares and commits of all views count.
    "vote-after-view-change",   \* Who has sent a view-change goes on as before.
    "no-certificates",          \* View-changes carry no certificates.
    "unverified-claims",        \* View-changes are believed without certificates.
    "unverified-new-view",      \* A new-view is believed without view-changes.
    "earliest-view",            \* Of certificates the earliest prevails.
    "no-join",                  \* See module PBFTLive.
    "execute-unprepared" }      \* A replica executes what others committed to.

ASSUME /\ Faults \in Nat \ {0} /\ Views \in Nat \ {0} /\ Seqs \in Nat \ {0}
       /\ Null \notin Request
       /\ FaultyPrimaries \in BOOLEAN
       /\ Bug \in Bugs \cup {"none"}

N       == IF Bug = "too-few-replicas" THEN 3 * Faults ELSE 3 * Faults + 1
Replica == 0 .. (N - 1)
View    == 0 .. (Views - 1)
SeqNum  == 1 .. Seqs

Primary(v) == v % N

(***************************************************************************)
(* What can be ordered.  A request stands for its digest, too.             *)
(***************************************************************************)
Order == Request \cup {Null}

(***************************************************************************)
(* The sets O of new-view messages.  Since there are no checkpoints, min-s *)
(* is 0: O assigns a request to each sequence number from 1 up to max-s,   *)
(* which is its length.                                                    *)
(***************************************************************************)
Orders == UNION { [1 .. k -> Order] : k \in 0 .. Seqs }

(***************************************************************************)
(* The number of replicas that make a certificate, and the number of those *)
(* whose view-changes a new view rests on.                                 *)
(***************************************************************************)
Quorum           == N - Faults
VoteQuorum       == IF Bug = "small-quorum" THEN Quorum - 1 ELSE Quorum
ViewChangeQuorum == IF Bug = "small-view-change-quorum" THEN Quorum - 1 ELSE Quorum

-------------------------------------------------------------------------------
VARIABLES
  faulty,     \* The set of faulty replicas.  It never changes.
  requested,  \* The requests that clients have made, and signed.
  view,       \* view[r] is the view that replica r is in, or waits for.
  waiting,    \* waiting[r]: r has sent a view-change for view[r], and has not
              \* accepted a new-view.
  executed,   \* executed[r] is the sequence of the requests that r executed.
  msgs        \* The set of all messages that correct replicas have sent.

vars == << faulty, requested, view, waiting, executed, msgs >>

Certificate == [view : View, seq : SeqNum, req : Order]

Message ==
       [type : {"pre-prepare", "prepare", "commit"},
        view : View, seq : SeqNum, req : Order, from : Replica]
  \cup [type : {"view-change"}, view : View, from : Replica, P : SUBSET Certificate]
  \cup [type : {"new-view"}, view : View, O : Orders]

(***************************************************************************)
(* The set Message is not enumerated: that would take too long.            *)
(***************************************************************************)
TypeOK ==
  /\ faulty \subseteq Replica /\ Cardinality(faulty) = Faults
  /\ requested \subseteq Request
  /\ view \in [Replica -> View]
  /\ waiting \in [Replica -> BOOLEAN]
  /\ \A r \in Replica : executed[r] \in Orders
  /\ \A m \in msgs : /\ m \in Message
                     /\ m.type # "new-view" => m.from \notin faulty

Init ==
  /\ faulty \in { F \in SUBSET Replica :
                   /\ Cardinality(F) = Faults
                   /\ FaultyPrimaries => \A v \in View : v < Faults => Primary(v) \in F }
  /\ requested = {}
  /\ view = [r \in Replica |-> 0]
  /\ waiting = [r \in Replica |-> FALSE]
  /\ executed = [r \in Replica |-> << >>]
  /\ msgs = {}

-------------------------------------------------------------------------------
(***************************************************************************)
(* WHAT MESSAGES PROVE                                                     *)
(*                                                                         *)
(* Sent(t, v, n, x) is the set of those correct replicas that have sent a  *)
(* message of type t with these contents, and Senders(t, v, n, x) of those *)
(* replicas that can have sent it.                                         *)
(***************************************************************************)
Sent(t, v, n, x) ==
  { m.from : m \in { k \in msgs : /\ k.type = t
                                  /\ k.view = v /\ k.seq = n /\ k.req = x } }

Senders(t, v, n, x) == Sent(t, v, n, x) \cup faulty

Voters(t, v, n, x) ==
  IF Bug = "no-view-number" THEN UNION { Senders(t, w, n, x) : w \in View }
                            ELSE Senders(t, v, n, x)

PrePrepared(v, n, x) == Primary(v) \in Senders("pre-prepare", v, n, x)

(***************************************************************************)
(* A prepared certificate: a pre-prepare, and 2f matching prepares of      *)
(* different backups.                                                      *)
(***************************************************************************)
Prepared(v, n, x) ==
  /\ PrePrepared(v, n, x)
  /\ Cardinality(Voters("prepare", v, n, x) \ {Primary(v)}) >= VoteQuorum - 1

Committed(v, n, x) == Cardinality(Voters("commit", v, n, x)) >= VoteQuorum

(***************************************************************************)
(* Accepted(r, v, n) is the set of requests whose pre-prepares correct     *)
(* replica r has in its log.                                               *)
(***************************************************************************)
Accepted(r, v, n) ==
  { x \in Order : r \in Sent("pre-prepare", v, n, x) \cup Sent("prepare", v, n, x) }

(***************************************************************************)
(* The views whose messages r accepts: one, or none.                       *)
(***************************************************************************)
Voting(r) ==
  IF r \in faulty THEN {}
  ELSE IF ~ waiting[r] THEN {view[r]}
  ELSE IF Bug = "vote-after-view-change" THEN {view[r] - 1} ELSE {}

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE NORMAL CASE                                                         *)
(***************************************************************************)
ClientRequest(x) ==
  /\ x \notin requested
  /\ requested' = requested \cup {x}
  /\ UNCHANGED << faulty, view, waiting, executed, msgs >>

Vote(t, v, n, x, r) ==
  /\ msgs' = msgs \cup {[type |-> t, view |-> v, seq |-> n, req |-> x, from |-> r]}
  /\ UNCHANGED << faulty, requested, view, waiting, executed >>

(***************************************************************************)
(* The primary r gives request x the next sequence number, unless it has   *)
(* one in this view.                                                       *)
(***************************************************************************)
PrePrepare(r, x) ==
  \E v \in Voting(r) :
    LET used == { n \in SeqNum : Accepted(r, v, n) # {} }
        next == Cardinality(used) + 1
    IN  /\ r = Primary(v)
        /\ x \in requested
        /\ \A n \in used : x \notin Accepted(r, v, n)
        /\ next \in SeqNum
        /\ Vote("pre-prepare", v, next, x, r)

(***************************************************************************)
(* Backup r accepts a pre-prepare, if it has accepted no other for the     *)
(* same view and sequence number.                                          *)
(***************************************************************************)
Prepare(r, n, x) ==
  \E v \in Voting(r) :
    /\ r # Primary(v)
    /\ PrePrepared(v, n, x)
    /\ IF Bug = "forged-request" THEN TRUE ELSE x \in requested
    /\ IF Bug = "accept-twice" THEN x \notin Accepted(r, v, n)
                               ELSE Accepted(r, v, n) = {}
    /\ Vote("prepare", v, n, x, r)

Commit(r, n, x) ==
  \E v \in Voting(r) :
    /\ x \in Accepted(r, v, n)
    /\ r \notin Sent("commit", v, n, x)
    /\ IF Bug = "no-prepare-phase" THEN TRUE ELSE Prepared(v, n, x)
    /\ Vote("commit", v, n, x, r)

(***************************************************************************)
(* r executes what is committed-local and next in order.                   *)
(***************************************************************************)
Execute(r, x) ==
  \E v \in Voting(r) :
    LET n == Len(executed[r]) + 1
    IN  /\ n \in SeqNum
        /\ IF Bug = "execute-unprepared" THEN TRUE ELSE r \in Sent("commit", v, n, x)
        /\ IF Bug = "no-commit-phase" THEN TRUE ELSE Committed(v, n, x)
        /\ executed' = [executed EXCEPT ![r] = Append(@, x)]
        /\ UNCHANGED << faulty, requested, view, waiting, msgs >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* VIEW CHANGES                                                            *)
(*                                                                         *)
(* Held(r) is the set P of r's view-change: the certificates that r holds. *)
(* A replica sends a commit as soon as it is prepared, so that its commits *)
(* tell which these are.                                                   *)
(***************************************************************************)
Held(r) ==
  IF Bug = "no-certificates" THEN {}
  ELSE { [view |-> m.view, seq |-> m.seq, req |-> m.req] :
           m \in { k \in msgs : /\ k.type = "commit" /\ k.from = r
                                /\ Prepared(k.view, k.seq, k.req) } }

ViewChange(r) ==
  /\ r \notin faulty
  /\ view[r] + 1 \in View
  /\ view' = [view EXCEPT ![r] = @ + 1]
  /\ waiting' = [waiting EXCEPT ![r] = TRUE]
  /\ msgs' = msgs \cup {[type |-> "view-change", view |-> view[r] + 1,
                         from |-> r, P |-> Held(r)]}
  /\ UNCHANGED << faulty, requested, executed >>

(***************************************************************************)
(* The certificates that replicas accept in a view-change for view w, and  *)
(* the view-changes that r can have sent.  A faulty replica can claim any  *)
(* of the certificates that exist.                                         *)
(***************************************************************************)
Formable(w) ==
  IF Bug = "no-certificates" THEN {}
  ELSE { c \in Certificate :
           /\ c.view < w
           /\ IF Bug = "unverified-claims" THEN TRUE
              ELSE Prepared(c.view, c.seq, c.req) }

ViewChangesOf(r, w) ==
  IF r \in faulty
  THEN { [type |-> "view-change", view |-> w, from |-> r, P |-> P] :
           P \in SUBSET Formable(w) }
  ELSE { m \in msgs : m.type = "view-change" /\ m.view = w /\ m.from = r }

Signers(V) == { m.from : m \in V }

(***************************************************************************)
(* The sets V on which a new-view message for w can rest.                  *)
(***************************************************************************)
Proofs(w) ==
  { V \in SUBSET UNION { ViewChangesOf(r, w) : r \in Replica } :
      /\ Cardinality(Signers(V)) >= ViewChangeQuorum
      /\ Cardinality(V) = Cardinality(Signers(V)) }

(***************************************************************************)
(* The requests of those certificates in V that have sequence number n and *)
(* the highest view.                                                       *)
(***************************************************************************)
Latest(V, n) ==
  LET all == { c \in UNION { m.P : m \in V } : c.seq = n }
  IN  { c.req : c \in { d \in all :
          IF Bug = "earliest-view" THEN \A e \in all : d.view <= e.view
                                   ELSE \A e \in all : d.view >= e.view } }

(***************************************************************************)
(* The sets O that follow from V.  In the correct protocol it is just one. *)
(***************************************************************************)
Follows(V) ==
  { O \in Orders :
      \A n \in SeqNum :
        IF Latest(V, n) # {} THEN n <= Len(O) /\ O[n] \in Latest(V, n)
        ELSE IF n < Len(O)   THEN O[n] = Null
                             ELSE n > Len(O) }

(***************************************************************************)
(* The correct primary r of the view that it waits for.  Its own           *)
(* view-change is in V.                                                    *)
(***************************************************************************)
NewView(r, O) ==
  LET w == view[r]
  IN  /\ r \notin faulty /\ waiting[r] /\ r = Primary(w)
      /\ O \in UNION { Follows(V) : V \in { U \in Proofs(w) : r \in Signers(U) } }
      /\ waiting' = [waiting EXCEPT ![r] = FALSE]
      /\ msgs' = msgs \cup {[type |-> "new-view", view |-> w, O |-> O]}
                      \cup { [type |-> "pre-prepare", view |-> w, seq |-> n,
                              req |-> O[n], from |-> r] : n \in DOMAIN O }
      /\ UNCHANGED << faulty, requested, view, executed >>

(***************************************************************************)
(* The sets O of those new-view messages for w that a correct backup       *)
(* accepts.  A faulty primary can have sent different ones.                *)
(***************************************************************************)
Announced(w) ==
  IF Primary(w) \notin faulty
  THEN { m.O : m \in { k \in msgs : k.type = "new-view" /\ k.view = w } }
  ELSE IF Bug = "unverified-new-view" THEN Orders
  ELSE UNION { Follows(V) : V \in Proofs(w) }

AcceptNewView(r, O) ==
  LET w == view[r]
  IN  /\ r \notin faulty /\ waiting[r] /\ r # Primary(w)
      /\ O \in Announced(w)
      /\ waiting' = [waiting EXCEPT ![r] = FALSE]
      /\ msgs' = msgs \cup { [type |-> "prepare", view |-> w, seq |-> n,
                              req |-> O[n], from |-> r] : n \in DOMAIN O }
      /\ UNCHANGED << faulty, requested, view, executed >>

-------------------------------------------------------------------------------
Next ==
  \/ \E x \in Request : ClientRequest(x)
  \/ \E r \in Replica, x \in Request : PrePrepare(r, x)
  \/ \E r \in Replica, n \in SeqNum, x \in Request : Prepare(r, n, x)
  \/ \E r \in Replica, n \in SeqNum, x \in Order : Commit(r, n, x)
  \/ \E r \in Replica, x \in Order : Execute(r, x)
  \/ \E r \in Replica : ViewChange(r)
  \/ \E r \in Replica, O \in Orders : NewView(r, O)
  \/ \E r \in Replica, O \in Orders : AcceptNewView(r, O)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* No two correct replicas execute different requests with the same        *)
(* sequence number, whatever the views in which they do so.                *)
(***************************************************************************)
Agreement ==
  \A r, q \in Replica : \A n \in DOMAIN executed[r] \cap DOMAIN executed[q] :
    executed[r][n] = executed[q][n]

(***************************************************************************)
(* What is executed was requested by a client.                             *)
(***************************************************************************)
Validity ==
  \A r \in Replica : \A n \in DOMAIN executed[r] :
    executed[r][n] \in requested \cup {Null}

(***************************************************************************)
(* Two prepared certificates of one view and sequence number are for the   *)
(* same request.                                                           *)
(***************************************************************************)
PreparedUnique ==
  \A v \in View, n \in SeqNum, x, y \in Order :
    Prepared(v, n, x) /\ Prepared(v, n, y) => x = y

(***************************************************************************)
(* What is committed-local at a correct replica is committed: it prepared  *)
(* in some view at f + 1 correct replicas.                                 *)
(***************************************************************************)
ExecutedPrepared ==
  \A r \in Replica : \A n \in DOMAIN executed[r] :
    \E v \in View : /\ Prepared(v, n, executed[r][n])
                    /\ Cardinality(Sent("commit", v, n, executed[r][n])) > Faults

(***************************************************************************)
(* A committed certificate, and enough view-changes for a later view, have *)
(* the message of a correct replica in common.                             *)
(***************************************************************************)
ViewChangesMeetCommits ==
  \A v, w \in View, n \in SeqNum, x \in Order : v < w =>
    LET commits == Sent("commit", v, n, x)
        changes == Signers({ m \in msgs : m.type = "view-change" /\ m.view = w })
    IN  \A A \in SUBSET commits, B \in SUBSET changes :
          (/\ Cardinality(A \cup faulty) >= VoteQuorum
           /\ Cardinality(B \cup faulty) >= ViewChangeQuorum) => A \cap B # {}

===============================================================================
