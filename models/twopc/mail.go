package twopc

import (
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them.

const tm Coordinator = 0

func vote(r RM) spec.Envelope {
	return spec.Envelope{From: r.String(), To: tm.String(), Text: "Prepared"}
}

// order is what coordinator k tells an RM.
func order(k Coordinator, r RM, text string) spec.Envelope {
	return spec.Envelope{From: k.String(), To: r.String(), Text: text}
}

const (
	commit   = "Commit"
	abort    = "Abort"
	question = "State?"
)

// answer is what r reports to coordinator k.
func (s *RecoveryState) answer(r RM, k Coordinator) spec.Envelope {
	return spec.Envelope{From: r.String(), To: k.String(), Text: s.successor(k).Reports.Get(r).String()}
}

// mail: the TM tells all RMs.
func (c Config) mail(s *State) iter.Seq[spec.Envelope] {
	return func(yield func(spec.Envelope) bool) {
		for r := range c.RMs.All() {
			if s.Msgs.Prepared.Has(r) && !yield(vote(r)) ||
				s.Msgs.Commit && !yield(order(tm, r, commit)) ||
				s.Msgs.Abort && !yield(order(tm, r, abort)) {
				return
			}
		}
	}
}

// mail: the other coordinators ask all RMs, and tell all.
func (c RecoveryConfig) mail(s *RecoveryState) iter.Seq[spec.Envelope] {
	var all []spec.Envelope
	for m := range c.Config.mail(&s.State) {
		all = append(all, m)
	}
	for k := tm + 1; s.exists(k); k++ {
		for r := range c.RMs.All() {
			all = append(all, order(k, r, question))
			if s.successor(k).Reports.Get(r) != 0 {
				all = append(all, s.answer(r, k))
			}
			switch s.decision(k) {
			case TMCommitted:
				all = append(all, order(k, r, commit))
			case TMAborted:
				all = append(all, order(k, r, abort))
			}
		}
	}
	return spec.Only(all...)
}

// What steps receive.

func rcvVote[S any](_ *S, r RM) iter.Seq[spec.Envelope] { return spec.Only(vote(r)) }

func rcvFromTM(text string) func(*State, RM) iter.Seq[spec.Envelope] {
	return func(_ *State, r RM) iter.Seq[spec.Envelope] { return spec.Only(order(tm, r, text)) }
}

func rcvFrom(text string) func(*RecoveryState, RM, Coordinator) iter.Seq[spec.Envelope] {
	return func(_ *RecoveryState, r RM, k Coordinator) iter.Seq[spec.Envelope] {
		return spec.Only(order(k, r, text))
	}
}

func (c RecoveryConfig) rcvAnswers(s *RecoveryState, k Coordinator) iter.Seq[spec.Envelope] {
	var all []spec.Envelope
	for r := range c.RMs.All() {
		all = append(all, s.answer(r, k))
	}
	return spec.Only(all...)
}
