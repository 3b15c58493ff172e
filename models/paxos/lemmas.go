package paxos

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// lemmas are what docs/proofs/paxos.md says of Paxos for any number of acceptors, values
// and ballots. What a learner or a step of a bug may do is compared with the protocol's
// quorums, not with those of the bug.
func (c Config) lemmas() []spec.Property[State] {
	acceptors, seats := c.Acceptors.All(), c.seats()
	return []spec.Property[State]{
		spec.Invariant("QuorumsMeet", c.quorumsMeet).Doc("any two quorums have an acceptor in common"),
		spec.StepInvariant("NothingTakenBack", c.nothingTakenBack).Doc("messages stay, and what an acceptor takes part in does not decrease"),
		spec.StepInvariant("VotesPermitted", c.votesPermitted).Doc("an acceptor votes in no ballot below those it takes part in"),
		spec.StepInvariant("ShownStays", c.shownStays).Doc("what a quorum shows to be safe it shows for ever"),
		spec.StepInvariant("SafeStays", c.safeStays).Doc("what is safe stays safe"),
		spec.Invariant("ShownSafe", c.shownSafe).Doc("what a quorum shows to be safe is safe"),
		spec.Invariant("LatestVote", everywhere(acceptors, c.latestVote)).Doc("what an acceptor remembers as its vote is the latest that it has told"),
		spec.Invariant("VotePromised", everywhere(acceptors, c.votePromised)).Doc("an acceptor takes part in no ballot below its vote"),
		spec.Invariant("PromiseKept", everywhere(seats, c.promiseKept)).Doc("an acceptor takes part in no ballot below its promise"),
		spec.Invariant("ReportTrue", everywhere(seats, c.reportTrue)).Doc("what an acceptor has reported with its promise is its latest vote below the ballot"),
		spec.Invariant("OneProposal", everywhere(c.ballots(), c.oneProposal)).Doc("one value is proposed in a ballot"),
		spec.Invariant("VoteProposed", everywhere(seats, c.voteProposed)).Doc("votes are for what is proposed"),
		spec.Invariant("ProposalShown", c.proposalShown).Doc("a quorum shows that what is proposed is safe"),
		spec.Invariant("ProposalSafe", everywhere(c.ballots(), c.proposalSafe)).Doc("no value but what is proposed was chosen in a lower ballot, or will be"),
		spec.Invariant("LearnedChosen", c.learnedChosen).Doc("a quorum has voted for what a learner takes for chosen"),
	}
}

// everywhere is the claim that check returns nil for each element of the domain.
func everywhere[I any](domain iter.Seq[I], check func(*State, I) error) func(*State) error {
	return func(s *State) error {
		for i := range domain {
			if err := check(s, i); err != nil {
				return err
			}
		}
		return nil
	}
}

func (c Config) quorumsMeet(*State) error {
	if q := c.quorums(); !q.Meets(q) {
		return fmt.Errorf("two quorums of %d acceptors have none in common", c.Acceptors.Len())
	}
	return nil
}

func (c Config) nothingTakenBack(old, new *State, _ spec.Step) error {
	for b := range c.ballots() {
		if !new.Msgs[b].contains(&old.Msgs[b]) {
			return fmt.Errorf("messages of ballot %d are lost", b)
		}
	}
	for a := range c.Acceptors.All() {
		if was, is := old.MaxBal.Get(a), new.MaxBal.Get(a); is < was {
			return fmt.Errorf("%v took part in ballot %d, and takes part in %d", a, was, is)
		}
	}
	return nil
}

// contains reports whether all messages of t are in s.
func (s *Sent) contains(t *Sent) bool {
	for a := range everyone.All() {
		r, q := s.Phase1b.At(a), t.Phase1b.At(a)
		for b, vals := range q.Votes {
			if !r.Votes[b].Contains(vals) {
				return false
			}
		}
		if q.NoVote && !r.NoVote || !s.Phase2b.Get(a).Contains(t.Phase2b.Get(a)) {
			return false
		}
	}
	return s.Phase2a.Contains(t.Phase2a) && (s.Phase1a || !t.Phase1a)
}

func (c Config) votesPermitted(old, new *State, _ spec.Step) error {
	for at := range c.seats() {
		a, b := at.Acceptor, at.Ballot
		if new.voted(a, b) != old.voted(a, b) && b < old.MaxBal.Get(a) {
			return fmt.Errorf("%v votes in ballot %d, and takes part in %d", a, b, old.MaxBal.Get(a))
		}
	}
	return nil
}

