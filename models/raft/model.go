package raft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

const about = "Raft at message level (Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, Figure 2)"

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	net := c.network()
	servers := c.Servers.All()
	manyServers, manyTerms := c.Servers.Len() >= 3, c.MaxTerm >= 2
	return spec.Model[State]{
		Name:     "raft",
		Doc:      about,
		Domains:  []spec.AnyDomain{c.Servers},
		Symmetry: []spec.AnyDomain{c.Servers},
		Init:     spec.Only(State{}),
		Network:  net,
		Actions: []spec.Action[State]{
			spec.ForAll("Timeout", servers, c.timeout).
				Rule("Figure 2, Candidates: on conversion to candidate, start election").
				Bound(fmt.Sprintf("currentTerm < %d", c.MaxTerm), c.termsLeft),
			spec.ForAll("RequestVote", servers, c.requestVote).
				Rule("Figure 2, Candidates: send RequestVote RPCs to all other servers"),
			spec.ForAll("BecomeLeader", servers, c.becomeLeader).
				Rule("Figure 2, Candidates: if votes received from majority of servers, become leader"),
			spec.ForAll("ClientRequest", servers, c.clientRequest).
				Rule("Figure 2, Leaders: if command received from client, append entry to local log").
				Bound(fmt.Sprintf("Len(log) < %d", c.MaxLog), c.logLeft),
			spec.ForAll3("AppendEntries", c.Servers.Pairs(), spec.Range(0, 1), c.appendEntries).
				Rule("Figure 2, Leaders: send AppendEntries RPC with log entries starting at nextIndex, or a heartbeat"),
			spec.ForAll("AdvanceCommitIndex", servers, c.advanceCommitIndex).
				Rule("Figure 2, Leaders: if a majority of matchIndex >= N and log[N].term = currentTerm, set commitIndex = N (section 5.4.2)"),
			spec.ForAll("Restart", servers, c.restart).
				Rule("Figure 2, State: currentTerm, votedFor and log are persistent").
				Bound(fmt.Sprintf("restarts < %d", c.MaxCrashes), c.crashesLeft),
			spec.Handle("UpdateTerm", net, c.updateTerm).
				Rule("Figure 2, All Servers: if term T > currentTerm, set currentTerm = T, convert to follower"),
			spec.Handle("HandleRequestVoteRequest", net, c.handleRequestVoteRequest).
				Rule("Figure 2, RequestVote RPC, receiver 1 and 2 (section 5.4.1)"),
			spec.Handle("HandleRequestVoteResponse", net, c.handleRequestVoteResponse).
				Rule("Figure 2, Candidates: votes received in the current term"),
			spec.Handle("HandleAppendEntriesRequest", net, c.handleAppendEntriesRequest).
				Rule("Figure 2, AppendEntries RPC, receiver 1 to 5"),
			spec.Handle("HandleAppendEntriesResponse", net, c.handleAppendEntriesResponse).
				Rule("Figure 2, Leaders: update nextIndex and matchIndex, or decrement nextIndex and retry"),
		},
		Environment: spec.Environment{"Timeout": spec.Timeout, "ClientRequest": spec.Request, "Restart": spec.Restart},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			c.electionSafety().Doc("Figure 3: at most one leader in a term; reads history when servers crash"),
			c.leaderAppendOnly().Doc("Figure 3: a leader only appends to its log"),
			c.logMatching().Doc("Figure 3: same index and term, same prefix"),
			c.history(spec.Invariant("LeaderCompleteness", c.leaderCompleteness).Doc("Figure 3: later leaders have what was committed; reads history when servers crash")),
			c.stateMachineSafety().Doc("Figure 3: no two servers apply different entries at an index; reads history when servers crash"),
			spec.Invariant("CommitIndexInLog", c.commitIndexInLog).Doc("commitIndex <= Len(log)"),
			c.implements(),
			spec.Reachable("SomeLeader", c.someLeader).Doc("a leader is elected").Needs("terms >= 1", true),
			spec.Reachable("SomeCommit", c.someCommit).Doc("an entry is committed").Needs("log >= 1", c.MaxLog >= 1),
			spec.Reachable("TwoLeaders", c.twoLeaders).Doc("leaders of different terms at once").
				Needs("nodes >= 3, terms >= 2", manyServers && manyTerms),
			spec.ReachableStep("SuffixTruncated", c.truncated).Doc("a follower deletes a conflicting suffix").
				OfActions("HandleAppendEntriesRequest").
				Needs("nodes >= 3, terms >= 2, log >= 1", manyServers && manyTerms && c.MaxLog >= 1),
			spec.ReachableStep("RestartedVotes", c.restartedVotes).Doc("a restarted server grants a vote").
				OfActions("HandleRequestVoteRequest").
				Needs("nodes >= 2, crashes >= 1", c.Servers.Len() >= 2 && c.MaxCrashes >= 1),
		},
		Induction:     c.induction(),
		AllowDeadlock: true, // bounded terms and logs come to rest
	}
}

// history marks a property that reads ghost fields, which it does when there are
// crashes.
func (c *Config) history(p spec.Property[State]) spec.Property[State] {
	if c.MaxCrashes > 0 {
		return p.ReadsHistory()
	}
	return p
}

func (c *Config) termsLeft(s *State, i Server) bool { return s.Server.At(i).CurrentTerm < c.MaxTerm }

func (c *Config) logLeft(s *State, i Server) bool { return s.Server.At(i).Log.Len() < c.MaxLog }

func (c *Config) crashesLeft(s *State, _ Server) bool {
	crashes := 0
	for i := range c.Servers.All() {
		crashes += int(s.Server.At(i).Restarts)
	}
	return crashes < c.MaxCrashes
}
