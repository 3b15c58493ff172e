package twopc

import (
	"fmt"

	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/twopc.md.
func proof() *spec.Proof {
	basic := spec.Scope{Values: map[string]int{"rms": 3}}
	crash := spec.Scope{Values: map[string]int{"rms": 3, "coordinator-crashes": 1}}
	recovery := spec.Scope{Values: map[string]int{"rms": 2, "coordinator-crashes": 2, "participant-crashes": 1, "recovery": 1}}
	all := []spec.Obligation{
		spec.ByInduction("CommitSent", basic),
		spec.ByInduction("AllCounted", basic),
		spec.ByInduction("AbortSent", basic),
		spec.ByInduction("CountedSent", basic),
		spec.ByInduction("PreparedLeftWorking", basic),
		spec.ByInduction("CommittedTold", basic),
		spec.ByInduction("AbortedTold", basic),
		spec.ByInduction("TCConsistent", basic),
		spec.Holds("AllCommit", basic),
		spec.Holds("AllAbort", basic),
		spec.Holds("VotingEnds", basic),
		spec.Holds("TMDecides", basic),
		spec.Holds("Termination", basic),
	}
	all = append(all, spec.Holds("NothingTakenBack", recovery))
	for _, l := range (RecoveryConfig{}).lemmas() {
		all = append(all, spec.Holds(l.name, recovery))
	}
	return &spec.Proof{
		Files: proofs.Files, File: "twopc.md", New: withLemmas,
		Obligations: append(all,
			spec.Holds("TCConsistent", recovery),
			spec.Holds("CommitNeedsAllPrepared", recovery),
			spec.Holds("DecisionsStable", recovery),
			spec.Holds("TCommit", recovery),
			spec.Holds("Overruled", recovery),
			spec.Holds("RecoveryCommits", recovery),
			spec.Holds("Blocked", crash),
			spec.Holds("StaysBlocked", crash),
			spec.Holds("OtherCommitted", crash),
			spec.Holds("OtherAborted", crash),
			spec.Holds("DownCommitted", recovery),
			spec.Holds("DownAborted", recovery),
			spec.Holds("RecoveryBlocked", recovery),
			spec.Violated("LogAgrees", spec.Scope{Bug: CommitBeforeLog}),
			spec.Violated("DecisionsStable", spec.Scope{Bug: CommitBeforeLog}),
			spec.Violated("LogAgrees", spec.Scope{Bug: VoteBeforeLog}),
			spec.Violated("CommitNeedsAllPrepared", spec.Scope{Bug: VoteBeforeLog}),
			spec.Violated("CountedVoted", spec.Scope{Bug: LostVote}),
			spec.Violated("CommitNeedsAllPrepared", spec.Scope{Bug: LostVote}),
			spec.Violated("NothingTakenBack", spec.Scope{Bug: ForgetPromise}),
			spec.Violated("TCConsistent", spec.Scope{Bug: ForgetPromise}),
			spec.Violated("ReportTrue", spec.Scope{Bug: NoFencing}),
			spec.Violated("TCConsistent", spec.Scope{Bug: NoFencing}),
			spec.Violated("AbortDecided", spec.Scope{Bug: AbortPrepared}),
			spec.Violated("TCConsistent", spec.Scope{Bug: AbortPrepared}),
			spec.Violated("AbortOverruled", spec.Scope{Bug: AbortCommitted}),
			spec.Violated("TCConsistent", spec.Scope{Bug: AbortCommitted}),
		),
	}
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
