package raft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Timers says when election timers fire.
type Timers uint8

// The timers. Any is the model for safety; the others are the form for liveness.
const (
	AnyTimers      Timers = iota // at any time
	RestlessTimers               // at any time, for ever, and so again and again
	SettlingTimers               // at any time until they settle
)

// TimerNames are the names of the timers, in order.
var TimerNames = []string{"any", "restless", "settling"}

// LiveState holds the variables of RaftLive.tla. Terms are stored as ranks (ranks.go).
type LiveState struct {
	Server  PerServer[ServerState]
	Channel Channels
	// Settled: from now on timers are slow, compared with messages.
	Settled bool
}

// Channels holds the message that is on its way from i to j, for each i and j: the
// latest one that i has sent. Those before it are lost or received. The zero value of
// a message stands for none.
type Channels struct {
	From PerServer[PerServer[Message]] // From[i][j]
}

// At returns the channel from i to j.
func (c *Channels) At(i, j Server) *Message { return c.From.At(i).At(j) }

// Display shows the messages that are on their way.
func (c Channels) Display() any {
	var all spec.Set[Message]
	for i, j := range spec.NewDomain[Server](MaxServers).Pairs() {
		if m := c.At(i, j); *m != (Message{}) {
			all.Add(*m)
		}
	}
	return all
}

// liveMail are the messages as sequence diagrams show them: without terms, of which
// all are renamed when nobody is in the lowest any more.
func (c *Config) liveMail(s *LiveState) (all []spec.Envelope) {
	for i, j := range c.Servers.Pairs() {
		all = append(all, rcvLatest(s, j, i)...)
	}
	return all
}

// rcvLatest: j receives the latest message of i.
func rcvLatest(s *LiveState, j, i Server) []spec.Envelope {
	m := s.Channel.At(i, j)
	text := m.Type.String()
	switch {
	case *m == Message{}:
		return nil
	case m.Granted:
		text += " granted"
	case m.Success:
		text += " success"
	}
	return []spec.Envelope{spec.Enveloped(i, j, text)}
}

// LiveModel returns the form for liveness. Its servers do what those of Model do, by
// the same functions.
func (c Config) LiveModel() spec.Model[LiveState] {
	servers, pairs := c.Servers.All(), c.Servers.Pairs()
	m := spec.Model[LiveState]{
		Name: "raft", Doc: about,
		Domains:  []spec.AnyDomain{c.Servers},
		Symmetry: []spec.AnyDomain{c.Servers},
		Assume:   c.noCrashes,
		Init:     spec.Only(LiveState{}),
		Mail:     c.liveMail,
		Actions: []spec.Action[LiveState]{
			spec.ForAll("Timeout", servers, c.liveTimeout).
				Rule("section 5.2: the election timer fires; new term, vote for self, RequestVote RPCs to all others").
				Bound(fmt.Sprintf("currentTerm < %d", c.MaxTerm), c.ranksLeft),
			spec.ForAll("BecomeLeader", servers, c.on(c.becomeLeader)).
				Rule("Figure 2, Candidates: if votes received from majority of servers, become leader"),
			spec.ForAll("ClientRequest", servers, c.liveClientRequest).
				Rule("Figure 2, Leaders: if command received from client, append entry to local log").
				Bound(c.liveLogLeft()),
			spec.ForAll2("AppendEntries", pairs, c.liveAppendEntries).
				Rule("Figure 2, Leaders: send AppendEntries RPC with log entries starting at nextIndex, a heartbeat if there are none"),
			spec.ForAll("AdvanceCommitIndex", servers, c.on(c.advanceCommitIndex)).
				Rule("Figure 2, Leaders: if a majority of matchIndex >= N and log[N].term = currentTerm, set commitIndex = N (section 5.4.2)"),
			spec.ForAll2("Receive", pairs, c.receive).Receives(rcvLatest).
				Rule("Figure 2: the receiver adopts a newer term and answers, in one step"),
		},
		Environment: spec.Environment{"Timeout": spec.Timeout, "ClientRequest": spec.Request},
		Properties: []spec.Property[LiveState]{
			spec.Invariant("ElectionSafety", c.liveElectionSafety).Doc("Figure 3: at most one leader in a term"),
			spec.AlwaysEventually("EventuallyLeader", c.leads).
				Doc("section 5.6: a leader is elected at last, and again whenever none is left, if timers settle"),
			spec.Reachable("SplitVote", c.splitVote).Doc("all are candidates in one term, and each has voted for itself").
				Needs("nodes >= 2", c.Servers.Len() >= 2),
		},
		// Each server's timer fires again and again: they are randomised (section 5.2),
		// so that none is for ever slower than another.
		Fairness: []spec.Fairness{
			spec.SFEach("Timeout"), spec.WFEach("BecomeLeader"), spec.WFEach("AppendEntries"), spec.WFEach("Receive"),
		},
		Ranks:         &spec.Ranks[LiveState]{Of: "terms", Lowered: c.lowered},
		AllowDeadlock: true,
	}
	if c.MaxLog > 0 {
		m.Properties = append(m.Properties,
			spec.Eventually("EventuallyCommitted", c.liveSomeCommit).Doc("section 5.6: an entry is committed at last, if timers settle"))
		m.Fairness = append(m.Fairness, spec.WF("ClientRequest"), spec.WFEach("AdvanceCommitIndex"))
	}
	if c.Timers == SettlingTimers {
		m.Actions = append(m.Actions, spec.Do("Settle", c.settle).
			Rule("section 5.6: broadcastTime << electionTimeout"))
		m.Environment["Settle"] = spec.Timeout
		m.Fairness = append(m.Fairness, spec.WF("Settle"))
	}
	return m
}

