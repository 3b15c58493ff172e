package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// lemma is what the proof that recovery is right says of each RM: see
// docs/proofs/twopc.md, where it is proved for any number of RMs, coordinators and
// failures.
type lemma struct {
	name, doc string
	check     func(*RecoveryState, RM) error
	reads     []string // variables, those of other RMs aside
}

// lemmas are the conjuncts of an inductive invariant, in the order of the write-up.
func (c RecoveryConfig) lemmas() []lemma {
	return []lemma{
		{"LogAgrees", "what an RM is is on its disk", logAgrees, []string{"rmState", "rmLog"}},
		{"VotedOrNot", "an RM has voted if it is prepared or has committed, and not if it is working", votedOrNot, []string{"rmState", "msgs.prepared"}},
		{"CountedVoted", "the TM counts votes that were cast", countedVoted, []string{"tmPrepared", "msgs.prepared"}},
		{"Reported", "who has reported has promised; who has decided has all reports", reported, []string{"successors", "promised", "reports"}},
		{"ReportTrue", "what was reported stays true until a coordinator from this one on has decided otherwise", reportTrue, []string{"tmState", "successors", "rmState", "msgs.prepared", "promised", "reports"}},
		{"CommitVoted", "a coordinator has decided to commit only if all RMs have voted", commitVoted, []string{"tmState", "successors", "msgs.prepared"}},
		{"CommitDecided", "an RM has committed only if a coordinator that it has listened to has decided so", commitDecided, []string{"tmState", "successors", "rmState", "promised"}},
		{"AbortDecided", "an RM that has voted has aborted only if a coordinator that it has listened to has decided so", abortDecided, []string{"tmState", "successors", "rmState", "msgs.prepared", "promised"}},
		{"CommitOverruled", "where a coordinator has committed, an RM has aborted only for a later one", commitOverruled, []string{"tmState", "successors", "rmState", "promised"}},
		{"AbortOverruled", "where a coordinator has aborted, an RM has committed only for a later one", abortOverruled, []string{"tmState", "successors", "rmState", "promised"}},
	}
}

// invariant claims the lemma of all RMs.
func (l lemma) invariant(c RecoveryConfig) spec.Property[RecoveryState] {
	return spec.Invariant(l.name, func(s *RecoveryState) error {
		for r := range c.RMs.All() {
			if err := l.check(s, r); err != nil {
				return err
			}
		}
		return nil
	}).Doc(l.doc)
}

// nothingTakenBack: what an RM or a coordinator has said and promised stands.
func (c RecoveryConfig) nothingTakenBack(old, new *RecoveryState, _ spec.Step) error {
	for r := range c.RMs.All() {
		switch {
		case old.voted(r) && !new.voted(r):
			return fmt.Errorf("the vote of %v is gone", r)
		case new.Promised.Get(r) < old.Promised.Get(r):
			return fmt.Errorf("%v had promised %v to ignore those before, and now listens to %v", r, old.Promised.Get(r), new.Promised.Get(r))
		}
		for k := range old.last() {
			if was, is := old.successor(k+1).Reports.Get(r), new.successor(k+1).Reports.Get(r); was != 0 && is != was {
				return fmt.Errorf("%v had reported to %v that it is %v, and now %v", r, k+1, was, is)
			}
		}
	}
	for k := range old.last() + 1 {
		if was, is := old.decision(k), new.decision(k); was != TMInit && is != was {
			return fmt.Errorf("%v had decided %v, and now %v", k, was, is)
		}
	}
	return nil
}

// decidedFor reports whether a coordinator from first on that r has listened to has
// decided d.
func (s *RecoveryState) decidedFor(r RM, d TMState, first Coordinator) bool {
	for k := first; k <= s.Promised.Get(r); k++ {
		if s.decision(k) == d {
			return true
		}
	}
	return false
}

func (s *RecoveryState) voted(r RM) bool { return s.Msgs.Prepared.Has(r) }

func logAgrees(s *RecoveryState, r RM) error {
	if q, logged := s.RMState.Get(r), s.RMLog.Get(r); q != logged {
		return fmt.Errorf("%v is %v, and its log says %v", r, q, logged)
	}
	return nil
}

func votedOrNot(s *RecoveryState, r RM) error {
	q := s.RMState.Get(r)
	if q != Aborted && s.voted(r) != (q != Working) {
		return fmt.Errorf("%v is %v, and that it has voted is %v", r, q, s.voted(r))
	}
	return nil
}

func countedVoted(s *RecoveryState, r RM) error {
	if s.TMPrepared.Has(r) && !s.voted(r) {
		return fmt.Errorf("the TM counts %v, which has not voted", r)
	}
	return nil
}

func reported(s *RecoveryState, r RM) error {
	for k := Coordinator(1); k <= s.last(); k++ {
		has := s.successor(k).Reports.Get(r) != 0
		switch {
		case has && s.Promised.Get(r) < k:
			return fmt.Errorf("%v has reported to %v, and its promise is to %v", r, k, s.Promised.Get(r))
		case !has && s.decision(k) != TMInit:
			return fmt.Errorf("%v has decided, and %v has not reported", k, r)
		}
	}
	return nil
}

func reportTrue(s *RecoveryState, r RM) error {
	q := s.RMState.Get(r)
	for k := Coordinator(1); k <= s.last(); k++ {
		p := s.successor(k).Reports.Get(r)
		still := true
		switch p {
		case report(Working):
			still = !s.voted(r)
		case report(Prepared):
			still = s.voted(r) && (q != Committed || s.decidedFor(r, TMCommitted, k)) && (q != Aborted || s.decidedFor(r, TMAborted, k))
		case report(Committed), report(Aborted):
			still = report(q) == p
		}
		if !still {
			return fmt.Errorf("%v has reported to %v that it is %v, and is %v", r, k, p, q)
		}
	}
	return nil
}

func commitVoted(s *RecoveryState, r RM) error {
	for k := range s.last() + 1 {
		if s.decision(k) == TMCommitted && !s.voted(r) {
			return fmt.Errorf("%v has decided to commit, and %v has not voted", k, r)
		}
	}
	return nil
}

func commitDecided(s *RecoveryState, r RM) error {
	if s.RMState.Get(r) == Committed && !s.decidedFor(r, TMCommitted, 0) {
		return fmt.Errorf("%v has committed, and no coordinator up to %v has decided so", r, s.Promised.Get(r))
	}
	return nil
}

func abortDecided(s *RecoveryState, r RM) error {
	if s.RMState.Get(r) == Aborted && s.voted(r) && !s.decidedFor(r, TMAborted, 0) {
		return fmt.Errorf("%v has voted and aborted, and no coordinator up to %v has decided so", r, s.Promised.Get(r))
	}
	return nil
}

func commitOverruled(s *RecoveryState, r RM) error {
	return overruled(s, r, TMCommitted, TMAborted, Aborted)
}

func abortOverruled(s *RecoveryState, r RM) error {
	return overruled(s, r, TMAborted, TMCommitted, Committed)
}

// overruled: where a coordinator has decided d, r has become other only for a later
// one that has decided otherwise.
func overruled(s *RecoveryState, r RM, d, otherwise TMState, other RMState) error {
	for k := range s.last() + 1 {
		if s.decision(k) == d && s.RMState.Get(r) == other && !s.decidedFor(r, otherwise, k+1) {
			return fmt.Errorf("%v has decided %v, and %v is %v without a later coordinator's decision", k, d, r, other)
		}
	}
	return nil
}
