------------------------------ MODULE ThreePhase ------------------------------
(***************************************************************************)
(* Three-phase commit with its termination rule, after                     *)
(*                                                                         *)
(*    Dale Skeen, "Nonblocking Commit Protocols", SIGMOD 1981,             *)
(*                                                                         *)
(* and the account of it in                                                *)
(*                                                                         *)
(*    Philip Bernstein, Vassos Hadzilacos, and Nathan Goodman,             *)
(*    "Concurrency Control and Recovery in Database Systems", 1987,        *)
(*    section 7.5.                                                         *)
(*                                                                         *)
(* Between the votes and the decision there is a further phase: everybody  *)
(* is told that all have voted to commit, and nobody commits before all    *)
(* who are up know it.  So those who survive a crash can tell from their   *)
(* own states what the others may have decided, and go on without them.    *)
(*                                                                         *)
(* For that they have to know who has crashed.  Processes stop for good,   *)
(* and others find out without a mistake.  Both assumptions can be broken  *)
(* here, by FalseSuspicions and by IndependentRecoveries; then it is not   *)
(* safe.  Messages can be late, or lost: a message that was sent can be    *)
(* received at any later time, or never.                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  RM,                      \* The set of resource managers.
  Crashes,                 \* How many processes may crash.
  FalseSuspicions,         \* How often one may be taken for crashed that is up.
  IndependentRecoveries,   \* How many crashed RMs may return and decide alone.
  Bug                      \* The name of the rule that is broken, or "none".

Bugs ==
  { "skip-precommit",      \* The TM commits as soon as it has all votes.
    "skip-acks",           \* A coordinator commits before all know that it will.
    "recover-at-once",     \* A new coordinator commits without the second phase.
    "abort-uncertain",     \* A new coordinator aborts if any RM is uncertain.
    "no-fencing",          \* An RM obeys a coordinator that it was to ignore.
    "abort-prepared",      \* A prepared RM aborts on its own.
    "lost-vote",           \* A vote that was not received counts as yes.
    "forget-decision",     \* An RM that returns aborts what it had committed.
    "unnoticed-crash",     \* Nobody need ever notice that a coordinator has
                           \* crashed: see ThreePhaseLive.

    "precommit-unprepared",       \* Harmless: an RM need not have voted to hear
                                  \* that all have.
    "precommit-despite-abort" }   \* Harmless: a new coordinator need not look for
                                  \* aborts before it begins phase 2 again.

ASSUME /\ {Crashes, FalseSuspicions, IndependentRecoveries} \subseteq Nat
       /\ Bug \in Bugs \cup {"none"}

TM      == "TM"            \* The transaction manager.
Process == RM \cup {TM}

VARIABLES
  rmState,        \* rmState[r] is the state of RM r.
  promised,       \* promised[r] is the coordinator that r obeys: r ignores those
                  \* before it.
  coordinators,   \* The sequence of coordinators: the TM, then RMs that have
                  \* taken over.
  crashed,        \* The set of processes that have crashed.
  suspects,       \* The set of pairs << p, q >> such that p takes q for crashed,
                  \* which it was not.
  alone           \* How many crashed RMs have returned and decided alone.

vars == << rmState, promised, coordinators, crashed, suspects, alone >>

State == {"working", "prepared", "precommitted", "committed", "aborted"}

(***************************************************************************)
(* Of a coordinator we keep where it runs, what it was told and what it    *)
(* has said.  Who is told something is told it forever, so what it has     *)
(* said are its messages.                                                  *)
(***************************************************************************)
Coordinator == [ host    : Process,
                 reports : [RM -> State \cup {"none"}],
                 acks    : SUBSET RM,
                 said    : SUBSET {"precommit", "commit", "abort"} ]

New(p) == [ host    |-> p,
            reports |-> [r \in RM |-> "none"],
            acks    |-> {},
            said    |-> {} ]

TypeOK ==
  /\ rmState \in [RM -> State]
  /\ promised \in [RM -> 1 .. Len(coordinators)]
  /\ coordinators \in Seq(Coordinator)
  /\ crashed \subseteq Process
  /\ suspects \subseteq Process \X Process
  /\ alone \in 0 .. IndependentRecoveries

Init ==
  /\ rmState = [r \in RM |-> "working"]
  /\ promised = [r \in RM |-> 1]
  /\ coordinators = << New(TM) >>
  /\ crashed = {}
  /\ suspects = {}
  /\ alone = 0

Number == 1 .. 1 + Crashes + FalseSuspicions

Exists(c) == c <= Len(coordinators)

(***************************************************************************)
(* p takes q for crashed.                                                  *)
(***************************************************************************)
Gone(p, q) == IF q \in crashed THEN TRUE ELSE << p, q >> \in suspects

(***************************************************************************)
(* Coordinator c exists and is up, and what it knows.                      *)
(***************************************************************************)
Runs(c)    == Exists(c) /\ coordinators[c].host \notin crashed
Host(c)    == coordinators[c].host
Said(c)    == coordinators[c].said
Decided(c) == Said(c) \cap {"commit", "abort"} # {}

Reported(c, s) == {r \in RM : coordinators[c].reports[r] = s}

Say(c, m) == coordinators' = [coordinators EXCEPT ![c].said = @ \cup {m}]

-------------------------------------------------------------------------------
(***************************************************************************)
(* WITHOUT FAILURES                                                        *)
(***************************************************************************)

(***************************************************************************)
(* RM r is prepared, and votes.                                            *)
(***************************************************************************)
RMPrepare(r) ==
  /\ r \notin crashed
  /\ rmState[r] = "working"
  /\ promised[r] = 1
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\ coordinators' = [coordinators EXCEPT ![1].reports[r] = "prepared"]
  /\ UNCHANGED << promised, crashed, suspects, alone >>

RMChooseToAbort(r) ==
  /\ r \notin crashed
  /\ rmState[r] \in IF Bug = "abort-prepared" THEN {"working", "prepared"}
                                              ELSE {"working"}
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED << promised, coordinators, crashed, suspects, alone >>

(***************************************************************************)
(* The TM has all votes, and tells the RMs so: it will commit.             *)
(***************************************************************************)
AllVotes == IF Bug = "lost-vote"
              THEN Cardinality(Reported(1, "prepared")) >= Cardinality(RM) - 1
              ELSE Reported(1, "prepared") = RM

TMPreCommit ==
  /\ Runs(1)
  /\ Said(1) = {}
  /\ AllVotes
  /\ Say(1, "precommit")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

TMAbort ==
  /\ Runs(1)
  /\ Said(1) = {}
  /\ Say(1, "abort")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

(***************************************************************************)
(* Coordinator c commits when all RMs that have not crashed know that it   *)
(* will.                                                                   *)
(***************************************************************************)
CanCommit(c) ==
  IF Bug = "skip-precommit" /\ c = 1
    THEN AllVotes
    ELSE /\ "precommit" \in Said(c)
         /\ IF Bug = "skip-acks"
              THEN TRUE
              ELSE \A r \in RM : IF r \in coordinators[c].acks THEN TRUE
                                                               ELSE Gone(Host(c), r)

Commit(c) ==
  /\ Runs(c)
  /\ ~ Decided(c)
  /\ CanCommit(c)
  /\ Say(c, "commit")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

(***************************************************************************)
(* RM r hears m from coordinator c, and obeys.  That it has not decided    *)
(* otherwise is for the properties to say, and no guard.                   *)
(***************************************************************************)
Hears(r, c, m) ==
  /\ r \notin crashed
  /\ Exists(c)
  /\ m \in Said(c)
  /\ IF Bug = "no-fencing" THEN TRUE ELSE promised[r] = c

RMRcvPreCommit(r, c) ==
  /\ Hears(r, c, "precommit")
  /\ rmState[r] \in IF Bug = "precommit-unprepared" THEN {"working", "prepared", "precommitted"}
                                                    ELSE {"prepared", "precommitted"}
  /\ r \notin coordinators[c].acks
  /\ rmState' = [rmState EXCEPT ![r] = "precommitted"]
  /\ coordinators' = [coordinators EXCEPT ![c].acks = @ \cup {r}]
  /\ UNCHANGED << promised, crashed, suspects, alone >>

RMRcvCommit(r, c) ==
  /\ Hears(r, c, "commit")
  /\ rmState[r] # "committed"
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ UNCHANGED << promised, coordinators, crashed, suspects, alone >>

RMRcvAbort(r, c) ==
  /\ Hears(r, c, "abort")
  /\ rmState[r] # "aborted"
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED << promised, coordinators, crashed, suspects, alone >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* FAILURES                                                                *)
(***************************************************************************)
TMCrash ==
  /\ TM \notin crashed
  /\ Cardinality(crashed) < Crashes
  /\ crashed' = crashed \cup {TM}
  /\ UNCHANGED << rmState, promised, coordinators, suspects, alone >>

