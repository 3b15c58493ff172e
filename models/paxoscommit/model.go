package paxoscommit

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
)

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	rms, acceptors := c.RMs.All(), c.Acceptors.All()
	all, later := c.ballots(0), c.ballots(1)
	return spec.Model[State]{
		Name:     "paxoscommit",
		Doc:      doc,
		Domains:  []spec.AnyDomain{c.RMs, c.Acceptors},
		Symmetry: []spec.AnyDomain{c.RMs, c.Acceptors},
		Init:     spec.Only(State{}),
		Mail:     c.mail,
		Actions: []spec.Action[State]{
			spec.ForAll("RMPrepare", rms, c.rmPrepare).Rule("section 4.1: an RM proposes in ballot 0 that it is prepared"),
			spec.ForAll("RMChooseToAbort", rms, c.rmChooseToAbort).Rule("section 4.1: an RM proposes in ballot 0 that it has aborted"),
			spec.ForAll("RMRcvCommitMsg", rms, c.rmRcvCommitMsg).Receives(rcvDecision(commit)).Rule("section 4.1: the RM obeys"),
			spec.ForAll("RMRcvAbortMsg", rms, c.rmRcvAbortMsg).Receives(rcvDecision(abort)).Rule("section 4.1: the RM obeys"),
			spec.ForAll2("Phase1a", spec.Product(later, rms), c.phase1a).By(func(*State, Ballot, RM) string { return leaders }).
				Rule("section 4.1: a leader begins a ballot"),
			spec.ForAll3("Phase2a", spec.Product(later, rms), c.quorums(), c.phase2a).Receives(rcvPromises).
				Rule("section 4.1: the value accepted in the highest ballot, or aborted if none was"),
			spec.ForEach("DecideCommit", c.evidence, c.decideCommit).Receives(rcvPrepared).Rule("section 4.1: all instances have chosen prepared"),
			spec.ForAll3("DecideAbort", spec.Product(rms, all), c.quorums(), c.decideAbort).Receives(rcvAborted).
				Rule("section 4.1: an instance has chosen aborted"),
			spec.ForAll3("Phase1b", spec.Product(acceptors, rms), later, c.phase1b).Receives(rcvPrepare).
				Rule("section 4.1: an acceptor promises to ignore lower ballots, and reports"),
			spec.ForAll2("Phase2b", spec.Product(acceptors, c.proposals()), c.phase2b).Receives(rcvProposal).
				Rule("section 4.1: an acceptor accepts, unless it has promised not to"),
		},
		Environment: spec.Environment{"RMChooseToAbort": spec.Request, "Phase1a": spec.Timeout},
		Properties: append(tcommit.Safety(c.RMs, c.rmState),
			spec.Invariant("TypeOK", c.typeOK).Doc("the types of the variables"),
			tcommit.Implements(c.RMs, c.rmState),
			spec.Reachable("AllCommit", func(s *State) bool { return c.all(s, Committed) }).Doc("all commit").Needs("rms >= 1", true),
			spec.Reachable("LeaderCommits", c.leaderCommits).
				Doc("all commit, and nothing was chosen in ballot 0").
				Needs("acceptors >= 2, ballots >= 2", c.Acceptors.Len() >= 2 && c.Ballots >= 2),
			spec.Reachable("PreparedAborts", c.preparedAborts).
				Doc("an RM was prepared, and a leader that did not hear of it has aborted").Needs("ballots >= 2", c.Ballots >= 2),
		),
		AllowDeadlock: true,
	}
}

func (c Config) ballots(first Ballot) iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for b := first; int(b) < c.Ballots && yield(b); b++ {
		}
	}
}

func (c Config) proposals() iter.Seq[Proposal] {
	return func(yield func(Proposal) bool) {
		for r, b := range spec.Product(c.RMs.All(), c.ballots(0)) {
			for v := range spec.Only(ValPrepared, ValAborted) {
				if !yield(Proposal{r, b, v}) {
					return
				}
			}
		}
	}
}

// rmState is the protocol's, as transaction commit keeps it.
func (c Config) rmState(s *State) (rmState tcommit.PerRM[RMState]) {
	for r := range c.RMs.All() {
		rmState.Set(r, s.RMState.Get(r))
	}
	return rmState
}

func (c Config) all(s *State, q RMState) bool {
	for r := range c.RMs.All() {
		if s.RMState.Get(r) != q {
			return false
		}
	}
	return true
}

// leaderCommits: leaders have carried through what ballot 0 began, in all instances.
func (c Config) leaderCommits(s *State) bool {
	if !c.all(s, Committed) {
		return false
	}
	for r := range c.RMs.All() {
		for q := range c.quorums() {
			if s.chosen(r, ValPrepared, 0, q) {
				return false
			}
		}
	}
	return true
}

// preparedAborts: an RM was prepared, and all have aborted nonetheless, though no RM
// wanted it.
func (c Config) preparedAborts(s *State) bool {
	for r := range c.RMs.All() {
		if !s.round(r, 0).Phase2a.Prepared {
			return false
		}
	}
	return c.all(s, Aborted)
}

// typeOK: the types of the variables, and nothing about the protocol.
func (c Config) typeOK(s *State) error {
	for r := range c.RMs.All() {
		if q := s.RMState.Get(r); q > Aborted {
			return fmt.Errorf("rmState[%v] = %d", r, uint8(q))
		}
		for a := range c.Acceptors.All() {
			if x := s.AState.At(r).At(a); int(x.MBal) >= c.Ballots || !c.isVote(x.Vote) {
				return fmt.Errorf("aState[%v][%v] = %v", r, a, *x)
			}
			for b := range Ballot(c.Ballots) {
				if v := s.round(r, b).Reports.Get(a); !c.isVote(v) {
					return fmt.Errorf("%v reports %v to ballot %d of %v", a, v, b, r)
				}
			}
		}
	}
	return nil
}

func (c Config) isVote(v Vote) bool { return v.Val <= ValAborted && int(v.Bal) < c.Ballots }
