package raft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// typeOK: the types of the variables, and nothing about the protocol.
func (c Config) typeOK(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.CurrentTerm > c.MaxTerm || n.Role > Leader || n.Log.Len() > c.MaxLog {
			return fmt.Errorf("%v: currentTerm = %d, state = %d, Len(log) = %d", i, n.CurrentTerm, n.Role, n.Log.Len())
		}
		for k, e := range n.Log.All() {
			if e.Term == 0 || e.Term > c.MaxTerm || spec.None(e.Leader) {
				return fmt.Errorf("log[%v][%d] = %v", i, k, e)
			}
		}
	}
	return nil
}

// electionSafety: at most one leader can be elected in a given term (Figure 3).
// Without crashes a leader of a term stays one until its term grows, so that
// comparing the present leaders is enough; a crashed one is remembered in
// leaderOf.
func (c Config) electionSafety(s *State) error {
	for i, j := range c.Servers.Pairs() {
		a, b := s.Server.At(i), s.Server.At(j)
		if a.Role == Leader && b.Role == Leader && a.CurrentTerm == b.CurrentTerm {
			return fmt.Errorf("%v and %v are both leaders in term %d", i, j, a.CurrentTerm)
		}
	}
	if c.MaxCrashes == 0 {
		return nil
	}
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if first := s.LeaderOf[n.CurrentTerm]; n.Role == Leader && first != i {
			return fmt.Errorf("%v is leader in term %d, which %v was elected for before", i, n.CurrentTerm, first)
		}
	}
	return nil
}

// leaderAppendOnly: a leader never overwrites or deletes entries in its log; it
// only appends (Figure 3).
func (c Config) leaderAppendOnly(old, new *State, _ spec.Step) error {
	for i := range c.Servers.All() {
		a, b := old.Server.At(i), new.Server.At(i)
		if a.Role != Leader || b.Role != Leader || a.CurrentTerm != b.CurrentTerm {
			continue
		}
		for k, e := range a.Log.All() {
			if k > b.Log.Len() {
				return fmt.Errorf("leader %v deleted its entry %d (%v)", i, k, e)
			}
			if b.Log.Get(k) != e {
				return fmt.Errorf("leader %v overwrote its entry %d (%v) with %v", i, k, e, b.Log.Get(k))
			}
		}
	}
	return nil
}

// logMatching: if two logs contain an entry with the same index and term, then
// the logs are identical in all entries up through that index (Figure 3).
func (c Config) logMatching(s *State) error {
	for i, j := range c.Servers.Pairs() {
		a, b := &s.Server.At(i).Log, &s.Server.At(j).Log
		differ := 0
		for k := 1; k <= min(a.Len(), b.Len()); k++ {
			if differ == 0 && a.Get(k) != b.Get(k) {
				differ = k
			}
			if differ > 0 && a.Get(k).Term == b.Get(k).Term {
				return fmt.Errorf("log[%v] = %v and log[%v] = %v have entries of term %d at index %d but differ at index %d",
					i, *a, j, *b, a.Get(k).Term, k, differ)
			}
		}
	}
	return nil
}

// leaderCompleteness: if a log entry is committed in a given term, then that
// entry will be present in the logs of the leaders for all higher-numbered terms
// (Figure 3).
//
// With crashes, history tells what was committed in which term. Without, the
// leaders are compared with what servers of lower terms know to be committed:
// that was committed in a lower term.
func (c Config) leaderCompleteness(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.Role != Leader {
			continue
		}
		if c.MaxCrashes > 0 {
			if err := c.hasCommitted(s, i); err != nil {
				return err
			}
			continue
		}
		for j := range c.Servers.Others(i) {
			o := s.Server.At(j)
			if o.CurrentTerm >= n.CurrentTerm {
				continue
			}
			for k := 1; k <= min(int(o.CommitIndex), o.Log.Len()); k++ {
				e := o.Log.Get(k)
				if k > n.Log.Len() || n.Log.Get(k) != e {
					return fmt.Errorf("%v, leader in term %d, lacks entry %d (%v), which %v knows to be committed", i, n.CurrentTerm, k, e, j)
				}
			}
		}
	}
	return nil
}

