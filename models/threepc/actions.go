package threepc

import "github.com/mcheck/mcheck/spec"

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	RMs                                             spec.Domain[RM]
	Crashes, FalseSuspicions, IndependentRecoveries int
	Bug                                             string
}

// The bugs, each a rule that is broken.
const (
	SkipPreCommit  = "skip-precommit"
	SkipAcks       = "skip-acks"
	RecoverAtOnce  = "recover-at-once"
	AbortUncertain = "abort-uncertain"
	NoFencing      = "no-fencing"
	AbortPrepared  = "abort-prepared"
	LostVote       = "lost-vote"
	ForgetDecision = "forget-decision"
	UnnoticedCrash = "unnoticed-crash"

	PreCommitUnprepared   = "precommit-unprepared"    // harmless
	PreCommitDespiteAbort = "precommit-despite-abort" // harmless
)

// reported counts the RMs of which coordinator c has this report.
func (c Config) reported(s *State, k Number, q RMState) (n int) {
	for r := range c.RMs.All() {
		if s.at(k).Reports.Get(r) == report(q) {
			n++
		}
	}
	return n
}

// rmPrepare: r is prepared, and votes.
func (c Config) rmPrepare(s *State, r RM) bool {
	if s.Crashed.Has(r) || s.RMState.Get(r) != Working || s.Promised.Get(r) != 1 {
		return false
	}
	s.RMState.Set(r, Prepared)
	s.at(1).Reports.Set(r, report(Prepared))
	return true
}

