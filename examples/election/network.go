package main

import "github.com/mcheck/mcheck/spec"

// network declares the message channel, and which messages can no longer make a
// difference.
func (c Config) network() *spec.Network[State, Server, Node, Message] {
	return &spec.Network[State, Server, Node, Message]{
		Channel:  func(s *State) spec.Channel[Message] { return &s.Messages },
		Node:     func(s *State, i Server) *Node { return s.Nodes.At(i) },
		From:     func(m *Message) Server { return m.From },
		To:       func(m *Message) Server { return m.To },
		Possible: possible,
		Rules: []spec.Rule[Node, Message]{
			{Name: "a request to a server that has voted", Stale: staleRequest},
			{Name: "a vote that adds nothing", Stale: staleVote},
		},
	}
}

// possible: who asks for votes has stood, and so has who is given one.
func possible(m *Message, from, to *Node) bool {
	if m.Type == Request {
		return from.Role != Follower
	}
	return to.Role != Follower
}

func staleRequest(m *Message, _, to *Node) bool {
	return m.Type == Request && !spec.None(to.VotedFor)
}

func staleVote(m *Message, _, to *Node) bool {
	return m.Type == Vote && (to.Role != Candidate || to.Votes.Has(m.From))
}
