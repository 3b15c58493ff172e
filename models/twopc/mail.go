package twopc

import "github.com/mcheck/mcheck/spec"

// The messages as sequence diagrams show them.

const tm Coordinator = 0

const (
	commit   = "Commit"
	abort    = "Abort"
	question = "State?"
)

func vote(r RM) spec.Envelope { return spec.Enveloped(r, tm, "Prepared") }

// answer is what r reports to coordinator k.
func (s *RecoveryState) answer(r RM, k Coordinator) spec.Envelope {
	return spec.Enveloped(r, k, s.successor(k).Reports.Get(r))
}

// mail: the TM tells all RMs.
func (c Config) mail(s *State) (all []spec.Envelope) {
	for r := range c.RMs.All() {
		if s.Msgs.Prepared.Has(r) {
			all = append(all, vote(r))
		}
		if s.Msgs.Commit {
			all = append(all, spec.Enveloped(tm, r, commit))
		}
		if s.Msgs.Abort {
			all = append(all, spec.Enveloped(tm, r, abort))
		}
	}
	return all
}

// mail: the other coordinators ask all RMs, and tell all.
func (c RecoveryConfig) mail(s *RecoveryState) []spec.Envelope {
	all := c.Config.mail(&s.State)
	for k := tm + 1; s.exists(k); k++ {
		for r := range c.RMs.All() {
			all = append(all, spec.Enveloped(k, r, question))
			if s.successor(k).Reports.Get(r) != 0 {
				all = append(all, s.answer(r, k))
			}
			switch s.decision(k) {
			case TMCommitted:
				all = append(all, spec.Enveloped(k, r, commit))
			case TMAborted:
				all = append(all, spec.Enveloped(k, r, abort))
			}
		}
	}
	return all
}

// Who takes steps, and what they receive.

func coordinator(_ *RecoveryState, k Coordinator) string { return k.String() }

func rcvVote[S any](_ *S, r RM) []spec.Envelope { return []spec.Envelope{vote(r)} }

func rcvFromTM(text string) func(*State, RM) []spec.Envelope {
	return func(_ *State, r RM) []spec.Envelope { return []spec.Envelope{spec.Enveloped(tm, r, text)} }
}

func rcvFrom(text string) func(*RecoveryState, RM, Coordinator) []spec.Envelope {
	return func(_ *RecoveryState, r RM, k Coordinator) []spec.Envelope {
		return []spec.Envelope{spec.Enveloped(k, r, text)}
	}
}

func (c RecoveryConfig) rcvAnswers(s *RecoveryState, k Coordinator) (all []spec.Envelope) {
	for r := range c.RMs.All() {
		all = append(all, s.answer(r, k))
	}
	return all
}
