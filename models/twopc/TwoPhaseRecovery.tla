--------------------------- MODULE TwoPhaseRecovery ---------------------------
(***************************************************************************)
(* Two-phase commit with failures.  Module TwoPhase has the protocol in    *)
(* its basic form; here its transaction manager (TM) and its resource      *)
(* managers (RMs) crash, RMs restart from their logs, and new coordinators *)
(* recover what a crashed one has left behind.                             *)
(*                                                                         *)
(* Every step of TwoPhase is a step here, under the condition that who     *)
(* takes it is up.  Without crashes there are no others: this module then  *)
(* has the behaviors of TwoPhase.                                          *)
(*                                                                         *)
(* Logs, prepared states and locks: see                                    *)
(*    Jim Gray, "Notes on Data Base Operating Systems", 1978, section      *)
(*    5.8.3.3, on two-phase commit;                                        *)
(*    Philip Bernstein, Vassos Hadzilacos, and Nathan Goodman,             *)
(*    "Concurrency Control and Recovery in Database Systems", 1987,        *)
(*    chapter 7, on the uncertainty period, logs, and termination.         *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
  RM,                   \* The set of resource managers.
  CoordinatorCrashes,   \* How many coordinators may crash, the TM included.
  ParticipantCrashes,   \* How often RMs may crash, all together.
  Recovery,             \* TRUE if new coordinators take over.
  FalseSuspicions,      \* How often one may take over from one that is up.
  Bug                   \* The name of the rule that is broken, or "none".

Bugs ==
  { "commit-before-log",   \* An RM commits before its record is durable.
    "vote-before-log",     \* An RM votes before its record is durable.
    "abort-prepared",      \* A prepared RM aborts on its own.
    "abort-committed",     \* Recovery aborts though a participant committed.
    "no-fencing",          \* An RM obeys a coordinator that it was to ignore.
    "forget-promise",      \* A restarted RM obeys the first coordinator again.
    "lost-vote",           \* A vote that was not received counts as yes.
    "vote-after-promise" } \* Harmless: who listens to a successor votes, too.

ASSUME /\ {CoordinatorCrashes, ParticipantCrashes, FalseSuspicions} \subseteq Nat
       /\ Recovery \in BOOLEAN
       /\ FalseSuspicions > 0 => Recovery
       /\ Bug \in Bugs \cup {"none"}

(***************************************************************************)
(* The coordinators are numbered.  The TM is 0; each that takes over from  *)
(* another has the next number.                                            *)
(***************************************************************************)
VARIABLES
  rmState, tmState, tmPrepared, msgs,   \* Those of TwoPhase.
  rmLog,        \* rmLog[r] is the state that is in RM r's log, on its disk.
  rmDown,       \* The set of RMs that have crashed and not yet restarted.
  promised,     \* promised[r] is the coordinator that r obeys: it has promised
                \* to ignore those before it.  It is in r's log, too.
  tmDown,       \* Has the TM crashed?  It does not return.
  successors,   \* The coordinators 1, 2, ...: a sequence.
  crashes,      \* How often RMs have crashed.
  suspicions    \* How often a coordinator took over from one that was up.

vars == << rmState, tmState, tmPrepared, msgs,
           rmLog, rmDown, promised, tmDown, successors, crashes, suspicions >>

Basic == INSTANCE TwoPhase

(***************************************************************************)
(* The messages of coordinator c > 0 are not in msgs.  It asks all RMs for *)
(* their states when it takes over, and tells them its decision when it    *)
(* has decided; successors[c] has a state for that, so that the message    *)
(* is there to be received from then on.  What it was answered is in its   *)
(* reports.                                                                *)
(***************************************************************************)
Working == [r \in RM |-> "working"]

Successor == [ state   : {"init", "committed", "aborted"},
               down    : BOOLEAN,
               reports : [RM -> {"none", "working", "prepared", "committed", "aborted"}] ]

TypeOK ==
  /\ Basic!TypeOK
  /\ rmLog \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ rmDown \subseteq RM
  /\ promised \in [RM -> 0 .. Len(successors)]
  /\ tmDown \in BOOLEAN
  /\ successors \in Seq(Successor)
  /\ Len(successors) <= CoordinatorCrashes + FalseSuspicions
  /\ crashes \in 0 .. ParticipantCrashes
  /\ suspicions \in 0 .. FalseSuspicions

Init ==
  /\ Basic!Init
  /\ rmLog = Working
  /\ rmDown = {}
  /\ promised = [r \in RM |-> 0]
  /\ tmDown = FALSE
  /\ successors = << >>
  /\ crashes = 0
  /\ suspicions = 0

Coordinator == 0 .. CoordinatorCrashes + FalseSuspicions

Exists(c)   == c <= Len(successors)
Down(c)     == IF c = 0 THEN tmDown ELSE successors[c].down
Decision(c) == IF c = 0 THEN tmState ELSE successors[c].state

Up(r) == r \notin rmDown

(***************************************************************************)
(* Coordinator c tells RM r its decision d, and r obeys.  That r has not   *)
(* decided otherwise is for the properties to say, and no guard.           *)
(***************************************************************************)
Obeys(r, c, d) ==
  /\ Exists(c)
  /\ Up(r)
  /\ IF Bug = "no-fencing" THEN TRUE ELSE promised[r] = c
  /\ Decision(c) = d

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE TRANSACTION MANAGER                                                 *)
(*                                                                         *)
(* Its own log is left out: it does not return to read it.                 *)
(***************************************************************************)
TMCommit ==
  /\ ~ tmDown
  /\ Basic!TMCommit
  /\ UNCHANGED << rmLog, rmDown, promised, tmDown, successors, crashes, suspicions >>