// rmChooseToAbort: r, not prepared yet, aborts on its own.
func (c Config) rmChooseToAbort(s *State, r RM) bool {
	q := s.RMState.Get(r)
	if s.Crashed.Has(r) || q != Working && !(c.Bug == AbortPrepared && q == Prepared) {
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}

// allVotes: the TM has heard from all RMs that they are prepared.
func (c Config) allVotes(s *State) bool {
	votes := c.reported(s, 1, Prepared)
	return votes == c.RMs.Len() || c.Bug == LostVote && votes == c.RMs.Len()-1
}

// tmPreCommit: the TM has all votes, and tells the RMs so: it will commit.
func (c Config) tmPreCommit(s *State) bool {
	if !s.runs(1) || !s.at(1).silent() || !c.allVotes(s) {
		return false
	}
	s.at(1).PreCommit = true
	return true
}

// tmAbort: the TM may abort until it has said that it will commit.
func (c Config) tmAbort(s *State) bool {
	if !s.runs(1) || !s.at(1).silent() {
		return false
	}
	s.at(1).Abort = true
	return true
}

// commit: coordinator k commits when all RMs that have not crashed know that it will.
func (c Config) commit(s *State, k Number) bool {
	if !s.runs(k) || s.at(k).Commit || s.at(k).Abort || !c.canCommit(s, k) {
		return false
	}
	s.at(k).Commit = true
	return true
}

func (c Config) canCommit(s *State, k Number) bool {
	if c.Bug == SkipPreCommit && k == 1 {
		return c.allVotes(s)
	}
	return s.at(k).PreCommit && (c.Bug == SkipAcks || c.allHave(s, k, s.at(k).Acks.Has))
}

// allHave: every RM that coordinator k does not take for crashed has done something.
func (c Config) allHave(s *State, k Number, done func(RM) bool) bool {
	for r := range c.RMs.All() {
		if !done(r) && !s.gone(s.at(k).Host, Process{r}) {
			return false
		}
	}
	return true
}

// hears: r is up and listens to coordinator k.
func (c Config) hears(s *State, r RM, k Number) bool {
	return !s.Crashed.Has(r) && s.exists(k) && (s.Promised.Get(r) == k || c.Bug == NoFencing)
}

// rmRcvPreCommit: r learns that all have voted to commit, and says that it knows.
func (c Config) rmRcvPreCommit(s *State, r RM, k Number) bool {
	q := s.RMState.Get(r)
	if !c.hears(s, r, k) || !s.at(k).PreCommit || s.at(k).Acks.Has(r) || q.decided() {
		return false
	}
	if q == Working && c.Bug != PreCommitUnprepared {
		return false
	}
	s.RMState.Set(r, PreCommitted)
	s.at(k).Acks.Add(r)
	return true
}

// rmRcvCommit: r is told to commit, and obeys. That it has not aborted is for the
// properties to say, and no guard.
func (c Config) rmRcvCommit(s *State, r RM, k Number) bool {
	if !c.hears(s, r, k) || !s.at(k).Commit || s.RMState.Get(r) == Committed {
		return false
	}
	s.RMState.Set(r, Committed)
	return true
}

// rmRcvAbort: r is told to abort, and obeys.
func (c Config) rmRcvAbort(s *State, r RM, k Number) bool {
	if !c.hears(s, r, k) || !s.at(k).Abort || s.RMState.Get(r) == Aborted {
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}

// tmCrash: the TM crashes, for good.
func (c Config) tmCrash(s *State) bool {
	if s.TMCrashed {
		return false
	}
	s.TMCrashed = true
	return true
}

// rmCrash: r crashes, for good, and with it the coordinator that it may be.
func (c Config) rmCrash(s *State, r RM) bool {
	if s.Crashed.Has(r) {
		return false
	}
	s.Crashed.Add(r)
	return true
}

// suspect: p takes q for crashed, and is wrong. A partition of the network is many
// of these: whoever is on one side takes those on the other for crashed.
func (c Config) suspect(s *State, p, q Process) bool {
	if p == q || s.crashed(p) || s.gone(p, q) {
		return false
	}
	return s.Suspects.Add(Suspicion{p, q})
}

// decideAlone: r has crashed and returns. Instead of asking the others it commits
// what was precommitted, and aborts what was not. It takes part in nothing else.
func (c Config) decideAlone(s *State, r RM) bool {
	q := s.RMState.Get(r)
	if !s.Crashed.Has(r) || q == Aborted || q == Committed && c.Bug != ForgetDecision {
		return false
	}
	d := Aborted
	if q == PreCommitted {
		d = Committed
	}
	s.RMState.Set(r, d)
	s.Alone++
	return true
}

// takeOver: r has no decision and takes the coordinator for crashed. It becomes the
// new one, and asks all RMs for their states.
func (c Config) takeOver(s *State, r RM) bool {
	last := Number(s.Coordinators.Len())
	if s.Crashed.Has(r) || s.RMState.Get(r).decided() || !s.gone(Process{r}, s.at(last).Host) {
		return false
	}
	s.Coordinators.Append(Coordinator{Host: Process{r}})
	return true
}

// rmPromise: r promises k to ignore the coordinators before it, and reports.
func (c Config) rmPromise(s *State, r RM, k Number) bool {
	if s.Crashed.Has(r) || !s.exists(k) || s.Promised.Get(r) >= k {
		return false
	}
	s.Promised.Set(r, k)
	s.at(k).Reports.Set(r, report(s.RMState.Get(r)))
	return true
}

// terminating: k knows the states of all RMs that have not crashed.
func (c Config) terminating(s *State, k Number) bool {
	return s.runs(k) && s.at(k).silent() && c.allHave(s, k, func(r RM) bool { return s.at(k).Reports.Get(r) != 0 })
}

// terminateCommit: an RM has committed, so all must.
func (c Config) terminateCommit(s *State, k Number) bool {
	if !c.terminating(s, k) ||
		c.reported(s, k, Committed) == 0 && !(c.Bug == RecoverAtOnce && c.reported(s, k, PreCommitted) > 0) {
		return false
	}
	s.at(k).Commit = true
	return true
}

// terminateAbort: an RM has aborted, or none that is up knows that all have voted to
// commit. Then nobody has committed.
func (c Config) terminateAbort(s *State, k Number) bool {
	if !c.terminating(s, k) || c.reported(s, k, Committed) > 0 {
		return false
	}
	uncertain := c.Bug == AbortUncertain && c.reported(s, k, Prepared) > 0
	if c.reported(s, k, Aborted) == 0 && c.reported(s, k, PreCommitted) > 0 && !uncertain {
		return false
	}
	s.at(k).Abort = true
	return true
}

// terminatePreCommit: all have voted to commit, and somebody may have committed and
// crashed. Those who do not know of the votes are told, as the TM would have.
func (c Config) terminatePreCommit(s *State, k Number) bool {
	if !c.terminating(s, k) || c.reported(s, k, PreCommitted) == 0 ||
		c.reported(s, k, Committed) > 0 || c.reported(s, k, Aborted) > 0 && c.Bug != PreCommitDespiteAbort {
		return false
	}
	s.at(k).PreCommit = true
	return true
}
