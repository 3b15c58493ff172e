package multipaxos

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	acceptors, slots := c.Acceptors.All(), spec.Range(1, c.Slots)
	conflict := c.Acceptors.Len() >= 3 && c.Ballots >= 2
	m := spec.Model[State]{
		Name:     "multipaxos",
		Doc:      "Multi-Paxos: a replicated log with a stable leader (Lamport, Paxos Made Simple, section 3)",
		Domains:  []spec.AnyDomain{c.Acceptors, c.Learners, c.Commands},
		Symmetry: []spec.AnyDomain{c.Acceptors, c.Learners, c.Commands},
		Data:     []spec.AnyDomain{c.Commands},
		Init:     spec.Only(c.initial()),
		Mail:     c.mail,
		Actions: []spec.Action[State]{
			spec.ForAll("Phase1a", c.ballots(), c.phase1a).By(func(_ *State, b Ballot) string { return leader(b) }).
				Rule("section 3: a new leader executes phase 1 for all instances at once"),
			spec.ForAll2("Phase1b", spec.Product(acceptors, c.ballots()), c.phase1b).Receives(rcvPrepare).
				Rule("section 3: an acceptor answers for all instances with one message"),
			spec.ForAll2("BecomeLeader", spec.Product(c.ballots(), c.quorums().Minimal()), c.becomeLeader).By(func(_ *State, b Ballot, _ spec.Subset[Acceptor]) string { return leader(b) }).Receives(c.rcvPromises).
				Rule("section 3: propose what phase 1 determines, and no-ops in the gaps"),
			spec.ForAll2("Propose", spec.Product(c.ballots(), c.Commands.All()), c.propose).By(func(_ *State, b Ballot, _ Command) string { return leader(b) }).
				Rule("section 3: the leader proposes further commands by phase 2 alone").
				Bound(fmt.Sprintf("Len(log) < %d", c.Slots), c.slotsLeft),
			spec.ForAll3("Phase2b", spec.Product(acceptors, c.ballots()), slots, c.phase2b).Receives(rcvProposal).
				Rule("section 2.2, Phase 2(b): accept unless a higher number was promised"),
			spec.ForAll3("Learn", spec.Product(c.Learners.All(), c.ballots()), slots, c.learn).Receives(rcvVotes).
				Rule("section 2.3: a majority has accepted; section 3: commands are executed in their order"),
		},
		Environment: spec.Environment{"Phase1a": spec.Timeout, "Propose": spec.Request},
		Properties: []spec.Property[State]{
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			spec.Invariant("SlotAgreement", c.slotAgreement).Doc("section 3: only a single entry is chosen in each slot"),
			c.prefixConsistency().Doc("of two logs, learned or chosen, one is a prefix of the other"),
			c.implements(),
			spec.Reachable("FullLog", c.fullLog).Doc("a learner learns all slots"),
			spec.Reachable("TwoLeaders", c.twoLeaders).Doc("leaders of two ballots propose different commands in a slot").
				Needs("acceptors >= 3, commands >= 2, ballots >= 2", conflict && c.Commands.Len() >= 2),
			spec.Reachable("GapFilled", c.gapFilled).Doc("a no-op is chosen, and a command after it").
				Needs("acceptors >= 3, ballots >= 2, slots >= 2", conflict && c.Slots >= 2),
			spec.ReachableStep("Adopted", c.adoptedVote).OfActions("BecomeLeader").Doc("a new leader completes what an old one has begun").
				Needs("ballots >= 2", c.Ballots >= 2),
		},
		AllowDeadlock: true, // when the logs are full and learned, all is done
	}
	for slot := range slots {
		m.Properties = append(m.Properties, c.votes(slot))
	}
	return m
}

func (c Config) noVotes() (votes Votes) {
	for range c.Slots {
		votes.Append(Vote{})
	}
	return votes
}

func (c Config) initial() (s State) {
	for a := range c.Acceptors.All() {
		s.Votes.Set(a, c.noVotes())
	}
	var b BallotState
	for range c.Slots {
		b.Phase2b.Append(spec.Subset[Acceptor]{})
	}
	for range c.Ballots {
		s.Ballot.Append(b)
	}
	return s
}

