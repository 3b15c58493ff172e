package multipaxos

import (
	"iter"

	"github.com/mcheck/mcheck/models/replicatedlog"
	"github.com/mcheck/mcheck/spec"
)

// implements: acceptors choose entries for the slots one at a time, in any order, and no
// learner takes for chosen what is not.
func (c Config) implements() spec.Property[State] {
	return replicatedlog.Implements(replicatedlog.Config[Entry]{
		Entries: c.entries(), Domains: []spec.AnyDomain{c.Commands}, Slots: c.Slots, Batch: 1,
	}, c.takenForChosen).Doc("section 3: Multi-Paxos implements a replicated log")
}

// takenForChosen is every entry in the slot for which a quorum has voted in some ballot,
// or that a learner has learned there.
func (c Config) takenForChosen(s *State, slot int) (entries spec.Set[Entry]) {
	for b := range c.ballots() {
		if c.quorums().Has(s.of(b).Phase2b.Get(slot)) {
			entries.Add(s.of(b).Log.Get(slot))
		}
	}
	for l := range c.Learners.All() {
		if log := s.Learned.At(l); slot <= log.Len() {
			entries.Add(log.Get(slot))
		}
	}
	return entries
}

// entries iterates over Entry.
func (c Config) entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for command := range c.Commands.All() {
			if !yield(Entry{Command: command}) {
				return
			}
		}
		yield(Entry{Noop: true})
	}
}