func (c Config) hasCommitted(s *State, i Server) error {
	n := s.Server.At(i)
	for k := 1; k <= len(s.Committed); k++ {
		was := s.Committed[k-1]
		if was == (Commit{}) || n.CurrentTerm <= was.By {
			continue
		}
		if k > n.Log.Len() || n.Log.Get(k) != was.Entry {
			return fmt.Errorf("%v, leader in term %d, lacks entry %d (%v), committed in term %d", i, n.CurrentTerm, k, was.Entry, was.By)
		}
	}
	return nil
}

// stateMachineSafety: if a server has applied a log entry at a given index to its
// state machine, no other server will ever apply a different log entry for the
// same index (Figure 3). A server applies what it knows to be committed.
func (c Config) stateMachineSafety(s *State) error {
	for i, j := range c.Servers.Pairs() {
		a, b := s.Server.At(i), s.Server.At(j)
		for k := 1; k <= int(min(a.CommitIndex, b.CommitIndex)) && k <= min(a.Log.Len(), b.Log.Len()); k++ {
			if a.Log.Get(k) != b.Log.Get(k) {
				return fmt.Errorf("at index %d %v has applied %v and %v has applied %v", k, i, a.Log.Get(k), j, b.Log.Get(k))
			}
		}
	}
	if c.MaxCrashes == 0 {
		return nil
	}
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		for k := 1; k <= min(int(n.CommitIndex), n.Log.Len()); k++ {
			if was := s.Committed[k-1]; was != (Commit{}) && n.Log.Get(k) != was.Entry {
				return fmt.Errorf("at index %d %v has applied %v, but %v was committed there in term %d", k, i, n.Log.Get(k), was.Entry, was.By)
			}
		}
	}
	return nil
}

// commitIndexInLog: a server has the entries that it knows to be committed.
func (c Config) commitIndexInLog(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if int(n.CommitIndex) > n.Log.Len() {
			return fmt.Errorf("commitIndex[%v] = %d, but its log has %d entries", i, n.CommitIndex, n.Log.Len())
		}
	}
	return nil
}

// The witnesses.

func (c Config) someLeader(s *State) bool {
	for i := range c.Servers.All() {
		if s.Server.At(i).Role == Leader {
			return true
		}
	}
	return false
}

func (c Config) someCommit(s *State) bool {
	for i := range c.Servers.All() {
		if s.Server.At(i).CommitIndex > 0 {
			return true
		}
	}
	return false
}

// twoLeaders: an old leader does not know yet that there is a newer one.
func (c Config) twoLeaders(s *State) bool {
	for i, j := range c.Servers.Pairs() {
		a, b := s.Server.At(i), s.Server.At(j)
		if a.Role == Leader && b.Role == Leader && a.CurrentTerm != b.CurrentTerm {
			return true
		}
	}
	return false
}

// truncated: a follower deletes a suffix that conflicts with its leader's log.
func (c Config) truncated(old, new *State, step spec.Step) bool {
	if step.Action != "HandleAppendEntriesRequest" {
		return false
	}
	for i := range c.Servers.All() {
		a, b := &old.Server.At(i).Log, &new.Server.At(i).Log
		for k := 1; k <= a.Len(); k++ {
			if k > b.Len() || a.Get(k) != b.Get(k) {
				return true
			}
		}
	}
	return false
}

// restartedVotes: a server that has restarted grants a vote to another.
func (c Config) restartedVotes(old, new *State, step spec.Step) bool {
	if step.Action != "HandleRequestVoteRequest" {
		return false
	}
	for i := range c.Servers.All() {
		a, b := old.Server.At(i), new.Server.At(i)
		if a.Restarts > 0 && a.VotedFor != b.VotedFor {
			return true
		}
	}
	return false
}
