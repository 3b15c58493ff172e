package main

import "github.com/mcheck/mcheck/spec"

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Servers spec.Domain[Server]
	Bug     string
}

// The bugs, each a rule that is broken.
const (
	DoubleVote = "double-vote"
	HalfQuorum = "half-quorum"
)

// stand: i, which has not voted yet, votes for itself and asks the others. They
// are asked in one step: a request that is never received stands for one that was
// not sent, so that no interleaving is lost.
func (c Config) stand(s *State, i Server) bool {
	n := s.Nodes.At(i)
	if !spec.None(n.VotedFor) {
		return false
	}
	n.Role, n.VotedFor = Candidate, i
	n.Votes.Add(i)
	for j := range c.Servers.Others(i) {
		s.Messages.Send(Message{Type: Request, From: i, To: j})
	}
	return true
}

// lead: candidate i has the votes of a majority.
func (c Config) lead(s *State, i Server) bool {
	n := s.Nodes.At(i)
	if n.Role != Candidate || !c.isQuorum(n.Votes.Len()) {
		return false
	}
	n.Role = Leader
	return true
}

func (c Config) isQuorum(servers int) bool {
	if c.Bug == HalfQuorum {
		return 2*servers >= c.Servers.Len()
	}
	return 2*servers > c.Servers.Len()
}

// handleRequest: the receiver has not voted yet, and votes for the sender.
func (c Config) handleRequest(n *Node, m Message, out *spec.Outbox[Message]) bool {
	if m.Type != Request || !spec.None(n.VotedFor) && c.Bug != DoubleVote {
		return false
	}
	n.VotedFor = m.From
	out.Send(Message{Type: Vote, From: m.To, To: m.From})
	return true
}

// handleVote: a candidate counts a vote.
func (c Config) handleVote(n *Node, m Message, _ *spec.Outbox[Message]) bool {
	if m.Type != Vote || n.Role != Candidate || n.Votes.Has(m.From) {
		return false
	}
	n.Votes.Add(m.From)
	return true
}
