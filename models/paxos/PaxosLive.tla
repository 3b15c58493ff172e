------------------------------- MODULE PaxosLive -------------------------------
(***************************************************************************)
(* Single-decree Paxos with proposers, each of which goes on with a higher *)
(* ballot when it learns that its own was overtaken.  A value is chosen at *)
(* last if one of them is distinguished; two may overtake each other for   *)
(* ever (Paxos Made Simple, section 2.4).                                  *)
(*                                                                         *)
(* The acceptors are those of module Paxos.  A proposer asks all of them   *)
(* at once, and is told what they do in the same step; what was sent in a  *)
(* ballot that it has given up is lost.                                    *)
(*                                                                         *)
(* Ballots are stored as ranks.  All that is done with them is to compare  *)
(* them, and to make one that is higher than all others, so that those in  *)
(* use can be renamed to 0, 1, 2, ... in their order.                      *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,
  Proposer,       \* Each proposes a value of its own, which has its name.
  Distinguished,  \* At some time a distinguished proposer is elected.
  Bug             \* No rule is broken here.

ASSUME Bug = "none"

VARIABLES
  proposer,  \* proposer[p] is the latest ballot of p, and what it knows of it.
  maxBal,    \* maxBal[a] is the highest ballot that a takes part in.
  maxVBal,   \* maxVBal[a] and maxVal[a] are the ballot and the value of the
  maxVal,    \*   latest vote that a has cast.
  leader     \* The distinguished proposer, in a set, once it is elected.

vars == << proposer, maxBal, maxVBal, maxVal, leader >>

NoBallot == -1  \* Less than every ballot.

(***************************************************************************)
(* A value, or none, is a set of at most one proposer, whose value it is.  *)
(***************************************************************************)
Choice == { c \in SUBSET Proposer : Cardinality(c) <= 1 }

Quorum == { Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor) }

-------------------------------------------------------------------------------
(***************************************************************************)
(* Ranks.                                                                  *)
(***************************************************************************)
Used(prop, mbal, mvbal) ==
  ({ prop[p].bal : p \in Proposer } \cup { prop[p].vbal : p \in Proposer }
     \cup { mbal[a] : a \in Acceptor } \cup { mvbal[a] : a \in Acceptor })
  \ {NoBallot}

Ranked(prop, mbal, mvbal) ==
  LET used    == Used(prop, mbal, mvbal)
      rank(b) == IF b = NoBallot THEN NoBallot
                                 ELSE Cardinality({ c \in used : c < b })
  IN  /\ proposer' = [p \in Proposer |->
           [prop[p] EXCEPT !.bal = rank(@), !.vbal = rank(@)]]
      /\ maxBal'   = [a \in Acceptor |-> rank(mbal[a])]
      /\ maxVBal'  = [a \in Acceptor |-> rank(mvbal[a])]

-------------------------------------------------------------------------------
(***************************************************************************)
(* vbal and value are the latest vote that was reported to a proposer,     *)
(* until it proposes, and then value is what it proposes.                  *)
(***************************************************************************)
Attempt(b) ==
  [bal |-> b, promises |-> {}, vbal |-> NoBallot, value |-> {},
   proposed |-> FALSE, votes |-> {}]

TypeOK ==
  /\ \A p \in Proposer :
       /\ proposer[p].promises \subseteq Acceptor
       /\ proposer[p].votes \subseteq Acceptor
       /\ proposer[p].value \in Choice
  /\ \A a \in Acceptor : maxVBal[a] <= maxBal[a] /\ maxVal[a] \in Choice
  /\ leader \in Choice

Init ==
  /\ proposer = [p \in Proposer |-> Attempt(NoBallot)]
  /\ maxBal   = [a \in Acceptor |-> NoBallot]
  /\ maxVBal  = [a \in Acceptor |-> NoBallot]
  /\ maxVal   = [a \in Acceptor |-> {}]
  /\ leader   = {}

(***************************************************************************)
(* Some acceptor takes part in a ballot that is higher than b.             *)
(***************************************************************************)
Overtaken(b) == { a \in Acceptor : maxBal[a] > b } # {}

