package raft

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// The states of the induction about logs, and its bounds. Why these suffice is in the
// package comment.

// fate is what becomes of a message.
type fate string

const (
	told     fate = "told"     // a request with an entry, which lemmas speak of
	received fate = "received" // what a step receives
)

// maxVotes is how many votes there are: for each term those that elect a leader, and two
// that contradict each other.
func (c *Config) maxVotes() int {
	return max(maxMessages, int(c.MaxTerm)*(c.Servers.Len()/2))
}

func (c *Config) matchingBounds() []spec.Constraint[State] {
	return []spec.Constraint[State]{
		{Name: fmt.Sprintf("%d votes at most", c.maxVotes()), Holds: func(s *State) bool { return len(s.votes()) <= c.maxVotes() }},
		{Name: "one other message is told and one received at most", Holds: c.fewMessages},
		{Name: "messages without votes and entries in one form", Holds: c.plainMessages},
		{Name: "currentTerm falls from server to server", Holds: c.termsFall},
		{Name: "followers have told whom they voted for", Holds: c.votesTold},
		{Name: "nextIndex is the same for all followers", Holds: c.sameNextIndex},
		{Name: "nextIndex is 1 if a message is received", Holds: c.firstNextIndex},
		{Name: "commitIndex = matchIndex = leaderCommit = 0", Holds: c.nothingCommitted},
	}
}

// typeCorrectLogs makes the states that TypeOK allows, within the bounds.
func (c *Config) typeCorrectLogs() []spec.Variable[State] {
	sendOf := func(s *State, _ fate, messages []Message) { send(s, messages) }
	vars := []spec.Variable[State]{
		spec.Choose("votes", spec.UpTo(c.maxVotes(), c.everyVote()), send),
		spec.Choose("currentTerm", c.fallingTerms(), c.setTerms),
	}
	for i := range c.Servers.All() {
		vars = append(vars,
			spec.ChooseAt("state", i, c.positions(), c.takePosition),
			spec.ChooseFromAt("votedFor", i, c.everyVoteOf(i), setVote))
	}
	for h := range c.holders() {
		vars = append(vars, spec.ChooseAt("log", h, c.everyLog(), setLog))
	}
	vars = append(vars,
		spec.ChooseAt("message", told, spec.UpTo(2, c.everyTold()), sendOf),
		spec.ChooseFromAt("message", received, c.oneMore, sendOf))
	for i := range c.Servers.All() {
		vars = append(vars, spec.ChooseFromAt("nextIndex", i, c.everyNextIndex(i), c.setNextIndex))
	}
	return vars
}

// fallingTerms iterates over the lists of a term for each server, none larger than the
// one before.
func (c *Config) fallingTerms() iter.Seq[[]Term] {
	lists := [][]Term{{}}
	for range c.Servers.Len() {
		var longer [][]Term
		for _, l := range lists {
			for t := Term(0); t <= c.MaxTerm && (len(l) == 0 || t <= l[len(l)-1]); t++ {
				longer = append(longer, append(slices.Clone(l), t))
			}
		}
		lists = longer
	}
	return slices.Values(lists)
}

func (c *Config) setTerms(s *State, terms []Term) {
	for i := range c.Servers.All() {
		s.Server.At(i).CurrentTerm, terms = terms[0], terms[1:]
	}
}

func (c *Config) termsFall(s *State) bool {
	last := c.MaxTerm
	for i := range c.Servers.All() {
		t := s.Server.At(i).CurrentTerm
		if t > last {
			return false
		}
		last = t
	}
	return true
}

// everyVoteOf iterates over what votedFor[i] may be.
func (c *Config) everyVoteOf(i Server) func(*State) iter.Seq[Server] {
	return func(s *State) iter.Seq[Server] {
		all := []Server{{}}
		for j := range c.Servers.All() {
			if s.mayRemember(i, j) {
				all = append(all, j)
			}
		}
		return slices.Values(all)
	}
}

// mayRemember: i has told that it has voted for j, or is no follower.
func (s *State) mayRemember(i, j Server) bool {
	n := s.Server.At(i)
	return n.Role != Follower ||
		s.Messages.Has(Message{Type: RequestVoteResponse, From: i, To: j, Term: n.CurrentTerm, Granted: true})
}

func (c *Config) votesTold(s *State) bool {
	for i := range c.Servers.All() {
		if j := s.Server.At(i).VotedFor; !spec.None(j) && !s.mayRemember(i, j) {
			return false
		}
	}
	return true
}

// everyEntry iterates over the entries, of all terms, of all leaders.
func (c *Config) everyEntry() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for t := Term(1); t <= c.MaxTerm; t++ {
			for i := range c.Servers.All() {
				if !yield(Entry{Term: t, Leader: i}) {
					return
				}
			}
		}
	}
}

// everyLog iterates over the logs, shorter ones first.
func (c *Config) everyLog() iter.Seq[Log] {
	logs := []Log{{}}
	for k := 0; logs[k].Len() < c.MaxLog; k++ {
		for e := range c.everyEntry() {
			longer := logs[k]
			longer.Append(e)
			logs = append(logs, longer)
		}
	}
	return slices.Values(logs)
}

