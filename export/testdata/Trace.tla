---------------- MODULE Trace ----------------
\* twopc with rms = 1, coordinator-crashes = 0, participant-crashes = 0, recovery = false, false-suspicions = 0, and the bug abort-prepared
\* DecisionsStable is violated: r1 was aborted and is committed
\* TLC prints it: tlc2.TLC -config Trace.tla Trace.tla
EXTENDS Integers, Sequences, TLC

VARIABLES step, action, rmState, tmState, tmPrepared, msgs, rmLog, rmDown, promised, tmDown, successors, crashes, suspicions
vars == <<step, action, rmState, tmState, tmPrepared, msgs, rmLog, rmDown, promised, tmDown, successors, crashes, suspicions>>

Trace == <<
  [ action |-> "Init",
    rmState |-> ("r1" :> "working"),
    tmState |-> "init",
    tmPrepared |-> {},
    msgs |-> [prepared |-> {}, commit |-> FALSE, abort |-> FALSE],
    rmLog |-> ("r1" :> "working"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ],
  [ action |-> "RMPrepare(r1)",
    rmState |-> ("r1" :> "prepared"),
    tmState |-> "init",
    tmPrepared |-> {},
    msgs |-> [prepared |-> {"r1"}, commit |-> FALSE, abort |-> FALSE],
    rmLog |-> ("r1" :> "prepared"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ],
  [ action |-> "TMRcvPrepared(r1)",
    rmState |-> ("r1" :> "prepared"),
    tmState |-> "init",
    tmPrepared |-> {"r1"},
    msgs |-> [prepared |-> {"r1"}, commit |-> FALSE, abort |-> FALSE],
    rmLog |-> ("r1" :> "prepared"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ],
  [ action |-> "TMCommit",
    rmState |-> ("r1" :> "prepared"),
    tmState |-> "committed",
    tmPrepared |-> {"r1"},
    msgs |-> [prepared |-> {"r1"}, commit |-> TRUE, abort |-> FALSE],
    rmLog |-> ("r1" :> "prepared"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ],
  [ action |-> "RMChooseToAbort(r1)",
    rmState |-> ("r1" :> "aborted"),
    tmState |-> "committed",
    tmPrepared |-> {"r1"},
    msgs |-> [prepared |-> {"r1"}, commit |-> TRUE, abort |-> FALSE],
    rmLog |-> ("r1" :> "aborted"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ],
  [ action |-> "RMRcvCommitMsg(r1, TM)",
    rmState |-> ("r1" :> "committed"),
    tmState |-> "committed",
    tmPrepared |-> {"r1"},
    msgs |-> [prepared |-> {"r1"}, commit |-> TRUE, abort |-> FALSE],
    rmLog |-> ("r1" :> "committed"),
    rmDown |-> {},
    promised |-> ("r1" :> "TM"),
    tmDown |-> FALSE,
    successors |-> <<>>,
    crashes |-> 0,
    suspicions |-> 0 ]
>>

Init ==
  /\ step = 1
  /\ action = Trace[1].action
  /\ rmState = Trace[1].rmState
  /\ tmState = Trace[1].tmState
  /\ tmPrepared = Trace[1].tmPrepared
  /\ msgs = Trace[1].msgs
  /\ rmLog = Trace[1].rmLog
  /\ rmDown = Trace[1].rmDown
  /\ promised = Trace[1].promised
  /\ tmDown = Trace[1].tmDown
  /\ successors = Trace[1].successors
  /\ crashes = Trace[1].crashes
  /\ suspicions = Trace[1].suspicions

Next ==
  /\ step < Len(Trace)
  /\ step' = step + 1
  /\ action' = Trace[step'].action
  /\ rmState' = Trace[step'].rmState
  /\ tmState' = Trace[step'].tmState
  /\ tmPrepared' = Trace[step'].tmPrepared
  /\ msgs' = Trace[step'].msgs
  /\ rmLog' = Trace[step'].rmLog
  /\ rmDown' = Trace[step'].rmDown
  /\ promised' = Trace[step'].promised
  /\ tmDown' = Trace[step'].tmDown
  /\ successors' = Trace[step'].successors
  /\ crashes' = Trace[step'].crashes
  /\ suspicions' = Trace[step'].suspicions

Spec == Init /\ [][Next]_vars

NotTheEnd == step < Len(Trace)

==============================================

---------------- CONFIG Trace ----------------
SPECIFICATION Spec
INVARIANT NotTheEnd
CHECK_DEADLOCK FALSE
==============================================
