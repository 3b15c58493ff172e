package tcommit

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants, the set RM and the bug that is built in ("" for none).
type Config struct {
	RMs spec.Domain[RM]
	Bug string
}

// The bugs, each a condition that is dropped.
const (
	CommitEarly = "commit-early"
	AbortLate   = "abort-late"
	TryAgain    = "try-again"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	rms := c.RMs.All()
	return spec.Model[State]{
		Name:    "tcommit",
		Doc:     doc,
		Domains: []spec.AnyDomain{c.RMs},
		Init:    spec.Only(State{}),
		Actions: []spec.Action[State]{
			spec.ForAll("Prepare", rms, c.prepare).Rule("section 2: a working RM becomes prepared"),
			spec.ForAll2("Decide", spec.Product(rms, spec.Only(Committed, Aborted)), c.decide).
				Rule("section 2: commit if all are prepared, abort if none has committed"),
		},
		Properties: append(Safety(c.RMs, func(s *State) PerRM[RMState] { return s.RMState }),
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			spec.Reachable("AllCommit", func(s *State) bool { return c.all(s, Committed) }).Doc("all commit").Needs("rms >= 1", true),
			spec.Reachable("AllAbort", func(s *State) bool { return c.all(s, Aborted) }).Doc("all abort").Needs("rms >= 1", true),
		),
		AllowDeadlock: true, // at the end nothing is left to do
	}
}

// prepare: r has done its work, and can commit it or undo it.
func (c Config) prepare(s *State, r RM) bool {
	again := c.Bug == TryAgain && s.RMState.Get(r) == Aborted
	if s.RMState.Get(r) != Working && !again {
		return false
	}
	s.RMState.Set(r, Prepared)
	return true
}

// decide: r commits, or it aborts.
func (c Config) decide(s *State, r RM, d RMState) bool {
	q := s.RMState.Get(r)
	if d == Committed {
		if q != Prepared || !c.canCommit(s) && c.Bug != CommitEarly {
			return false
		}
	} else if q != Working && q != Prepared || !c.notCommitted(s) && c.Bug != AbortLate {
		return false
	}
	s.RMState.Set(r, d)
	return true
}

func (c Config) typeOK(s *State) error {
	for r := range c.RMs.All() {
		if q := s.RMState.Get(r); q > Aborted {
			return fmt.Errorf("rmState[%v] = %d", r, uint8(q))
		}
	}
	return nil
}

func (c Config) all(s *State, q RMState) bool {
	for r := range c.RMs.All() {
		if s.RMState.Get(r) != q {
			return false
		}
	}
	return true
}