func setLog(s *State, h holder, log Log) { s.Server.At(Server(h)).Log = log }

// everyPlaced iterates over the entries in all places.
func (c *Config) everyPlaced() iter.Seq[placed] {
	return func(yield func(placed) bool) {
		for e := range c.everyEntry() {
			if !yield(placed{index: 1, entry: e}) {
				return
			}
			for k := 2; k <= c.MaxLog; k++ {
				for t := Term(1); t <= c.MaxTerm; t++ {
					if !yield(placed{k, t, e}) {
						return
					}
				}
			}
		}
	}
}

// request is an append request with the entry, from nobody to nobody.
func (p placed) request() Message {
	return Message{Type: AppendEntriesRequest, PrevLogIndex: uint8(p.index - 1), PrevLogTerm: p.prev, Entry: p.entry}
}

// tell makes m the message that stands for all with the same entry at the same place, as
// far as nobody receives them: of term 1, from the first server to the second.
func (c *Config) tell(m Message) Message {
	for m.From, m.To = range c.Servers.Pairs() {
		break
	}
	m.Term, m.LeaderCommit = 1, 0
	return m
}

func (c *Config) isTold(m Message) bool { return m.entries() > 0 && m == c.tell(m) }

// everyTold iterates over the messages that are told, none if there is nobody to tell.
func (c *Config) everyTold() iter.Seq[Message] {
	return func(yield func(Message) bool) {
		if c.Servers.Len() == 1 {
			return
		}
		for p := range c.everyPlaced() {
			if !yield(c.tell(p.request())) {
				return
			}
		}
	}
}

// toReceive counts the messages that are no votes and not told.
func (c *Config) toReceive(s *State) (n int) {
	for m := range s.Messages.All() {
		if !m.Granted && !c.isTold(m) {
			n++
		}
	}
	return n
}

func (c *Config) fewMessages(s *State) bool {
	return c.toReceive(s) <= 1 && s.Messages.Len()-len(s.votes()) <= 2
}

// oneMore returns no message, or, if there is room, each that is no vote and not told.
func (c *Config) oneMore(s *State) iter.Seq[[]Message] {
	return func(yield func([]Message) bool) {
		if !yield(nil) || s.Messages.Len()-len(s.votes()) == 2 {
			return
		}
		for m := range c.messages(c.kinds()...) {
			if !c.isTold(m) && !yield([]Message{m}) {
				return
			}
		}
	}
}

// kinds are the messages that are no votes, from nobody to nobody.
func (c *Config) kinds() []Message {
	kinds := []Message{
		{Type: RequestVoteRequest, LastLogTerm: c.MaxTerm, LastLogIndex: uint8(c.MaxLog)},
		{Type: RequestVoteResponse},
		{Type: AppendEntriesRequest},
		{Type: AppendEntriesResponse, Index: 1},
		{Type: AppendEntriesResponse, Index: 1, Success: true},
	}
	for p := range c.everyPlaced() {
		kinds = append(kinds, p.request())
	}
	return kinds
}

// plainMessages: a request for votes is of the best log, an empty append request for the
// beginning, and a reply to one about the first entry.
func (c *Config) plainMessages(s *State) bool {
	for m := range s.Messages.All() {
		plain := true
		switch {
		case m.Type == RequestVoteRequest:
			plain = m.LastLogTerm == c.MaxTerm && int(m.LastLogIndex) == c.MaxLog
		case m.Type == AppendEntriesRequest && m.entries() == 0:
			plain = m.PrevLogIndex == 0
		case m.Type == AppendEntriesResponse:
			plain = m.Index == 1
		}
		if !plain {
			return false
		}
	}
	return true
}

// everyNextIndex iterates over what nextIndex[i] is for all others.
func (c *Config) everyNextIndex(i Server) func(*State) iter.Seq[int] {
	return func(s *State) iter.Seq[int] {
		if s.Server.At(i).Role != Leader || c.toReceive(s) > 0 {
			return spec.Only(1)
		}
		return spec.Range(1, c.MaxLog+1)
	}
}

func (c *Config) setNextIndex(s *State, i Server, next int) {
	n := s.Server.At(i)
	if n.Role != Leader {
		return
	}
	for j := range c.Servers.Others(i) {
		n.NextIndex.Set(j, uint8(next))
	}
}

func (c *Config) sameNextIndex(s *State) bool {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		for j := range c.Servers.Others(i) {
			for k := range c.Servers.Others(i) {
				if n.NextIndex.Get(j) != n.NextIndex.Get(k) {
					return false
				}
			}
		}
	}
	return true
}

func (c *Config) firstNextIndex(s *State) bool {
	if c.toReceive(s) == 0 {
		return true
	}
	for i, j := range c.Servers.Pairs() {
		if s.Server.At(i).NextIndex.Get(j) > 1 {
			return false
		}
	}
	return true
}

func (c *Config) nothingCommitted(s *State) bool {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.CommitIndex > 0 || n.MatchIndex != (PerServer[uint8]{}) {
			return false
		}
	}
	for m := range s.Messages.All() {
		if m.LeaderCommit > 0 {
			return false
		}
	}
	return true
}
