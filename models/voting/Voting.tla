--------------------------------- MODULE Voting ---------------------------------
(***************************************************************************)
(* How acceptors choose a value by voting in ballots: Paxos without        *)
(* messages, after the specification of the same name that Lamport         *)
(* explains in "The Paxos algorithm, or how to win a Turing Award", 2019.  *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,  \* The set of acceptors.
  Value,     \* The set of values.
  Bug        \* The name of the condition that is dropped, or "none".

Bugs ==
  { "vote-below", "vote-twice", "two-values", "vote-unsafe",
    "forget-votes", "minority-quorum" }

ASSUME Bug \in Bugs \cup {"none"}

Ballot   == Nat
NoBallot == -1      \* Less than every ballot.

(***************************************************************************)
(* The quorums are the smallest majorities.  Any two of them have an       *)
(* acceptor in common.  Sets of one acceptor less need not.                *)
(***************************************************************************)
OfSize(n) == {Q \in SUBSET Acceptor : Cardinality(Q) = n}

Quorum ==
  IF Bug = "minority-quorum" THEN OfSize(Cardinality(Acceptor) \div 2)
                             ELSE OfSize((Cardinality(Acceptor) \div 2) + 1)

VARIABLES
  votes,    \* votes[a] is the set of votes << b, v >> that a has cast.
  maxBal    \* a will vote in no ballot below maxBal[a].

vars == << votes, maxBal >>

TypeOK ==
  /\ votes  \in [Acceptor -> SUBSET (Ballot \X Value)]
  /\ maxBal \in [Acceptor -> Ballot \cup {NoBallot}]

Init ==
  /\ votes  = [a \in Acceptor |-> {}]
  /\ maxBal = [a \in Acceptor |-> NoBallot]

-------------------------------------------------------------------------------
VotedFor(a, b, v)  == << b, v >> \in votes[a]
DidNotVoteAt(a, b) == \A v \in Value : ~ VotedFor(a, b, v)

(***************************************************************************)
(* Quorum Q shows that v is safe at ballot b, which is that no other value *)
(* was chosen in a lower ballot or will be: nobody in Q votes below b any  *)
(* more, and if any of them did, then somebody for v in the latest such    *)
(* ballot.                                                                 *)
(***************************************************************************)
VotedBelow(Q, b) == {c \in 0 .. b-1 : \E a \in Q : ~ DidNotVoteAt(a, c)}

Latest(ballots) == CHOOSE c \in ballots : \A d \in ballots : d <= c

ShowsSafeAt(Q, b, v) ==
  /\ \A a \in Q : maxBal[a] >= b
  /\ LET ballots == VotedBelow(Q, b)
     IN  IF ballots = {}
           THEN TRUE
           ELSE \E a \in Q : VotedFor(a, Latest(ballots), v)

Max(m, n) == IF m > n THEN m ELSE n

(***************************************************************************)
(* Acceptor a will vote in no ballot below b.                              *)
(***************************************************************************)
IncreaseMaxBal(a, b) ==
  /\ b > maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ UNCHANGED votes

(***************************************************************************)
(* Acceptor a votes for v in ballot b.  It may still vote there, and has   *)
(* not yet; nobody else has voted for another value there; and a quorum    *)
(* shows that v is safe at b.                                              *)
(***************************************************************************)
VoteFor(a, b, v) ==
  /\ IF Bug = "vote-below" THEN TRUE ELSE b >= maxBal[a]
  /\ IF Bug = "vote-twice" THEN TRUE ELSE DidNotVoteAt(a, b)
  /\ IF Bug = "two-values"
       THEN TRUE
       ELSE \A c \in Acceptor \ {a}, w \in Value :
              VotedFor(c, b, w) => w = v
  /\ \E Q \in Quorum :
       IF Bug = "vote-unsafe" THEN TRUE ELSE ShowsSafeAt(Q, b, v)
  /\ votes'  = [votes EXCEPT ![a] =
                  {<< b, v >>} \cup IF Bug = "forget-votes" THEN {} ELSE @]
  /\ maxBal' = [maxBal EXCEPT ![a] = Max(b, @)]

-------------------------------------------------------------------------------
Next ==
  \/ \E a \in Acceptor, b \in Ballot : IncreaseMaxBal(a, b)
  \/ \E a \in Acceptor, b \in Ballot, v \in Value : VoteFor(a, b, v)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* A value is chosen if a quorum has voted for it in some ballot.          *)
(***************************************************************************)
ChosenAt(b, v) == \E Q \in Quorum : \A a \in Q : VotedFor(a, b, v)

chosen == {v \in Value : \E b \in Ballot : ChosenAt(b, v)}

(***************************************************************************)
(* No value but v was chosen in ballot b, or will be: each acceptor of a   *)
(* quorum has voted for v there, or will never vote there.                 *)
(***************************************************************************)
CannotVoteAt(a, b) == maxBal[a] > b /\ DidNotVoteAt(a, b)

NoneOtherChoosableAt(b, v) ==
  \E Q \in Quorum : \A a \in Q : VotedFor(a, b, v) \/ CannotVoteAt(a, b)

SafeAt(b, v) == \A c \in 0 .. b-1 : NoneOtherChoosableAt(c, v)

VotesSafe ==
  \A a \in Acceptor, b \in Ballot, v \in Value :
    VotedFor(a, b, v) => SafeAt(b, v)

OneValuePerBallot ==
  \A a, c \in Acceptor, b \in Ballot, v, w \in Value :
    VotedFor(a, b, v) /\ VotedFor(c, b, w) => v = w

(***************************************************************************)
(* At most one value is chosen, and it stays chosen.                       *)
(***************************************************************************)
Agreement     == Cardinality(chosen) <= 1
Stability     == chosen \subseteq chosen'
StabilityProp == [][Stability]_vars

===============================================================================
