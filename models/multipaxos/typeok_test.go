package multipaxos

import (
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{
		Acceptors: spec.NewDomain[Acceptor](1), Learners: spec.NewDomain[Learner](1), Commands: spec.NewDomain[Command](1),
		Ballots: 2, Slots: 2,
	}
	for name, corrupt := range map[string]func(*State, Acceptor){
		"a ballot that there is not":           func(s *State, a Acceptor) { s.MaxBal.Set(a, 3) },
		"a vote in a ballot that there is not": func(s *State, a Acceptor) { *s.Votes.At(a).At(1) = Vote{3, Entry{Noop: true}} },
		"a vote for nothing":                   func(s *State, a Acceptor) { s.Votes.At(a).At(2).Bal = 1 },
		"an entry without a vote":              func(s *State, a Acceptor) { s.Votes.At(a).At(2).Entry.Noop = true },
		"a proposal of nothing":                func(s *State, _ Acceptor) { s.of(2).Log.Append(Entry{}) },
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
