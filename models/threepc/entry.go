package threepc

import "github.com/mcheck/mcheck/spec"

const doc = "three-phase commit and its termination rule (Skeen, Nonblocking Commit Protocols)"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "threepc",
	Symbol: "github.com/mcheck/mcheck/models/threepc.Protocol",
	Doc:    doc,
	Params: []spec.Param{
		{Name: "rms", Doc: "resource managers", Min: 1, Max: MaxRMs, Default: 3},
		{Name: "crashes", Doc: "processes that may crash, for good", Min: 0, Max: MaxCrashes, Default: 2},
		{Name: "false-suspicions", Doc: "breaks an assumption: how often one is taken for crashed that is up", Min: 0, Max: MaxFalseSuspicions, Default: 0},
		{Name: "independent-recoveries", Doc: "breaks an assumption: crashed RMs that return and decide alone", Min: 0, Max: MaxCrashes, Default: 0},
	},
	Bugs: []spec.Bug{
		{
			Name: SkipPreCommit, Doc: "the TM commits as soon as it has all votes, as in two-phase commit",
			Rule: "phase 2: all who are up know that all have voted before one commits", Violates: "TCConsistent",
			Exposed: constants(2, 2, 0),
		},
		{
			Name: SkipAcks, Doc: "a coordinator commits before all know that it will",
			Rule: "phase 3: commit when all who are up have acknowledged", Violates: "TCConsistent",
			Exposed: constants(2, 2, 0),
		},
		{
			Name: RecoverAtOnce, Doc: "a new coordinator commits without telling the uncertain first that all have voted to",
			Rule: "termination: begin phase 2 again", Violates: "TCConsistent",
			Exposed: constants(2, 2, 0),
		},
		{
			Name: AbortUncertain, Doc: "a new coordinator aborts if any RM is uncertain, though another is precommitted",
			Rule: "termination: abort only if none is precommitted", Violates: "TCConsistent",
			Exposed: constants(2, 2, 0),
		},
		{
			Name: NoFencing, Doc: "an RM that has reported still obeys the old coordinator, whose message was delayed",
			Rule: "termination: who has reported ignores former coordinators", Violates: "TCConsistent",
			Exposed: constants(2, 2, 0),
		},
		{
			Name: AbortPrepared, Doc: "an RM that is prepared aborts on its own when it has waited too long",
			Rule: "phase 1: only an unprepared RM may abort alone", Violates: "TCConsistent",
			Exposed: constants(2, 1, 0),
		},
		{
			Name: LostVote, Doc: "a vote that does not arrive is counted as yes",
			Rule: "phase 2: the TM has heard from all that they are prepared", Violates: "CommitNeedsAllPrepared",
			Exposed: constants(2, 1, 0),
		},
		{
			Name: ForgetDecision, Doc: "an RM that returns aborts what it had committed",
			Rule: "failures: a decision survives a crash", Violates: "DecisionsStable",
			Exposed: constants(1, 1, 1),
		},
		{
			Name: UnnoticedCrash, Doc: "the coordinator crashes, and nobody need ever take over",
			Rule: "termination: every crash is noticed at last", Violates: "Termination",
			Exposed: constants(2, 1, 0),
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{
			RMs: spec.NewDomain[RM](c.Int("rms")), Crashes: c.Int("crashes"),
			FalseSuspicions: c.Int("false-suspicions"), IndependentRecoveries: c.Int("independent-recoveries"), Bug: c.Bug,
		}.Model(), nil
	},
}

func constants(rms, crashes, recoveries int) map[string]int {
	return map[string]int{"rms": rms, "crashes": crashes, "independent-recoveries": recoveries}
}
