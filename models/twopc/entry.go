package twopc

import (
	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

const doc = "two-phase commit (Gray and Lamport, Consensus on Transaction Commit, section 3), with crashes and recovery"

// Protocol offers the model on the command line: the basic form, or that with
// failures, if any constant or a bug asks for them.
var Protocol = spec.Entry{
	Name:   "twopc",
	Symbol: "github.com/mcheck/mcheck/models/twopc.Protocol",
	Doc:    doc,
	Params: []spec.Param{
		{Name: "rms", Doc: "resource managers", Min: 1, Max: tcommit.MaxRMs, Default: 3},
		{Name: "coordinator-crashes", Doc: "coordinators that may crash, for good", Min: 0, Max: MaxCoordinatorCrashes, Default: 0},
		{Name: "participant-crashes", Doc: "crashes of resource managers, all together", Min: 0, Max: MaxParticipantCrashes, Default: 0},
		{Name: "recovery", Doc: "new coordinators take over from those that are gone", Switch: true},
		{Name: "false-suspicions", Doc: "takeovers from a coordinator that is up", Min: 0, Max: MaxFalseSuspicions, Default: 0},
	},
	Bugs: []spec.Bug{
		{
			Name: CommitBeforeLog, Doc: "an RM commits before its commit record is durable",
			Rule: "recovery: a decision survives a crash", Violates: "DecisionsStable",
			Exposed: constants(2, 0, 1, 0),
		},
		{
			Name: VoteBeforeLog, Doc: "an RM votes before its prepare record is durable",
			Rule: "recovery: who has voted to commit can commit after a crash", Violates: "CommitNeedsAllPrepared",
			Exposed: constants(2, 0, 1, 0),
		},
		{
			Name: AbortPrepared, Doc: "an RM that is prepared aborts on its own when it has waited too long",
			Rule: "section 3: only an unprepared RM may abort alone", Violates: "DecisionsStable",
			Exposed: constants(1, 0, 0, 0),
		},
		{
			Name: AbortCommitted, Doc: "recovery aborts although a participant has committed",
			Rule: "recovery: commit if any has committed", Violates: "TCConsistent",
			Exposed: constants(2, 1, 0, 1),
		},
		{
			Name: NoFencing, Doc: "RMs obey the old coordinator, whose decision was delayed",
			Rule: "recovery: who has reported ignores former coordinators", Violates: "TCConsistent",
			Exposed: constants(2, 1, 0, 1),
		},
		{
			Name: ForgetPromise, Doc: "an RM that restarts obeys the old coordinator again",
			Rule: "recovery: the promise is durable", Violates: "TCConsistent",
			Exposed: constants(2, 1, 1, 1),
		},
		{
			Name: LostVote, Doc: "a vote that does not arrive is counted as yes",
			Rule: "section 3: the TM commits when it has heard from all that they are prepared", Violates: "CommitNeedsAllPrepared",
			Exposed: constants(2, 0, 0, 0),
		},
	},
	Twin: twin, Sources: sources,
	Proof: proof(),
	New: func(c spec.Constants) (spec.Checkable, error) {
		failing := withFailures(c)
		if !failing.fails() {
			return failing.Config.Model(), nil
		}
		return failing.Model(), nil
	},
	Correct: func(c spec.Constants) (spec.Checkable, error) { return withFailures(c).Model(), nil },
}

func withFailures(c spec.Constants) RecoveryConfig {
	return RecoveryConfig{
		Config:             Config{RMs: spec.NewDomain[RM](c.Int("rms"))},
		CoordinatorCrashes: c.Int("coordinator-crashes"), ParticipantCrashes: c.Int("participant-crashes"),
		Recovery: c.Bool("recovery"), FalseSuspicions: c.Int("false-suspicions"), Bug: c.Bug,
	}
}

// fails reports whether there is anything that the basic form does not have.
func (c RecoveryConfig) fails() bool { return c != RecoveryConfig{Config: c.Config} }

func constants(rms, coordinatorCrashes, participantCrashes, recovery int) map[string]int {
	return map[string]int{
		"rms": rms, "coordinator-crashes": coordinatorCrashes, "participant-crashes": participantCrashes, "recovery": recovery,
	}
}
