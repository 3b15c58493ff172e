package raft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// lemmas are the steps of docs/proofs/raft.md that are invariants, for all sizes. They
// look at servers and not at messages, so that the rules of the network stay in use.
// They speak of what the protocol does without mistakes: a mistake is to show in them,
// and not to change what they say.
func (c *Config) lemmas() []spec.Property[State] {
	return []spec.Property[State]{
		spec.Invariant("MajoritiesMeet", c.majoritiesMeet).
			Doc("two sets that suffice for a decision have a server in common"),
		spec.StepInvariant("TermsGrow", c.eachStep(termGrows)).
			Doc("no server returns to an older term"),
		spec.StepInvariant("VoteStays", c.eachStep(voteStays)).
			Doc("a server does not change its vote in a term"),
		spec.Invariant("CountedVotes", c.countedVotes).
			Doc("the votes that a candidate has counted are of its term"),
		spec.Invariant("NextIndexInLog", c.nextIndexInLog).
			Doc("matchIndex < nextIndex <= Len(log) + 1"),
		spec.Invariant("PrefixOfLeader", c.prefixOfLeader).
			Doc("up to an entry of a leader's term, a log is a prefix of the leader's"),
		spec.Invariant("TermsOrdered", c.termsOrdered).
			Doc("the terms in a log do not decrease, nor exceed currentTerm"),
		spec.StepInvariant("OnlyConflictsDeleted", c.eachStep(onlyConflictsDeleted)).
			Doc("the first entry that a server deletes is replaced by one of another term"),
		spec.Invariant("MatchStored", c.matchStored).
			Doc("a follower in the leader's term has what the leader knows it to have"),
		spec.StepInvariant("CommitsOwnTerm", c.commitsOwnTerm).
			Doc("a leader commits up to an entry of its own term"),
		spec.StepInvariant("VotesUpToDate", c.votesUpToDate).
			Doc("who votes for another has no log that is more up-to-date"),
		spec.Invariant("CommittedInLeader", c.committedInLeader).
			Doc("a leader has what servers of its term and of older ones know to be committed"),
	}
}

func (c *Config) majoritiesMeet(*State) error {
	for p := range spec.SubsetsOf(c.Servers) {
		for q := range spec.SubsetsOf(c.Servers) {
			if c.isQuorum(p.Len()) && c.isQuorum(q.Len()) && p.Intersect(q).Len() == 0 {
				return fmt.Errorf("%v and %v have no server in common", p, q)
			}
		}
	}
	return nil
}

// eachStep claims something of what each server does in a step.
func (c *Config) eachStep(check func(i Server, old, new *ServerState) error) func(old, new *State, _ spec.Step) error {
	return func(old, new *State, _ spec.Step) error {
		for i := range c.Servers.All() {
			if err := check(i, old.Server.At(i), new.Server.At(i)); err != nil {
				return err
			}
		}
		return nil
	}
}

func termGrows(i Server, old, new *ServerState) error {
	if new.CurrentTerm < old.CurrentTerm {
		return fmt.Errorf("%v was in term %d, and is in term %d", i, old.CurrentTerm, new.CurrentTerm)
	}
	return nil
}

func voteStays(i Server, old, new *ServerState) error {
	if new.CurrentTerm == old.CurrentTerm && !spec.None(old.VotedFor) && new.VotedFor != old.VotedFor {
		return fmt.Errorf("%v had voted for %v in term %d, and now for %v", i, old.VotedFor, old.CurrentTerm, new.VotedFor)
	}
	return nil
}

func (c *Config) countedVotes(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		for j := range n.VotesGranted.All() {
			o := s.Server.At(j)
			if o.CurrentTerm < n.CurrentTerm || o.CurrentTerm == n.CurrentTerm && o.VotedFor != i {
				return fmt.Errorf("%v counts the vote of %v, which is in term %d and has voted for %v", i, j, o.CurrentTerm, o.VotedFor)
			}
		}
	}
	return nil
}

func (c *Config) nextIndexInLog(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.Role != Leader {
			continue
		}
		for j := range c.Servers.Others(i) {
			match, next := n.MatchIndex.Get(j), n.NextIndex.Get(j)
			if match >= next || int(next) > n.Log.Len()+1 {
				return fmt.Errorf("matchIndex[%v][%v] = %d, nextIndex[%v][%v] = %d, and the log has %d entries", i, j, match, i, j, next, n.Log.Len())
			}
		}
	}
	return nil
}

