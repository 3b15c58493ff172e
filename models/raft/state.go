package raft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Server is an element of the CONSTANT Server. The zero value is Nil.
type Server struct{ spec.Index }

// String returns the server's name in traces.
func (s Server) String() string { return spec.Name("s", s) }

// Limits of the constants.
const (
	MaxServers = 7
	MaxTerms   = 8
	MaxEntries = 4
)

// PerServer is a function from servers to values of V.
type PerServer[V any] = spec.Fn[Server, V, [MaxServers]V]

// Term is a term number; 0 is before the first election.
type Term uint8

// Role is a server's state in the sense of Figure 4.
type Role uint8

// The roles.
const (
	Follower Role = iota
	Candidate
	Leader
)

func (r Role) String() string { return [...]string{"follower", "candidate", "leader"}[r] }

// Entry is a log entry. There are no client values: who created the entry says
// as much, because it tells apart what two leaders of one term would write. The
// zero value is no entry.
type Entry struct {
	Term   Term
	Leader Server
}

// String formats the entry as 2:s1, "created in term 2 by s1".
func (e Entry) String() string {
	if e == (Entry{}) {
		return "none"
	}
	return fmt.Sprintf("%d:%v", e.Term, e.Leader)
}

// Log is a server's log, indexed from 1.
type Log = spec.Vec[Entry, [MaxEntries]Entry]

// ServerState holds the variables of one server (Figure 2, State). Those that
// have no meaning in a role are kept at their zero values, so that they add no
// states: VotesGranted but for candidates, NextIndex and MatchIndex but for
// leaders.
type ServerState struct {
	// Persistent.
	CurrentTerm Term
	VotedFor    Server
	Log         Log
	// Volatile.
	Role         Role // state[i] of Raft.tla
	CommitIndex  uint8
	VotesGranted spec.Subset[Server]
	NextIndex    PerServer[uint8]
	MatchIndex   PerServer[uint8]
	// Restarts counts the crashes of this server, which are bounded.
	Restarts uint8
}

// lastTerm is LastTerm(log): the term of the last entry, 0 if there is none.
func (n *ServerState) lastTerm() Term {
	if n.Log.Len() == 0 {
		return 0
	}
	return n.Log.Get(n.Log.Len()).Term
}

// become changes the role and clears what belonged to the former one.
func (n *ServerState) become(r Role) {
	n.Role = r
	n.VotesGranted = spec.Subset[Server]{}
	n.NextIndex, n.MatchIndex = PerServer[uint8]{}, PerServer[uint8]{}
}

// Commit is what the history knows of an index: the entry that was first
// committed there and the term of the leader that committed it.
type Commit struct {
	Entry Entry
	By    Term
}

// State holds the variables of Raft.tla.
type State struct {
	Server   PerServer[ServerState]
	Messages spec.Messages[Message]
	// History, written only when servers may crash, and never overwritten. All
	// entries up to an index are committed at once, so committed is a sequence.
	LeaderOf  [MaxTerms + 1]Server                 `spec:"ghost"` // by term
	Committed spec.Vec[Commit, [MaxEntries]Commit] `spec:"ghost"`
}

// MessageType tells the four kinds of message apart.
type MessageType uint8

// The message types.
const (
	RequestVoteRequest MessageType = iota
	RequestVoteResponse
	AppendEntriesRequest
	AppendEntriesResponse
)

func (t MessageType) String() string {
	return [...]string{"RequestVoteRequest", "RequestVoteResponse", "AppendEntriesRequest", "AppendEntriesResponse"}[t]
}

// Message is a record of any of the four types; fields of the others are zero.
type Message struct {
	Type     MessageType
	From, To Server
	Term     Term
	// RequestVoteRequest
	LastLogTerm  Term
	LastLogIndex uint8
	// RequestVoteResponse
	Granted bool
	// AppendEntriesRequest. Entry is the only entry, or none (a heartbeat).
	PrevLogIndex uint8
	PrevLogTerm  Term
	Entry        Entry
	LeaderCommit uint8
	// AppendEntriesResponse. Index is how far the logs match (success), or the
	// PrevLogIndex that was refused, or 0 in the refusal of an old request.
	Success bool
	Index   uint8
}

// entries returns Len(m.entries).
func (m *Message) entries() int {
	if m.Entry.Term == 0 {
		return 0
	}
	return 1
}

// String formats the message with the fields of its type.
func (m Message) String() string {
	head := fmt.Sprintf("%v %v->%v term=%d", m.Type, m.From, m.To, m.Term)
	switch m.Type {
	case RequestVoteRequest:
		return fmt.Sprintf("%s lastLogTerm=%d lastLogIndex=%d", head, m.LastLogTerm, m.LastLogIndex)
	case RequestVoteResponse:
		return fmt.Sprintf("%s granted=%v", head, m.Granted)
	case AppendEntriesRequest:
		return fmt.Sprintf("%s prevLogIndex=%d prevLogTerm=%d entry=%v leaderCommit=%d", head, m.PrevLogIndex, m.PrevLogTerm, m.Entry, m.LeaderCommit)
	default:
		return fmt.Sprintf("%s success=%v index=%d", head, m.Success, m.Index)
	}
}
