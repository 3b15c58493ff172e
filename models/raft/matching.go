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
	fates := spec.Only(told, received)
	return &spec.Induction[State]{
		States: c.typeCorrectLogs(),
		Within: []spec.Constraint[State]{
			{Name: fmt.Sprintf("%d votes at most", c.maxVotes()), Holds: func(s *State) bool { return len(s.votes()) <= c.maxVotes() }},
			{Name: "two other messages at most, one of them told", Holds: c.fewMessages},
			{Name: "currentTerm falls from server to server", Holds: c.termsFall},
			{Name: "a follower has told whom it has voted for", Holds: c.votesTold},
			{Name: "one nextIndex of a leader", Holds: c.sameNextIndex},
			{Name: "plain", Holds: c.plain},
			{Name: "commitIndex = matchIndex = leaderCommit = 0", Holds: c.nothingCommitted},
		},
		Lemmas: append(c.electionLemmas(),
			spec.LemmaForAll("EntryElected", c.holders(), c.entryElected).Reads("votes", "log", "currentTerm", "state").
				Doc("who created an entry was elected in its term, and leads it or has left it"),
			spec.LemmaForAll("RequestElected", fates, c.inRequests(c.elected)).Reads("votes", "message", "currentTerm", "state").
				Doc("the same of an entry in a request"),
			spec.NewLemma("LeaderHasEntry", c.inLogs(c.leaderHas)).Reads("log", "currentTerm", "state").
				Doc("a leader has the entries of its term that are in a log"),
			spec.LemmaForAll("LeaderHasRequest", fates, c.inRequests(c.leaderHas)).Reads("log", "message", "currentTerm", "state").
				Doc("a leader has the entries of its term that are in a request"),
			spec.NewLemma("SamePrevious", c.inLogs(c.samePrevious)).Reads("log").
				Doc("entries of the same index and term follow entries of the same term"),
			spec.LemmaForAll("RequestSamePrevious", fates, c.requestSamePrevious).Reads("log", "message").
				Doc("the same of entries in requests, and of those in logs"),
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
	return m.entries() > 0 && m == c.tell(m)
}

// tell makes m a message of term 1 from the first server to the second.
func (c Config) tell(m Message) Message {
	for m.From, m.To = range c.Servers.Pairs() {
		break
	}
	m.Term, m.LeaderCommit = 1, 0
	return m
}

// toReceive counts the messages that are no votes and not told.
func (c Config) toReceive(s *State) (n int) {
	for m := range s.Messages.All() {
		if !m.Granted && !c.isTold(m) {
			n++
		}
	}
	return n
}

func (c Config) fewMessages(s *State) bool {
	return c.toReceive(s) <= 1 && s.Messages.Len()-len(s.votes()) <= 2
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
	vars := []spec.Variable[State]{
		spec.Choose("votes", spec.UpTo(c.maxVotes(), c.everyVote()), send),
		spec.Choose("currentTerm", c.fallingTerms(), c.setTerms),
	}
	for i := range c.Servers.All() {
		vars = append(vars,
			spec.ChooseAt("state", i, c.positions(), c.takePosition),
			spec.ChooseFromAt("votedFor", i, c.everyVoteOf(i), setVote))
	}
	for i := range c.Servers.All() {
		vars = append(vars, spec.ChooseAt("log", holder(i), c.everyLog(), func(s *State, i holder, log Log) { s.Server.At(Server(i)).Log = log }))
	}
	vars = append(vars,
		spec.ChooseAt("message", told, spec.UpTo(2, c.everyTold()), func(s *State, _ fate, m []Message) { send(s, m) }),
		spec.ChooseFromAt("message", received, c.oneMore, func(s *State, _ fate, m []Message) { send(s, m) }))
	for i := range c.Servers.All() {
		vars = append(vars, spec.ChooseFromAt("nextIndex", i, c.everyNextIndex(i), c.setNextIndex))
	}
	return vars
}

// fallingTerms iterates over the lists of a term for each server, none larger than the
// one before.
func (c Config) fallingTerms() iter.Seq[[]Term] {
	lists := [][]Term{{c.MaxTerm}}
	for range c.Servers.Len() {
		var longer [][]Term
		for _, l := range lists {
			for t := range l[len(l)-1] + 1 {
				longer = append(longer, append(slices.Clone(l), t))
			}
		}
		lists = longer
	}
	return func(yield func([]Term) bool) {
		for _, l := range lists {
			if !yield(l[1:]) {
				return
			}
		}
	}
}

func (c Config) setTerms(s *State, terms []Term) {
	for i := range c.Servers.All() {
		s.Server.At(i).CurrentTerm, terms = terms[0], terms[1:]
	}
}

func (c Config) termsFall(s *State) bool {
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

// everyVoteOf iterates over what votedFor[i] may be: of a follower that has told nobody it is
// Nil.
func (c Config) everyVoteOf(i Server) func(*State) iter.Seq[Server] {
	return func(s *State) iter.Seq[Server] {
		return func(yield func(Server) bool) {
			if !yield(Server{}) {
				return
			}
			for j := range c.Servers.All() {
				if c.mayRemember(s, i, j) && !yield(j) {
					return
				}
			}
		}
	}
}

func (c Config) mayRemember(s *State, i, j Server) bool {
	n := s.Server.At(i)
	return n.Role != Follower || s.Messages.Has(Message{Type: RequestVoteResponse, From: i, To: j, Term: n.CurrentTerm, Granted: true})
}

func (c Config) votesTold(s *State) bool {
	for i := range c.Servers.All() {
		if j := s.Server.At(i).VotedFor; !spec.None(j) && !c.mayRemember(s, i, j) {
			return false
		}
	}
	return true
}

// holder is the server that has a log.
type holder Server

func (h holder) String() string { return Server(h).String() }

func (c Config) holders() iter.Seq[holder] {
	return func(yield func(holder) bool) {
		for i := range c.Servers.All() {
			if !yield(holder(i)) {
				return
			}
		}
	}
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

// everyRequest iterates over what append requests say of an entry.
func (c Config) everyRequest() iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for e := range c.everyEntry() {
			if !yield(Message{Type: AppendEntriesRequest, Entry: e}) {
				return
			}
			for k := 1; k < c.MaxLog; k++ {
				for t := Term(1); t <= c.MaxTerm; t++ {
					if !yield(Message{Type: AppendEntriesRequest, Entry: e, PrevLogIndex: uint8(k), PrevLogTerm: t}) {
						return
					}
				}
			}
		}
	}
}

func (c Config) everyTold() iter.Seq[Message] {
	return func(yield func(Message) bool) {
		for m := range c.everyRequest() {
			if !yield(c.tell(m)) {
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
	kinds := []Message{
		{Type: RequestVoteRequest, LastLogTerm: c.MaxTerm, LastLogIndex: uint8(c.MaxLog)},
		{Type: RequestVoteResponse},
		{Type: AppendEntriesRequest},
		{Type: AppendEntriesResponse, Index: 1},
		{Type: AppendEntriesResponse, Index: 1, Success: true},
	}
	return slices.AppendSeq(kinds, c.everyRequest())
}

// isPlain reports whether m is no vote and no request with an entry, and says ...
func (c Config) isPlain(m Message) bool {
	switch m.Type {
	case RequestVoteRequest:
		return m.LastLogTerm == c.MaxTerm && int(m.LastLogIndex) == c.MaxLog
	case AppendEntriesRequest:
		return m.entries() > 0 || m.PrevLogIndex == 0
	case AppendEntriesResponse:
		return m.Index == 1
	}
	return true
}

func (c Config) plain(s *State) bool {
	for m := range s.Messages.All() {
		if !c.isPlain(m) {
			return false
		}
	}
	return true
}

// everyNextIndex iterates over what nextIndex[i] is for all other servers: 1 unless i leads
// and no message is to be received.
func (c Config) everyNextIndex(i Server) func(*State) iter.Seq[uint8] {
	return func(s *State) iter.Seq[uint8] {
		return func(yield func(uint8) bool) {
			for k := 1; yield(uint8(k)) && k <= c.MaxLog && s.Server.At(i).Role == Leader && c.toReceive(s) == 0; k++ {
			}
		}
	}
}

func (c Config) setNextIndex(s *State, i Server, next uint8) {
	n := s.Server.At(i)
	for j := range c.Servers.Others(i) {
		if n.Role == Leader {
			n.NextIndex.Set(j, next)
		}
	}
}

// sameNextIndex: nextIndex[i] is the same for all others, and 1 if there is a message to be received.
func (c Config) sameNextIndex(s *State) bool {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		var same uint8
		for j := range c.Servers.Others(i) {
			next := n.NextIndex.Get(j)
			if next > 1 && c.toReceive(s) > 0 || same > 0 && next != same {
				return false
			}
			same = next
		}
	}
	return true
}

// place is where an entry is, or was when it was sent: at an index, behind an entry of a
// term.
type place struct {
	index int
	prev  Term
	entry Entry
}

// fate is what will happen to a request.
type fate string

const (
	told     fate = "told"
	received fate = "received"
)

// inLogs claims something of all entries in logs.
func (c Config) inLogs(check func(*State, place) error) func(*State) error {
	return func(s *State) error {
		for p := range c.stored(s) {
			if err := check(s, p); err != nil {
				return err
			}
		}
		return nil
	}
}

func (c Config) entryElected(s *State, h holder) error {
	for _, e := range s.Server.At(Server(h)).Log.All() {
		if err := c.elected(s, place{entry: e}); err != nil {
			return err
		}
	}
	return nil
}

// inRequests claims something of all entries in requests.
func (c Config) inRequests(check func(*State, place) error) func(*State, fate) error {
	return func(s *State, f fate) error {
		for p := range c.sent(s, f) {
			if err := check(s, p); err != nil {
				return err
			}
		}
		return nil
	}
}

func (c Config) stored(s *State) iter.Seq[place] {
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
	}
}

func (c Config) sent(s *State, f fate) iter.Seq[place] {
	return func(yield func(place) bool) {
		for m := range s.Messages.All() {
			if m.entries() > 0 && c.isTold(m) == (f == told) && !yield(place{int(m.PrevLogIndex) + 1, m.PrevLogTerm, m.Entry}) {
				return
			}
		}
	}
}

// elected: a majority has voted for who created the entry, in its term, which it leads
// or has left, and in which it has voted for nobody else.
func (c Config) elected(s *State, p place) error {
	e := p.entry
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
	n := s.Server.At(e.Leader)
	if n.CurrentTerm < e.Term || n.CurrentTerm == e.Term && n.Role != Leader {
		return fmt.Errorf("%v has created %v, and is %v in term %d", e.Leader, e, n.Role, n.CurrentTerm)
	}
	return nil
}

// leaderHas: a leader of the entry's term has it.
func (c Config) leaderHas(s *State, p place) error {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if n.Role == Leader && n.CurrentTerm == p.entry.Term && (p.index > n.Log.Len() || n.Log.Get(p.index).Term != p.entry.Term) {
			return fmt.Errorf("%v is leader in term %d, and entry %d, %v, is not in its log", i, n.CurrentTerm, p.index, p.entry)
		}
	}
	return nil
}

func (c Config) samePrevious(s *State, p place) error {
	for q := range c.stored(s) {
		if err := follow(p, q); err != nil {
			return err
		}
	}
	return nil
}

// requestSamePrevious compares with logs, and with what is told.
func (c Config) requestSamePrevious(s *State, f fate) error {
	for p := range c.sent(s, f) {
		if err := c.samePrevious(s, p); err != nil {
			return err
		}
		for q := range c.sent(s, told) {
			if err := follow(p, q); err != nil {
				return err
			}
		}
	}
	return nil
}

func follow(p, q place) error {
	if p.index == q.index && p.entry.Term == q.entry.Term && p.prev != q.prev {
		return fmt.Errorf("entry %d of term %d is behind one of term %d and one of term %d", p.index, p.entry.Term, p.prev, q.prev)
	}
	return nil
}
