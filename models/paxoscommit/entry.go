package paxoscommit

import "github.com/mcheck/mcheck/spec"

const doc = "Paxos Commit (Gray and Lamport, Consensus on Transaction Commit, section 4)"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "paxoscommit",
	Symbol: "github.com/mcheck/mcheck/models/paxoscommit.Protocol",
	Doc:    doc,
	Params: []spec.Param{
		{Name: "rms", Doc: "resource managers", Min: 1, Max: MaxRMs, Default: 2},
		{Name: "acceptors", Doc: "acceptors", Min: 1, Max: MaxAcceptors, Default: 3},
		{Name: "ballots", Doc: "ballots 0..B-1; RMs propose in ballot 0, leaders in the others", Min: 1, Max: MaxBallots, Default: 2},
	},
	Bugs: []spec.Bug{
		{
			Name: MinorityQuorum, Doc: "one acceptor less than a majority suffices",
			Rule: "section 4.1: any two majorities have an acceptor in common", Violates: "TCConsistent",
			Exposed: constants(2, 2, 2),
		},
		{
			Name: FreeValue, Doc: "a leader aborts whatever the acceptors have reported",
			Rule: "section 4.1: propose the value accepted in the highest ballot", Violates: "TCConsistent",
			Exposed: constants(2, 1, 2),
		},
		{
			Name: PresumePrepared, Doc: "a leader that has learned nothing proposes prepared",
			Rule: "section 4.1: who is free proposes aborted", Violates: "CommitNeedsAllPrepared",
			Exposed: constants(2, 1, 2),
		},
		{
			Name: SameBallot, Doc: "a second leader proposes in a ballot that has a proposal",
			Rule: "section 4.1: a ballot has one leader, which proposes once", Violates: "DecisionsStable",
			Exposed: constants(1, 3, 2),
		},
		{
			Name: AcceptBelowPromise, Doc: "an acceptor accepts in a ballot below the one of its promise",
			Rule: "section 4.1: accept only if mbal <= bal", Violates: "TCConsistent",
			Exposed: constants(2, 1, 2),
		},
		{
			Name: CommitSome, Doc: "a leader commits when one instance has chosen prepared",
			Rule: "section 4.1: commit when all instances have chosen prepared", Violates: "CommitNeedsAllPrepared",
			Exposed: constants(2, 1, 1),
		},
		{
			Name: AbortCommitted, Doc: "an RM that has committed aborts on its own",
			Rule: "section 4.1: only an unprepared RM may abort alone", Violates: "DecisionsStable",
			Exposed: constants(2, 1, 1),
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{
			RMs: spec.NewDomain[RM](c.Int("rms")), Acceptors: spec.NewDomain[Acceptor](c.Int("acceptors")),
			Ballots: c.Int("ballots"), Bug: c.Bug,
		}.Model(), nil
	},
}

func constants(rms, acceptors, ballots int) map[string]int {
	return map[string]int{"rms": rms, "acceptors": acceptors, "ballots": ballots}
}
