package pbft

import (
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{Faults: 1, Views: 2, Seqs: 1, Requests: spec.NewDomain[Request](1)}
	for name, corrupt := range map[string]func(*State, Replica){
		"no replica is faulty":     func(s *State, _ Replica) { s.Faulty = spec.Subset[Replica]{} },
		"a view that there is not": func(s *State, r Replica) { s.Replica.At(r).View = 2 },
		"a longer history": func(s *State, r Replica) {
			l := s.Replica.At(r)
			l.Executed.Append(Request{})
			l.Executed.Append(Request{})
		},
		"a prepare of a faulty one":  func(s *State, _ Replica) { *s.Prepare.at(0, 1).For(Request{}) = s.Faulty },
		"a commit of a faulty one":   func(s *State, _ Replica) { *s.Commit.at(1, 1).For(Request{}) = s.Faulty },
		"a pre-prepare of the liars": func(s *State, _ Replica) { *s.PrePrepare.at(1, 1).For(Request{}) = s.Faulty },
	} {
		for s := range c.init() {
			if err := c.typeOK(&s); err != nil {
				t.Fatal(err)
			}
			if corrupt(&s, s.primary(0)); c.typeOK(&s) == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	}
}
