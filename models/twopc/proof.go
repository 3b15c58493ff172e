package twopc

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/twopc.md.
func proof() *spec.Proof {
	return &spec.Proof{
		Files: proofs.Files, File: "twopc.md", New: withLemmas,
		Obligations: slices.Concat(basicObligations(), blockingObligations(), recoveryObligations(), bugObligations()),
	}
}

// recoveryScope is the form with recovery; after a number of coordinator crashes there
// are as many coordinators as can take over.
func recoveryScope(rms, coordinatorCrashes, participantCrashes int, full bool) spec.Scope {
	return spec.Scope{Values: constants(rms, coordinatorCrashes, participantCrashes, 1), Full: full}
}

var basicScope = spec.Scope{Values: map[string]int{"rms": 3}}

func basicObligations() (all []spec.Obligation) {
	all = append(all, spec.ByInduction(spec.Inv, basicScope, recoveryScope(2, 1, 1, false)).Case("Init"))
	for _, lemma := range []string{
		"CommitSent", "AbortSent", "AllCounted", "CountedSent", "PreparedLeftWorking", "CommittedTold", "AbortedTold",
	} {
		all = append(all, spec.ByInduction(lemma, basicScope))
	}
	return append(all,
		spec.ByInduction("TCConsistent", basicScope, recoveryScope(2, 1, 1, false)),
		spec.Holds("AllCommit", basicScope),
		spec.Holds("AllAbort", basicScope),
		spec.Holds("VotingEnds", basicScope),
		spec.Holds("TMDecides", basicScope),
		spec.Holds("Termination", basicScope),
	)
}

func blockingObligations() []spec.Obligation {
	crash := spec.Scope{Values: map[string]int{"rms": 3, "coordinator-crashes": 1}}
	return []spec.Obligation{
		spec.Holds("Blocked", crash),
		spec.Holds("StaysBlocked", crash),
		spec.Holds("OtherCommitted", crash),
		spec.Holds("OtherAborted", crash),
	}
}

// recoveryObligations: of the invariant both that it is inductive, for which every
// state in which the lemmas are true is made, and that it is true where two coordinators may take over.
func recoveryObligations() (all []spec.Obligation) {
	reached := recoveryScope(2, 2, 1, false)
	made := recoveryScope(2, 1, 1, false)
	all = append(all, spec.ByInduction(spec.Inv, made, recoveryScope(2, 2, 0, true), recoveryScope(3, 1, 0, true)))
	for _, l := range (RecoveryConfig{}).lemmas() {
		all = append(all, spec.ByInduction(l.name, made), spec.Holds(l.name, reached))
	}
	for _, c := range [][2]string{
		{"ReportTrue", "RMPromise"}, {"ReportTrue", "RMPrepare"},
		{"CommitVoted", "TMCommit"}, {"CommitVoted", "RecoverCommit"},
		{"CommitOverruled", "TMCommit"}, {"CommitOverruled", "RecoverCommit"}, {"CommitOverruled", "RMRcvAbortMsg"},
		{"AbortOverruled", "TMAbort"}, {"AbortOverruled", "RecoverAbort"}, {"AbortOverruled", "RMRcvCommitMsg"},
	} {
		all = append(all, spec.ByInduction(c[0], made).Case(c[1]))
	}
	all = append(all, spec.ByInduction("CommitNeedsAllPrepared", made))
	for _, property := range []string{
		"NothingTakenBack", "TCConsistent", "CommitNeedsAllPrepared", "DecisionsStable", "TCommit",
		"Overruled", "RecoveryCommits", "DownCommitted", "DownAborted", "RecoveryBlocked",
	} {
		all = append(all, spec.Holds(property, reached))
	}
	return all
}

