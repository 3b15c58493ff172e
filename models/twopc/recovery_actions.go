package twopc

// tmCommit: as in the basic form, while the TM is up.
func (c RecoveryConfig) tmCommit(s *RecoveryState) bool {
	return !s.TMDown && c.Config.tmCommit(&s.State)
}

// tmAbort: as in the basic form, while the TM is up.
func (c RecoveryConfig) tmAbort(s *RecoveryState) bool {
	return !s.TMDown && c.Config.tmAbort(&s.State)
}

// tmRcvPrepared: as in the basic form, while the TM is up. That a vote can be lost
// needs no action: it is never received.
func (c RecoveryConfig) tmRcvPrepared(s *RecoveryState, r RM) bool {
	if c.Bug == LostVote && !s.TMDown && s.TMState == TMInit {
		s.TMPrepared.Add(r)
		return true
	}
	return !s.TMDown && c.Config.tmRcvPrepared(&s.State, r)
}

// rmPrepare: r writes a prepare record and votes. From here on it holds its locks
// until it learns the decision. Once it has promised to ignore the TM it votes no
// more.
func (c RecoveryConfig) rmPrepare(s *RecoveryState, r RM) bool {
	return s.up(r) && (s.Promised.Get(r) == 0 || c.Bug == VoteAfterPromise) && c.Config.rmPrepare(&s.State, r) &&
		s.become(r, Prepared, c.Bug != VoteBeforeLog)
}

// rmChooseToAbort: r, not prepared yet, aborts on its own.
func (c RecoveryConfig) rmChooseToAbort(s *RecoveryState, r RM) bool {
	q := s.RMState.Get(r)
	if !s.up(r) || q != Working && !(c.Bug == AbortPrepared && q == Prepared) {
		return false
	}
	return s.become(r, Aborted, true)
}

// obeys: coordinator k has decided d and tells r, which listens to k. That it has not
// decided otherwise is for the properties to say, and no guard.
func (c RecoveryConfig) obeys(s *RecoveryState, r RM, k Coordinator, d TMState) bool {
	return s.exists(k) && s.up(r) && s.decision(k) == d && (s.Promised.Get(r) == k || c.Bug == NoFencing)
}

// rmRcvCommitMsg: r is told by coordinator k to commit. It writes a commit record
// and releases its locks.
func (c RecoveryConfig) rmRcvCommitMsg(s *RecoveryState, r RM, k Coordinator) bool {
	return c.obeys(s, r, k, TMCommitted) && s.become(r, Committed, c.Bug != CommitBeforeLog)
}

// rmRcvAbortMsg: r is told by coordinator k to abort.
func (c RecoveryConfig) rmRcvAbortMsg(s *RecoveryState, r RM, k Coordinator) bool {
	return c.obeys(s, r, k, TMAborted) && s.become(r, Aborted, true)
}

// rmCrash: r crashes. Its memory is lost when it restarts and not before, so that
// the properties can speak of the state that it was in.
func (c RecoveryConfig) rmCrash(s *RecoveryState, r RM) bool {
	if !s.up(r) {
		return false
	}
	s.Crashes++
	s.RMDown.Add(r)
	return true
}

// rmRestart: r continues from its log, which has its promise, too.
func (c RecoveryConfig) rmRestart(s *RecoveryState, r RM) bool {
	if s.up(r) {
		return false
	}
	s.RMDown.Remove(r)
	s.RMState.Set(r, s.RMLog.Get(r))
	if c.Bug == ForgetPromise {
		s.Promised.Set(r, 0)
	}
	return true
}

// tmCrash: coordinator k crashes, for good. What it has sent can still arrive.
func (c RecoveryConfig) tmCrash(s *RecoveryState, k Coordinator) bool {
	if !s.exists(k) || s.down(k) {
		return false
	}
	if k == 0 {
		s.TMDown = true
	} else {
		s.successor(k).Down = true
	}
	return true
}

// takeOver: somebody has waited too long for a coordinator that has crashed. A new
// one asks all RMs for their states, and for the promise to ignore the coordinators
// before it.
func (c RecoveryConfig) takeOver(s *RecoveryState) bool {
	if !c.Recovery || !s.down(s.last()) {
		return false
	}
	s.Successors.Append(Successor{})
	return true
}

// takeOverEarly: the coordinator is only slow. With the promises it makes no
// difference.
func (c RecoveryConfig) takeOverEarly(s *RecoveryState) bool {
	if !c.Recovery || s.down(s.last()) {
		return false
	}
	s.Suspicions++
	s.Successors.Append(Successor{})
	return true
}

// rmPromise: r promises k to ignore the coordinators before it, and reports.
func (c RecoveryConfig) rmPromise(s *RecoveryState, r RM, k Coordinator) bool {
	if !s.up(r) || !s.exists(k) || s.Promised.Get(r) >= k {
		return false
	}
	s.Promised.Set(r, k)
	s.successor(k).Reports.Set(r, report(s.RMState.Get(r)))
	return true
}

// deciding: k has the reports of all RMs, and has to decide. Without one of them it
// waits: the one that is down may have committed.
func (c RecoveryConfig) deciding(s *RecoveryState, k Coordinator) bool {
	return s.exists(k) && !s.down(k) && s.decision(k) == TMInit && c.reports(s, k, 0) == 0
}

// reports counts the RMs of which k knows this.
func (c RecoveryConfig) reports(s *RecoveryState, k Coordinator, p Report) (n int) {
	for r := range c.RMs.All() {
		if s.successor(k).Reports.Get(r) == p {
			n++
		}
	}
	return n
}

// recoverCommit: k commits, because an RM has, or because all are prepared.
func (c RecoveryConfig) recoverCommit(s *RecoveryState, k Coordinator) bool {
	if !c.deciding(s, k) || c.reports(s, k, report(Committed)) == 0 && c.reports(s, k, report(Prepared)) < c.RMs.Len() {
		return false
	}
	s.successor(k).State = TMCommitted
	return true
}

// recoverAbort: k aborts, because no RM has committed, nor will before k decides.
func (c RecoveryConfig) recoverAbort(s *RecoveryState, k Coordinator) bool {
	if !c.deciding(s, k) || c.reports(s, k, report(Committed)) > 0 && c.Bug != AbortCommitted {
		return false
	}
	s.successor(k).State = TMAborted
	return true
}
