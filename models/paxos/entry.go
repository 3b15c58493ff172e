package paxos

import (
	"errors"
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "paxos",
	Symbol: "github.com/mcheck/mcheck/models/paxos.Protocol",
	Doc:    "single-decree Paxos (Lamport, Paxos Made Simple)",
	Params: []spec.Param{
		{Name: "acceptors", Doc: "acceptors", Min: 1, Max: MaxAcceptors, Default: 3},
		{Name: "values", Doc: "values that may be proposed", Min: 1, Max: MaxValues, Default: 2},
		{Name: "ballots", Doc: "ballots 0..B-1, each with a leader of its own", Min: 1, Max: MaxBallots, Default: 3},
		{Name: "crashes", Doc: "restarts of acceptors in a behaviour", Min: 0, Max: 3, Default: 0},
		{Name: "proposers", Doc: "liveness: proposers, each with a value, and ballots without end; 0 is the form for safety", Min: 0, Max: MaxProposers, Default: 0},
		{Name: "elect", Doc: "liveness: a distinguished proposer is elected at last", Switch: true},
	},
	Bugs: []spec.Bug{
		{
			Name: ForgetPromise, Doc: "an acceptor that restarts does not remember its promise",
			Rule: "section 2.5: an acceptor must remember its promises even if it fails", Violates: "Agreement",
			Exposed: constants(2, 1),
		},
		{
			Name: ForgetVote, Doc: "an acceptor that restarts does not remember its vote",
			Rule: "section 2.5: an acceptor must remember what it has accepted even if it fails", Violates: "Agreement",
			Exposed: constants(2, 1),
		},
		{
			Name: AcceptBelow, Doc: "an acceptor votes in a ballot below its promise",
			Rule: "section 2.2, Phase 2(b): unless it has already responded to a prepare request with a greater number", Violates: "Agreement",
			Exposed: constants(2, 0),
		},
		{
			Name: VoteNoPromise, Doc: "a vote in a ballot is no promise to keep out of lower ones",
			Rule: "section 2.2, Phase 1(b): report the highest-numbered proposal accepted", Violates: "Agreement",
			Exposed: constants(3, 0),
		},
		{
			Name: FreeValue, Doc: "a leader proposes any value, whatever votes are reported",
			Rule: "section 2.2, Phase 2(a): the value of the highest-numbered proposal among the responses", Violates: "Agreement",
			Exposed: constants(2, 0),
		},
		{
			Name: LowestVote, Doc: "a leader proposes the value of the lowest vote that is reported",
			Rule: "section 2.2, Phase 2(a): the value of the highest-numbered proposal among the responses", Violates: "Agreement",
			Exposed: constants(3, 0),
		},
		{
			Name: MinorityQuorum, Doc: "one acceptor less than a majority is a quorum, so that quorums need not meet",
			Rule: "section 2.1: any two majorities have at least one acceptor in common", Violates: "Agreement",
			Exposed: constants(2, 0),
		},
		{
			Name: SharedBallot, Doc: "two proposers use the same ballot",
			Rule: "section 2.5: different proposers choose their numbers from disjoint sets", Violates: "Agreement",
			Exposed: constants(2, 0),
		},
		{
			Name: LearnMinority, Doc: "a learner takes a value for chosen for which less than a majority has voted",
			Rule: "section 2.3: a learner must find out that a proposal has been accepted by a majority", Violates: "Agreement",
			Exposed: constants(2, 0),
		},
		{
			Name: KeepFirstValue, Doc: "an acceptor that has voted goes on to vote for the same value, whatever is proposed",
			Rule: "section 2.2, Phase 2(b): it accepts the proposal", Violates: "Validity",
			Exposed: constants(2, 0),
		},
	},
	Twin: twin, Sources: sources,
	Proof: proof(),
	New: func(k spec.Constants) (spec.Checkable, error) {
		c := config(k)
		switch proposers, elect := k.Int("proposers"), k.Bool("elect"); {
		case proposers > 0 && (c.Bug != "" || c.MaxCrashes > 0):
			return nil, fmt.Errorf("proposers = %d, want 0 with a bug or with crashes", proposers)
		case proposers > 0:
			return c.live(k).Model(), nil
		case elect:
			return nil, errors.New("elect: want proposers >= 1")
		}
		return c.Model(), nil
	},
}

// config takes the constants of the form for safety.
func config(k spec.Constants) Config {
	return Config{
		Acceptors: spec.NewDomain[Acceptor](k.Int("acceptors")), Values: spec.NewDomain[Value](k.Int("values")),
		Ballots: k.Int("ballots"), MaxCrashes: k.Int("crashes"), Bug: k.Bug,
	}
}

// live takes those of the form for liveness, which has no bugs and no crashes.
func (c Config) live(k spec.Constants) LiveConfig {
	return LiveConfig{Config: c, Proposers: spec.NewDomain[Proposer](k.Int("proposers")), Elect: k.Bool("elect")}
}

// constants are those at which a bug shows; three acceptors and two values are
// enough for all.
func constants(ballots, crashes int) map[string]int {
	return map[string]int{"acceptors": 3, "values": 2, "ballots": ballots, "crashes": crashes}
}
