package multipaxos

import "github.com/mcheck/mcheck/spec"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "multipaxos",
	Symbol: "github.com/mcheck/mcheck/models/multipaxos.Protocol",
	Doc:    "Multi-Paxos: a replicated log with a stable leader (Lamport, Paxos Made Simple, section 3)",
	Params: []spec.Param{
		{Name: "acceptors", Doc: "acceptors", Min: 1, Max: MaxAcceptors, Default: 3},
		{Name: "learners", Doc: "learners", Min: 1, Max: MaxLearners, Default: 2},
		{Name: "commands", Doc: "commands of clients", Min: 1, Max: MaxCommands, Default: 2},
		{Name: "ballots", Doc: "ballots 1..B, each with a leader of its own", Min: 1, Max: MaxBallots, Default: 2},
		{Name: "slots", Doc: "slots of the log", Min: 1, Max: MaxSlots, Default: 2},
	},
	Bugs: []spec.Bug{
		{
			Name: SkipPhase1, Doc: "a new leader skips phase 1, as if it were the old one",
			Rule: "section 3: a newly selected leader executes phase 1", Violates: "SlotAgreement",
			Exposed: constants(3, 2, 2, 1),
		},
		{
			Name: AcceptBelow, Doc: "an acceptor votes in a ballot below its promise",
			Rule: "section 2.2, Phase 2(b): unless it has already responded to a prepare request with a greater number", Violates: "SlotAgreement",
			Exposed: constants(3, 2, 2, 1),
		},
		{
			Name: NoopOverVote, Doc: "a new leader takes a vote that not all of its quorum report for lost, and proposes a no-op",
			Rule: "section 2.2, Phase 2(a): the value of the highest-numbered proposal among the responses", Violates: "SlotAgreement",
			Exposed: constants(3, 2, 2, 1),
		},
		{
			Name: LatestBallot, Doc: "a new leader adopts votes of the latest ballot only, as if they were all there are",
			Rule: "section 3: phase 1 determines the value in each instance by itself", Violates: "SlotAgreement",
			Exposed: constants(2, 1, 3, 2),
		},
		{
			Name: LearnMinority, Doc: "a learner takes an entry for chosen for which less than a majority has voted",
			Rule: "section 2.3: a learner must find out that a proposal has been accepted by a majority", Violates: "PrefixConsistency",
			Exposed: constants(3, 2, 2, 1),
		},
		{
			Name: LearnGap, Doc: "a learner passes over slots of which it has not heard",
			Rule: "section 3: command 141 cannot be executed until those up to 140 have been", Violates: "PrefixConsistency",
			Exposed: constants(3, 2, 1, 2),
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{
			Acceptors: spec.NewDomain[Acceptor](c.Int("acceptors")), Learners: spec.NewDomain[Learner](c.Int("learners")),
			Commands: spec.NewDomain[Command](c.Int("commands")),
			Ballots:  c.Int("ballots"), Slots: c.Int("slots"), Bug: c.Bug,
		}.Model(), nil
	},
}

// constants are those at which a bug shows. One learner is enough for all, as its log
// is compared with what is chosen.
func constants(acceptors, commands, ballots, slots int) map[string]int {
	return map[string]int{"acceptors": acceptors, "learners": 1, "commands": commands, "ballots": ballots, "slots": slots}
}