// proposals iterates over what could be proposed.
func (c Config) proposals() iter.Seq2[Ballot, Value] {
	return spec.Product(c.ballots(), c.Values.All())
}

// showsSafeAt is ShowsSafeAt(Q, b, v) of Voting: nobody in Q votes below b any more, and
// the latest votes that there are in Q below b, if any, are for v.
func (s *State) showsSafeAt(q spec.Subset[Acceptor], b Ballot, v Value) bool {
	for a := range q.All() {
		if s.MaxBal.Get(a) < b {
			return false
		}
	}
	for lower := b - 1; lower > NoBallot; lower-- {
		var voted spec.Subset[Value]
		for a := range q.All() {
			voted = voted.Union(s.voted(a, lower))
		}
		if voted.Len() > 0 {
			return voted.Has(v)
		}
	}
	return true
}

// shown reports whether a majority shows v to be safe in b.
func (c Config) shown(s *State, b Ballot, v Value) bool {
	for q := range quorum.Majority(c.Acceptors).Minimal() {
		if s.showsSafeAt(q, b, v) {
			return true
		}
	}
	return false
}

// safe is SafeAt(b, v).
func (c Config) safe(s *State, b Ballot, v Value) bool {
	for lower := range b {
		if !c.noneOtherChoosableAt(s, lower, v) {
			return false
		}
	}
	return true
}

func (c Config) shownStays(old, new *State, _ spec.Step) error {
	for b, v := range c.proposals() {
		for q := range quorum.Majority(c.Acceptors).Minimal() {
			if old.showsSafeAt(q, b, v) && !new.showsSafeAt(q, b, v) {
				return fmt.Errorf("%v has shown that %v is safe in ballot %d, and does no longer", q, v, b)
			}
		}
	}
	return nil
}

func (c Config) safeStays(old, new *State, _ spec.Step) error {
	for b, v := range c.proposals() {
		if c.safe(old, b, v) && !c.safe(new, b, v) {
			return fmt.Errorf("%v was safe in ballot %d, and is no longer", v, b)
		}
	}
	return nil
}

func (c Config) shownSafe(s *State) error {
	for b, v := range c.proposals() {
		if c.shown(s, b, v) && !c.safe(s, b, v) {
			return fmt.Errorf("a quorum shows that %v is safe in ballot %d, and it is not", v, b)
		}
	}
	return nil
}

func (c Config) proposalShown(s *State) error {
	for b, v := range c.proposals() {
		if s.Msgs[b].Phase2a.Has(v) && !c.shown(s, b, v) {
			return fmt.Errorf("%v is proposed in ballot %d, and no quorum shows that it is safe", v, b)
		}
	}
	return nil
}

func (c Config) learnedChosen(s *State) error {
	for b, v := range c.proposals() {
		var voters spec.Subset[Acceptor]
		for a := range c.Acceptors.All() {
			if s.voted(a, b).Has(v) {
				voters.Add(a)
			}
		}
		if c.learners().Has(voters) && !c.quorums().Has(voters) {
			return fmt.Errorf("a learner takes %v for chosen in ballot %d, for which only %v has voted", v, b, voters)
		}
	}
	return nil
}

// stages are what it takes that a value is chosen at last, where there is a single
// proposer in the end.
func (c LiveConfig) stages() []spec.Property[LiveState] {
	return []spec.Property[LiveState]{
		spec.EventuallyAlways("LastBallot", func(s *LiveState) bool { return c.unrivalled(s) != nil }).
			Doc("at last the only proposer has a ballot that is not overtaken any more"),
		spec.EventuallyAlways("Proposes", func(s *LiveState) bool { t := c.unrivalled(s); return t != nil && t.Proposed }).
			Doc("at last it has proposed in such a ballot"),
	}
}

// unrivalled is the attempt of the only proposer that may begin ballots, unless it has not
// begun or its ballot is overtaken.
func (c LiveConfig) unrivalled(s *LiveState) *Attempt {
	for p := range c.Proposers.All() {
		t := s.Proposer.At(p)
		if (s.Leader.Has(p) || c.Proposers.Len() == 1) && t.Bal != NoBallot && !c.overtaken(s, t.Bal) {
			return t
		}
	}
	return nil
}
