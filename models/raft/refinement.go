package raft

import (
	"iter"

	"github.com/mcheck/mcheck/models/replicatedlog"
	"github.com/mcheck/mcheck/spec"
)

// implements: leaders commit entries in the order of their indices, one or several in a
// step, and no server takes for committed what is not.
func (c *Config) implements() spec.Property[State] {
	return c.history(replicatedlog.Implements(replicatedlog.Config[Entry]{
		Entries: c.entries(), Domains: []spec.AnyDomain{c.Servers}, Slots: c.MaxLog, Batch: c.MaxLog, InOrder: true,
	}, c.committedAt).Doc("section 5.3: Raft implements a replicated log; reads history when servers crash"))
}

// committedAt is every entry at the index that a server knows to be committed or, as
// crashes make servers forget, history does.
func (c *Config) committedAt(s *State, index int) (entries spec.Set[Entry]) {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		if index <= min(int(n.CommitIndex), n.Log.Len()) {
			entries.Add(n.Log.Get(index))
		}
	}
	if index <= s.Committed.Len() {
		entries.Add(s.Committed.Get(index).Entry)
	}
	return entries
}

// entries iterates over all entries that there can be.
func (c *Config) entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for term := Term(1); term <= c.MaxTerm; term++ {
			for i := range c.Servers.All() {
				if !yield(Entry{Term: term, Leader: i}) {
					return
				}
			}
		}
	}
}
