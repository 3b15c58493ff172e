package raft

import "github.com/mcheck/mcheck/spec"

// network declares the message channel and which messages can no longer make a
// difference. The rules are claims about the protocol that is being checked, so
// that a bug may refute some of them: they are used only with a certificate.
//
// A request that has nothing left to say is not harmless: its receiver refuses
// it with a reply that tells a newer term, now or later. All such requests from
// one server to another are alike; they are blanked to one, of term 0.
func (c *Config) network() *spec.Network[State, Server, ServerState, Message] {
	return &spec.Network[State, Server, ServerState, Message]{
		Channel:  func(s *State) spec.Channel[Message] { return &s.Messages },
		Node:     func(s *State, i Server) *ServerState { return s.Server.At(i) },
		From:     func(m *Message) Server { return m.From },
		To:       func(m *Message) Server { return m.To },
		Possible: c.possible,
		Rules: []spec.Rule[ServerState, Message]{
			{Name: "a refusal tells its term, whoever sends it", Blank: blankRefusal},
			{Name: "a request of an older term asks for the newer term only", Blank: blankOldRequest},
			{Name: "a vote request that cannot be granted any more", Blank: blankVoteRequest},
			{Name: "a commit index that the receiver cannot use", Blank: c.blankCommit},
			{Name: "an append request stored and acknowledged", Blank: c.blankAppend},
			{Name: "no term is newer than the last", Stale: c.staleQuestion},
			{Name: "a vote response of an older term", Stale: staleOldVote},
			{Name: "a vote response that adds no vote", Stale: staleVote},
			{Name: "an append response that adds no match", Stale: staleAppendResponse},
		},
	}
}

// possible: no message of a term that its sender has not reached; none of term 0,
// but for the questions that are made of requests older than their receiver; an
// append request of the sender's term comes from the leader that it is, and was made
// from its log, or that it may have been before a restart, having voted for itself;
// a vote, an acknowledgement, or a refusal that names an index answers a request
// that the receiver sent in that term.
func (c *Config) possible(m *Message, from, to *ServerState) bool {
	if m.From == m.To {
		return true // a refusal without its sender, of whom nothing follows
	}
	if from.CurrentTerm < m.Term || m.Term == 0 && to.CurrentTerm == 0 {
		return false
	}
	if m.Type == AppendEntriesRequest && from.CurrentTerm == m.Term {
		restarted := from.Role == Follower && from.Restarts > 0 && from.VotedFor == m.From
		return restarted || from.Role == Leader && madeFrom(m, &from.Log)
	}
	answers := m.Granted || m.Success || m.Index > 0
	return !answers || to.CurrentTerm >= m.Term
}

// madeFrom reports whether the append request m fits the log.
func madeFrom(m *Message, log *Log) bool {
	prev := int(m.PrevLogIndex)
	if prev+m.entries() > log.Len() || prev > 0 && log.Get(prev).Term != m.PrevLogTerm {
		return false
	}
	return m.entries() == 0 || log.Get(prev+1) == m.Entry
}

// question is the request that only asks for the receiver's term.
func question(m *Message) Message {
	return Message{Type: RequestVoteRequest, From: m.From, To: m.To}
}

func isRequest(m *Message) bool {
	return m.Type == RequestVoteRequest || m.Type == AppendEntriesRequest
}

// blankRefusal: who refuses does not matter, so a refusal becomes the receiver's own.
func blankRefusal(m *Message, _, _ *ServerState) {
	refusesVote := m.Type == RequestVoteResponse && !m.Granted
	refusesTerm := m.Type == AppendEntriesResponse && !m.Success && m.Index == 0
	if refusesVote || refusesTerm {
		*m = Message{Type: RequestVoteResponse, From: m.To, To: m.To, Term: m.Term}
	}
}

func blankOldRequest(m *Message, _, to *ServerState) {
	if isRequest(m) && m.Term < to.CurrentTerm {
		*m = question(m)
	}
}

// blankVoteRequest: the receiver has voted in this term, for another server or in
// a reply that the candidate no longer needs.
func blankVoteRequest(m *Message, from, to *ServerState) {
	if m.Type != RequestVoteRequest || m.Term != to.CurrentTerm || spec.None(to.VotedFor) {
		return
	}
	needed := from.CurrentTerm == m.Term && from.Role == Candidate && !from.VotesGranted.Has(m.To)
	if to.VotedFor != m.From || !needed {
		*m = question(m)
	}
}

// blankCommit: the receiver takes no more than the entries in the message allow,
// and nothing that it knows already; but it may forget what it knows in a crash.
func (c *Config) blankCommit(m *Message, _, to *ServerState) {
	if m.Type != AppendEntriesRequest {
		return
	}
	m.LeaderCommit = min(m.LeaderCommit, m.PrevLogIndex+uint8(m.entries()))
	if c.MaxCrashes == 0 && m.LeaderCommit <= to.CommitIndex {
		m.LeaderCommit = 0
	}
}

// blankAppend: the receiver, a follower in the message's term, has all that the
// message says, and the leader knows it or is no longer leader.
func (c *Config) blankAppend(m *Message, from, to *ServerState) {
	if m.Type != AppendEntriesRequest || m.Term != to.CurrentTerm || to.Role != Follower {
		return
	}
	prev, last := int(m.PrevLogIndex), m.PrevLogIndex+uint8(m.entries())
	if int(last) > to.Log.Len() || prev > 0 && to.Log.Get(prev).Term != m.PrevLogTerm {
		return
	}
	if m.entries() > 0 && to.Log.Get(prev+1).Term != m.Entry.Term || !c.settled(to, int(last)) {
		return
	}
	news := min(m.LeaderCommit, last)
	if news > to.CommitIndex || news > 0 && c.MaxCrashes > 0 {
		return
	}
	if from.CurrentTerm > m.Term || from.Role != Leader || from.MatchIndex.Get(m.To) >= last {
		*m = question(m)
	}
}

// settled reports whether no request of n's current term can replace the entry at
// an index of n's log: it is committed, which n may forget in a crash, or an entry
// of that term stands there or behind it, so that the leader of the term has the
// same entries up to there. Of other entries n cannot tell whether that leader has
// them, nor can the leader once it is in a newer term.
func (c *Config) settled(n *ServerState, index int) bool {
	if c.MaxCrashes == 0 && index <= int(n.CommitIndex) {
		return true
	}
	return index == 0 || n.Log.Len() > 0 && n.Log.Get(n.Log.Len()).Term == n.CurrentTerm
}

func (c *Config) staleQuestion(m *Message, from, _ *ServerState) bool {
	return isRequest(m) && m.Term == 0 && from.CurrentTerm >= c.MaxTerm
}

func staleOldVote(m *Message, _, to *ServerState) bool {
	return m.Type == RequestVoteResponse && m.Term < to.CurrentTerm
}

func staleVote(m *Message, _, to *ServerState) bool {
	if m.Type != RequestVoteResponse || m.Term != to.CurrentTerm {
		return false
	}
	return !m.Granted || to.Role != Candidate || to.VotesGranted.Has(m.From)
}

func staleAppendResponse(m *Message, _, to *ServerState) bool {
	if m.Type != AppendEntriesResponse || m.Term > to.CurrentTerm {
		return false
	}
	if m.Term < to.CurrentTerm || to.Role == Follower {
		return true
	}
	return to.Role == Leader && (m.Index <= to.MatchIndex.Get(m.From) || !m.Success && to.NextIndex.Get(m.From) <= m.Index)
}
