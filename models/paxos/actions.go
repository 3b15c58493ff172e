package paxos

import (
	"iter"

	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Acceptors  spec.Domain[Acceptor]
	Values     spec.Domain[Value]
	Ballots    int // 0..Ballots-1
	MaxCrashes int
	Bug        string
}

// The bugs, each a rule of the paper that is broken.
const (
	ForgetPromise   = "forget-promise"
	ForgetVote      = "forget-vote"
	AcceptBelow     = "accept-below"
	VoteNoPromise   = "vote-no-promise"
	FreeValue       = "free-value"
	LowestVote      = "lowest-vote"
	MinorityQuorum  = "minority-quorum"
	SharedBallot    = "shared-ballot"
	LearnMinority   = "learn-minority"
	KeepFirstValue  = "keep-first-value"
	PromiseRepeated = "promise-repeated" // harmless
)

// quorums is the set Quorum of the module: the smallest majorities.
func (c Config) quorums() quorum.System[Acceptor] {
	if c.Bug == MinorityQuorum {
		return c.minorities()
	}
	return quorum.Majority(c.Acceptors)
}

// minorities are sets of one acceptor less than a majority, which need not meet.
func (c Config) minorities() quorum.System[Acceptor] {
	return quorum.Threshold(c.Acceptors, c.Acceptors.Len()/2)
}

// learners are the sets of acceptors whose votes tell a learner that a value is
// chosen.
func (c Config) learners() quorum.System[Acceptor] {
	if c.Bug == LearnMinority {
		return c.minorities()
	}
	return c.quorums()
}

// ballots iterates over Ballot.
func (c Config) ballots() iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for b := range Ballot(c.Ballots) {
			if !yield(b) {
				return
			}
		}
	}
}

// phase1a: the leader of ballot b asks all acceptors to take part in it. To ask
// again changes nothing.
func (c Config) phase1a(s *State, b Ballot) bool {
	s.Msgs[b].Phase1a = true
	return true
}

// phase1b: acceptor a, asked for the first time to take part in a ballot as high
// as b, promises to take part in no lower one, and reports its latest vote.
func (c Config) phase1b(s *State, a Acceptor, b Ballot) bool {
	maxBal := s.MaxBal.Get(a)
	if !s.Msgs[b].Phase1a || b < maxBal || b == maxBal && c.Bug != PromiseRepeated {
		return false
	}
	s.MaxBal.Set(a, b)
	s.Msgs[b].Phase1b.At(a).add(s.MaxVBal.Get(a), s.MaxVal.Get(a))
	return true
}

// Evidence is why a leader may propose a value: the promises of a quorum, and the
// voter in it that reports the latest vote, if any of them reports one.
type Evidence = voting.Evidence

// phase2a: the leader of ballot b proposes v, which it may do for one value only,
// if a quorum has promised to take part in b, and v is the value of the latest vote
// that the quorum reports; any value if it reports none.
func (c Config) phase2a(s *State, b Ballot, v Value, e Evidence) bool {
	m := &s.Msgs[b]
	if m.Phase2a.Len() > 0 && c.Bug != SharedBallot {
		return false
	}
	for a := range e.Quorum.All() {
		if !m.Phase1b.At(a).sent() {
			return false
		}
	}
	latest := c.latest(m, e.Quorum)
	if latest == NoBallot {
		if !spec.None(e.Voter) {
			return false
		}
	} else if spec.None(e.Voter) || !m.Phase1b.At(e.Voter).Votes[latest].Has(v) {
		return false
	}
	m.Phase2a.Add(v)
	return true
}

// latest is the highest ballot of the votes that a quorum reports in the messages
// of a ballot.
func (c Config) latest(m *Sent, quorum spec.Subset[Acceptor]) Ballot {
	found := NoBallot
	if c.Bug == FreeValue {
		return found
	}
	for vbal := range c.ballots() {
		for a := range quorum.All() {
			if m.Phase1b.At(a).Votes[vbal].Len() > 0 {
				found = vbal
			}
		}
		if found != NoBallot && c.Bug == LowestVote {
			return found
		}
	}
	return found
}

// phase2b: acceptor a votes for the value v proposed in ballot b, unless it has
// promised not to. To vote in a ballot is to take part in it.
func (c Config) phase2b(s *State, a Acceptor, b Ballot, v Value) bool {
	if !s.Msgs[b].Phase2a.Has(v) || b < s.MaxBal.Get(a) && c.Bug != AcceptBelow {
		return false
	}
	if c.Bug == KeepFirstValue && !spec.None(s.MaxVal.Get(a)) {
		v = s.MaxVal.Get(a)
	}
	if c.Bug != VoteNoPromise {
		s.MaxBal.Set(a, max(b, s.MaxBal.Get(a)))
	}
	s.MaxVBal.Set(a, b)
	s.MaxVal.Set(a, v)
	s.Msgs[b].Phase2b.At(a).Add(v)
	return true
}

// restart: acceptor a crashes and recovers. It has written down all that it knew
// before it told anybody, so that nothing is lost.
func (c Config) restart(s *State, a Acceptor) bool {
	s.Restarts++
	switch c.Bug {
	case ForgetPromise:
		s.MaxBal.Set(a, s.MaxVBal.Get(a))
	case ForgetVote:
		s.MaxVBal.Set(a, NoBallot)
		s.MaxVal.Set(a, Value{})
	}
	return true
}
