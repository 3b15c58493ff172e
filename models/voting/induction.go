package voting

import (
	"iter"

	"github.com/mcheck/mcheck/spec"
)

// induction is the invariant of Lamport's Voting: its two conjuncts need each other,
// and nothing else.
func (c Config) induction() *spec.Induction[State] {
	return &spec.Induction[State]{
		States: c.typeCorrect(),
		Lemmas: []spec.Lemma[State]{
			spec.LemmaForAll("OneValuePerBallot", c.ballots(), c.oneValueIn).Reads("votes").
				Doc("all votes in a ballot are for the same value"),
			spec.LemmaForAll("VotesSafe", c.ballots(), c.votesSafeIn).Reads("votes", "maxBal").
				Doc("no value but that of a vote was chosen in a lower ballot, or will be"),
		},
		Implies: []string{"OneValuePerBallot", "VotesSafe", "Agreement"},
	}
}

// Seat is an acceptor in a ballot.
type Seat struct {
	Acceptor
	Ballot
}

// typeCorrect makes the states that TypeOK allows.
func (c Config) typeCorrect() (vars []spec.Variable[State]) {
	for a := range c.Acceptors.All() {
		vars = append(vars, spec.ChooseAt("maxBal", a, c.ballotsOrNone(), func(s *State, a Acceptor, b Ballot) { s.MaxBal.Set(a, b) }))
	}
	for b := range c.ballots() {
		for a := range c.Acceptors.All() {
			vars = append(vars, spec.ChooseAt("votes", Seat{a, b}, spec.SubsetsOf(c.Values),
				func(s *State, at Seat, vals spec.Subset[Value]) { s.Votes.At(at.Acceptor)[at.Ballot] = vals }))
		}
	}
	return vars
}

// ballotsOrNone iterates over Ballot \cup {NoBallot}.
func (c Config) ballotsOrNone() iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for b := NoBallot; b < Ballot(c.Ballots) && yield(b); b++ {
		}
	}
}