RMCrash(r) ==
  /\ r \notin crashed
  /\ Cardinality(crashed) < Crashes
  /\ crashed' = crashed \cup {r}
  /\ UNCHANGED << rmState, promised, coordinators, suspects, alone >>

(***************************************************************************)
(* Process p takes q for crashed, and is wrong.                            *)
(***************************************************************************)
Suspect(p, q) ==
  /\ p # q
  /\ p \notin crashed
  /\ ~ Gone(p, q)
  /\ Cardinality(suspects) < FalseSuspicions
  /\ suspects' = suspects \cup {<< p, q >>}
  /\ UNCHANGED << rmState, promised, coordinators, crashed, alone >>

(***************************************************************************)
(* RM r has crashed.  It returns, and instead of asking the others it      *)
(* decides alone: it commits what was precommitted, and aborts what was    *)
(* not.  It takes part in nothing else.                                    *)
(***************************************************************************)
DecideAlone(r) ==
  /\ r \in crashed
  /\ alone < IndependentRecoveries
  /\ rmState[r] \notin IF Bug = "forget-decision" THEN {"aborted"}
                                                  ELSE {"committed", "aborted"}
  /\ rmState' = [rmState EXCEPT ![r] =
                   IF rmState[r] = "precommitted" THEN "committed" ELSE "aborted"]
  /\ alone' = alone + 1
  /\ UNCHANGED << promised, coordinators, crashed, suspects >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* TERMINATION                                                             *)
