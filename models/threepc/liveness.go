package threepc

import "github.com/mcheck/mcheck/spec"

// fairness: coordinators that are up go on until they have decided, RMs that are up vote
// or abort, what was said arrives where somebody is up and listens, and a crash of the
// coordinator is noticed. Nothing makes anybody crash, suspect or return. Votes are not
// needed for Termination, since the TM does not wait for ever; but who is blocked is to
// have voted.
//
//	Fairness == /\ WF_vars(TMPreCommit \/ TMAbort)
//	            /\ \A r \in RM : WF_vars(RMPrepare(r) \/ RMChooseToAbort(r))
//	            /\ \A c \in Number : WF_vars(Commit(c))
//	            /\ \A r \in RM, c \in Number : WF_vars(RMRcv(r, c))
//	            /\ \A c \in Number \ {1} : WF_vars(Terminate(c))
//	            /\ WF_vars(\E r \in RM : TakeOver(r))
//
// as ThreePhaseLive.tla has it. Where nobody is suspected falsely the bound on
// coordinators refuses nothing: each has crashed before the next takes over.
func (c Config) fairness() []spec.Fairness {
	fair := []spec.Fairness{
		spec.WF("TMPreCommit", "TMAbort"),
		spec.WFEach("RMPrepare", "RMChooseToAbort"),
		spec.WFEach("Commit"),
		spec.WFEach("RMRcvPreCommit", "RMRcvCommit", "RMRcvAbort", "RMPromise"),
		spec.WFEach("TerminateCommit", "TerminateAbort", "TerminatePreCommit"),
	}
	if c.Bug == UnnoticedCrash {
		return fair
	}
	return append(fair, spec.WF("TakeOver"))
}

// terminated: every RM that is up has committed or aborted.
func (c Config) terminated(s *State) bool {
	for r := range c.RMs.All() {
		if !s.Crashed.Has(r) && !s.RMState.Get(r).decided() {
			return false
		}
	}
	return true
}
