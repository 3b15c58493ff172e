package threepc

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{RMs: spec.NewDomain[RM](2)}
	r := modeltest.Last(c.RMs.All())
	modeltest.Corrupted(t, c.initial, c.typeOK, map[string]func(*State){
		"a state that there is not":             func(s *State) { s.RMState.Set(r, Aborted+1) },
		"a promise to nobody":                   func(s *State) { s.Promised.Set(r, 0) },
		"a promise to who has not come yet":     func(s *State) { s.Promised.Set(r, 2) },
		"a report of a state that there is not": func(s *State) { s.at(1).Reports.Set(r, report(Aborted)+1) },
	})
}
