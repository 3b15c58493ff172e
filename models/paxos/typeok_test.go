package paxos

import (
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{Acceptors: spec.NewDomain[Acceptor](2), Values: spec.NewDomain[Value](1), Ballots: 2}
	for name, corrupt := range map[string]func(*State, Acceptor){
		"a ballot that there is not":      func(s *State, a Acceptor) { s.MaxBal.Set(a, 2) },
		"less than no ballot":             func(s *State, a Acceptor) { s.MaxVBal.Set(a, -2) },
		"a vote without a value":          func(s *State, a Acceptor) { s.MaxVBal.Set(a, 0) },
		"a value without a vote":          func(s *State, a Acceptor) { s.MaxVal.Set(a, anyValue(c)) },
		"a vote in a ballot that is none": func(s *State, a Acceptor) { s.MaxVBal.Set(a, 3); s.MaxVal.Set(a, anyValue(c)) },
	} {
		for a := range c.Acceptors.All() {
			s := c.initial()
			if err := c.typeOK(&s); err != nil {
				t.Fatal(err)
			}
			if corrupt(&s, a); c.typeOK(&s) == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	}
}

func anyValue(c Config) (v Value) {
	for v = range c.Values.All() {
		break
	}
	return v
}
