package paxos

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// MaxProposers limits the number of proposers.
const MaxProposers = 2

// Proposer is a process that gets values chosen.
type Proposer struct{ spec.Index }

// String returns the proposer's name in traces.
func (p Proposer) String() string { return spec.Name("p", p) }

// Proposers is a function from proposers to what each knows.
type Proposers = spec.Fn[Proposer, Attempt, [MaxProposers]Attempt]

// LiveConfig holds the constants of the form for liveness. Its proposers are the
// leaders of ballots, and each proposes a value of its own.
type LiveConfig struct {
	Config
	Proposers spec.Domain[Proposer]
	// Elect: at some time a distinguished proposer is elected.
	Elect bool
	// Ballots are stored as they are, below Config.Ballots, and not as ranks.
	unranked bool
}

// Attempt is the latest ballot of a proposer, and what it has been told about it.
type Attempt struct {
	Bal      Ballot                // its ballot, or NoBallot
	Promises spec.Subset[Acceptor] // those whose 1b messages it has received
	VBal     Ballot                // the latest vote that they report, until it proposes
	Value    Choice                // of that vote; then what it proposes
	Proposed bool
	Votes    spec.Subset[Acceptor] // those whose 2b messages it has received
}

// Choice is a value, named after the proposer whose own it is, or empty.
type Choice = spec.Subset[Proposer]

// LiveState holds the variables of the form for liveness.
type LiveState struct {
	Proposer Proposers
	MaxBal   PerAcceptor[Ballot]
	MaxVBal  PerAcceptor[Ballot]
	MaxVal   PerAcceptor[Choice]
	// Leader is the distinguished proposer, if one is elected.
	Leader spec.Subset[Proposer]
}

// Model returns the form for liveness.
func (c LiveConfig) Model() spec.Model[LiveState] {
	proposers, pairs := c.Proposers.All(), spec.Product(c.Acceptors.All(), c.Proposers.All())
	prepare := spec.ForAll("Phase1a", proposers, c.livePhase1a).
		Rule("section 2.2, Phase 1(a): a proposer selects a higher number, and sends a prepare request")
	m := spec.Model[LiveState]{
		Name: "paxos", Doc: "single-decree Paxos (Lamport, Paxos Made Simple)",
		Domains:  []spec.AnyDomain{c.Acceptors, c.Proposers},
		Symmetry: []spec.AnyDomain{c.Acceptors, c.Proposers},
		Init:     spec.Only(c.liveInitial()),
		Actions: []spec.Action[LiveState]{
			prepare,
			spec.ForAll2("Phase1b", pairs, c.livePhase1b).
				Rule("section 2.2, Phase 1(b): promise not to accept lower numbers, report the highest-numbered proposal accepted"),
			spec.ForAll("Phase2a", proposers, c.livePhase2a).
				Rule("section 2.2, Phase 2(a): propose the value of the highest-numbered proposal reported, or any"),
			spec.ForAll2("Phase2b", pairs, c.livePhase2b).
				Rule("section 2.2, Phase 2(b): accept unless a higher number was promised"),
		},
		Environment: spec.Environment{"Phase1a": spec.Timeout},
		Properties: []spec.Property[LiveState]{
			spec.Eventually("EventuallyChosen", c.chosen).Doc("section 2.4: a value is chosen at last, if a single proposer is distinguished"),
			spec.Reachable("SomeChosen", c.chosen).Doc("a value is chosen"),
		},
		Fairness: []spec.Fairness{
			spec.WFEach("Phase1a"), spec.WFEach("Phase1b"), spec.WFEach("Phase2a"), spec.WFEach("Phase2b"),
		},
		AllowDeadlock: true, // the last proposer has been told of all votes
	}
	if c.unranked {
		prepare.Bound(fmt.Sprintf("ballots < %d", c.Ballots), c.ballotsLeft)
	} else {
		m.Ranks = &spec.Ranks[LiveState]{Of: "ballots", Lowered: c.lowered}
	}
	if c.Elect {
		m.Actions = append(m.Actions, spec.ForAll("Elect", proposers, c.elect).
			Rule("section 2.4: a distinguished proposer is selected as the only one to try issuing proposals"))
		m.Environment["Elect"] = spec.Timeout
		m.Fairness = append(m.Fairness, spec.WF("Elect"))
	}
	return m
}

