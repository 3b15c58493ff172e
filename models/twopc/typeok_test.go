package twopc

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{RMs: spec.NewDomain[RM](2)}
	modeltest.Corrupted(t, func() State { return State{} }, c.typeOK, map[string]func(*State){
		"a state of an RM that there is not":  func(s *State) { s.RMState.Set(modeltest.Last(c.RMs.All()), Aborted+1) },
		"a state of the TM that there is not": func(s *State) { s.TMState = TMAborted + 1 },
	})
}

// TestRecoveryTypeOK is the same with failures.
func TestRecoveryTypeOK(t *testing.T) {
	c := RecoveryConfig{Config: Config{RMs: spec.NewDomain[RM](2)}, CoordinatorCrashes: 1, Recovery: true}
	r := modeltest.Last(c.RMs.All())
	recovering := func() (s RecoveryState) {
		s.Successors.Append(Successor{})
		return s
	}
	modeltest.Corrupted(t, recovering, c.typeOK, map[string]func(*RecoveryState){
		"a state of the TM that there is not":   func(s *RecoveryState) { s.TMState = TMAborted + 1 },
		"a record that there is not":            func(s *RecoveryState) { s.RMLog.Set(r, Aborted+1) },
		"a promise to nobody":                   func(s *RecoveryState) { s.Promised.Set(r, 2) },
		"a report of a state that there is not": func(s *RecoveryState) { s.successor(1).Reports.Set(r, report(Aborted)+1) },
	})
}
