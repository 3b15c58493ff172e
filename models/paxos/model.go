package paxos

import (
	"fmt"

	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	acceptors, values, ballots := c.Acceptors.All(), c.Values.All(), c.ballots()
	conflict := c.Values.Len() >= 2 && c.Ballots >= 2
	return spec.Model[State]{
		Name:     "paxos",
		Doc:      "single-decree Paxos (Lamport, Paxos Made Simple)",
		Domains:  []spec.AnyDomain{c.Acceptors, c.Values},
		Symmetry: []spec.AnyDomain{c.Acceptors, c.Values},
		Data:     []spec.AnyDomain{c.Values},
		Init:     spec.Only(c.initial()),
		Mail:     c.mail,
		Actions: []spec.Action[State]{
			spec.ForAll("Phase1a", ballots, c.phase1a).By(func(_ *State, b Ballot) string { return leader(b) }).
				Rule("section 2.2, Phase 1(a): a proposer sends a prepare request"),
			spec.ForAll2("Phase1b", spec.Product(acceptors, ballots), c.phase1b).Receives(rcvPrepare).
				Rule("section 2.2, Phase 1(b): promise not to accept lower numbers, report the highest-numbered proposal accepted"),
			spec.ForAll3("Phase2a", spec.Product(ballots, values), voting.Grounds(c.quorums()), c.phase2a).Receives(rcvPromises).
				Rule("section 2.2, Phase 2(a): propose the value of the highest-numbered proposal reported, or any"),
			spec.ForAll3("Phase2b", spec.Product(acceptors, ballots), values, c.phase2b).Receives(rcvProposal).
				Rule("section 2.2, Phase 2(b): accept unless a higher number was promised"),
			spec.ForAll("Restart", acceptors, c.restart).
				Rule("section 2.5: stable storage keeps what an acceptor must remember").
				Bound(fmt.Sprintf("restarts < %d", c.MaxCrashes), c.crashesLeft),
		},
		Environment: spec.Environment{"Phase1a": spec.Timeout, "Restart": spec.Restart},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			spec.Invariant("Agreement", c.agreement).Doc("section 2.1: only a single value is chosen"),
			spec.Invariant("Validity", c.validity).Doc("section 2.1: only a value that has been proposed may be chosen; no other is voted for"),
			c.implements(),
			spec.Reachable("SomeChosen", c.someChosen).Doc("a value is chosen"),
			spec.Reachable("ChosenAgain", c.chosenAgain).Doc("a value is chosen in two ballots").
				Needs("ballots >= 2", c.Ballots >= 2),
			spec.Reachable("Split", c.split).Doc("votes for two values, and none is chosen").
				Needs("acceptors >= 3, values >= 2, ballots >= 2", c.Acceptors.Len() >= 3 && conflict),
			spec.ReachableStep("Adopted", c.adopted).OfActions("Phase2a").Doc("a leader proposes the value of a vote in an earlier ballot").
				Needs("ballots >= 2", c.Ballots >= 2),
			spec.ReachableStep("Preempted", c.preempted).OfActions("Phase1b").Doc("a promise to a higher ballot leaves a proposal that nobody has voted for without a chance").
				Needs("ballots >= 2", c.Ballots >= 2),
		},
		Induction:     c.induction(),
		AllowDeadlock: true, // with as many restarts as are allowed, nothing is left but to ask again
	}
}

// implements: an acceptor's votes are what it has told in 2b messages, and what it has
// promised is what it votes below no more.
func (c Config) implements() spec.Property[State] {
	abstract := voting.Config{Acceptors: c.Acceptors, Values: c.Values, Ballots: c.Ballots}.Model()
	return spec.Refines("Voting", abstract, func(s *State) voting.State {
		v := voting.State{MaxBal: s.MaxBal}
		for a := range c.Acceptors.All() {
			for b := range c.ballots() {
				v.Votes.At(a)[b] = s.Msgs[b].Phase2b.Get(a)
			}
		}
		return v
	}).Doc("Paxos implements voting, and so consensus").OnRequest()
}

func (c Config) initial() (s State) {
	for a := range c.Acceptors.All() {
		s.MaxBal.Set(a, NoBallot)
		s.MaxVBal.Set(a, NoBallot)
	}
	return s
}

