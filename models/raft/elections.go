package raft

import "github.com/mcheck/mcheck/spec"

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Servers    spec.Domain[Server]
	MaxTerm    Term
	MaxLog     int
	MaxCrashes int
	Bug        string
	Timers     Timers // but for AnyTimers, those of LiveModel

	unranked bool // the terms of LiveModel are not renamed
}

// The bugs, each a rule of the paper that is broken.
const (
	DoubleVote     = "double-vote"
	ForgetVote     = "forget-vote"
	NoLogCheck     = "no-log-check"
	CommitOldTerm  = "commit-old-term"
	NoPrevLogCheck = "no-prevlog-check"
	TruncateAlways = "truncate-always"
	MinorityQuorum = "minority-quorum"
	StaleResponse  = "stale-response"
	StaleAppend    = "stale-append"
	BlindCommit    = "blind-commit"
	KeepVote       = "keep-vote"
	IgnoreTerm     = "ignore-term"
)

// isQuorum reports whether so many servers are a majority.
func (c *Config) isQuorum(servers int) bool {
	if c.Bug == MinorityQuorum {
		return 2*servers >= c.Servers.Len()-1
	}
	return 2*servers > c.Servers.Len()
}

// timeout: the election timer of i fires. It starts an election: a new term, a
// vote for itself. Time is not modelled, so the timer may fire at any time.
func (c *Config) timeout(s *State, i Server) bool {
	n := s.Server.At(i)
	if n.Role == Leader {
		return false
	}
	n.CurrentTerm++
	n.VotedFor = i
	n.become(Candidate)
	n.VotesGranted.Add(i)
	return true
}

// requestVote: candidate i asks all other servers for their votes, in one step: a
// request that is never received stands for one that was not sent, so that no
// interleaving is lost. Sending again changes nothing.
func (c *Config) requestVote(s *State, i Server) bool {
	n := s.Server.At(i)
	if n.Role != Candidate {
		return false
	}
	for j := range c.Servers.Others(i) {
		s.Messages.Send(Message{
			Type: RequestVoteRequest, From: i, To: j, Term: n.CurrentTerm,
			LastLogTerm: n.lastTerm(), LastLogIndex: uint8(n.Log.Len()),
		})
	}
	return true
}

// becomeLeader: candidate i has the votes of a majority.
func (c *Config) becomeLeader(s *State, i Server) bool {
	n := s.Server.At(i)
	if n.Role != Candidate || !c.isQuorum(n.VotesGranted.Len()) {
		return false
	}
	n.become(Leader)
	for j := range c.Servers.Others(i) {
		n.NextIndex.Set(j, uint8(n.Log.Len()+1))
	}
	if first := &s.LeaderOf[n.CurrentTerm]; c.MaxCrashes > 0 && spec.None(*first) {
		*first = i
	}
	return true
}

// restart: i crashes and recovers from stable storage: currentTerm, votedFor and
// log survive, all else is lost.
func (c *Config) restart(s *State, i Server) bool {
	n := s.Server.At(i)
	n.become(Follower)
	n.CommitIndex = 0
	n.Restarts++
	if c.Bug == ForgetVote {
		n.VotedFor = Server{}
	}
	return true
}

// updateTerm: a message of a newer term makes its receiver a follower in that
// term. The message itself is handled afterwards, as a step of its own.
func (c *Config) updateTerm(n *ServerState, m Message, _ *spec.Outbox[Message]) bool {
	if m.Term <= n.CurrentTerm || c.Bug == IgnoreTerm {
		return false
	}
	n.CurrentTerm = m.Term
	if c.Bug != KeepVote {
		n.VotedFor = Server{}
	}
	n.become(Follower)
	return true
}

// handleRequestVoteRequest: grant or refuse a vote. A request of an older term is
// refused; the reply tells the sender the newer term.
func (c *Config) handleRequestVoteRequest(n *ServerState, m Message, out *spec.Outbox[Message]) bool {
	if m.Type != RequestVoteRequest || m.Term > n.CurrentTerm {
		return false
	}
	upToDate := m.LastLogTerm > n.lastTerm() ||
		m.LastLogTerm == n.lastTerm() && int(m.LastLogIndex) >= n.Log.Len()
	free := spec.None(n.VotedFor) || n.VotedFor == m.From
	grant := m.Term == n.CurrentTerm &&
		(upToDate || c.Bug == NoLogCheck) &&
		(free || c.Bug == DoubleVote)
	if grant {
		n.VotedFor = m.From
	}
	out.Send(Message{Type: RequestVoteResponse, From: m.To, To: m.From, Term: n.CurrentTerm, Granted: grant})
	return true
}

// handleRequestVoteResponse: a candidate counts a vote of its own term. Anything
// else about a response is ignored.
func (c *Config) handleRequestVoteResponse(n *ServerState, m Message, _ *spec.Outbox[Message]) bool {
	ours := m.Term == n.CurrentTerm || c.Bug == StaleResponse && m.Term < n.CurrentTerm
	if m.Type != RequestVoteResponse || !m.Granted || !ours || n.Role != Candidate || n.VotesGranted.Has(m.From) {
		return false
	}
	n.VotesGranted.Add(m.From)
	return true
}