TMAbort ==
  /\ ~ tmDown
  /\ Basic!TMAbort
  /\ UNCHANGED << rmLog, rmDown, promised, tmDown, successors, crashes, suspicions >>

TMRcvPrepared(r) ==
  /\ ~ tmDown
  /\ IF Bug = "lost-vote"
       THEN /\ tmState = "init"
            /\ tmPrepared' = tmPrepared \cup {r}
            /\ UNCHANGED << rmState, tmState, msgs >>
       ELSE Basic!TMRcvPrepared(r)
  /\ UNCHANGED << rmLog, rmDown, promised, tmDown, successors, crashes, suspicions >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* THE RESOURCE MANAGERS                                                   *)
(*                                                                         *)
(* An RM writes its new state to its log and acts on it in one step.  A    *)
(* crash between the two is like one after both where the messages of the  *)
(* step are never received.  From the time that it is prepared, an RM      *)
(* holds the locks on what it has written until it learns the decision.    *)
(***************************************************************************)
Write(r, s) == rmLog' = [rmLog EXCEPT ![r] = s]

(***************************************************************************)
(* An RM that has promised to ignore the TM does not vote any more.        *)
(***************************************************************************)
RMPrepare(r) ==
  /\ Up(r)
  /\ IF Bug = "vote-after-promise" THEN TRUE ELSE promised[r] = 0
  /\ Basic!RMPrepare(r)
  /\ IF Bug = "vote-before-log" THEN UNCHANGED rmLog ELSE Write(r, "prepared")
  /\ UNCHANGED << rmDown, promised, tmDown, successors, crashes, suspicions >>

RMChooseToAbort(r) ==
  /\ Up(r)
  /\ rmState[r] \in IF Bug = "abort-prepared" THEN {"working", "prepared"}
                                              ELSE {"working"}
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ Write(r, "aborted")
  /\ UNCHANGED << tmState, tmPrepared, msgs,
                  rmDown, promised, tmDown, successors, crashes, suspicions >>

RMRcvCommitMsg(r, c) ==
  /\ Obeys(r, c, "committed")
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ IF Bug = "commit-before-log" THEN UNCHANGED rmLog ELSE Write(r, "committed")
  /\ UNCHANGED << tmState, tmPrepared, msgs,
                  rmDown, promised, tmDown, successors, crashes, suspicions >>

RMRcvAbortMsg(r, c) ==
  /\ Obeys(r, c, "aborted")
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ Write(r, "aborted")
  /\ UNCHANGED << tmState, tmPrepared, msgs,
                  rmDown, promised, tmDown, successors, crashes, suspicions >>

(***************************************************************************)
(* RM r crashes.  What is in its memory is lost when it restarts, and no   *)
(* earlier, so that the properties can speak of the state that it was in.  *)
(***************************************************************************)
RMCrash(r) ==
  /\ Up(r)
  /\ crashes < ParticipantCrashes
  /\ crashes' = crashes + 1
  /\ rmDown' = rmDown \cup {r}
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, promised, tmDown, successors, suspicions >>

RMRestart(r) ==
  /\ ~ Up(r)
  /\ rmDown' = rmDown \ {r}
  /\ rmState' = [rmState EXCEPT ![r] = rmLog[r]]
  /\ promised' = IF Bug = "forget-promise" THEN [promised EXCEPT ![r] = 0]
                                           ELSE promised
  /\ UNCHANGED << tmState, tmPrepared, msgs,
                  rmLog, tmDown, successors, crashes, suspicions >>

-------------------------------------------------------------------------------
(***************************************************************************)
(* RECOVERY                                                                *)
(***************************************************************************)
Crashed == Cardinality({c \in 0 .. Len(successors) : Down(c)})