func (c Config) crashesLeft(s *State, _ Acceptor) bool { return int(s.Restarts) < c.MaxCrashes }

// typeOK: the types of the variables, and nothing about the protocol.
func (c Config) typeOK(s *State) error {
	for a := range c.Acceptors.All() {
		maxBal, maxVBal, maxVal := s.MaxBal.Get(a), s.MaxVBal.Get(a), s.MaxVal.Get(a)
		if max(maxBal, maxVBal) >= Ballot(c.Ballots) || min(maxBal, maxVBal) < NoBallot ||
			(maxVBal == NoBallot) != spec.None(maxVal) {
			return fmt.Errorf("%v: maxBal = %d, maxVBal = %d, maxVal = %v", a, maxBal, maxVBal, maxVal)
		}
	}
	return nil
}

// chosenAt is ChosenAt(b, v): a quorum has voted for v in ballot b.
func (c Config) chosenAt(s *State, b Ballot, v Value) bool {
	var voters spec.Subset[Acceptor]
	for a := range c.Acceptors.All() {
		if s.Msgs[b].Phase2b.Get(a).Has(v) {
			voters.Add(a)
		}
	}
	return c.learners().Has(voters)
}

// agreement: at most one value is chosen. A learner has no state: whatever it could
// have learned from the votes sent so far, it could still learn from them.
func (c Config) agreement(s *State) error {
	var first Value
	var in Ballot
	for b := range c.ballots() {
		for v := range c.Values.All() {
			switch {
			case !c.chosenAt(s, b, v):
			case spec.None(first):
				first, in = v, b
			case v != first:
				return fmt.Errorf("%v is chosen in ballot %d and %v in ballot %d", first, in, v, b)
			}
		}
	}
	return nil
}

// validity: who votes in a ballot votes for what its leader has proposed. What is
// chosen was voted for, and what is proposed is an element of Value, so that a
// value which is chosen is one that somebody has proposed.
func (c Config) validity(s *State) error {
	for b := range c.ballots() {
		m := &s.Msgs[b]
		for a := range c.Acceptors.All() {
			if voted := m.Phase2b.Get(a); !m.Phase2a.Contains(voted) {
				return fmt.Errorf("%v has voted for %v in ballot %d, where %v is proposed", a, voted, b, m.Phase2a)
			}
		}
	}
	return nil
}

// The witnesses.

func (c Config) someChosen(s *State) bool { return c.chosenIn(s) >= 1 }

func (c Config) chosenAgain(s *State) bool { return c.chosenIn(s) >= 2 }

// chosenIn counts the ballots in which a value is chosen.
func (c Config) chosenIn(s *State) (ballots int) {
	for b := range c.ballots() {
		for v := range c.Values.All() {
			if c.chosenAt(s, b, v) {
				ballots++
			}
		}
	}
	return ballots
}

// split: not all votes are for the same value, and none is chosen.
func (c Config) split(s *State) bool {
	var voted spec.Subset[Value]
	for b := range c.ballots() {
		for a := range c.Acceptors.All() {
			voted = voted.Union(s.Msgs[b].Phase2b.Get(a))
		}
	}
	return voted.Len() >= 2 && !c.someChosen(s)
}

// adopted: a leader proposes because of a vote.
func (c Config) adopted(_, _ *State, step spec.Step) bool {
	return !spec.None(step.Args()[2].(Evidence).Voter)
}

// preempted: everybody has promised to take part in higher ballots than that of a
// proposal without votes.
func (c Config) preempted(_, s *State, _ spec.Step) bool {
	for b := range c.ballots() {
		if s.Msgs[b].Phase2a.Len() > 0 && c.abandoned(s, b) {
			return true
		}
	}
	return false
}

// abandoned: nobody has voted in ballot b, and nobody can any more.
func (c Config) abandoned(s *State, b Ballot) bool {
	for a := range c.Acceptors.All() {
		if s.MaxBal.Get(a) <= b || s.Msgs[b].Phase2b.Get(a).Len() > 0 {
			return false
		}
	}
	return true
}