// bugObligations: the lemma that fails, and what comes of it.
func bugObligations() (all []spec.Obligation) {
	for _, b := range []struct{ bug, lemma, property string }{
		{CommitBeforeLog, "LogAgrees", "DecisionsStable"},
		{VoteBeforeLog, "LogAgrees", "CommitNeedsAllPrepared"},
		{LostVote, "CountedVoted", "CommitNeedsAllPrepared"},
		{AbortPrepared, "AbortDecided", "DecisionsStable"},
		{ForgetPromise, "NothingTakenBack", "TCConsistent"},
		{NoFencing, "ReportTrue", "TCConsistent"},
		{AbortCommitted, "AbortOverruled", "TCConsistent"},
	} {
		scope := spec.Scope{Bug: b.bug}
		all = append(all, spec.Violated(b.lemma, scope), spec.Violated(b.property, scope))
	}
	return all
}

// withLemmas returns the model with what only the proof speaks of.
func withLemmas(c spec.Constants) (spec.Checkable, error) {
	failing := withFailures(c)
	if !failing.fails() {
		m := failing.Config.Model()
		m.Properties = append(m.Properties, failing.Config.stages()...)
		return m, nil
	}
	m := failing.Model()
	m.Properties = append(m.Properties, spec.StepInvariant("NothingTakenBack", failing.nothingTakenBack).
		Doc("votes, reports and decisions stay, and promises are kept"))
	for _, l := range failing.lemmas() {
		m.Properties = append(m.Properties, l.invariant(failing))
	}
	m.Properties = append(m.Properties, failing.blocking()...)
	return m, nil
}

// stages are what termination consists of.
func (c Config) stages() []spec.Property[State] {
	return []spec.Property[State]{
		spec.EventuallyAlways("VotingEnds", func(s *State) bool {
			for r := range c.RMs.All() {
				if s.RMState.Get(r) == Working {
					return false
				}
			}
			return true
		}).Doc("at last no RM is working any more"),
		spec.Eventually("TMDecides", func(s *State) bool { return s.TMState != TMInit }).Doc("the TM decides"),
	}
}

// blocking is what the theorems about blocking speak of: that it lasts, and that an RM
// which is prepared cannot know what others have done.
func (c RecoveryConfig) blocking() []spec.Property[RecoveryState] {
	return []spec.Property[RecoveryState]{
		spec.StepInvariant("StaysBlocked", c.staysBlocked).Doc("who is blocked remains so"),
		spec.Reachable("OtherCommitted", func(s *RecoveryState) bool { return s.TMDown && c.divided(s, Committed, false) }).
			Doc("the TM is down, one RM is prepared, and another has committed"),
		spec.Reachable("OtherAborted", func(s *RecoveryState) bool { return s.TMDown && c.divided(s, Aborted, false) }).
			Doc("the TM is down, one RM is prepared, and another has aborted"),
		spec.Reachable("DownCommitted", func(s *RecoveryState) bool { return s.TMDown && c.divided(s, Committed, true) }).
			Doc("the same, and the one that has committed is down"),
		spec.Reachable("DownAborted", func(s *RecoveryState) bool { return s.TMDown && c.divided(s, Aborted, true) }).
			Doc("the same, and the one that has aborted is down"),
	}
}

// staysBlocked: no step takes an RM out of its prepared state when the TM is down
// without a decision, and nobody may take over.
func (c RecoveryConfig) staysBlocked(old, new *RecoveryState, _ spec.Step) error {
	if !old.TMDown || old.TMState != TMInit || c.Recovery {
		return nil
	}
	for r := range c.RMs.All() {
		if old.RMState.Get(r) == Prepared && new.RMState.Get(r) != Prepared {
			return fmt.Errorf("%v was blocked, and is %v", r, new.RMState.Get(r))
		}
	}
	return nil
}

// divided: one RM is q, and down if so demanded; all others are up and prepared, and
// have promised nothing to anybody.
func (c RecoveryConfig) divided(s *RecoveryState, q RMState, down bool) bool {
	others := 0
	for r := range c.RMs.All() {
		switch {
		case s.up(r) && s.RMState.Get(r) == Prepared && s.Promised.Get(r) == 0:
		case s.up(r) != down && s.RMState.Get(r) == q:
			others++
		default:
			return false
		}
	}
	return others == 1 && c.RMs.Len() > 1
}
