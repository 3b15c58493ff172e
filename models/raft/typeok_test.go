package raft

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

// TestTypeOK: no bug breaks the types, so corrupted states do.
func TestTypeOK(t *testing.T) {
	c := Config{Servers: spec.NewDomain[Server](2), MaxTerm: 2, MaxLog: 1}
	i := modeltest.Last(c.Servers.All())
	corrupt := func(change func(*ServerState)) func(*State) {
		return func(s *State) { change(s.Server.At(i)) }
	}
	logged := func(entries ...Entry) func(*State) {
		return corrupt(func(n *ServerState) {
			for _, e := range entries {
				n.Log.Append(e)
			}
		})
	}
	modeltest.Corrupted(t, func() State { return State{} }, c.typeOK, map[string]func(*State){
		"a term that there is not":             corrupt(func(n *ServerState) { n.CurrentTerm = 3 }),
		"a role that there is not":             corrupt(func(n *ServerState) { n.Role = Leader + 1 }),
		"an entry without a leader":            logged(Entry{Term: 1}),
		"an entry of the term before all":      logged(Entry{Leader: i}),
		"an entry of a term that there is not": logged(Entry{Term: 3, Leader: i}),
		"a log that is too long":               logged(Entry{Term: 1, Leader: i}, Entry{Term: 1, Leader: i}),
	})
}
