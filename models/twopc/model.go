package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	rms := c.RMs.All()
	return spec.Model[State]{
		Name:    "twopc",
		Doc:     doc,
		Domains: []spec.AnyDomain{c.RMs},
		Init:    spec.Only(State{}),
		Mail:    c.mail,
		Actions: []spec.Action[State]{
			spec.Do("TMCommit", c.tmCommit).By(tm.String()),
			spec.Do("TMAbort", c.tmAbort).By(tm.String()),
			spec.ForAll("TMRcvPrepared", rms, c.tmRcvPrepared).Receives(rcvVote),
			spec.ForAll("RMPrepare", rms, c.rmPrepare),
			spec.ForAll("RMChooseToAbort", rms, c.rmChooseToAbort),
			spec.ForAll("RMRcvCommitMsg", rms, c.rmRcvCommitMsg).Receives(rcvFromTM(commit)),
			spec.ForAll("RMRcvAbortMsg", rms, c.rmRcvAbortMsg).Receives(rcvFromTM(abort)),
		},
		Environment: spec.Environment{"TMAbort": spec.Timeout, "RMChooseToAbort": spec.Request},
		// DecisionsStable is left to the form with failures, which has all steps of
		// this one: looking at every step would cost more than all else.
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK),
			tcommit.TCConsistent(c.RMs, rmState),
			tcommit.CommitNeedsAllPrepared(c.RMs, rmState),
			tcommit.Implements(c.RMs, rmState),
			spec.Eventually("Termination", c.terminated).Doc("every RM commits or aborts at last"),
			spec.Reachable("AllCommit", func(s *State) bool { return c.all(s, Committed) }).Doc("all commit").Needs("rms >= 1", true),
			spec.Reachable("AllAbort", func(s *State) bool { return c.all(s, Aborted) }).Doc("all abort").Needs("rms >= 1", true),
		},
		Fairness:      fairness(),
		Induction:     c.induction(),
		AllowDeadlock: true,
	}
}

func (c Config) typeOK(s *State) error {
	for r := range c.RMs.All() {
		if s.RMState.Get(r) > Aborted {
			return fmt.Errorf("rmState[%v] = %d", r, s.RMState.Get(r))
		}
	}
	if s.TMState > TMAborted {
		return fmt.Errorf("tmState = %d", s.TMState)
	}
	return nil
}

func rmState(s *State) PerRM[RMState] { return s.RMState }

func (c Config) all(s *State, q RMState) bool {
	for r := range c.RMs.All() {
		if s.RMState.Get(r) != q {
			return false
		}
	}
	return true
}
