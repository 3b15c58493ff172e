package tcommit

import "github.com/mcheck/mcheck/spec"

const doc = "transaction commit, the specification (Gray and Lamport, Consensus on Transaction Commit, section 2)"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "tcommit",
	Symbol: "github.com/mcheck/mcheck/models/tcommit.Protocol",
	Doc:    doc,
	Params: []spec.Param{{Name: "rms", Doc: "resource managers", Min: 1, Max: MaxRMs, Default: 3}},
	Bugs: []spec.Bug{
		{
			Name: CommitEarly, Doc: "a prepared RM commits though another is not prepared",
			Rule: "section 2: commit only if canCommit", Violates: "CommitNeedsAllPrepared",
		},
		{
			Name: AbortLate, Doc: "a prepared RM aborts though another has committed",
			Rule: "section 2: abort only if notCommitted", Violates: "TCConsistent",
		},
		{
			Name: TryAgain, Doc: "an RM that has aborted becomes prepared again",
			Rule: "section 2: aborted is final", Violates: "DecisionsStable",
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{RMs: spec.NewDomain[RM](c.Int("rms")), Bug: c.Bug}.Model(), nil
	},
}
