package twopc

import "github.com/mcheck/mcheck/spec"

// fairness: the TM goes on until it has decided, and so does each RM until it
// knows the decision.
//
//	Fairness == /\ WF_vars(TMNext)
//	            /\ \A r \in RM : WF_vars(RMNext(r))
//
// as TwoPhaseLive.tla has it.
func fairness() []spec.Fairness {
	return []spec.Fairness{
		spec.WF("TMCommit", "TMAbort", "TMRcvPrepared"),
		spec.WFEach("RMPrepare", "RMChooseToAbort", "RMRcvCommitMsg", "RMRcvAbortMsg"),
	}
}

// terminated: every RM has committed or aborted.
func (c Config) terminated(s *State) bool {
	for r := range c.RMs.All() {
		if !s.decided(r) {
			return false
		}
	}
	return true
}

func (s *State) decided(r RM) bool {
	q := s.RMState.Get(r)
	return q == Committed || q == Aborted
}

// fairness: coordinators that are up go on until they have decided, RMs that are up vote
// or abort, what was said arrives where somebody is up and listens, and after a
// coordinator has crashed there is another. Nothing makes anybody crash, restart or
// suspect. Votes are not needed for Termination, since the TM does not wait for ever; but
// who is blocked is to have voted.
//
//	Fairness == /\ WF_vars(TMNext)
//	            /\ \A r \in RM : WF_vars(RMPrepare(r) \/ RMChooseToAbort(r))
//	            /\ \A r \in RM, c \in Coordinator : WF_vars(RMRcv(r, c))
//	            /\ WF_vars(TakeOver)
//	            /\ \A c \in Coordinator \ {0} : WF_vars(RecoverCommit(c) \/ RecoverAbort(c))
//
// as TwoPhaseRecoveryLive.tla has it.
func (c RecoveryConfig) fairness() []spec.Fairness {
	fair := []spec.Fairness{
		spec.WF("TMCommit", "TMAbort", "TMRcvPrepared"),
		spec.WFEach("RMPrepare", "RMChooseToAbort"),
		spec.WFEach("RMRcvCommitMsg", "RMRcvAbortMsg", "RMPromise"),
	}
	if !c.Recovery {
		return fair
	}
	return append(fair, spec.WF("TakeOver"), spec.WFEach("RecoverCommit", "RecoverAbort"))
}

// liveness: only who is up has to terminate, and who crashes may stay down. Recovery
// waits for it; that it waits for nothing else is the second property.
func (c RecoveryConfig) liveness() []spec.Property[RecoveryState] {
	termination := []spec.Property[RecoveryState]{
		spec.EventuallyAlways("Termination", c.settled).
			Doc("from some time on every RM that is up has committed or aborted"),
	}
	if c.ParticipantCrashes == 0 {
		return termination
	}
	allUp := spec.Pred("AllUp", func(s *RecoveryState) bool { return s.RMDown.Len() == 0 })
	settled := spec.Pred("Settled", c.settled)
	return append(termination, spec.Temporal("TerminationIfAllReturn",
		spec.Implies(spec.Diamond(spec.Box(allUp)), spec.Diamond(spec.Box(settled))),
	).Doc("the same, if all RMs are up from some time on"))
}

// settled: every RM that is up has committed or aborted.
func (c RecoveryConfig) settled(s *RecoveryState) bool {
	for r := range c.RMs.All() {
		if s.up(r) && !s.decided(r) {
			return false
		}
	}
	return true
}