// agree returns an error unless log[i] and log[j] have the same entries up to an index.
func (s *State) agree(i, j Server, upTo int) error {
	a, b := &s.Server.At(i).Log, &s.Server.At(j).Log
	if a.Len() < upTo || b.Len() < upTo {
		return fmt.Errorf("the logs of %v and %v have %d and %d entries, want %d", i, j, a.Len(), b.Len(), upTo)
	}
	for k := 1; k <= upTo; k++ {
		if a.Get(k) != b.Get(k) {
			return fmt.Errorf("entry %d of %v is %v, and that of %v is %v", k, i, a.Get(k), j, b.Get(k))
		}
	}
	return nil
}

func (c *Config) prefixOfLeader(s *State) error {
	for i, j := range c.Servers.Pairs() {
		leader := s.Server.At(i)
		if leader.Role != Leader {
			continue
		}
		for k, e := range s.Server.At(j).Log.All() {
			if e.Term != leader.CurrentTerm {
				continue
			}
			if err := s.agree(i, j, k); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Config) termsOrdered(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		last := Term(0)
		for k, e := range n.Log.All() {
			if e.Term < last || e.Term > n.CurrentTerm {
				return fmt.Errorf("entry %d of %v is %v, after one of term %d, in term %d", k, i, e, last, n.CurrentTerm)
			}
			last = e.Term
		}
	}
	return nil
}

func onlyConflictsDeleted(i Server, old, new *ServerState) error {
	for k, e := range old.Log.All() {
		switch {
		case k > new.Log.Len():
			return fmt.Errorf("%v deletes entry %d, %v, and puts nothing there", i, k, e)
		case new.Log.Get(k).Term != e.Term:
			return nil
		case new.Log.Get(k) != e:
			return fmt.Errorf("%v replaces entry %d, %v, by %v of the same term", i, k, e, new.Log.Get(k))
		}
	}
	return nil
}

func (c *Config) matchStored(s *State) error {
	for i, j := range c.Servers.Pairs() {
		leader := s.Server.At(i)
		if leader.Role != Leader || s.Server.At(j).CurrentTerm != leader.CurrentTerm {
			continue
		}
		if err := s.agree(i, j, int(leader.MatchIndex.Get(j))); err != nil {
			return fmt.Errorf("matchIndex[%v][%v] = %d: %w", i, j, leader.MatchIndex.Get(j), err)
		}
	}
	return nil
}

func (c *Config) commitsOwnTerm(old, new *State, _ spec.Step) error {
	for i := range c.Servers.All() {
		was, is := old.Server.At(i), new.Server.At(i)
		if was.Role != Leader || is.Role != Leader || is.CommitIndex <= was.CommitIndex {
			continue
		}
		if e := is.Log.Get(int(is.CommitIndex)); e.Term != is.CurrentTerm {
			return fmt.Errorf("%v, leader in term %d, commits up to %v", i, is.CurrentTerm, e)
		}
	}
	return nil
}

// votesUpToDate: the log of a candidate is what it was when it asked for votes, and that
// of a leader is longer.
func (c *Config) votesUpToDate(old, new *State, _ spec.Step) error {
	for i, j := range c.Servers.Pairs() {
		candidate, voter := new.Server.At(i), new.Server.At(j)
		if voter.VotedFor != i || old.Server.At(j).VotedFor == i || candidate.CurrentTerm != voter.CurrentTerm || candidate.Role == Follower {
			continue
		}
		if upToDate(voter, candidate) && !upToDate(candidate, voter) {
			return fmt.Errorf("%v votes for %v, and its log is more up-to-date", j, i)
		}
	}
	return nil
}

// upToDate: the log of a is at least as up-to-date as that of b (section 5.4.1).
func upToDate(a, b *ServerState) bool {
	return a.lastTerm() > b.lastTerm() || a.lastTerm() == b.lastTerm() && a.Log.Len() >= b.Log.Len()
}

func (c *Config) committedInLeader(s *State) error {
	for i, j := range c.Servers.Pairs() {
		leader, knows := s.Server.At(i), s.Server.At(j)
		if leader.Role != Leader || knows.CurrentTerm > leader.CurrentTerm {
			continue
		}
		if err := s.agree(i, j, int(knows.CommitIndex)); err != nil {
			return fmt.Errorf("commitIndex[%v] = %d, and %v leads: %w", j, knows.CommitIndex, i, err)
		}
	}
	return nil
}
