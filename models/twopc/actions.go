package twopc

import "github.com/mcheck/mcheck/spec"

// Config holds the constants: the set RM.
type Config struct{ RMs spec.Domain[RM] }

// tmRcvPrepared: the TM receives a Prepared message from r.
func (c Config) tmRcvPrepared(s *State, r RM) bool {
	if s.TMState != TMInit || !s.Msgs.Prepared.Has(r) {
		return false
	}
	s.TMPrepared.Add(r)
	return true
}

// tmCommit: the TM commits; enabled once every RM has sent Prepared.
func (c Config) tmCommit(s *State) bool {
	if s.TMState != TMInit || s.TMPrepared.Len() != c.RMs.Len() {
		return false
	}
	s.TMState = TMCommitted
	s.Msgs.Commit = true
	return true
}

// tmAbort: the TM spontaneously aborts the transaction.
func (c Config) tmAbort(s *State) bool {
	if s.TMState != TMInit {
		return false
	}
	s.TMState = TMAborted
	s.Msgs.Abort = true
	return true
}

// rmPrepare: r prepares and tells the TM.
func (c Config) rmPrepare(s *State, r RM) bool {
	if s.RMState.Get(r) != Working {
		return false
	}
	s.RMState.Set(r, Prepared)
	s.Msgs.Prepared.Add(r)
	return true
}

// rmChooseToAbort: r, not prepared yet, aborts on its own. It need not tell
// anybody: the TM never hears that it prepared.
func (c Config) rmChooseToAbort(s *State, r RM) bool {
	if s.RMState.Get(r) != Working {
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}

// rmRcvCommitMsg: r is told by the TM to commit.
func (c Config) rmRcvCommitMsg(s *State, r RM) bool {
	if !s.Msgs.Commit {
		return false
	}
	s.RMState.Set(r, Committed)
	return true
}

// rmRcvAbortMsg: r is told by the TM to abort.
func (c Config) rmRcvAbortMsg(s *State, r RM) bool {
	if !s.Msgs.Abort {
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}
