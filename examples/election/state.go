package main

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Server is an element of the CONSTANT Server. The zero value is Nil.
type Server struct{ spec.Index }

// String returns the server's name in traces.
func (s Server) String() string { return spec.Name("s", s) }

// MaxServers is the largest number of servers.
const MaxServers = 7

// PerServer is a function from servers to values of V.
type PerServer[V any] = spec.Fn[Server, V, [MaxServers]V]

// Role is a server's role.
type Role uint8

// The roles.
const (
	Follower Role = iota
	Candidate
	Leader
)

func (r Role) String() string { return [...]string{"follower", "candidate", "leader"}[r] }

// Node holds the variables of one server.
type Node struct {
	Role     Role                // role[i]
	VotedFor Server              // votedFor[i]
	Votes    spec.Subset[Server] // votes[i]
}

// State holds the module's variables.
type State struct {
	Nodes    PerServer[Node]
	Messages spec.Messages[Message] // messages
}

// MessageType tells the two kinds of message apart.
type MessageType uint8

// The message types.
const (
	Request MessageType = iota
	Vote
)

func (t MessageType) String() string { return [...]string{"Request", "Vote"}[t] }

// Message asks for a vote, or gives it.
type Message struct {
	Type     MessageType
	From, To Server
}

// String formats the message as it appears in traces.
func (m Message) String() string { return fmt.Sprintf("%v %v->%v", m.Type, m.From, m.To) }
