package multipaxos

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/models/replicatedlog"
	"github.com/mcheck/mcheck/models/voting"
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

// votes: in each slot there is a vote of its own, with one maxBal for all slots. The first
// ballot of voting is 0.
func (c Config) votes(slot int) spec.Property[State] {
	values := spec.NewDomain[voting.Value](c.Commands.Len() + 1)
	abstract := voting.Config{Acceptors: spec.NewDomain[voting.Acceptor](c.Acceptors.Len()), Values: values, Ballots: c.Ballots}
	return spec.Refines(fmt.Sprintf("Voting%d", slot), abstract.Model(), func(s *State) (v voting.State) {
		for a := range c.Acceptors.All() {
			v.MaxBal.Set(voting.Acceptor(a), voting.Ballot(s.MaxBal.Get(a))-1)
			for b := range c.ballots() {
				if s.of(b).Phase2b.Get(slot).Has(a) {
					v.Votes.At(voting.Acceptor(a))[b-1].Add(value(values, s.of(b).Log.Get(slot)))
				}
			}
		}
		return v
	}).Doc(fmt.Sprintf("section 3: what is chosen in slot %d is chosen by voting in ballots", slot)).OnRequest()
}

// value is the entry among the values that are voted for: the last stands for the no-op.
func value(values spec.Domain[voting.Value], e Entry) (v voting.Value) {
	if !e.Noop {
		return voting.Value(e.Command)
	}
	for v = range values.All() {
	}
	return v
}