(***************************************************************************)
(* Coordinator c crashes, for good.  What it has sent can still arrive.    *)
(***************************************************************************)
TMCrash(c) ==
  /\ Exists(c)
  /\ ~ Down(c)
  /\ Crashed < CoordinatorCrashes
  /\ IF c = 0 THEN tmDown' = TRUE /\ UNCHANGED successors
              ELSE successors' = [successors EXCEPT ![c].down = TRUE] /\ UNCHANGED tmDown
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, promised, crashes, suspicions >>

(***************************************************************************)
(* A participant has waited too long for a coordinator that has crashed.   *)
(* A new one takes over, and asks all RMs for their states and for the     *)
(* promise to ignore all former coordinators.                              *)
(***************************************************************************)
New == [ state   |-> "init",
         down    |-> FALSE,
         reports |-> [r \in RM |-> "none"] ]

TakeOver ==
  /\ Recovery
  /\ Down(Len(successors))
  /\ successors' = Append(successors, New)
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, promised, tmDown, crashes, suspicions >>

(***************************************************************************)
(* The coordinator is only slow.  With the promises that makes no          *)
(* difference.                                                             *)
(***************************************************************************)
TakeOverEarly ==
  /\ Recovery
  /\ ~ Down(Len(successors))
  /\ suspicions < FalseSuspicions
  /\ suspicions' = suspicions + 1
  /\ successors' = Append(successors, New)
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, promised, tmDown, crashes >>

(***************************************************************************)
(* RM r promises c to ignore all coordinators before, and tells its state. *)
(***************************************************************************)
RMPromise(r, c) ==
  /\ Up(r)
  /\ Exists(c)
  /\ promised[r] < c
  /\ promised' = [promised EXCEPT ![r] = c]
  /\ successors' = [successors EXCEPT ![c].reports[r] = rmState[r]]
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, tmDown, crashes, suspicions >>

(***************************************************************************)
(* Coordinator c can decide when all RMs have promised: with one of them   *)
(* down it has to wait.  If one has committed then so must all.  If one    *)
(* has aborted, or is not prepared, then none has committed, nor will      *)
(* before c decides: abort.  If all are prepared then nobody knows more    *)
(* than that, and both are right.                                          *)
(***************************************************************************)
Deciding(c) ==
  /\ Exists(c)
  /\ ~ Down(c)
  /\ successors[c].state = "init"
  /\ \A r \in RM : successors[c].reports[r] # "none"

SomeCommitted(c) == \E r \in RM : successors[c].reports[r] = "committed"
AllPrepared(c)   == \A r \in RM : successors[c].reports[r] = "prepared"

RecoverCommit(c) ==
  /\ Deciding(c)
  /\ IF SomeCommitted(c) THEN TRUE ELSE AllPrepared(c)
  /\ successors' = [successors EXCEPT ![c].state = "committed"]
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, promised, tmDown, crashes, suspicions >>

RecoverAbort(c) ==
  /\ Deciding(c)
  /\ IF Bug = "abort-committed" THEN TRUE ELSE ~ SomeCommitted(c)
  /\ successors' = [successors EXCEPT ![c].state = "aborted"]
  /\ UNCHANGED << rmState, tmState, tmPrepared, msgs,
                  rmLog, rmDown, promised, tmDown, crashes, suspicions >>

-------------------------------------------------------------------------------
Next ==
  \/ TMCommit
  \/ TMAbort
  \/ \E r \in RM : TMRcvPrepared(r)
  \/ \E r \in RM : RMPrepare(r)
  \/ \E r \in RM : RMChooseToAbort(r)
  \/ \E r \in RM, c \in Coordinator : RMRcvCommitMsg(r, c)
  \/ \E r \in RM, c \in Coordinator : RMRcvAbortMsg(r, c)
  \/ \E r \in RM : RMCrash(r)
  \/ \E r \in RM : RMRestart(r)
  \/ \E c \in Coordinator : TMCrash(c)
  \/ TakeOver
  \/ TakeOverEarly
  \/ \E r \in RM, c \in Coordinator \ {0} : RMPromise(r, c)
  \/ \E c \in Coordinator \ {0} : RecoverCommit(c)
  \/ \E c \in Coordinator \ {0} : RecoverAbort(c)

Spec == Init /\ [][Next]_vars

(***************************************************************************)
(* What is demanded of every protocol of atomic commitment: see TCommit.   *)
(***************************************************************************)
TCConsistent == Basic!TCConsistent

CommitNeedsAllPrepared == Basic!CommitNeedsAllPrepared

DecisionsStable ==
  \A r \in RM : rmState[r] \in {"committed", "aborted"} => rmState'[r] = rmState[r]

DecisionsStableProp == [][DecisionsStable]_vars

===============================================================================
