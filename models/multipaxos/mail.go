package multipaxos

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them.

func leader(b Ballot) string { return fmt.Sprintf("leader of %d", b) }

func prepare(b Ballot, a Acceptor) spec.Envelope {
	return spec.Enveloped(leader(b), a, fmt.Sprintf("1a(%d)", b))
}

func (s *State) promise(b Ballot, a Acceptor) spec.Envelope {
	return spec.Enveloped(a, leader(b), fmt.Sprintf("1b(%d, %v)", b, s.of(b).Phase1b.At(a).Votes))
}

func (s *State) proposal(b Ballot, slot int, a Acceptor) spec.Envelope {
	return spec.Enveloped(leader(b), a, fmt.Sprintf("2a(%d, slot %d, %v)", b, slot, s.of(b).Log.Get(slot)))
}

func vote(a Acceptor, b Ballot, slot int, l Learner) spec.Envelope {
	return spec.Enveloped(a, l, fmt.Sprintf("2b(%d, slot %d)", b, slot))
}

func (c Config) mail(s *State) (all []spec.Envelope) {
	for b := range c.ballots() {
		for a := range c.Acceptors.All() {
			all = append(all, c.mailOf(s, b, a)...)
		}
	}
	return all
}

// mailOf lists the messages of ballot b to and from acceptor a.
func (c Config) mailOf(s *State, b Ballot, a Acceptor) (all []spec.Envelope) {
	m := s.of(b)
	if m.Phase1a {
		all = append(all, prepare(b, a))
	}
	if m.Phase1b.At(a).Sent {
		all = append(all, s.promise(b, a))
	}
	for slot := range m.Log.All() {
		all = append(all, s.proposal(b, slot, a))
	}
	for slot, voters := range m.Phase2b.All() {
		for l := range c.Learners.All() {
			if voters.Has(a) {
				all = append(all, vote(a, b, slot, l))
			}
		}
	}
	return all
}

// What steps receive.

func rcvPrepare(_ *State, a Acceptor, b Ballot) []spec.Envelope {
	return []spec.Envelope{prepare(b, a)}
}

func (c Config) rcvPromises(s *State, b Ballot, q spec.Subset[Acceptor]) (all []spec.Envelope) {
	for a := range q.All() {
		if !c.maySkipPhase1(b) {
			all = append(all, s.promise(b, a))
		}
	}
	return all
}

func rcvProposal(s *State, a Acceptor, b Ballot, slot int) []spec.Envelope {
	return []spec.Envelope{s.proposal(b, slot, a)}
}

func rcvVotes(s *State, l Learner, b Ballot, slot int) (all []spec.Envelope) {
	for a := range s.of(b).Phase2b.Get(slot).All() {
		all = append(all, vote(a, b, slot, l))
	}
	return all
}
