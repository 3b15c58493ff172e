package voting

import (
	"fmt"

	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	acceptors := c.Acceptors.All()
	return spec.Model[State]{
		Name:     "voting",
		Doc:      "voting in ballots, which is Paxos without messages (Lamport's Voting)",
		Domains:  []spec.AnyDomain{c.Acceptors, c.Values},
		Symmetry: []spec.AnyDomain{c.Acceptors, c.Values},
		Data:     []spec.AnyDomain{c.Values},
		Init:     spec.Only(c.initial()),
		Actions: []spec.Action[State]{
			spec.ForAll2("IncreaseMaxBal", spec.Product(acceptors, c.ballots()), c.increaseMaxBal).
				Rule("an acceptor gives up the ballots below one"),
			spec.ForAll3("VoteFor", spec.Product(acceptors, c.votes()), Grounds(c.quorums()), c.voteFor).
				Rule("an acceptor votes for the value of the ballot, which a quorum shows to be safe"),
		},
		Environment: spec.Environment{"IncreaseMaxBal": spec.Timeout},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			spec.Invariant("OneValuePerBallot", c.oneValuePerBallot).Doc("all votes in a ballot are for the same value"),
			spec.Invariant("VotesSafe", c.votesSafe).Doc("no value but that of a vote was chosen in a lower ballot, or will be"),
			spec.Invariant("Agreement", c.agreement).Doc("at most one value is chosen"),
			spec.StepInvariant("Stability", c.stability).Doc("what is chosen stays chosen"),
			c.implements(),
			spec.Reachable("SomeChosen", func(s *State) bool { return c.chosen(s).Len() > 0 }).Doc("a value is chosen"),
			spec.Reachable("Changed", c.changed).Doc("an acceptor votes for one value, and then for another").
				Needs("acceptors >= 3, values >= 2, ballots >= 2", c.Acceptors.Len() >= 3 && c.Values.Len() >= 2 && c.Ballots >= 2),
		},
		Induction:     c.induction(),
		AllowDeadlock: true, // when all have voted in the last ballot, all is done
	}
}

// implements: what is chosen is chosen once and for all, which is consensus.
func (c Config) implements() spec.Property[State] {
	return consensus.Implements("Consensus", c.Values, c.chosen).Doc("voting implements consensus")
}

func (c Config) initial() (s State) {
	for a := range c.Acceptors.All() {
		s.MaxBal.Set(a, NoBallot)
	}
	return s
}

// votedFor is VotedFor(a, b, v).
func (s *State) votedFor(a Acceptor, b Ballot, v Value) bool { return s.Votes.At(a)[b].Has(v) }

// cannotVoteAt is CannotVoteAt(a, b): a has not voted in ballot b, and never will.
func (s *State) cannotVoteAt(a Acceptor, b Ballot) bool {
	return s.MaxBal.Get(a) > b && s.Votes.At(a)[b].Len() == 0
}

// noneOtherChoosableAt is NoneOtherChoosableAt(b, v): each acceptor of a quorum has
// voted for v in ballot b, or will never vote there. So no other value was chosen
// there or will be, because that takes a quorum, too, and the two meet.
func (c Config) noneOtherChoosableAt(s *State, b Ballot, v Value) bool {
	var settled spec.Subset[Acceptor]
	for a := range c.Acceptors.All() {
		if s.votedFor(a, b, v) || s.cannotVoteAt(a, b) {
			settled.Add(a)
		}
	}
	return c.quorums().Has(settled)
}

// chosen is the set of all values for which a quorum has voted in some ballot.
func (c Config) chosen(s *State) (chosen spec.Subset[Value]) {
	for vote := range c.votes() {
		var voters spec.Subset[Acceptor]
		for a := range c.Acceptors.All() {
			if s.votedFor(a, vote.Bal, vote.Val) {
				voters.Add(a)
			}
		}
		if c.quorums().Has(voters) {
			chosen.Add(vote.Val)
		}
	}
	return chosen
}

// typeOK: the types of the variables, and nothing about the algorithm.
func (c Config) typeOK(s *State) error {
	for a := range c.Acceptors.All() {
		if b := s.MaxBal.Get(a); b < NoBallot || b >= Ballot(c.Ballots) {
			return fmt.Errorf("maxBal[%v] = %d", a, b)
		}
		for b, vals := range s.Votes.Get(a) {
			if b >= c.Ballots && vals.Len() > 0 {
				return fmt.Errorf("%v has voted in ballot %d", a, b)
			}
		}
	}
	return nil
}

func (c Config) oneValuePerBallot(s *State) error {
	for b := range c.ballots() {
		if err := c.oneValueIn(s, b); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) oneValueIn(s *State, b Ballot) error {
	var voted spec.Subset[Value]
	for a := range c.Acceptors.All() {
		voted = voted.Union(s.Votes.At(a)[b])
	}
	if voted.Len() > 1 {
		return fmt.Errorf("in ballot %d there are votes for %v", b, voted)
	}
	return nil
}

func (c Config) votesSafe(s *State) error {
	for b := range c.ballots() {
		if err := c.votesSafeIn(s, b); err != nil {
			return err
		}
	}
	return nil
}

// votesSafeIn: SafeAt(b, v) for every vote for a v in ballot b.
func (c Config) votesSafeIn(s *State, b Ballot) error {
	for a := range c.Acceptors.All() {
		for v := range s.Votes.At(a)[b].All() {
			for lower := range b {
				if !c.noneOtherChoosableAt(s, lower, v) {
					return fmt.Errorf("%v has voted for %v in ballot %d, and another value may be chosen in ballot %d", a, v, b, lower)
				}
			}
		}
	}
	return nil
}

func (c Config) agreement(s *State) error {
	if chosen := c.chosen(s); chosen.Len() > 1 {
		return fmt.Errorf("%v are chosen", chosen)
	}
	return nil
}

func (c Config) stability(old, new *State, _ spec.Step) error {
	if was, is := c.chosen(old), c.chosen(new); !is.Contains(was) {
		return fmt.Errorf("%v was chosen, and then %v", was, is)
	}
	return nil
}

// changed is the witness that votes do not bind an acceptor for ever.
func (c Config) changed(s *State) bool {
	for a := range c.Acceptors.All() {
		var voted spec.Subset[Value]
		for b := range c.ballots() {
			voted = voted.Union(s.Votes.At(a)[b])
		}
		if voted.Len() > 1 {
			return true
		}
	}
	return false
}