func (c *Config) noCrashes() error {
	if c.MaxCrashes > 0 {
		return fmt.Errorf("crashes = %d: want none with %s timers", c.MaxCrashes, TimerNames[c.Timers])
	}
	return nil
}

// step takes a step of the model for safety. What is sent there is put in the channels.
func (c *Config) step(s *LiveState, act func(*State) bool) bool {
	full := State{Server: s.Server}
	if !act(&full) {
		return false
	}
	s.Server = full.Server
	for m := range full.Messages.All() {
		s.send(m)
	}
	c.rank(s)
	return true
}

// on is an action of the model for safety, done by one server.
func (c *Config) on(act func(*State, Server) bool) func(*LiveState, Server) bool {
	return func(s *LiveState, i Server) bool {
		return c.step(s, func(full *State) bool { return act(full, i) })
	}
}

func (s *LiveState) send(m Message) { *s.Channel.At(m.From, m.To) = m }

// liveTimeout: the timer of i fires, and i asks for votes at once. A request that is
// lost is not sent again: the timer fires again.
func (c *Config) liveTimeout(s *LiveState, i Server) bool {
	if s.Settled && !c.calm(s) {
		return false
	}
	return c.step(s, func(full *State) bool { return c.timeout(full, i) && c.requestVote(full, i) })
}

// calm: nobody leads, nor can become leader, and all has been received. Settled timers
// wait until then: an election and the heartbeats of a leader are faster.
func (c *Config) calm(s *LiveState) bool {
	for i := range c.Servers.All() {
		if n := s.Server.At(i); n.Role == Leader || c.isQuorum(n.VotesGranted.Len()) {
			return false
		}
		for j := range c.Servers.Others(i) {
			if *s.Channel.At(i, j) != (Message{}) {
				return false
			}
		}
	}
	return true
}

// settle: the time comes from which on timers are slow.
func (c *Config) settle(s *LiveState) bool {
	if s.Settled {
		return false
	}
	s.Settled = true
	return true
}

// liveClientRequest: there is one client, which asks a leader once and then waits.
func (c *Config) liveClientRequest(s *LiveState, i Server) bool {
	n := s.Server.At(i)
	return n.lastTerm() < n.CurrentTerm && c.on(c.clientRequest)(s, i)
}

// liveAppendEntries: leader i sends j the next entry, or a heartbeat if there is none.
func (c *Config) liveAppendEntries(s *LiveState, i, j Server) bool {
	return c.step(s, func(full *State) bool {
		return c.appendEntries(full, i, j, 1) || c.appendEntries(full, i, j, 0)
	})
}

// receive: j receives what is on its way from i. As in Figure 2, it adopts a newer term
// and handles the message in one step.
func (c *Config) receive(s *LiveState, j, i Server) bool {
	m, n := *s.Channel.At(i, j), s.Server.At(j)
	if m == (Message{}) {
		return false
	}
	*s.Channel.At(i, j) = Message{}
	var out spec.Outbox[Message]
	c.updateTerm(n, m, &out)
	handled := c.handleRequestVoteRequest(n, m, &out) || c.handleRequestVoteResponse(n, m, &out) ||
		c.handleAppendEntriesRequest(n, m, &out) || c.handleAppendEntriesResponse(n, m, &out)
	if handled {
		for _, answer := range out.Sent() {
			s.send(answer)
		}
	}
	c.rank(s)
	return true
}

func (c *Config) ranksLeft(s *LiveState, i Server) bool {
	return s.Server.At(i).CurrentTerm < c.MaxTerm
}

// liveLogLeft is the bound of logs. Two entries are kept for the time after the timers
// have settled: one for a leader that others have left behind and that does not know it
// yet, and one for the leader that then stays.
func (c *Config) liveLogLeft() (name string, holds func(*LiveState, Server) bool) {
	before := c.MaxLog
	name = fmt.Sprintf("Len(log) < %d", c.MaxLog)
	if c.Timers == SettlingTimers {
		before = max(0, c.MaxLog-2)
		name += fmt.Sprintf(", or %d before timers settle", before)
	}
	return name, func(s *LiveState, i Server) bool {
		n := s.Server.At(i).Log.Len()
		return n < before || s.Settled && n < c.MaxLog
	}
}

func (c *Config) liveElectionSafety(s *LiveState) error {
	for i, j := range c.Servers.Pairs() {
		a, b := s.Server.At(i), s.Server.At(j)
		if a.Role == Leader && b.Role == Leader && a.CurrentTerm == b.CurrentTerm {
			return fmt.Errorf("%v and %v are both leaders in one term", i, j)
		}
	}
	return nil
}

// leads: some server leads the term that a majority is in. One that has been left
// behind may take itself for a leader, too.
func (c *Config) leads(s *LiveState) bool {
	for i := range c.Servers.All() {
		followers := 0
		for j := range c.Servers.All() {
			if s.Server.At(j).CurrentTerm == s.Server.At(i).CurrentTerm {
				followers++
			}
		}
		if s.Server.At(i).Role == Leader && c.isQuorum(followers) {
			return true
		}
	}
	return false
}

func (c *Config) liveSomeCommit(s *LiveState) bool {
	full := State{Server: s.Server}
	return c.someCommit(&full)
}

func (c *Config) splitVote(s *LiveState) bool {
	for i := range c.Servers.All() {
		for j := range c.Servers.Others(i) {
			a, b := s.Server.At(i), s.Server.At(j)
			if a.Role != Candidate || a.CurrentTerm != b.CurrentTerm {
				return false
			}
		}
	}
	return c.Servers.Len() >= 2
}
