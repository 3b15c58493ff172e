package main

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Twins is a state that has its fingerprint in common with all others: see blind in
// package explorer's tests.
type Twins struct{ N, Blind, Tail uint64 }

// twins counts to 30, where it should not.
func twins() spec.Model[Twins] {
	return spec.Model[Twins]{
		Name: "twins", Doc: "counts in states whose fingerprints are all the same",
		Init: spec.Only(Twins{Blind: 0x13198a2e03707345}),
		Actions: []spec.Action[Twins]{spec.Do("Step", func(s *Twins) bool {
			if s.N == 30 {
				return false
			}
			s.N++
			return true
		})},
		Properties: []spec.Property[Twins]{spec.Invariant("Below", func(s *Twins) error {
			if s.N < 30 {
				return nil
			}
			return fmt.Errorf("n = %d", s.N)
		})},
		AllowDeadlock: true,
	}
}