(***************************************************************************)

(***************************************************************************)
(* RM r has no decision, and takes the coordinator for crashed.  It        *)
(* becomes the new one, and asks all RMs for their states.                 *)
(***************************************************************************)
TakeOver(r) ==
  /\ r \notin crashed
  /\ rmState[r] \notin {"committed", "aborted"}
  /\ Gone(r, Host(Len(coordinators)))
  /\ Len(coordinators) <= Crashes + FalseSuspicions
  /\ coordinators' = Append(coordinators, New(r))
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

(***************************************************************************)
(* RM r promises c to ignore all coordinators before, and tells its state. *)
(***************************************************************************)
RMPromise(r, c) ==
  /\ r \notin crashed
  /\ Exists(c)
  /\ promised[r] < c
  /\ promised' = [promised EXCEPT ![r] = c]
  /\ coordinators' = [coordinators EXCEPT ![c].reports[r] = rmState[r]]
  /\ UNCHANGED << rmState, crashed, suspects, alone >>

(***************************************************************************)
(* The termination rule.  Coordinator c has the states of all RMs that     *)
(* have not crashed.  If one has committed, commit.  If one has aborted,   *)
(* or none is precommitted, abort: while an RM that is up does not know    *)
(* that all have voted to commit, nobody has committed.  Otherwise all     *)
(* have voted to commit, and somebody may have committed and crashed: tell *)
(* those who do not know, as the TM did, and commit then.                  *)
(***************************************************************************)
Terminating(c) ==
  /\ Runs(c)
  /\ Said(c) = {}
  /\ \A r \in RM : IF coordinators[c].reports[r] # "none" THEN TRUE
                                                          ELSE Gone(Host(c), r)

SomeReport(c, s) == Reported(c, s) # {}

TerminateCommit(c) ==
  /\ Terminating(c)
  /\ IF SomeReport(c, "committed")
       THEN TRUE
       ELSE Bug = "recover-at-once" /\ SomeReport(c, "precommitted")
  /\ Say(c, "commit")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

TerminateAbort(c) ==
  /\ Terminating(c)
  /\ ~ SomeReport(c, "committed")
  /\ IF SomeReport(c, "aborted")
       THEN TRUE
       ELSE IF Bug = "abort-uncertain" /\ SomeReport(c, "prepared")
              THEN TRUE
              ELSE ~ SomeReport(c, "precommitted")
  /\ Say(c, "abort")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

TerminatePreCommit(c) ==
  /\ Terminating(c)
  /\ SomeReport(c, "precommitted")
  /\ ~ SomeReport(c, "committed")
  /\ IF Bug = "precommit-despite-abort" THEN TRUE ELSE ~ SomeReport(c, "aborted")
  /\ Say(c, "precommit")
  /\ UNCHANGED << rmState, promised, crashed, suspects, alone >>

-------------------------------------------------------------------------------
Next ==
  \/ \E r \in RM : RMPrepare(r)
  \/ \E r \in RM : RMChooseToAbort(r)
  \/ TMPreCommit
  \/ TMAbort
  \/ \E c \in Number : Commit(c)
  \/ \E r \in RM, c \in Number : RMRcvPreCommit(r, c)
  \/ \E r \in RM, c \in Number : RMRcvCommit(r, c)
  \/ \E r \in RM, c \in Number : RMRcvAbort(r, c)
  \/ TMCrash
  \/ \E r \in RM : RMCrash(r)
  \/ \E p, q \in Process : Suspect(p, q)
  \/ \E r \in RM : DecideAlone(r)
  \/ \E r \in RM : TakeOver(r)
  \/ \E r \in RM, c \in Number \ {1} : RMPromise(r, c)
  \/ \E c \in Number \ {1} : TerminateCommit(c)
  \/ \E c \in Number \ {1} : TerminateAbort(c)
  \/ \E c \in Number \ {1} : TerminatePreCommit(c)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* What is demanded of every protocol of atomic commitment: see TCommit.   *)
(* It knows nothing of precommitted RMs; to it they are prepared.          *)
(***************************************************************************)
TCConsistent ==
  \A r1, r2 \in RM : ~ /\ rmState[r1] = "committed"
                       /\ rmState[r2] = "aborted"

CommitNeedsAllPrepared ==
  (\E r \in RM : rmState[r] = "committed")
    => \A r \in RM : rmState[r] \in {"prepared", "precommitted", "committed"}

DecisionsStable ==
  \A r \in RM : rmState[r] \in {"committed", "aborted"} => rmState'[r] = rmState[r]

DecisionsStableProp == [][DecisionsStable]_vars

===============================================================================
