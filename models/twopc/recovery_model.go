package twopc

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c RecoveryConfig) Model() spec.Model[RecoveryState] {
	rms := c.RMs.All()
	all, later := slices.Values(c.coordinators(0)), slices.Values(c.coordinators(1))
	return spec.Model[RecoveryState]{
		Name:     "twopc",
		Doc:      doc,
		Domains:  []spec.AnyDomain{c.RMs},
		Symmetry: []spec.AnyDomain{c.RMs},
		Assume:   c.assume,
		Init:     spec.Only(RecoveryState{}),
		Mail:     c.mail,
		Actions: []spec.Action[RecoveryState]{
			spec.Do("TMCommit", c.tmCommit).By(tm.String()).Rule("section 3: all prepared, so commit"),
			spec.Do("TMAbort", c.tmAbort).By(tm.String()).Rule("section 3: the TM may abort until it has committed"),
			spec.ForAll("TMRcvPrepared", rms, c.tmRcvPrepared).Receives(rcvVote).Rule("section 3: the TM learns that an RM is prepared"),
			spec.ForAll("RMPrepare", rms, c.rmPrepare).Rule("section 3: an RM prepares; its record is durable before it votes"),
			spec.ForAll("RMChooseToAbort", rms, c.rmChooseToAbort).Rule("section 3: an unprepared RM may abort alone"),
			spec.ForAll2("RMRcvCommitMsg", spec.Product(rms, all), c.rmRcvCommitMsg).Receives(rcvFrom(commit)).
				Rule("section 3: the RM obeys the coordinator of its promise; its record is durable before it unlocks"),
			spec.ForAll2("RMRcvAbortMsg", spec.Product(rms, all), c.rmRcvAbortMsg).Receives(rcvFrom(abort)).
				Rule("section 3: the RM obeys the coordinator of its promise"),
			spec.ForAll("RMCrash", rms, c.rmCrash).Rule("failures: an RM stops").
				Bound(fmt.Sprintf("crashes < %d", c.ParticipantCrashes), c.crashesLeft),
			spec.ForAll("RMRestart", rms, c.rmRestart).Rule("failures: an RM continues from its log"),
			spec.ForAll("TMCrash", all, c.tmCrash).By(coordinator).Rule("failures: a coordinator stops for good").
				Bound(fmt.Sprintf("crashed coordinators < %d", c.CoordinatorCrashes), c.coordinatorsLeft),
			spec.Do("TakeOver", c.takeOver).Rule("recovery: after a time-out there is a new coordinator"),
			spec.Do("TakeOverEarly", c.takeOverEarly).Rule("recovery: a time-out may be wrong").
				Bound(fmt.Sprintf("suspicions < %d", c.FalseSuspicions), c.suspicionsLeft),
			spec.ForAll2("RMPromise", spec.Product(rms, later), c.rmPromise).Receives(rcvFrom(question)).
				Rule("recovery: the RM promises to ignore former coordinators, and reports its state"),
			spec.ForAll("RecoverCommit", later, c.recoverCommit).By(coordinator).Receives(c.rcvAnswers).
				Rule("recovery: commit if one has committed or all are prepared"),
			spec.ForAll("RecoverAbort", later, c.recoverAbort).By(coordinator).Receives(c.rcvAnswers).
				Rule("recovery: abort if none has committed"),
		},
		Environment: spec.Environment{
			"TMAbort": spec.Timeout, "RMChooseToAbort": spec.Request, "RMCrash": spec.Crash, "RMRestart": spec.Recover,
			"TMCrash": spec.Crash, "TakeOver": spec.Timeout, "TakeOverEarly": spec.Timeout,
		},
		Properties: slices.Concat(tcommit.Safety(c.RMs, rmStateOf), c.witnesses(), []spec.Property[RecoveryState]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			tcommit.Implements(c.RMs, rmStateOf),
		}, c.liveness()),
		Fairness:      c.fairness(),
		Induction:     c.induction(),
		AllowDeadlock: true,
	}
}

// assume: suspicions lead to takeovers.
func (c RecoveryConfig) assume() error {
	if c.FalseSuspicions > 0 && !c.Recovery {
		return fmt.Errorf("false-suspicions = %d, want 0 without recovery", c.FalseSuspicions)
	}
	return nil
}