(***************************************************************************)
(* p begins, or goes on with a ballot that is higher than all others: the  *)
(* ranks in use are those below their number.                              *)
(***************************************************************************)
Phase1a(p) ==
  /\ IF leader = {} THEN TRUE ELSE p \in leader
  /\ IF proposer[p].bal = NoBallot THEN TRUE ELSE Overtaken(proposer[p].bal)
  /\ LET next == Cardinality(Used(proposer, maxBal, maxVBal))
     IN  Ranked([proposer EXCEPT ![p] = Attempt(next)], maxBal, maxVBal)
  /\ UNCHANGED << maxVal, leader >>

(***************************************************************************)
(* a promises to take part in no ballot below that of p, and p is told,    *)
(* with the latest vote of a.                                              *)
(***************************************************************************)
Phase1b(a, p) ==
  LET t     == proposer[p]
      later == maxVBal[a] > t.vbal
  IN  /\ t.bal > maxBal[a]
      /\ Ranked(IF t.proposed THEN proposer
                ELSE [proposer EXCEPT
                        ![p].promises = @ \cup {a},
                        ![p].vbal  = IF later THEN maxVBal[a] ELSE @,
                        ![p].value = IF later THEN maxVal[a] ELSE @],
                [maxBal EXCEPT ![a] = t.bal], maxVBal)
      /\ UNCHANGED << maxVal, leader >>

(***************************************************************************)
(* p has the promises of a quorum, and proposes the value of the latest    *)
(* vote that was reported, or its own.                                     *)
(***************************************************************************)
Phase2a(p) ==
  LET t == proposer[p]
  IN  /\ ~ t.proposed
      /\ t.promises \in Quorum
      /\ Ranked([proposer EXCEPT ![p] =
                   [t EXCEPT !.value    = IF t.vbal = NoBallot THEN {p} ELSE @,
                             !.proposed = TRUE,
                             !.vbal     = NoBallot,
                             !.promises = {}]], maxBal, maxVBal)
      /\ UNCHANGED << maxVal, leader >>

(***************************************************************************)
(* a votes for what p proposes, and p is told.                             *)
(***************************************************************************)
Phase2b(a, p) ==
  LET t == proposer[p]
  IN  /\ t.proposed
      /\ a \notin t.votes
      /\ t.bal >= maxBal[a]
      /\ Ranked([proposer EXCEPT ![p].votes = @ \cup {a}],
                [maxBal EXCEPT ![a] = t.bal], [maxVBal EXCEPT ![a] = t.bal])
      /\ maxVal' = [maxVal EXCEPT ![a] = t.value]
      /\ UNCHANGED leader

(***************************************************************************)
(* From now on p is the only one to begin ballots.                         *)
(***************************************************************************)
Elect(p) ==
  /\ Distinguished
  /\ leader = {}
  /\ leader' = {p}
  /\ UNCHANGED << proposer, maxBal, maxVBal, maxVal >>

Next ==
  \/ \E p \in Proposer : Phase1a(p)
  \/ \E a \in Acceptor, p \in Proposer : Phase1b(a, p)
  \/ \E p \in Proposer : Phase2a(p)
  \/ \E a \in Acceptor, p \in Proposer : Phase2b(a, p)
  \/ \E p \in Proposer : Elect(p)

Fairness ==
  /\ \A p \in Proposer :
       /\ WF_vars(Phase1a(p)) /\ WF_vars(Phase2a(p))
       /\ \A a \in Acceptor : WF_vars(Phase1b(a, p)) /\ WF_vars(Phase2b(a, p))
  /\ WF_vars(\E p \in Proposer : Elect(p))

Spec == Init /\ [][Next]_vars /\ Fairness

-------------------------------------------------------------------------------
(***************************************************************************)
(* A quorum has voted in a ballot, and its proposer knows it.              *)
(***************************************************************************)
Chosen == \E p \in Proposer : proposer[p].votes \in Quorum

EventuallyChosen == <>Chosen

===============================================================================
