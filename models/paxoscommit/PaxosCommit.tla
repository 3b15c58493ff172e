------------------------------ MODULE PaxosCommit ------------------------------
(***************************************************************************)
(* Paxos Commit, after section 4 of                                        *)
(*                                                                         *)
(*    Jim Gray and Leslie Lamport, "Consensus on Transaction Commit",      *)
(*    ACM Transactions on Database Systems 31(1), 2006.                    *)
(*                                                                         *)
(* There is one instance of the consensus algorithm Paxos for each         *)
(* resource manager (RM).  It chooses whether that RM is prepared or has   *)
(* aborted.  The transaction is committed if "prepared" is chosen in all   *)
(* instances, and aborted if "aborted" is chosen in one.  In ballot 0 only *)
(* the RM itself proposes a value; in later ballots a leader does that has *)
(* waited for it too long.  Leaders need not be unique, and a leader's     *)
(* crash leaves nobody blocked: another one begins a higher ballot.        *)
(*                                                                         *)
(* As in TwoPhase there is a set of all messages that were ever sent, and  *)
(* only safety is specified.  What follows from having received messages   *)
(* can happen when they have been sent: there is no receiving on its own.  *)
(* Who the leaders are is left open, too.                                  *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  RM,         \* The set of resource managers.
  Acceptor,   \* The set of acceptors.
  Ballots,    \* The number of ballots.
  Bug         \* The name of the rule that is broken, or "none".

Bugs ==
  { "minority-quorum",       \* One acceptor less than a majority suffices.
    "free-value",            \* A leader aborts whatever it was told in phase 1.
    "presume-prepared",      \* A leader that is free takes an RM for prepared.
    "same-ballot",           \* A second leader proposes in the same ballot.
    "accept-below-promise",  \* An acceptor accepts in a ballot below its promise.
    "commit-some",           \* One prepared instance is enough to commit.
    "abort-committed" }      \* An RM that has committed aborts on its own.

ASSUME /\ Ballots \in Nat \ {0}
       /\ Bug \in Bugs \cup {"none"}

Ballot == 0 .. Ballots - 1

(***************************************************************************)
(* The smallest sets that are majorities.                                  *)
(***************************************************************************)
Quorum ==
  LET majority == Cardinality(Acceptor) \div 2 + 1
      least    == IF Bug = "minority-quorum" THEN majority - 1 ELSE majority
  IN  {Q \in SUBSET Acceptor : Cardinality(Q) = least}

VARIABLES
  rmState,   \* rmState[r] is the state of RM r.
  aState,    \* aState[r][a] is what acceptor a remembers of r's instance.
  msgs       \* The set of all messages that were ever sent.

vars == << rmState, aState, msgs >>

(***************************************************************************)
(* In the instance of RM r, an acceptor has promised to take no part in    *)
(* ballots below mbal, and val is the value that it has accepted last, in  *)
(* ballot bal.                                                             *)
(***************************************************************************)
Value == {"prepared", "aborted"}

(***************************************************************************)
(* An acceptor that has accepted nothing reports ballot 0 and no value.    *)
(***************************************************************************)
Vote == [bal : {0}, val : {"none"}] \cup [bal : Ballot, val : Value]
None == [bal |-> 0, val |-> "none"]

Message ==
  [type : {"phase1a"}, ins : RM, bal : Ballot \ {0}]
    \cup
  [type : {"phase1b"}, ins : RM, bal : Ballot \ {0}, acc : Acceptor, vote : Vote]
    \cup
  [type : {"phase2a"}, ins : RM, bal : Ballot, val : Value]
    \cup
  [type : {"phase2b"}, ins : RM, bal : Ballot, acc : Acceptor, val : Value]
    \cup
  [type : {"Commit", "Abort"}]

TypeOK ==
  /\ rmState \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ aState \in [RM -> [Acceptor -> [mbal : Ballot, vote : Vote]]]
  /\ msgs \subseteq Message

Init ==
  /\ rmState = [r \in RM |-> "working"]
  /\ aState = [r \in RM |-> [a \in Acceptor |-> [mbal |-> 0, vote |-> None]]]
  /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE RESOURCE MANAGERS                                                   *)
(***************************************************************************)

(***************************************************************************)
(* RM r is prepared, and proposes so in ballot 0 of its instance.          *)
(***************************************************************************)
RMPrepare(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\ Send([type |-> "phase2a", ins |-> r, bal |-> 0, val |-> "prepared"])
  /\ UNCHANGED aState

(***************************************************************************)
(* RM r aborts on its own, and proposes that.                              *)
(***************************************************************************)
RMChooseToAbort(r) ==
  /\ rmState[r] \in IF Bug = "abort-committed" THEN {"working", "committed"}
                                               ELSE {"working"}
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ IF rmState[r] = "committed"
       THEN UNCHANGED msgs
       ELSE Send([type |-> "phase2a", ins |-> r, bal |-> 0, val |-> "aborted"])
  /\ UNCHANGED aState

(***************************************************************************)
(* RM r is told the decision, and obeys.  That it is not told both is for  *)
(* the properties to say, and no guard.                                    *)
(***************************************************************************)
RMRcvCommitMsg(r) ==
  /\ [type |-> "Commit"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ UNCHANGED << aState, msgs >>

RMRcvAbortMsg(r) ==
  /\ [type |-> "Abort"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED << aState, msgs >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE LEADERS                                                             *)
(***************************************************************************)

(***************************************************************************)
(* A leader has not learned what RM r decided.  It begins ballot b.        *)
(***************************************************************************)
Phase1a(b, r) ==
  /\ Send([type |-> "phase1a", ins |-> r, bal |-> b])
  /\ UNCHANGED << rmState, aState >>

(***************************************************************************)
(* The acceptors of Q have answered the leader of ballot b.  If one of     *)
(* them has accepted a value, the leader proposes the one that was         *)
(* accepted in the highest ballot; else it is free, and proposes to abort. *)
(* One ballot has one leader, which proposes once.                         *)
(***************************************************************************)
Answers(b, r, Q) ==
  {m \in msgs : /\ m.type = "phase1b"
                /\ m.ins = r
                /\ m.bal = b
                /\ m.acc \in Q}

Votes(b, r, Q) == {m.vote : m \in Answers(b, r, Q)} \ {None}

Free(b, r, Q) == IF Bug = "free-value" THEN TRUE ELSE Votes(b, r, Q) = {}

Latest(b, r, Q) ==
  LET votes == Votes(b, r, Q)
      last  == CHOOSE c \in {v.bal : v \in votes} : \A v \in votes : v.bal <= c
  IN  IF [bal |-> last, val |-> "prepared"] \in votes THEN "prepared" ELSE "aborted"

Proposal(b, r, Q) ==
  IF Free(b, r, Q)
    THEN IF Bug = "presume-prepared" THEN "prepared" ELSE "aborted"
    ELSE Latest(b, r, Q)

Proposed(b, r) == {m \in msgs : m.type = "phase2a" /\ m.ins = r /\ m.bal = b}

Phase2a(b, r, Q) ==
  /\ IF Bug = "same-ballot" THEN TRUE ELSE Proposed(b, r) = {}
  /\ {m.acc : m \in Answers(b, r, Q)} = Q
  /\ Send([type |-> "phase2a", ins |-> r, bal |-> b, val |-> Proposal(b, r, Q)])
  /\ UNCHANGED << rmState, aState >>

(***************************************************************************)
(* The acceptors of Q have accepted value v in ballot b: it is chosen.     *)
(***************************************************************************)
Chosen(r, v, b, Q) ==
  \A a \in Q :
    [type |-> "phase2b", ins |-> r, bal |-> b, acc |-> a, val |-> v] \in msgs

(***************************************************************************)
(* A leader knows what was chosen, and announces the decision.  It can do  *)
(* so for every ballot and quorum in which it can have been chosen.        *)
(***************************************************************************)
DecideCommit ==
  /\ IF Bug = "commit-some"
       THEN \E r \in RM, b \in Ballot, Q \in Quorum : Chosen(r, "prepared", b, Q)
       ELSE \A r \in RM : \E b \in Ballot, Q \in Quorum : Chosen(r, "prepared", b, Q)
  /\ Send([type |-> "Commit"])
  /\ UNCHANGED << rmState, aState >>

DecideAbort(r, b, Q) ==
  /\ Chosen(r, "aborted", b, Q)
  /\ Send([type |-> "Abort"])
  /\ UNCHANGED << rmState, aState >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE ACCEPTORS                                                           *)
(***************************************************************************)

(***************************************************************************)
(* Acceptor a promises the leader of m's ballot to ignore lower ballots,   *)
(* and tells it what it has accepted.                                      *)
(***************************************************************************)
Phase1b(a, m) ==
  /\ m.type = "phase1a"
  /\ aState[m.ins][a].mbal < m.bal
  /\ aState' = [aState EXCEPT ![m.ins][a].mbal = m.bal]
  /\ Send([type |-> "phase1b", ins |-> m.ins, bal |-> m.bal, acc |-> a,
           vote |-> aState[m.ins][a].vote])
  /\ UNCHANGED rmState

(***************************************************************************)
(* Acceptor a accepts what is proposed, unless it has promised not to.     *)
(***************************************************************************)
Phase2b(a, m) ==
  /\ m.type = "phase2a"
  /\ IF Bug = "accept-below-promise" THEN TRUE ELSE aState[m.ins][a].mbal <= m.bal
  /\ aState' = [aState EXCEPT ![m.ins][a] =
                  [mbal |-> IF m.bal < @.mbal THEN @.mbal ELSE m.bal,
                   vote |-> [bal |-> m.bal, val |-> m.val]]]
  /\ Send([type |-> "phase2b", ins |-> m.ins, bal |-> m.bal, acc |-> a, val |-> m.val])
  /\ UNCHANGED rmState

-------------------------------------------------------------------------------
Next ==
  \/ \E r \in RM : RMPrepare(r)
  \/ \E r \in RM : RMChooseToAbort(r)
  \/ \E r \in RM : RMRcvCommitMsg(r)
  \/ \E r \in RM : RMRcvAbortMsg(r)
  \/ \E b \in Ballot \ {0}, r \in RM : Phase1a(b, r)
  \/ \E b \in Ballot \ {0}, r \in RM, Q \in Quorum : Phase2a(b, r, Q)
  \/ DecideCommit
  \/ \E r \in RM, b \in Ballot, Q \in Quorum : DecideAbort(r, b, Q)
  \/ \E a \in Acceptor, m \in msgs : Phase1b(a, m)
  \/ \E a \in Acceptor, m \in msgs : Phase2b(a, m)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* What is demanded of every protocol of atomic commitment: see TCommit.   *)
(***************************************************************************)
TCConsistent ==
  \A r1, r2 \in RM : ~ /\ rmState[r1] = "committed"
                       /\ rmState[r2] = "aborted"

CommitNeedsAllPrepared ==
  (\E r \in RM : rmState[r] = "committed")
    => \A r \in RM : rmState[r] \in {"prepared", "committed"}

DecisionsStable ==
  \A r \in RM : rmState[r] \in {"committed", "aborted"} => rmState'[r] = rmState[r]

DecisionsStableProp == [][DecisionsStable]_vars

===============================================================================
