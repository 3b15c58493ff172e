-- Two-phase commit as models/twopc/TwoPhase.tla has it, for Rumur: the same steps
-- between the same states. The number of resource managers is replaced by the
-- program that runs this.

const N: 3;

type
  RM: 1..N;
  RMState: enum { working, prepared, committed, aborted };
  TMState: enum { tmInit, tmCommitted, tmAborted };

var
  rmState: array[RM] of RMState;
  tmState: TMState;
  tmPrepared: array[RM] of boolean;
  msgPrepared: array[RM] of boolean;
  msgCommit: boolean;
  msgAbort: boolean;

startstate begin
  for r: RM do
    rmState[r] := working;
    tmPrepared[r] := false;
    msgPrepared[r] := false;
  end;
  tmState := tmInit;
  msgCommit := false;
  msgAbort := false;
end;

rule "TMCommit"
  tmState = tmInit & forall r: RM do tmPrepared[r] end
==> begin
  tmState := tmCommitted;
  msgCommit := true;
end;

rule "TMAbort"
  tmState = tmInit
==> begin
  tmState := tmAborted;
  msgAbort := true;
end;

ruleset r: RM do
  rule "TMRcvPrepared"
    tmState = tmInit & msgPrepared[r]
  ==> begin
    tmPrepared[r] := true;
  end;

  rule "RMPrepare"
    rmState[r] = working
  ==> begin
    rmState[r] := prepared;
    msgPrepared[r] := true;
  end;

  rule "RMChooseToAbort"
    rmState[r] = working
  ==> begin
    rmState[r] := aborted;
  end;

  rule "RMRcvCommitMsg"
    msgCommit
  ==> begin
    rmState[r] := committed;
  end;

  rule "RMRcvAbortMsg"
    msgAbort
  ==> begin
    rmState[r] := aborted;
  end;
end;

invariant "TCConsistent"
  !exists r: RM do exists q: RM do rmState[r] = committed & rmState[q] = aborted end end;
