package paxos

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them. Those of phase 2b are left out: they
// are for learners, which the model has none of.

func leader(b Ballot) string { return fmt.Sprintf("leader of %d", b) }

func prepare(b Ballot, a Acceptor) spec.Envelope {
	return spec.Enveloped(leader(b), a, fmt.Sprintf("1a(%d)", b))
}

func proposal(b Ballot, a Acceptor, v Value) spec.Envelope {
	return spec.Enveloped(leader(b), a, fmt.Sprintf("2a(%d, %v)", b, v))
}

// promises are what acceptor a has reported to the leader of b.
func (s *Sent) promises(a Acceptor, b Ballot) (all []spec.Envelope) {
	promise := func(vote string) {
		all = append(all, spec.Enveloped(a, leader(b), fmt.Sprintf("1b(%d, %s)", b, vote)))
	}
	r := s.Phase1b.At(a)
	if r.NoVote {
		promise("no vote")
	}
	for c, vals := range r.Votes {
		for v := range vals.All() {
			promise(fmt.Sprintf("%v voted for in %d", v, c))
		}
	}
	return all
}

func (c Config) mail(s *State) (all []spec.Envelope) {
	for b := range c.ballots() {
		m := &s.Msgs[b]
		for a := range c.Acceptors.All() {
			if m.Phase1a {
				all = append(all, prepare(b, a))
			}
			all = append(all, m.promises(a, b)...)
			for v := range m.Phase2a.All() {
				all = append(all, proposal(b, a, v))
			}
		}
	}
	return all
}

// What steps receive.

func rcvPrepare(_ *State, a Acceptor, b Ballot) []spec.Envelope {
	return []spec.Envelope{prepare(b, a)}
}

func rcvPromises(s *State, b Ballot, _ Value, e Evidence) (all []spec.Envelope) {
	for a := range e.Quorum.All() {
		all = append(all, s.Msgs[b].promises(a, b)...)
	}
	return all
}

func rcvProposal(_ *State, a Acceptor, b Ballot, v Value) []spec.Envelope {
	return []spec.Envelope{proposal(b, a, v)}
}
