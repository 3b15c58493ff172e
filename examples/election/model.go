package main

import (
	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	servers, net := c.Servers.All(), c.network()
	return spec.Model[State]{
		Name:     "election",
		Doc:      "one election by majority",
		Domains:  []spec.AnyDomain{c.Servers},
		Symmetry: []spec.AnyDomain{c.Servers},
		Init:     spec.Only(State{}),
		Network:  net,
		Actions: []spec.Action[State]{
			spec.ForAll("Stand", servers, c.stand).Rule("section 5.2: vote for itself, ask the others"),
			spec.ForAll("Lead", servers, c.lead).Rule("section 5.2: the votes of a majority"),
			spec.Handle("HandleRequest", net, c.handleRequest).Rule("section 5.2: one vote, first come, first served"),
			spec.Handle("HandleVote", net, c.handleVote).Rule("section 5.2: a candidate counts"),
		},
		Environment: spec.Environment{"Stand": spec.Timeout},
		Properties: []spec.Property[State]{
			invariants.AtMostOne("AtMostOneLeader", servers, leads).Doc("section 5.2: at most one candidate can win"),
			spec.Reachable("SomeLeader", c.someLeader).Doc("somebody is elected"),
			spec.Reachable("SplitVote", c.splitVote).Doc("all have voted, and nobody can win").
				Needs("servers >= 2", c.Servers.Len() >= 2),
		},
		AllowDeadlock: true, // an election comes to rest
	}
}

// leads says that i holds the leadership, of which there is one.
func leads(s *State, i Server) (string, bool) {
	return "the leadership", s.Nodes.At(i).Role == Leader
}

func (c Config) someLeader(s *State) bool {
	for i := range c.Servers.All() {
		if s.Nodes.At(i).Role == Leader {
			return true
		}
	}
	return false
}

func (c Config) splitVote(s *State) bool {
	for i := range c.Servers.All() {
		got := 0
		for j := range c.Servers.All() {
			if spec.None(s.Nodes.At(j).VotedFor) {
				return false
			}
			if s.Nodes.At(j).VotedFor == i {
				got++
			}
		}
		if c.isQuorum(got) {
			return false
		}
	}
	return true
}
