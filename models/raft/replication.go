package raft

import "github.com/mcheck/mcheck/spec"

// clientRequest: leader i receives a command and appends it to its log.
func (c *Config) clientRequest(s *State, i Server) bool {
	n := s.Server.At(i)
	if n.Role != Leader || n.Log.Len() == n.Log.Cap() {
		return false
	}
	n.Log.Append(Entry{Term: n.CurrentTerm, Leader: i})
	return true
}

// appendEntries: leader i sends j the entries from nextIndex[i][j] on, at most
// count of them: 1, or 0 for a heartbeat, which may be empty although entries are
// waiting. One entry a message is enough: several would only make larger steps.
func (c *Config) appendEntries(s *State, i, j Server, count int) bool {
	n := s.Server.At(i)
	if n.Role != Leader {
		return false
	}
	next := int(n.NextIndex.Get(j))
	prev := next - 1
	// A leader's log does not shrink below nextIndex, unless a bug makes it.
	if prev > n.Log.Len() || prev+count > n.Log.Len() {
		return false
	}
	m := Message{
		Type: AppendEntriesRequest, From: i, To: j, Term: n.CurrentTerm,
		PrevLogIndex: uint8(prev), LeaderCommit: n.CommitIndex,
	}
	if prev > 0 {
		m.PrevLogTerm = n.Log.Get(prev).Term
	}
	if count > 0 {
		m.Entry = n.Log.Get(next)
	}
	s.Messages.Send(m)
	return true
}

// advanceCommitIndex: leader i commits the entries up to the largest index that a
// majority stores, if the entry there is of its own term.
func (c *Config) advanceCommitIndex(s *State, i Server) bool {
	n := s.Server.At(i)
	if n.Role != Leader {
		return false
	}
	for k := n.Log.Len(); k > int(n.CommitIndex); k-- {
		if n.Log.Get(k).Term != n.CurrentTerm && c.Bug != CommitOldTerm {
			continue
		}
		stored := 1
		for j := range c.Servers.Others(i) {
			if int(n.MatchIndex.Get(j)) >= k {
				stored++
			}
		}
		if c.isQuorum(stored) {
			n.CommitIndex = uint8(k)
			c.recordCommit(s, n)
			return true
		}
	}
	return false
}

// recordCommit writes the history of what n, a leader, has committed.
func (c *Config) recordCommit(s *State, n *ServerState) {
	if c.MaxCrashes == 0 {
		return
	}
	for k := s.Committed.Len() + 1; k <= int(n.CommitIndex); k++ {
		s.Committed.Append(Commit{Entry: n.Log.Get(k), By: n.CurrentTerm})
	}
}

// handleAppendEntriesRequest: refuse a request of an older term or one that does
// not fit; otherwise store the entry, learn the commit index, and acknowledge.
func (c *Config) handleAppendEntriesRequest(n *ServerState, m Message, out *spec.Outbox[Message]) bool {
	if m.Type != AppendEntriesRequest || m.Term > n.CurrentTerm {
		return false
	}
	reply := Message{Type: AppendEntriesResponse, From: m.To, To: m.From, Term: n.CurrentTerm}
	old := m.Term < n.CurrentTerm
	if old && c.Bug != StaleAppend {
		out.Send(reply)
		return true
	}
	if !old && n.Role == Leader {
		return false // another leader of its own term: cannot be, so ignored
	}
	if !old && n.Role == Candidate {
		n.become(Follower)
	}
	prev := int(m.PrevLogIndex)
	fits := prev == 0 || prev <= n.Log.Len() && n.Log.Get(prev).Term == m.PrevLogTerm
	if !fits && c.Bug != NoPrevLogCheck {
		reply.Index = m.PrevLogIndex
		out.Send(reply)
		return true
	}
	c.store(n, &m)
	last := m.PrevLogIndex + uint8(m.entries())
	if c.Bug == BlindCommit {
		last = uint8(n.Log.Len())
	}
	n.CommitIndex = max(n.CommitIndex, min(m.LeaderCommit, last))
	reply.Success, reply.Index = true, m.PrevLogIndex+uint8(m.entries())
	out.Send(reply)
	return true
}

// store puts the message's entry, if any, behind PrevLogIndex: an existing entry
// that conflicts is deleted with all that follow it. Where the check of the
// previous entry is missing (no-prevlog-check), an entry past the end lands at
// the end.
func (c *Config) store(n *ServerState, m *Message) {
	prev := min(int(m.PrevLogIndex), n.Log.Len())
	if m.entries() == 0 {
		if c.Bug == TruncateAlways {
			n.Log.Truncate(prev)
		}
		return
	}
	at := prev + 1
	if at <= n.Log.Len() && n.Log.Get(at).Term == m.Entry.Term {
		if c.Bug == TruncateAlways {
			n.Log.Truncate(at)
		}
		return
	}
	n.Log.Truncate(prev)
	n.Log.Append(m.Entry)
}

// handleAppendEntriesResponse: a leader learns how far a follower's log matches
// its own, or that it must go back by one. Figure 2 pairs a reply with its
// request; here the reply carries the index that it is about, so that a delayed
// or repeated one changes nothing.
func (c *Config) handleAppendEntriesResponse(n *ServerState, m Message, _ *spec.Outbox[Message]) bool {
	if m.Type != AppendEntriesResponse || m.Term != n.CurrentTerm || n.Role != Leader {
		return false
	}
	match, next := n.MatchIndex.At(m.From), n.NextIndex.At(m.From)
	if m.Index <= *match {
		return false
	}
	if m.Success {
		*match = m.Index
		*next = max(*next, m.Index+1)
		return true
	}
	if *next != m.Index+1 {
		return false
	}
	*next = m.Index
	return true
}
