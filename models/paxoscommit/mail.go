package paxoscommit

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them. The leaders of all ballots share a lane;
// in ballot 0 the RM itself proposes.

const leaders = "leaders"

const (
	commit = "Commit"
	abort  = "Abort"
)

func prepare(r RM, b Ballot, a Acceptor) spec.Envelope {
	return spec.Enveloped(leaders, a, fmt.Sprintf("1a(%v, %d)", r, b))
}

func (s *State) promise(r RM, b Ballot, a Acceptor) spec.Envelope {
	return spec.Enveloped(a, leaders, fmt.Sprintf("1b(%v, %d, %v)", r, b, s.round(r, b).Reports.Get(a)))
}

func (p Proposal) to(a Acceptor) spec.Envelope {
	from := leaders
	if p.Bal == 0 {
		from = fmt.Sprint(p.RM)
	}
	return spec.Enveloped(from, a, fmt.Sprintf("2a(%v, %d, %v)", p.RM, p.Bal, p.Val))
}

func (p Proposal) accepted(a Acceptor) spec.Envelope {
	return spec.Enveloped(a, leaders, fmt.Sprintf("2b(%v, %d, %v)", p.RM, p.Bal, p.Val))
}

func (c Config) mail(s *State) (all []spec.Envelope) {
	for r, b := range spec.Product(c.RMs.All(), c.ballots(0)) {
		for a := range c.Acceptors.All() {
			if s.round(r, b).Phase1a {
				all = append(all, prepare(r, b, a))
			}
			if s.round(r, b).Phase1b.Has(a) {
				all = append(all, s.promise(r, b, a))
			}
		}
	}
	for p := range c.proposals() {
		m := s.round(p.RM, p.Bal)
		for a := range c.Acceptors.All() {
			if *m.Phase2a.at(p.Val) {
				all = append(all, p.to(a))
			}
			if m.Phase2b.at(p.Val).Has(a) {
				all = append(all, p.accepted(a))
			}
		}
	}
	for r := range c.RMs.All() {
		if s.Msgs.Commit {
			all = append(all, spec.Enveloped(leaders, r, commit))
		}
		if s.Msgs.Abort {
			all = append(all, spec.Enveloped(leaders, r, abort))
		}
	}
	return all
}

// What steps receive.

func rcvDecision(text string) func(*State, RM) []spec.Envelope {
	return func(_ *State, r RM) []spec.Envelope { return []spec.Envelope{spec.Enveloped(leaders, r, text)} }
}

func rcvPrepare(_ *State, a Acceptor, r RM, b Ballot) []spec.Envelope {
	return []spec.Envelope{prepare(r, b, a)}
}

func rcvPromises(s *State, b Ballot, r RM, q Quorum) (all []spec.Envelope) {
	for a := range q.All() {
		all = append(all, s.promise(r, b, a))
	}
	return all
}

func rcvProposal(_ *State, a Acceptor, p Proposal) []spec.Envelope {
	return []spec.Envelope{p.to(a)}
}

func rcvPrepared(_ *State, e Evidence) (all []spec.Envelope) {
	for one := range e.Values() {
		all = append(all, rcvAccepted(Proposal{one.RM, one.Bal, ValPrepared}, one.Quorum)...)
	}
	return all
}

func rcvAborted(_ *State, r RM, b Ballot, q Quorum) []spec.Envelope {
	return rcvAccepted(Proposal{r, b, ValAborted}, q)
}

func rcvAccepted(p Proposal, q Quorum) (all []spec.Envelope) {
	for a := range q.All() {
		all = append(all, p.accepted(a))
	}
	return all
}
