package main

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func TestModel(t *testing.T) {
	spectest.Check(t, model)
	checktest.Run(t, model)
}

// Without the comparison an update is lost.
func TestLostUpdate(t *testing.T) {
	broken := model
	broken.Actions = []spec.Action[State]{
		spec.ForAll("Read", spec.Range(0, 1), read),
		spec.ForAll("Write", spec.Range(0, 1), func(s *State, c int) bool {
			if s.PC[c] != 1 {
				return false
			}
			s.X, s.PC[c] = s.Read[c]+1, 2
			return true
		}),
	}
	checktest.Refute(t, broken, "NoLostUpdate")
}