func (c RecoveryConfig) crashesLeft(s *RecoveryState, _ RM) bool {
	return int(s.Crashes) < c.ParticipantCrashes
}

func (c RecoveryConfig) coordinatorsLeft(s *RecoveryState, _ Coordinator) bool {
	crashed := 0
	for k := range s.last() + 1 {
		if s.down(k) {
			crashed++
		}
	}
	return crashed < c.CoordinatorCrashes
}

func (c RecoveryConfig) suspicionsLeft(s *RecoveryState) bool {
	return int(s.Suspicions) < c.FalseSuspicions
}

func rmStateOf(s *RecoveryState) PerRM[RMState] { return s.RMState }

// witnesses are what failures can lead to. That an RM is blocked and holds its
// locks is not a mistake of the model: it is what two-phase commit is known for.
func (c RecoveryConfig) witnesses() []spec.Property[RecoveryState] {
	many, crash := c.RMs.Len() >= 2, c.CoordinatorCrashes >= 1
	takeOver := c.Recovery && (crash || c.FalseSuspicions >= 1)
	return []spec.Property[RecoveryState]{
		spec.Reachable("AllCommit", func(s *RecoveryState) bool { return c.all(&s.State, Committed) }).
			Doc("all commit").Needs("rms >= 1", true),
		spec.Reachable("Blocked", c.blocked).
			Doc("an RM holds its locks, the coordinator is gone, and nobody can decide").
			Needs("coordinator-crashes >= 1, no recovery", crash && !c.Recovery),
		spec.Reachable("RecoveryBlocked", c.recoveryBlocked).
			Doc("an RM holds its locks, and recovery waits for one that is down").
			Needs("rms >= 2, coordinator-crashes >= 1, participant-crashes >= 1, recovery", many && crash && c.Recovery && c.ParticipantCrashes >= 1),
		spec.Reachable("RecoveryCommits", func(s *RecoveryState) bool {
			return s.last() > 0 && s.decision(s.last()) == TMCommitted && c.all(&s.State, Committed)
		}).
			Doc("what a coordinator left undecided is committed").
			Needs("recovery, coordinator-crashes + false-suspicions >= 1", takeOver),
		spec.Reachable("Overruled", func(s *RecoveryState) bool { return s.TMState == TMCommitted && c.all(&s.State, Aborted) }).
			Doc("the TM commits, no RM hears of it, and recovery aborts").
			Needs("recovery, coordinator-crashes + false-suspicions >= 1", takeOver),
	}
}

// locked: r is up and prepared. It holds the locks on all that it has written.
func (c RecoveryConfig) locked(s *RecoveryState) bool {
	for r := range c.RMs.All() {
		if s.up(r) && s.RMState.Get(r) == Prepared {
			return true
		}
	}
	return false
}

// blocked: the TM has crashed before it decided, and r is prepared. It may not
// commit, because another may abort, nor abort, because the TM might have committed:
// and there is nobody who could tell it.
func (c RecoveryConfig) blocked(s *RecoveryState) bool {
	return s.TMDown && s.TMState == TMInit && !c.Recovery && c.locked(s)
}

// recoveryBlocked: the new coordinator has asked everybody, and all who are up have
// answered.
func (c RecoveryConfig) recoveryBlocked(s *RecoveryState) bool {
	k := s.last()
	if k == 0 || s.down(k) || s.decision(k) != TMInit || s.RMDown.Len() == 0 || !c.locked(s) {
		return false
	}
	for r := range c.RMs.All() {
		if s.up(r) != (s.successor(k).Reports.Get(r) != 0) {
			return false
		}
	}
	return true
}

// typeOK: the types of the variables, and nothing about the protocol.
func (c RecoveryConfig) typeOK(s *RecoveryState) error {
	if err := c.Config.typeOK(&s.State); err != nil {
		return err
	}
	for r := range c.RMs.All() {
		if s.RMLog.Get(r) > Aborted || !s.exists(s.Promised.Get(r)) {
			return fmt.Errorf("rmLog[%v] = %d, promised[%v] = %v", r, s.RMLog.Get(r), r, s.Promised.Get(r))
		}
	}
	for k := range s.last() {
		for r := range c.RMs.All() {
			if p := s.successor(k + 1).Reports.Get(r); p > report(Aborted) {
				return fmt.Errorf("successors[%d].reports[%v] = %d", k+1, r, p)
			}
		}
	}
	return nil
}
