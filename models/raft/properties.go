package raft

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// typeOK: the types of the variables, and nothing about the protocol.
func (c *Config) typeOK(s *State) error {
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

// logs says where the logs are.
var logs = invariants.Log[State, Server, Entry]{
	Len: func(s *State, i Server) int { return s.Server.At(i).Log.Len() },
	At:  func(s *State, i Server, k int) Entry { return s.Server.At(i).Log.Get(k) },
}

// electionSafety: at most one leader can be elected in a given term (Figure 3).
// Without crashes a leader of a term stays one until its term grows, so that
// comparing the present leaders is enough. With crashes, history remembers who was
// the first leader of the term, and every leader is compared with that one.
func (c *Config) electionSafety() spec.Property[State] {
	const name = "ElectionSafety"
	if c.MaxCrashes > 0 {
		return spec.Invariant(name, c.firstOfTerm).ReadsHistory()
	}
	return invariants.AtMostOne(name, c.Servers.All(), func(s *State, i Server) (leadership, bool) {
		n := s.Server.At(i)
		return leadership{n.CurrentTerm}, n.Role == Leader
	})
}

// leadership is what at most one server may have.
type leadership struct{ of Term }

func (l leadership) String() string { return fmt.Sprintf("the leadership of term %d", l.of) }

func (c *Config) firstOfTerm(s *State) error {
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
func (c *Config) leaderAppendOnly() spec.Property[State] {
	return invariants.AppendOnly("LeaderAppendOnly", c.Servers.All(), logs, func(old, new *State, i Server) bool {
		a, b := old.Server.At(i), new.Server.At(i)
		return a.Role == Leader && b.Role == Leader && a.CurrentTerm == b.CurrentTerm
	})
}

// logMatching: if two logs contain an entry with the same index and term, then
// the logs are identical in all entries up through that index (Figure 3).
func (c *Config) logMatching() spec.Property[State] {
	return invariants.LogMatching("LogMatching", c.Servers.All(), logs, func(e Entry) termOf { return termOf(e.Term) })
}

// termOf is a term as the key of an entry.
type termOf Term

func (t termOf) String() string { return fmt.Sprintf("term %d", uint8(t)) }

// leaderCompleteness: if a log entry is committed in a given term, then that
// entry will be present in the logs of the leaders for all higher-numbered terms
// (Figure 3).
//
// With crashes, history tells what was committed in which term. Without, the
// leaders are compared with what servers of lower terms know to be committed:
// that was committed in a lower term.
func (c *Config) leaderCompleteness(s *State) error {
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

func (c *Config) hasCommitted(s *State, i Server) error {
	n := s.Server.At(i)
	for k, was := range s.Committed.All() {
		if n.CurrentTerm <= was.By {
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
// same index (Figure 3). A server applies what it knows to be committed. With
// crashes, history is compared like one more server: it has applied whatever was
// committed first.
func (c *Config) stateMachineSafety() spec.Property[State] {
	property := invariants.PrefixConsistency("StateMachineSafety", c.appliers(), invariants.Log[State, applier, applied]{
		Len: func(s *State, a applier) int {
			if i := Server(a); !spec.None(i) {
				n := s.Server.At(i)
				return min(int(n.CommitIndex), n.Log.Len())
			}
			return s.Committed.Len()
		},
		At: func(s *State, a applier, k int) applied {
			if i := Server(a); !spec.None(i) {
				return applied(s.Server.At(i).Log.Get(k))
			}
			return applied(s.Committed.Get(k).Entry)
		},
	})
	return c.history(property)
}

// applier is a server, or history, which is none.
type applier Server

func (a applier) String() string {
	if spec.None(Server(a)) {
		return "history"
	}
	return Server(a).String()
}

// applied is an entry that a state machine has executed.
type applied Entry

func (e applied) String() string { return "applied " + Entry(e).String() }

func (c *Config) appliers() iter.Seq[applier] {
	return func(yield func(applier) bool) {
		for i := range c.Servers.All() {
			if !yield(applier(i)) {
				return
			}
		}
		if c.MaxCrashes > 0 {
			yield(applier{})
		}
	}
}

// commitIndexInLog: a server has the entries that it knows to be committed.
func (c *Config) commitIndexInLog(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if int(n.CommitIndex) > n.Log.Len() {
			return fmt.Errorf("commitIndex[%v] = %d, but its log has %d entries", i, n.CommitIndex, n.Log.Len())
		}
	}
	return nil
}

// The witnesses.

func (c *Config) someLeader(s *State) bool {
	for i := range c.Servers.All() {
		if s.Server.At(i).Role == Leader {
			return true
		}
	}
	return false
}

func (c *Config) someCommit(s *State) bool {
	for i := range c.Servers.All() {
		if s.Server.At(i).CommitIndex > 0 {
			return true
		}
	}
	return false
}

// twoLeaders: an old leader does not know yet that there is a newer one.
func (c *Config) twoLeaders(s *State) bool {
	for i, j := range c.Servers.Pairs() {
		a, b := s.Server.At(i), s.Server.At(j)
		if a.Role == Leader && b.Role == Leader && a.CurrentTerm != b.CurrentTerm {
			return true
		}
	}
	return false
}

// truncated: a follower deletes a suffix that conflicts with its leader's log.
func (c *Config) truncated(old, new *State, _ spec.Step) bool {
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
func (c *Config) restartedVotes(old, new *State, _ spec.Step) bool {
	for i := range c.Servers.All() {
		a, b := old.Server.At(i), new.Server.At(i)
		if a.Restarts > 0 && a.VotedFor != b.VotedFor {
			return true
		}
	}
	return false
}
