------------------------------- MODULE MultiPaxos -------------------------------
(***************************************************************************)
(* Multi-Paxos: acceptors choose the entries of a log, slot by slot, and a *)
(* leader executes phase 1 once for all slots, as described in section 3   *)
(* of                                                                      *)
(*                                                                         *)
(*    Leslie Lamport, "Paxos Made Simple", SIGACT News 32(4), 2001.        *)
(*                                                                         *)
(* Each ballot has a leader of its own, which does what a server does      *)
(* while it is the leader.  Only safety is specified.                      *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS
  Acceptor,   \* The set of acceptors.
  Learner,    \* The set of learners.
  Command,    \* The set of commands that clients may ask for.
  Noop,       \* The entry that fills a gap.
  Nil,        \* No entry.
  Bug         \* The name of the rule that is broken, or "none".

(***************************************************************************)
(* Multi-Paxos is the one with Bug = "none".  Each other value breaks a    *)
(* rule, or changes one without harm ("first-skips-phase1"), at the place  *)
(* where the value is mentioned below.                                     *)
(***************************************************************************)
Bugs ==
  { "skip-phase1", "accept-below", "noop-over-vote", "latest-ballot-only",
    "learn-minority", "learn-gap", "first-skips-phase1" }

ASSUME /\ Noop \notin Command \cup {Nil}
       /\ Nil \notin Command
       /\ Bug \in Bugs \cup {"none"}

Ballot == Nat \ {0}    \* 0 is less than every ballot.
Slot   == Nat \ {0}
Entry  == Command \cup {Noop}

NoVote == [bal |-> 0, val |-> Nil]
Vote   == [bal : Ballot, val : Entry] \cup {NoVote}

(***************************************************************************)
(* The quorums are the smallest majorities.                                *)
(***************************************************************************)
Majority  == (Cardinality(Acceptor) \div 2) + 1
Quorum    == {Q \in SUBSET Acceptor : Cardinality(Q) = Majority}
Learnable == IF Bug = "learn-minority" THEN Majority - 1 ELSE Majority

VARIABLES
  maxBal,    \* maxBal[a] is the highest ballot that a takes part in.
  votes,     \* votes[a][s] is the latest vote of a in slot s.
  leading,   \* leading[b] is true when the leader of b is done with phase 1.
  log,       \* log[b] is the sequence of entries that it has proposed.
  learned,   \* learned[l] is the sequence of entries that l has learned.
  msgs       \* The set of all messages that were ever sent, but for proposals.

vars == << maxBal, votes, leading, log, learned, msgs >>

(***************************************************************************)
(* A message stays in msgs, so that it can be received by anybody, at any  *)
(* later time, more than once, or never.  There are no 2a messages: that   *)
(* the leader of b proposes e in slot s can be heard whenever e is in      *)
(* log[b][s], which never changes.                                         *)
(***************************************************************************)
Message ==
  [type : {"1a"}, bal : Ballot]
    \cup
  [type : {"1b"}, bal : Ballot, acc : Acceptor, votes : [Slot -> Vote]]
    \cup
  [type : {"2b"}, bal : Ballot, acc : Acceptor, slot : Slot]

TypeOK ==
  /\ maxBal  \in [Acceptor -> Ballot \cup {0}]
  /\ votes   \in [Acceptor -> [Slot -> Vote]]
  /\ leading \in [Ballot -> BOOLEAN]
  /\ \A b \in Ballot : \A s \in DOMAIN log[b] : log[b][s] \in Entry
  /\ \A l \in Learner : \A s \in DOMAIN learned[l] : learned[l][s] \in Entry
  /\ \A m \in msgs : /\ m.type \in {"1a", "1b", "2b"}
                     /\ m.bal \in Ballot

Init ==
  /\ maxBal  = [a \in Acceptor |-> 0]
  /\ votes   = [a \in Acceptor |-> [s \in Slot |-> NoVote]]
  /\ leading = [b \in Ballot |-> FALSE]
  /\ log     = [b \in Ballot |-> << >>]
  /\ learned = [l \in Learner |-> << >>]
  /\ msgs    = {}

Send(m) == msgs' = msgs \cup {m}

Max(m, n) == IF m > n THEN m ELSE n
Min(m, n) == IF m < n THEN m ELSE n

-------------------------------------------------------------------------------
(***************************************************************************)
(* The leader of ballot b asks all acceptors to take part in it, for all   *)
(* slots at once.                                                          *)
(***************************************************************************)
Phase1a(b) ==
  /\ [type |-> "1a", bal |-> b] \notin msgs
  /\ Send([type |-> "1a", bal |-> b])
  /\ UNCHANGED << maxBal, votes, leading, log, learned >>

(***************************************************************************)
(* Acceptor a, asked to take part in a ballot that is higher than those it *)
(* takes part in, promises to take part in no lower one, and reports its   *)
(* latest vote in each slot.                                               *)
(***************************************************************************)
Phase1b(a, b) ==
  /\ [type |-> "1a", bal |-> b] \in msgs
  /\ b > maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ Send([type |-> "1b", bal |-> b, acc |-> a, votes |-> votes[a]])
  /\ UNCHANGED << votes, leading, log, learned >>

(***************************************************************************)
(* What the promises of Q for ballot b report: the latest vote in slot s,  *)
(* if there is one.                                                        *)
(***************************************************************************)
Promises(b, Q) == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}

Latest(promises, s) ==
  LET reported == {m.votes[s] : m \in promises} \cup {NoVote}
  IN  CHOOSE v \in reported : \A w \in reported : w.bal <= v.bal

