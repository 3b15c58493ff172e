package voting

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Acceptors spec.Domain[Acceptor]
	Values    spec.Domain[Value]
	Ballots   int // 0..Ballots-1
	Bug       string
}

// The bugs, each a condition of VoteFor or of Quorum that is dropped.
const (
	VoteBelow      = "vote-below"
	VoteTwice      = "vote-twice"
	TwoValues      = "two-values"
	VoteUnsafe     = "vote-unsafe"
	ForgetVotes    = "forget-votes"
	MinorityQuorum = "minority-quorum"
)

// quorums is the set Quorum of the module: the smallest majorities.
func (c Config) quorums() quorum.System[Acceptor] {
	if c.Bug == MinorityQuorum {
		return quorum.Threshold(c.Acceptors, c.Acceptors.Len()/2)
	}
	return quorum.Majority(c.Acceptors)
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

// votes iterates over the votes that can be cast.
func (c Config) votes() iter.Seq[Vote] {
	return func(yield func(Vote) bool) {
		for b := range c.ballots() {
			for v := range c.Values.All() {
				if !yield(Vote{b, v}) {
					return
				}
			}
		}
	}
}

// increaseMaxBal: a will vote in no ballot below b.
func (c Config) increaseMaxBal(s *State, a Acceptor, b Ballot) bool {
	if b <= s.MaxBal.Get(a) {
		return false
	}
	s.MaxBal.Set(a, b)
	return true
}

// Evidence is why a value is safe: a quorum that votes in lower ballots no more,
// and the acceptor in it that has voted for the value in the latest of them, if
// anybody in the quorum has voted in any.
type Evidence struct {
	Quorum spec.Subset[Acceptor]
	Voter  Acceptor
}

// String names the quorum and the voter.
func (e Evidence) String() string {
	if spec.None(e.Voter) {
		return e.Quorum.String()
	}
	return fmt.Sprintf("%v by the vote of %v", e.Quorum, e.Voter)
}

// Grounds iterates over all the evidence that the quorums could give.
func Grounds(quorums quorum.System[Acceptor]) iter.Seq[Evidence] {
	return func(yield func(Evidence) bool) {
		for q := range quorums.Minimal() {
			if !yield(Evidence{Quorum: q}) {
				return
			}
			for a := range q.All() {
				if !yield(Evidence{q, a}) {
					return
				}
			}
		}
	}
}

// voteFor: a votes in ballot b for v, if it may still vote there and has not yet,
// nobody else has voted for another value there, and there is evidence that no
// value other than v was chosen below b, or will be.
func (c Config) voteFor(s *State, a Acceptor, vote Vote, e Evidence) bool {
	b, v := vote.Bal, vote.Val
	switch votes := s.Votes.At(a); {
	case b < s.MaxBal.Get(a) && c.Bug != VoteBelow,
		votes[b].Len() > 0 && c.Bug != VoteTwice,
		c.otherValue(s, a, vote) && c.Bug != TwoValues,
		!c.showsSafeAt(s, e, b, v):
		return false
	}
	if c.Bug == ForgetVotes {
		s.Votes.Set(a, Votes{})
	}
	s.Votes.At(a)[b].Add(v)
	s.MaxBal.Set(a, max(b, s.MaxBal.Get(a)))
	return true
}

// otherValue reports whether somebody but a has voted in the ballot for another
// value.
func (c Config) otherValue(s *State, a Acceptor, vote Vote) bool {
	for o := range c.Acceptors.Others(a) {
		if !spec.SubsetOf(vote.Val).Contains(s.Votes.At(o)[vote.Bal]) {
			return true
		}
	}
	return false
}

// showsSafeAt is ShowsSafeAt(Q, b, v): nobody in Q votes below b any more, and the
// latest votes that there are in Q below b, if any, are for v.
func (c Config) showsSafeAt(s *State, e Evidence, b Ballot, v Value) bool {
	if c.Bug == VoteUnsafe {
		return spec.None(e.Voter)
	}
	for a := range e.Quorum.All() {
		if s.MaxBal.Get(a) < b {
			return false
		}
	}
	latest := s.latest(e.Quorum, b)
	if latest == NoBallot {
		return spec.None(e.Voter)
	}
	return !spec.None(e.Voter) && s.votedFor(e.Voter, latest, v)
}

// latest is the highest ballot below b in which anybody in the quorum has voted.
func (s *State) latest(quorum spec.Subset[Acceptor], b Ballot) Ballot {
	for c := b - 1; c > NoBallot; c-- {
		for a := range quorum.All() {
			if s.Votes.At(a)[c].Len() > 0 {
				return c
			}
		}
	}
	return NoBallot
}
