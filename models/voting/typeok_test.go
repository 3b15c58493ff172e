package voting

import (
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{Acceptors: spec.NewDomain[Acceptor](1), Values: spec.NewDomain[Value](1), Ballots: 2}
	for name, corrupt := range map[string]func(*State, Acceptor, Value){
		"a ballot that there is not":           func(s *State, a Acceptor, _ Value) { s.MaxBal.Set(a, 2) },
		"less than no ballot":                  func(s *State, a Acceptor, _ Value) { s.MaxBal.Set(a, -2) },
		"a vote in a ballot that there is not": func(s *State, a Acceptor, v Value) { s.Votes.At(a)[2].Add(v) },
	} {
		for a := range c.Acceptors.All() {
			for v := range c.Values.All() {
				s := c.initial()
				if err := c.typeOK(&s); err != nil {
					t.Fatal(err)
				}
				if corrupt(&s, a, v); c.typeOK(&s) == nil {
					t.Errorf("%s: accepted", name)
				}
			}
		}
	}
}
