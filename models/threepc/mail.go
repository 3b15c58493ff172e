package threepc

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them. The process that a coordinator runs on
// has a lane, the coordinator is named in the message.

const (
	question  = "State?"
	preCommit = "PreCommit"
	commit    = "Commit"
	abort     = "Abort"
)

// from is a message from coordinator k.
func (s *State) from(k Number, r RM, text string) spec.Envelope {
	return spec.Enveloped(s.at(k).Host, r, fmt.Sprintf("%s of %v", text, k))
}

// report is what r told coordinator k about its state: it is a vote, if that is the TM.
func (s *State) report(r RM, k Number) spec.Envelope {
	return spec.Enveloped(r, s.at(k).Host, fmt.Sprintf("%v, to %v", s.at(k).Reports.Get(r), k))
}

func (s *State) ack(r RM, k Number) spec.Envelope {
	return spec.Enveloped(r, s.at(k).Host, fmt.Sprintf("Ack to %v", k))
}

func (c Config) mail(s *State) (all []spec.Envelope) {
	for k := Number(1); s.exists(k); k++ {
		for r := range c.RMs.All() {
			all = append(all, s.mailOf(k, r)...)
		}
	}
	return all
}

// mailOf lists the messages between coordinator k and r.
func (s *State) mailOf(k Number, r RM) (all []spec.Envelope) {
	at := s.at(k)
	for _, m := range []struct {
		sent bool
		spec.Envelope
	}{
		{k > 1, s.from(k, r, question)},
		{at.Reports.Get(r) != 0, s.report(r, k)},
		{at.PreCommit, s.from(k, r, preCommit)},
		{at.Acks.Has(r), s.ack(r, k)},
		{at.Commit, s.from(k, r, commit)},
		{at.Abort, s.from(k, r, abort)},
	} {
		if m.sent {
			all = append(all, m.Envelope)
		}
	}
	return all
}

// Who takes steps, and what they receive.

func host(s *State, k Number) string { return s.at(k).Host.String() }

func rcv(text string) func(*State, RM, Number) []spec.Envelope {
	return func(s *State, r RM, k Number) []spec.Envelope { return []spec.Envelope{s.from(k, r, text)} }
}

func (c Config) rcvReports(s *State, k Number) (all []spec.Envelope) {
	for r := range c.RMs.All() {
		if s.at(k).Reports.Get(r) != 0 {
			all = append(all, s.report(r, k))
		}
	}
	return all
}

func (c Config) rcvVotes(s *State) []spec.Envelope { return c.rcvReports(s, 1) }

func (c Config) rcvAcks(s *State, k Number) (all []spec.Envelope) {
	for r := range s.at(k).Acks.All() {
		all = append(all, s.ack(r, k))
	}
	return all
}