func (c LiveConfig) liveInitial() (s LiveState) {
	for p := range c.Proposers.All() {
		s.Proposer.Set(p, Attempt{Bal: NoBallot, VBal: NoBallot})
	}
	for a := range c.Acceptors.All() {
		s.MaxBal.Set(a, NoBallot)
		s.MaxVBal.Set(a, NoBallot)
	}
	return s
}

// livePhase1a: proposer p begins, or has learned that its ballot has been overtaken,
// and goes on with the next that is higher than all others. What was sent in its
// former ballot is lost.
func (c LiveConfig) livePhase1a(s *LiveState, p Proposer) bool {
	bal := s.Proposer.At(p).Bal
	if s.Leader.Len() > 0 && !s.Leader.Has(p) || bal != NoBallot && !c.overtaken(s, bal) {
		return false
	}
	s.Proposer.Set(p, Attempt{Bal: c.top(s) + 1, VBal: NoBallot})
	c.rank(s)
	return true
}

// overtaken: some acceptor has promised to take part in a higher ballot.
func (c LiveConfig) overtaken(s *LiveState, bal Ballot) bool {
	for a := range c.Acceptors.All() {
		if s.MaxBal.Get(a) > bal {
			return true
		}
	}
	return false
}

// livePhase1b: acceptor a promises, and p receives what it reports.
func (c LiveConfig) livePhase1b(s *LiveState, a Acceptor, p Proposer) bool {
	t := s.Proposer.At(p)
	if t.Bal <= s.MaxBal.Get(a) {
		return false
	}
	s.MaxBal.Set(a, t.Bal)
	if !t.Proposed {
		t.Promises.Add(a)
		if vbal := s.MaxVBal.Get(a); vbal > t.VBal {
			t.VBal, t.Value = vbal, s.MaxVal.Get(a)
		}
	}
	c.rank(s)
	return true
}

// livePhase2a: p has the promises of a quorum, and proposes the value of the latest vote
// that was reported to it, or its own.
func (c LiveConfig) livePhase2a(s *LiveState, p Proposer) bool {
	t := s.Proposer.At(p)
	if t.Proposed || !c.quorums().Has(t.Promises) {
		return false
	}
	if t.VBal == NoBallot {
		t.Value.Add(p)
	}
	t.Proposed, t.VBal, t.Promises = true, NoBallot, spec.Subset[Acceptor]{}
	c.rank(s)
	return true
}

// livePhase2b: acceptor a votes for what p proposes, and p is told.
func (c LiveConfig) livePhase2b(s *LiveState, a Acceptor, p Proposer) bool {
	t := s.Proposer.At(p)
	if !t.Proposed || t.Votes.Has(a) || t.Bal < s.MaxBal.Get(a) {
		return false
	}
	s.MaxBal.Set(a, t.Bal)
	s.MaxVBal.Set(a, t.Bal)
	s.MaxVal.Set(a, t.Value)
	t.Votes.Add(a)
	c.rank(s)
	return true
}

// elect: from now on p is the only one to begin ballots.
func (c LiveConfig) elect(s *LiveState, p Proposer) bool {
	if s.Leader.Len() > 0 {
		return false
	}
	s.Leader.Add(p)
	return true
}

// chosen: a quorum has voted in a ballot, and its proposer knows it.
func (c LiveConfig) chosen(s *LiveState) bool {
	for p := range c.Proposers.All() {
		if c.quorums().Has(s.Proposer.At(p).Votes) {
			return true
		}
	}
	return false
}
