package raft

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// matching is why logs match, without crashes: only the leader of a term creates its
// entries, it has all of them, in its log, and each is stored behind the same entry
// wherever it goes.
func (c Config) matching() *spec.Induction[State] {
	servers := c.Servers.All()
	return &spec.Induction[State]{
		States: c.typeCorrectLogs(),
		Within: []spec.Constraint[State]{
			{Name: fmt.Sprintf("%d votes at most", c.maxVotes()), Holds: func(s *State) bool { return len(s.votes()) <= c.maxVotes() }},
			{Name: "two other messages at most, one of them told", Holds: c.fewMessages},
			{Name: "commitIndex = matchIndex = leaderCommit = 0", Holds: c.nothingCommitted},
		},
		Lemmas: append(c.electionLemmas(),
			spec.LemmaForAll("EntryElected", servers, c.entryElected).Reads("votes", "log").
				Doc("a majority has voted for who created an entry, in its term, and it for nobody else"),
			spec.NewLemma("RequestElected", c.requestElected).Reads("votes", "told", "message").
				Doc("the same of an entry in a request"),
			spec.NewLemma("CreatorLeads", c.creatorLeads).Reads("log", "told", "message", "currentTerm", "state").
				Doc("who created an entry leads its term, or has left it"),
			spec.NewLemma("LeaderHasEntries", c.leaderHasEntries).Reads("log", "told", "message", "currentTerm", "state").
				Doc("a leader has all entries of its term"),
			spec.NewLemma("SamePrevious", c.samePrevious).Reads("log", "told", "message").
				Doc("entries of the same index and term follow entries of the same term"),
		),
		Implies: []string{"ElectionSafety", "LogMatching"},
	}
}

// maxVotes is how many votes matter: for each term those that elect a leader, and two
// that contradict each other.
func (c Config) maxVotes() int {
	return max(maxMessages, int(c.MaxTerm)*(c.Servers.Len()/2))
}

// isTold reports whether m, a request with an entry, is one of those that stand for all
// with the same entry at the same place, as far as nobody receives them.
func (c Config) isTold(m Message) bool {
	return m.entries() > 0 && m == c.told(m)
}

// told makes m a message of term 1 from the first server to the second.
func (c Config) told(m Message) Message {
	for m.From, m.To = range c.Servers.Pairs() {
		break
	}
	m.Term, m.LeaderCommit = 1, 0
	return m
}

func (c Config) fewMessages(s *State) bool {
	others, told := 0, 0
	for m := range s.Messages.All() {
		switch {
		case m.Granted:
		case c.isTold(m):
			told++
		default:
			others++
		}
	}
	return others <= 1 && others+told <= 2
}

func (c Config) nothingCommitted(s *State) bool {
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

// typeCorrectLogs makes the states that TypeOK allows.
func (c Config) typeCorrectLogs() []spec.Variable[State] {
	send := func(s *State, messages []Message) {
		for _, m := range messages {
			s.Messages.Send(m)
		}
	}
	vars := []spec.Variable[State]{
		spec.Choose("votes", spec.UpTo(c.maxVotes(), c.everyVote()), send),
		spec.Choose("told", spec.UpTo(2, c.everyTold()), send),
		spec.ChooseFrom("message", c.oneMore, send),
	}
	for i := range c.Servers.All() {
		vars = append(vars, spec.ChooseAt("log", i, c.everyLog(), func(s *State, i Server, log Log) { s.Server.At(i).Log = log }))
	}
	vars = append(vars, c.serverVariables()...)
	for i := range c.Servers.All() {
		vars = append(vars, spec.ChooseFromAt("nextIndex", i, func(s *State) iter.Seq[PerServer[uint8]] { return c.everyNextIndex(s, i) },
			func(s *State, i Server, next PerServer[uint8]) { s.Server.At(i).NextIndex = next }))
	}
	return vars
}

// everyEntry iterates over the entries, of all terms, of all leaders.
func (c Config) everyEntry() iter.Seq[Entry] {
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
func (c Config) everyLog() iter.Seq[Log] {
	logs := []Log{{}}
	for k := 0; k < len(logs); k++ {
		if logs[k].Len() == c.MaxLog {
			break
		}
		for e := range c.everyEntry() {
			longer := logs[k]
			longer.Append(e)
			logs = append(logs, longer)
		}
	}
	return slices.Values(logs)
}

// everyRequest iterates over what append requests say of the log.
func (c Config) everyRequest(entries ...Entry) iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for _, e := range entries {
			m := Message{Type: AppendEntriesRequest, Entry: e}
			if !yield(m) {
				return
			}
			for k := 1; k+m.entries() <= c.MaxLog; k++ {
				for t := Term(1); t <= c.MaxTerm; t++ {
					m.PrevLogIndex, m.PrevLogTerm = uint8(k), t
					if !yield(m) {
						return
					}
				}
			}
		}
	}
}