func (c Config) slotsLeft(s *State, b Ballot, _ Command) bool { return s.of(b).Log.Len() < c.Slots }

// typeOK: the types of the variables, and nothing about the protocol.
func (c Config) typeOK(s *State) error {
	for a := range c.Acceptors.All() {
		if b := s.MaxBal.Get(a); b > Ballot(c.Ballots) {
			return fmt.Errorf("maxBal[%v] = %d", a, b)
		}
		for slot, v := range s.Votes.At(a).All() {
			if v.Bal > Ballot(c.Ballots) || (v.Bal == 0) != (v.Entry == Entry{}) {
				return fmt.Errorf("votes[%v][%d] = %v", a, slot, v)
			}
		}
	}
	for b := range c.ballots() {
		for slot, e := range s.of(b).Log.All() {
			if e.Noop != spec.None(e.Command) {
				return fmt.Errorf("log[%d][%d] = %v", b, slot, e)
			}
		}
	}
	return nil
}

// chosen returns the entry that is chosen in the slot, the one of the lowest ballot
// if there are several; none if there is none.
func (c Config) chosen(s *State, slot int) Entry {
	for b := range c.ballots() {
		if c.quorums().Has(s.of(b).Phase2b.Get(slot)) {
			return s.of(b).Log.Get(slot)
		}
	}
	return Entry{}
}

func (c Config) slotAgreement(s *State) error {
	for slot := range spec.Range(1, c.Slots) {
		first := c.chosen(s, slot)
		for b := range c.ballots() {
			if l := s.of(b); c.quorums().Has(l.Phase2b.Get(slot)) && l.Log.Get(slot) != first {
				return fmt.Errorf("in slot %d %v is chosen, and in ballot %d %v", slot, first, b, l.Log.Get(slot))
			}
		}
	}
	return nil
}

// prefixConsistency compares the logs that the learners have learned, and what is
// chosen, like the log of one more learner: one that hears of everything at once.
func (c Config) prefixConsistency() spec.Property[State] {
	return invariants.PrefixConsistency("PrefixConsistency", c.readers(), invariants.Log[State, reader, Entry]{
		Len: func(s *State, r reader) int {
			if l := Learner(r); !spec.None(l) {
				return s.Learned.At(l).Len()
			}
			slot := 1
			for slot <= c.Slots && c.chosen(s, slot) != (Entry{}) {
				slot++
			}
			return slot - 1
		},
		At: func(s *State, r reader, slot int) Entry {
			if l := Learner(r); !spec.None(l) {
				return s.Learned.At(l).Get(slot)
			}
			return c.chosen(s, slot)
		},
	})
}

// reader is a learner, or the one that hears of everything at once, which is none.
type reader Learner

func (r reader) String() string {
	if spec.None(Learner(r)) {
		return "the chosen log"
	}
	return Learner(r).String()
}

func (c Config) readers() iter.Seq[reader] {
	return func(yield func(reader) bool) {
		for l := range c.Learners.All() {
			if !yield(reader(l)) {
				return
			}
		}
		yield(reader{})
	}
}

// The witnesses.

func (c Config) fullLog(s *State) bool {
	for l := range c.Learners.All() {
		if s.Learned.At(l).Len() == c.Slots {
			return true
		}
	}
	return false
}

func (c Config) twoLeaders(s *State) bool {
	for b := range c.ballots() {
		for d := range c.ballots() {
			one, other := s.of(b).Log, s.of(d).Log
			for slot := 1; slot <= min(one.Len(), other.Len()); slot++ {
				if e, f := one.Get(slot), other.Get(slot); !e.Noop && !f.Noop && e != f {
					return true
				}
			}
		}
	}
	return false
}

func (c Config) gapFilled(s *State) bool {
	for slot := range spec.Range(1, c.Slots-1) {
		if c.chosen(s, slot).Noop && !spec.None(c.chosen(s, slot+1).Command) {
			return true
		}
	}
	return false
}

// adoptedVote: a leader begins with a log that is not empty.
func (c Config) adoptedVote(_, new *State, step spec.Step) bool {
	return new.of(step.Args()[0].(Ballot)).Log.Len() > 0
}
