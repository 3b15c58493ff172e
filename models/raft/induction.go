package raft

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// maxMessages is how many messages the states of the induction have at most. A step
// receives one message, or counts one vote besides the candidate's own, and the lemma
// that it could violate speaks of one more. Two leaders have one vote each.
const maxMessages = 2

// induction is about elections alone, or about logs as well. Crashes are left out.
func (c *Config) induction() *spec.Induction[State] {
	switch {
	case c.MaxCrashes > 0:
		return nil
	case c.MaxLog > 0:
		return c.matching()
	}
	return c.electing()
}

// electing is why there is at most one leader in a term, without logs: a vote is a
// message that is never forgotten, a server gives one vote in a term, and two leaders
// would need a vote of the same server.
func (c *Config) electing() *spec.Induction[State] {
	return &spec.Induction[State]{
		States: c.typeCorrect(),
		Within: []spec.Constraint[State]{
			{Name: fmt.Sprintf("Cardinality(messages) <= %d", maxMessages), Holds: func(s *State) bool { return s.Messages.Len() <= maxMessages }},
			{Name: "one message at most is no vote", Holds: func(s *State) bool { return s.Messages.Len()-len(s.votes()) <= 1 }},
		},
		Lemmas:  c.electionLemmas(),
		Implies: []string{"ElectionSafety"},
	}
}

func (c *Config) electionLemmas() []spec.Lemma[State] {
	servers := c.Servers.All()
	return []spec.Lemma[State]{
		spec.NewLemma("OneVote", oneVote).Reads("votes").
			Doc("a server has given its vote to one candidate of a term"),
		spec.LemmaForAll("VoteKept", servers, voteKept).Reads("votes", "currentTerm", "votedFor").
			Doc("a server that has given its vote remembers it as long as it is in the term"),
		spec.LemmaForAll("OwnVote", servers, ownVote).Reads("currentTerm", "votedFor", "state").
			Doc("a candidate or leader has voted for itself, in a term that began with an election"),
		spec.LemmaForAll("VotesGiven", servers, votesGiven).Reads("votes", "currentTerm", "state").
			Doc("the votes that a candidate has counted were given to it"),
		spec.LemmaForAll("LeaderElected", servers, c.leaderElected).Reads("votes", "currentTerm", "state").
			Doc("a majority has voted for a leader"),
	}
}

// typeCorrect makes the states that TypeOK allows.
func (c *Config) typeCorrect() []spec.Variable[State] {
	vars := []spec.Variable[State]{
		spec.Choose("votes", spec.UpTo(maxMessages, c.everyVote()), send),
	}
	voted := append([]Server{{}}, slices.Collect(c.Servers.All())...)
	for i := range c.Servers.All() {
		vars = append(vars,
			spec.ChooseAt("currentTerm", i, spec.Range(0, int(c.MaxTerm)),
				func(s *State, i Server, t int) { s.Server.At(i).CurrentTerm = Term(t) }),
			spec.ChooseAt("votedFor", i, slices.Values(voted), setVote),
			spec.ChooseAt("state", i, c.positions(), c.takePosition))
	}
	return append(vars, spec.ChooseFrom("message", c.another, send))
}

func send(s *State, messages []Message) {
	for _, m := range messages {
		s.Messages.Send(m)
	}
}

func setVote(s *State, i, j Server) { s.Server.At(i).VotedFor = j }

// position is a role, and the votes that a candidate has counted.
type position struct {
	role  Role
	votes spec.Subset[Server]
}

func (c *Config) positions() iter.Seq[position] {
	all := []position{{role: Follower}, {role: Leader}}
	for votes := range spec.SubsetsOf(c.Servers) {
		all = append(all, position{Candidate, votes})
	}
	return slices.Values(all)
}

func (c *Config) takePosition(s *State, i Server, p position) {
	n := s.Server.At(i)
	n.Role, n.VotesGranted = p.role, p.votes
	if p.role == Leader {
		for j := range c.Servers.Others(i) {
			n.NextIndex.Set(j, 1)
		}
	}
}

// everyVote iterates over all messages that grant a vote.
func (c *Config) everyVote() iter.Seq[Message] {
	return c.messages(Message{Type: RequestVoteResponse, Granted: true})
}

// another returns no message, or, if there is room, each of those that are no votes.
func (c *Config) another(s *State) iter.Seq[[]Message] {
	return func(yield func([]Message) bool) {
		if !yield(nil) || s.Messages.Len() == maxMessages {
			return
		}
		kinds := []Message{
			{Type: RequestVoteRequest}, {Type: RequestVoteResponse},
			{Type: AppendEntriesRequest}, {Type: AppendEntriesResponse}, {Type: AppendEntriesResponse, Success: true},
		}
		for m := range c.messages(kinds...) {
			if !yield([]Message{m}) {
				return
			}
		}
	}
}

// messages iterates over those like the given ones, from all servers to all others, of
// all terms but 0, in which nobody sends.
func (c *Config) messages(like ...Message) iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for _, m := range like {
			for m.From, m.To = range c.Servers.Pairs() {
				for m.Term = 1; m.Term <= c.MaxTerm; m.Term++ {
					if !yield(m) {
						return
					}
				}
			}
		}
	}
}

// votes are the messages that grant a vote.
func (s *State) votes() (votes []Message) {
	for m := range s.Messages.All() {
		if m.Granted {
			votes = append(votes, m)
		}
	}
	return votes
}

// voters are the servers that have given i their votes in its term.
func (s *State) voters(i Server) (voters spec.Subset[Server]) {
	for m := range s.Messages.All() {
		if m.Granted && m.To == i && m.Term == s.Server.At(i).CurrentTerm {
			voters.Add(m.From)
		}
	}
	return voters
}

func oneVote(s *State) error {
	for a := range s.Messages.All() {
		for b := range s.Messages.All() {
			if a.Granted && b.Granted && a.From == b.From && a.Term == b.Term && a.To != b.To {
				return fmt.Errorf("%v has given its vote in term %d to %v and to %v", a.From, a.Term, a.To, b.To)
			}
		}
	}
	return nil
}

func voteKept(s *State, i Server) error {
	n := s.Server.At(i)
	for m := range s.Messages.All() {
		if m.Granted && m.From == i && (m.Term > n.CurrentTerm || m.Term == n.CurrentTerm && n.VotedFor != m.To) {
			return fmt.Errorf("%v has given its vote in term %d to %v, and is in term %d, having voted for %v", i, m.Term, m.To, n.CurrentTerm, n.VotedFor)
		}
	}
	return nil
}

func ownVote(s *State, i Server) error {
	if n := s.Server.At(i); n.Role != Follower && (n.VotedFor != i || n.CurrentTerm == 0) {
		return fmt.Errorf("%v is %v in term %d, and has voted for %v", i, n.Role, n.CurrentTerm, n.VotedFor)
	}
	return nil
}

func votesGiven(s *State, i Server) error {
	given := s.voters(i)
	given.Add(i)
	if n := s.Server.At(i); !given.Contains(n.VotesGranted) {
		return fmt.Errorf("%v has counted the votes of %v, and %v have voted for it", i, n.VotesGranted, given)
	}
	return nil
}

func (c *Config) leaderElected(s *State, i Server) error {
	n, voters := s.Server.At(i), s.voters(i)
	voters.Add(i)
	if n.Role == Leader && !c.isQuorum(voters.Len()) {
		return fmt.Errorf("%v is leader in term %d with the votes of %v", i, n.CurrentTerm, voters)
	}
	return nil
}
