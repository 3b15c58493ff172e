--------------------------------- MODULE Paxos ---------------------------------
(***************************************************************************)
(* Single-decree Paxos: acceptors choose one of the values that are        *)
(* proposed to them, as described in                                       *)
(*                                                                         *)
(*    Leslie Lamport, "Paxos Made Simple", SIGACT News 32(4), 2001.        *)
(*                                                                         *)
(* Each ballot has a leader of its own, which does what a proposer does    *)
(* with one proposal number.  Learners are not modelled as processes: what *)
(* they can learn is a function of the votes that have been sent.          *)
(*                                                                         *)
(* Only safety is specified: nobody is ever obliged to do anything.        *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,  \* The set of acceptors.
  Value,     \* The set of values that may be proposed.
  None,      \* No value.
  Bug        \* The name of the rule that is broken, or "none".

(***************************************************************************)
(* Paxos is the one with Bug = "none".  Each other value breaks a rule, or *)
(* changes one without harm ("promise-repeated"), at the place where the   *)
(* value is mentioned below.                                               *)
(***************************************************************************)
Bugs ==
  { "forget-promise", "forget-vote", "accept-below", "vote-no-promise",
    "free-value", "lowest-vote", "minority-quorum", "shared-ballot",
    "learn-minority", "keep-first-value", "promise-repeated" }

ASSUME /\ None \notin Value
       /\ Bug \in Bugs \cup {"none"}

Ballot   == Nat
NoBallot == -1      \* Less than every ballot.

(***************************************************************************)
(* The quorums are the smallest majorities; a set that contains a quorum   *)
(* would do as well.  Any two of them have an acceptor in common.  Sets of *)
(* one acceptor less need not.                                             *)
(***************************************************************************)
OfSize(n)  == {Q \in SUBSET Acceptor : Cardinality(Q) = n}
Majorities == OfSize((Cardinality(Acceptor) \div 2) + 1)
Minorities == OfSize(Cardinality(Acceptor) \div 2)

Quorum      == IF Bug = "minority-quorum" THEN Minorities ELSE Majorities
LearnQuorum == IF Bug = "learn-minority"  THEN Minorities ELSE Quorum

VARIABLES
  maxBal,    \* maxBal[a] is the highest ballot that a takes part in.
  maxVBal,   \* maxVBal[a] and maxVal[a] are the ballot and the value of the
  maxVal,    \*   latest vote that a has cast.
  msgs,      \* The set of all messages that were ever sent.
  restarts   \* How many restarts there were.

vars == << maxBal, maxVBal, maxVal, msgs, restarts >>

(***************************************************************************)
(* A message stays in msgs, so that it can be received by anybody, at any  *)
(* later time, more than once, or never.                                   *)
(***************************************************************************)
Message ==
  [type : {"1a"}, bal : Ballot]
    \cup
  [type : {"1b"}, bal : Ballot, acc : Acceptor,
   mbal : Ballot \cup {NoBallot}, mval : Value \cup {None}]
    \cup
  [type : {"2a"}, bal : Ballot, val : Value]
    \cup
  [type : {"2b"}, bal : Ballot, acc : Acceptor, val : Value]

TypeOK ==
  /\ maxBal  \in [Acceptor -> Ballot \cup {NoBallot}]
  /\ maxVBal \in [Acceptor -> Ballot \cup {NoBallot}]
  /\ maxVal  \in [Acceptor -> Value \cup {None}]
  /\ \A a \in Acceptor : (maxVBal[a] = NoBallot) <=> (maxVal[a] = None)
  /\ msgs \subseteq Message
  /\ restarts \in Nat

Init ==
  /\ maxBal   = [a \in Acceptor |-> NoBallot]
  /\ maxVBal  = [a \in Acceptor |-> NoBallot]
  /\ maxVal   = [a \in Acceptor |-> None]
  /\ msgs     = {}
  /\ restarts = 0

Send(m) == msgs' = msgs \cup {m}

Max(m, n) == IF m > n THEN m ELSE n

-------------------------------------------------------------------------------
(***************************************************************************)
(* The leader of ballot b asks all acceptors to take part in it.           *)
(***************************************************************************)
Phase1a(b) ==
  /\ Send([type |-> "1a", bal |-> b])
  /\ UNCHANGED << maxBal, maxVBal, maxVal, restarts >>

(***************************************************************************)
(* Acceptor a, asked to take part in a ballot that is higher than those it *)
(* takes part in, promises to take part in no lower one, and reports its   *)
(* latest vote.                                                            *)
(***************************************************************************)
Phase1b(a, b) ==
  /\ [type |-> "1a", bal |-> b] \in msgs
  /\ IF Bug = "promise-repeated" THEN b >= maxBal[a] ELSE b > maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ Send([type |-> "1b", bal |-> b, acc |-> a,
           mbal |-> maxVBal[a], mval |-> maxVal[a]])
  /\ UNCHANGED << maxVBal, maxVal, restarts >>

(***************************************************************************)
(* Of the votes that were reported to a leader, those that it must respect *)
(* are the latest ones.                                                    *)
(***************************************************************************)
Decisive(votes) ==
  {m \in votes : \A n \in votes : IF Bug = "lowest-vote" THEN n.mbal >= m.mbal
                                                         ELSE n.mbal <= m.mbal}

(***************************************************************************)
(* The leader of ballot b proposes v.  It proposes one value only.  All    *)
(* acceptors of some quorum have promised to take part in ballot b, and v  *)
(* is the value of the latest vote that they report.  If they report none, *)
(* any value will do.                                                      *)
(***************************************************************************)
Phase2a(b, v) ==
  /\ IF Bug = "shared-ballot"
       THEN TRUE
       ELSE {m \in msgs : m.type = "2a" /\ m.bal = b} = {}
  /\ \E Q \in Quorum :
       LET promises == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}
           votes    == IF Bug = "free-value"
                         THEN {}
                         ELSE {m \in promises : m.mbal # NoBallot}
       IN  /\ {m.acc : m \in promises} = Q
           /\ IF votes = {}
                THEN TRUE
                ELSE \E m \in Decisive(votes) : m.mval = v
  /\ Send([type |-> "2a", bal |-> b, val |-> v])
  /\ UNCHANGED << maxBal, maxVBal, maxVal, restarts >>

(***************************************************************************)
(* Acceptor a votes for v, which was proposed in ballot b, unless it takes *)
(* part in a higher ballot.  By voting it takes part in b.                 *)
(***************************************************************************)
Phase2b(a, b, v) ==
  LET w == IF Bug = "keep-first-value" /\ maxVal[a] # None THEN maxVal[a] ELSE v
  IN  /\ [type |-> "2a", bal |-> b, val |-> v] \in msgs
      /\ IF Bug = "accept-below" THEN TRUE ELSE b >= maxBal[a]
      /\ maxBal'  = IF Bug = "vote-no-promise"
                      THEN maxBal
                      ELSE [maxBal EXCEPT ![a] = Max(b, maxBal[a])]
      /\ maxVBal' = [maxVBal EXCEPT ![a] = b]
      /\ maxVal'  = [maxVal EXCEPT ![a] = w]
      /\ Send([type |-> "2b", bal |-> b, acc |-> a, val |-> w])
      /\ UNCHANGED restarts

(***************************************************************************)
(* Acceptor a crashes and recovers.  It has written down all that it knew  *)
(* before it told anybody, so that nothing is lost.                        *)
(***************************************************************************)
Restart(a) ==
  /\ restarts' = restarts + 1
  /\ maxBal'   = IF Bug = "forget-promise"
                   THEN [maxBal EXCEPT ![a] = maxVBal[a]]
                   ELSE maxBal
  /\ maxVBal'  = IF Bug = "forget-vote"
                   THEN [maxVBal EXCEPT ![a] = NoBallot]
                   ELSE maxVBal
  /\ maxVal'   = IF Bug = "forget-vote"
                   THEN [maxVal EXCEPT ![a] = None]
                   ELSE maxVal
  /\ UNCHANGED msgs

-------------------------------------------------------------------------------
Next ==
  \/ \E b \in Ballot : Phase1a(b)
  \/ \E a \in Acceptor, b \in Ballot : Phase1b(a, b)
  \/ \E b \in Ballot, v \in Value : Phase2a(b, v)
  \/ \E a \in Acceptor, b \in Ballot, v \in Value : Phase2b(a, b, v)
  \/ \E a \in Acceptor : Restart(a)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* Value v is chosen in ballot b if a quorum has voted for it there.       *)
(***************************************************************************)
VotedFor(a, b, v) ==
  [type |-> "2b", bal |-> b, acc |-> a, val |-> v] \in msgs

ChosenAt(b, v) == \E Q \in LearnQuorum : \A a \in Q : VotedFor(a, b, v)

chosen == {v \in Value : \E b \in Ballot : ChosenAt(b, v)}

(***************************************************************************)
(* At most one value is chosen.                                            *)
(***************************************************************************)
Agreement == Cardinality(chosen) <= 1

(***************************************************************************)
(* Who votes in a ballot votes for what its leader has proposed.           *)
(***************************************************************************)
Validity ==
  \A m \in msgs :
    m.type = "2b" => [type |-> "2a", bal |-> m.bal, val |-> m.val] \in msgs

===============================================================================