func (c Config) everyTold() iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for m := range c.everyRequest(slices.Collect(c.everyEntry())...) {
			if !yield(c.told(m)) {
				return
			}
		}
	}
}

// oneMore returns no message, or, if there is room, each that is no vote and not told.
func (c Config) oneMore(s *State) iter.Seq[[]Message] {
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
func (c Config) kinds() []Message {
	kinds := []Message{{Type: RequestVoteRequest}, {Type: RequestVoteResponse}}
	for k := 1; k <= c.MaxLog; k++ {
		for t := Term(1); t <= c.MaxTerm; t++ {
			kinds = append(kinds, Message{Type: RequestVoteRequest, LastLogTerm: t, LastLogIndex: uint8(k)})
		}
	}
	entries := append([]Entry{{}}, slices.Collect(c.everyEntry())...)
	kinds = slices.AppendSeq(kinds, c.everyRequest(entries...))
	for k := 0; k <= c.MaxLog; k++ {
		kinds = append(kinds,
			Message{Type: AppendEntriesResponse, Index: uint8(k)},
			Message{Type: AppendEntriesResponse, Index: uint8(k), Success: true})
	}
	return kinds
}

// everyNextIndex iterates over the functions nextIndex[i].
func (c Config) everyNextIndex(s *State, i Server) iter.Seq[PerServer[uint8]] {
	all := []PerServer[uint8]{{}}
	if s.Server.At(i).Role == Leader {
		for j := range c.Servers.Others(i) {
			var longer []PerServer[uint8]
			for _, f := range all {
				for k := 1; k <= c.MaxLog+1; k++ {
					f.Set(j, uint8(k))
					longer = append(longer, f)
				}
			}
			all = longer
		}
	}
	return slices.Values(all)
}

// place is where an entry is, or was when it was sent: at an index, behind an entry of a
// term.
type place struct {
	index int
	prev  Term
	entry Entry
}

// places iterates over what is in the logs of the servers and in requests.
func (c Config) places(s *State) iter.Seq[place] {
	return func(yield func(place) bool) {
		for i := range c.Servers.All() {
			prev := Term(0)
			for k, e := range s.Server.At(i).Log.All() {
				if !yield(place{k, prev, e}) {
					return
				}
				prev = e.Term
			}
		}
		for m := range s.Messages.All() {
			if m.entries() > 0 && !yield(place{int(m.PrevLogIndex) + 1, m.PrevLogTerm, m.Entry}) {
				return
			}
		}
	}
}

// elected: a majority has voted for who created the entry, in its term.
func (c Config) elected(s *State, e Entry) error {
	var voters spec.Subset[Server]
	voters.Add(e.Leader)
	for m := range s.Messages.All() {
		switch {
		case !m.Granted || m.Term != e.Term:
		case m.To == e.Leader:
			voters.Add(m.From)
		case m.From == e.Leader:
			return fmt.Errorf("%v has created %v, and voted for %v", e.Leader, e, m.To)
		}
	}
	if !c.isQuorum(voters.Len()) {
		return fmt.Errorf("%v has created %v with the votes of %v", e.Leader, e, voters)
	}
	return nil
}

func (c Config) entryElected(s *State, i Server) error {
	for _, e := range s.Server.At(i).Log.All() {
		if err := c.elected(s, e); err != nil {
			return err
		}
	}
	return nil
}

func (c Config) requestElected(s *State) error {
	for m := range s.Messages.All() {
		if m.entries() > 0 {
			if err := c.elected(s, m.Entry); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c Config) creatorLeads(s *State) error {
	for p := range c.places(s) {
		n := s.Server.At(p.entry.Leader)
		if n.CurrentTerm < p.entry.Term || n.CurrentTerm == p.entry.Term && n.Role != Leader {
			return fmt.Errorf("%v has created %v, and is %v in term %d", p.entry.Leader, p.entry, n.Role, n.CurrentTerm)
		}
	}
	return nil
}

func (c Config) leaderHasEntries(s *State) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.Role != Leader {
			continue
		}
		for p := range c.places(s) {
			if p.entry.Term == n.CurrentTerm && (p.index > n.Log.Len() || n.Log.Get(p.index).Term != p.entry.Term) {
				return fmt.Errorf("%v is leader in term %d, and entry %d, %v, is not in its log", i, n.CurrentTerm, p.index, p.entry)
			}
		}
	}
	return nil
}

func (c Config) samePrevious(s *State) error {
	for p := range c.places(s) {
		for q := range c.places(s) {
			if p.index == q.index && p.entry.Term == q.entry.Term && p.prev != q.prev {
				return fmt.Errorf("entry %d of term %d is behind one of term %d and one of term %d", p.index, p.entry.Term, p.prev, q.prev)
			}
		}
	}
	return nil
}
