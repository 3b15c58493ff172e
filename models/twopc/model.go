package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	rms := c.RMs.All()
	return spec.Model[State]{
		Name:    "twopc",
		Doc:     "two-phase commit (Gray and Lamport, Consensus on Transaction Commit, section 3)",
		Domains: []spec.AnyDomain{c.RMs},
		Init:    spec.Only(State{}),
		Actions: []spec.Action[State]{
			spec.Do("TMCommit", c.tmCommit),
			spec.Do("TMAbort", c.tmAbort),
			spec.ForAll("TMRcvPrepared", rms, c.tmRcvPrepared),
			spec.ForAll("RMPrepare", rms, c.rmPrepare),
			spec.ForAll("RMChooseToAbort", rms, c.rmChooseToAbort),
			spec.ForAll("RMRcvCommitMsg", rms, c.rmRcvCommitMsg),
			spec.ForAll("RMRcvAbortMsg", rms, c.rmRcvAbortMsg),
		},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK),
			spec.Invariant("TCConsistent", c.tcConsistent),
			spec.Eventually("Termination", c.terminated).Doc("every RM commits or aborts at last"),
		},
		Fairness:      fairness(),
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

// tcConsistent: no RM has aborted and another committed (TCommit's TCConsistent).
func (c Config) tcConsistent(s *State) error {
	for a := range c.RMs.All() {
		if s.RMState.Get(a) != Aborted {
			continue
		}
		for b := range c.RMs.All() {
			if s.RMState.Get(b) == Committed {
				return fmt.Errorf("%v has aborted and %v has committed", a, b)
			}
		}
	}
	return nil
}

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "twopc",
	Doc:    "two-phase commit (Gray and Lamport, Consensus on Transaction Commit, section 3)",
	Params: []spec.Param{{Name: "rms", Doc: "resource managers", Min: 1, Max: MaxRMs, Default: 3}},
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{RMs: spec.NewDomain[RM](c.Int("rms"))}.Model(), nil
	},
}
