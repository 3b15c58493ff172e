package voting

import "github.com/mcheck/mcheck/spec"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "voting",
	Symbol: "github.com/mcheck/mcheck/models/voting.Protocol",
	Doc:    "voting in ballots, which is Paxos without messages (Lamport's Voting)",
	Params: []spec.Param{
		{Name: "acceptors", Doc: "acceptors", Min: 1, Max: MaxAcceptors, Default: 3},
		{Name: "values", Doc: "values", Min: 1, Max: MaxValues, Default: 2},
		{Name: "ballots", Doc: "ballots 0..B-1", Min: 1, Max: MaxBallots, Default: 3},
	},
	Bugs: []spec.Bug{
		{
			Name: VoteBelow, Doc: "an acceptor votes in a ballot that it has given up",
			Rule: "VoteFor: maxBal[a] <= b", Violates: "VotesSafe",
		},
		{
			Name: VoteTwice, Doc: "an acceptor votes again in a ballot",
			Rule: "VoteFor: a has not voted in b", Violates: "OneValuePerBallot",
		},
		{
			Name: TwoValues, Doc: "an acceptor votes for another value than others in the ballot",
			Rule: "VoteFor: nobody else has voted for another value in b", Violates: "OneValuePerBallot",
		},
		{
			Name: VoteUnsafe, Doc: "an acceptor votes for a value that no quorum shows to be safe",
			Rule: "VoteFor: ShowsSafeAt(Q, b, v)", Violates: "VotesSafe",
		},
		{
			Name: ForgetVotes, Doc: "a vote takes the place of the acceptor's earlier ones",
			Rule: "VoteFor: votes[a] grows", Violates: "Stability",
		},
		{
			Name: MinorityQuorum, Doc: "one acceptor less than a majority is a quorum, so that quorums need not meet",
			Rule: "any two quorums have an acceptor in common", Violates: "Agreement",
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{
			Acceptors: spec.NewDomain[Acceptor](c.Int("acceptors")), Values: spec.NewDomain[Value](c.Int("values")),
			Ballots: c.Int("ballots"), Bug: c.Bug,
		}.Model(), nil
	},
}
