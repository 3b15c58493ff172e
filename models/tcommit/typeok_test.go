package tcommit

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so a corrupted state does.
func TestTypeOK(t *testing.T) {
	c := Config{RMs: spec.NewDomain[RM](2)}
	modeltest.Corrupted(t, func() State { return State{} }, c.typeOK, map[string]func(*State){
		"a state that there is not": func(s *State) { s.RMState.Set(modeltest.Last(c.RMs.All()), Aborted+1) },
	})
}