(***************************************************************************)
(* What they oblige the leader of b to propose: in each slot the entry of  *)
(* the latest vote, up to the last slot with a vote.  Slots before that    *)
(* which have none are gaps, and are filled with no-ops.                   *)
(***************************************************************************)
Adopted(promises) ==
  LET highest == CHOOSE b \in Ballot \cup {0} :
                   /\ \E s \in Slot : Latest(promises, s).bal = b
                   /\ \A s \in Slot : Latest(promises, s).bal <= b
      respected(s) == /\ Latest(promises, s) # NoVote
                      /\ IF Bug = "latest-ballot-only"
                           THEN Latest(promises, s).bal = highest
                           ELSE TRUE
      believed(s)  == IF Bug = "noop-over-vote"
                        THEN \A m \in promises :
                               m.votes[s] = Latest(promises, s)
                        ELSE TRUE
      used   == {s \in Slot : respected(s)}
      length == IF used = {} THEN 0
                             ELSE CHOOSE s \in used : \A t \in used : t <= s
  IN  [s \in 1 .. length |->
         IF respected(s) /\ believed(s) THEN Latest(promises, s).val ELSE Noop]

MaySkipPhase1(b) ==
  \/ Bug = "skip-phase1" /\ b > 1
  \/ Bug = "first-skips-phase1" /\ b = 1

(***************************************************************************)
(* All acceptors of a quorum have promised to take part in b.  Its leader  *)
(* proposes what they oblige it to, and from now on needs no phase 1.      *)
(***************************************************************************)
BecomeLeader(b) ==
  \E Q \in Quorum :
    LET promises == Promises(b, Q)
    IN  /\ ~ leading[b]
        /\ IF MaySkipPhase1(b) THEN TRUE ELSE {m.acc : m \in promises} = Q
        /\ leading' = [leading EXCEPT ![b] = TRUE]
        /\ log'     = [log EXCEPT ![b] = Adopted(promises)]
        /\ UNCHANGED << maxBal, votes, learned, msgs >>

(***************************************************************************)
(* The leader of ballot b proposes command c in the next free slot.        *)
(***************************************************************************)
Propose(b, c) ==
  /\ leading[b]
  /\ log' = [log EXCEPT ![b] = Append(@, c)]
  /\ UNCHANGED << maxBal, votes, leading, learned, msgs >>

(***************************************************************************)
(* Acceptor a votes for what the leader of b proposes in slot s, unless it *)
(* takes part in a higher ballot.  By voting it takes part in b.           *)
(***************************************************************************)
Phase2b(a, b, s) ==
  /\ s <= Len(log[b])
  /\ IF Bug = "accept-below" THEN TRUE ELSE b >= maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = Max(b, @)]
  /\ votes'  = [votes EXCEPT ![a][s] = [bal |-> b, val |-> log[b][s]]]
  /\ Send([type |-> "2b", bal |-> b, acc |-> a, slot |-> s])
  /\ UNCHANGED << leading, log, learned >>

(***************************************************************************)
(* Learner l learns the next entry, having heard of enough votes for it in *)
(* ballot b.                                                               *)
(***************************************************************************)
Voters(b, s) ==
  {a \in Acceptor : [type |-> "2b", bal |-> b, acc |-> a, slot |-> s] \in msgs}

Learn(l, b, s) ==
  /\ IF Bug = "learn-gap" THEN s > Len(learned[l]) ELSE s = Len(learned[l]) + 1
  /\ s <= Len(log[b])
  /\ Cardinality(Voters(b, s)) >= Learnable
  /\ learned' = [learned EXCEPT ![l] = Append(@, log[b][s])]
  /\ UNCHANGED << maxBal, votes, leading, log, msgs >>

-------------------------------------------------------------------------------
Next ==
  \/ \E b \in Ballot : Phase1a(b)
  \/ \E a \in Acceptor, b \in Ballot : Phase1b(a, b)
  \/ \E b \in Ballot : BecomeLeader(b)
  \/ \E b \in Ballot, c \in Command : Propose(b, c)
  \/ \E a \in Acceptor, b \in Ballot, s \in Slot : Phase2b(a, b, s)
  \/ \E l \in Learner, b \in Ballot, s \in Slot : Learn(l, b, s)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
(***************************************************************************)
(* At most one entry is chosen in each slot.                               *)
(***************************************************************************)
ChosenIn(b, s) == Cardinality(Voters(b, s)) >= Majority

SlotAgreement ==
  \A s \in Slot, b, d \in Ballot :
    ChosenIn(b, s) /\ ChosenIn(d, s) => log[b][s] = log[d][s]

(***************************************************************************)
(* Of two logs that were learned, one is a prefix of the other.  What is   *)
(* chosen in the first slots is compared, too, like the log of one more    *)
(* learner.                                                                *)
(***************************************************************************)
Agree(p, q) == \A s \in 1 .. Min(Len(p), Len(q)) : p[s] = q[s]

IsChosen(s) == \E b \in Ballot : ChosenIn(b, s)

ChosenLog ==
  LET first(s) == CHOOSE b \in Ballot : /\ ChosenIn(b, s)
                                        /\ \A d \in Ballot :
                                             ChosenIn(d, s) => b <= d
      prefix   == {s \in Slot : \A t \in 1 .. s : IsChosen(t)}
  IN  [s \in 1 .. Cardinality(prefix) |-> log[first(s)][s]]

PrefixConsistency ==
  /\ \A l, k \in Learner : Agree(learned[l], learned[k])
  /\ \A l \in Learner : Agree(learned[l], ChosenLog)

===============================================================================
