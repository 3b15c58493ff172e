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
		if s.RMState.Get(r) != Committed && s.RMState.Get(r) != Aborted {
			return false
		}
	}
	return true
}
