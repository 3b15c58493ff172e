package pbft

import (
	"fmt"
	"iter"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// lemmas are the steps of docs/proofs/pbft.md that are invariants, for all views and
// sequence numbers. They speak of what the protocol does without mistakes: a mistake is
// to show in them, and not to change what they say.
func (c Config) lemmas() []spec.Property[State] {
	return []spec.Property[State]{
		spec.Invariant("QuorumsMeet", func(s *State) error { return c.meet(s, c.voteQuorum(), c.voteQuorum()) }).
			Doc("two sets of voters have a correct replica in common"),
		spec.Invariant("ViewChangeQuorumsMeet", func(s *State) error { return c.meet(s, c.voteQuorum(), c.viewChangeQuorum()) }).
			Doc("a set of voters and one of senders of view-changes have a correct replica in common"),
		spec.Invariant("CertificatesCorrect", c.certificatesCorrect).
			Doc("what has prepared is accepted, and what is committed is committed to, by f + 1 correct replicas in that view"),
		spec.StepInvariant("NothingTakenBack", c.nothingTakenBack).
			Doc("no view is returned to, and what was sent or executed remains so"),
		spec.StepInvariant("VotesInView", c.votesInView).
			Doc("a correct replica votes in its view only, and not while it waits for one"),
		spec.Invariant("EveryOneAccepted", c.everyOneAccepted).
			Doc("a correct replica accepts one request for a view and a sequence number"),
		spec.Invariant("CommitsPrepared", c.commitsPrepared).
			Doc("a correct replica commits only to what it has accepted and what has prepared"),
		spec.Invariant("ViewChangesTrue", c.viewChangesTrue).
			Doc("a view-change of a correct replica tells exactly what its sender has committed to in earlier views"),
		spec.Invariant("ClaimsPrepared", c.claimsPrepared).
			Doc("the certificates of every view-change that can be received have prepared"),
		spec.Invariant("EnteredJustified", c.enteredJustified).
			Doc("who has accepted a request in a later view has accepted all of an O that follows from 2f + 1 view-changes"),
		spec.Invariant("AcceptedSafe", c.laterAcceptedSafe).
			Doc("what is committed in a view is all that correct replicas accept in later ones"),
		spec.Invariant("PreparedSafe", c.preparedSafe).
			Doc("what is committed in a view is all that prepares in it and in later ones"),
		spec.Invariant("AllExecutedCommitted", c.allExecutedCommitted).
			Doc("what a correct replica executes is committed in some view"),
		spec.Invariant("AcceptedRequested", c.acceptedRequested).
			Doc("what a correct replica accepts was requested, or is the null request"),
		spec.Invariant("NullFillsGap", c.nullFillsGap).
			Doc("where the null request is accepted, a client's has prepared earlier with a higher sequence number"),
	}
}

// meet: any set of a and any of b have a correct replica in common.
func (c Config) meet(s *State, a, b quorum.System[Replica]) error {
	for p := range a.Minimal() {
		for q := range b.Minimal() {
			if s.correct(p.Intersect(q)).Len() == 0 {
				return fmt.Errorf("%v and %v have no correct replica in common", p, q)
			}
		}
	}
	return nil
}

// Ballot is a request in a view with a sequence number.
type Ballot struct {
	View    View
	Seq     int
	Request Request
}

// String formats the ballot as certificates are.
func (b Ballot) String() string {
	return Certificate{View: b.View, Seq: uint8(b.Seq), Request: b.Request}.String()
}

func (c Config) ballots() iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for v, n := range c.slots() {
			for x := range c.orderable() {
				if !yield(Ballot{v, n, x}) {
					return
				}
			}
		}
	}
}

// acceptors are the correct replicas that have accepted b.
func acceptors(s *State, b Ballot) spec.Subset[Replica] {
	return s.PrePrepare.at(b.View, b.Seq).For(b.Request).Union(*s.Prepare.at(b.View, b.Seq).For(b.Request))
}

// committers are the correct replicas that have committed to b.
func committers(s *State, b Ballot) spec.Subset[Replica] {
	return *s.Commit.at(b.View, b.Seq).For(b.Request)
}

func (c Config) certificatesCorrect(s *State) error {
	for b := range c.ballots() {
		if c.prepared(s, b.View, b.Seq, b.Request) && acceptors(s, b).Len() <= c.Faults {
			return fmt.Errorf("%v has prepared, and is accepted by %v only", b, acceptors(s, b))
		}
		if c.committed(s, b.View, b.Seq, b.Request) && committers(s, b).Len() <= c.Faults {
			return fmt.Errorf("%v is committed, and only %v have committed to it", b, committers(s, b))
		}
	}
	return nil
}

func (c Config) nothingTakenBack(old, new *State, _ spec.Step) error {
	for r := range c.replicas().All() {
		was, is := old.Replica.At(r), new.Replica.At(r)
		if is.View < was.View || is.View == was.View && is.Waiting && !was.Waiting || is.Executed.Len() < was.Executed.Len() {
			return fmt.Errorf("%v was %+v, and is %+v", r, *was, *is)
		}
	}
	for b := range c.ballots() {
		if !acceptors(new, b).Contains(acceptors(old, b)) || !committers(new, b).Contains(committers(old, b)) {
			return fmt.Errorf("a vote for %v was taken back", b)
		}
	}
	for m := range old.ViewChanges.All() {
		if !new.ViewChanges.Has(m) {
			return fmt.Errorf("%v was taken back", m)
		}
	}
	return nil
}

func (c Config) votesInView(old, new *State, _ spec.Step) error {
	for b := range c.ballots() {
		before, after := acceptors(old, b), acceptors(new, b)
		for r := range after.Union(committers(new, b)).All() {
			voted := after.Has(r) && !before.Has(r) || committers(new, b).Has(r) && !committers(old, b).Has(r)
			if l := new.Replica.At(r); voted && (l.View != b.View || l.Waiting) {
				return fmt.Errorf("%v votes for %v, and is in view %d, waiting: %v", r, b, l.View, l.Waiting)
			}
		}
	}
	return nil
}

func (c Config) everyOneAccepted(s *State) error {
	for v, n := range c.slots() {
		var all spec.Subset[Replica]
		for x := range c.orderable() {
			some := acceptors(s, Ballot{v, n, x})
			if twice := all.Intersect(some); twice.Len() > 0 {
				return fmt.Errorf("%v have accepted %v, and another request, for sequence number %d in view %d", twice, x, n, v)
			}
			all = all.Union(some)
		}
	}
	return nil
}

func (c Config) commitsPrepared(s *State) error {
	for b := range c.ballots() {
		done := committers(s, b)
		if !acceptors(s, b).Contains(done) {
			return fmt.Errorf("%v have committed to %v, and only %v have accepted it", done, b, acceptors(s, b))
		}
		if done.Len() > 0 && !c.prepared(s, b.View, b.Seq, b.Request) {
			return fmt.Errorf("%v have committed to %v, which has not prepared", done, b)
		}
	}
	return nil
}

func (c Config) viewChangesTrue(s *State) error {
	for m := range s.ViewChanges.All() {
		if s.Replica.At(m.From).View < m.View {
			return fmt.Errorf("the sender of %v is in view %d", m, s.Replica.At(m.From).View)
		}
		for b := range c.ballots() {
			told := m.P.Has(Certificate{View: b.View, Seq: uint8(b.Seq), Request: b.Request})
			if done := b.View < m.View && committers(s, b).Has(m.From); told != done {
				return fmt.Errorf("%v: tells of %v: %v, its sender has committed to it: %v", m, b, told, done)
			}
		}
	}
	return nil
}

func (c Config) claimsPrepared(s *State) error {
	for w := range c.Views {
		for r := range c.replicas().All() {
			for _, m := range c.viewChanges(s, w, r) {
				for cert := range m.P.All() {
					if cert.View >= w || !c.prepared(s, cert.View, int(cert.Seq), cert.Request) {
						return fmt.Errorf("%v: %v has not prepared", m, cert)
					}
				}
			}
		}
	}
	return nil
}

func (c Config) enteredJustified(s *State) error {
	for b := range c.ballots() {
		for r := range acceptors(s, b).All() {
			if b.View > 0 && !c.entersWith(s, r, b.View) {
				return fmt.Errorf("%v has accepted %v, and not all of any O that follows from view-changes", r, b)
			}
		}
	}
	return nil
}

// entersWith: r has accepted, in view w, all of an O that follows by the rules.
func (c Config) entersWith(s *State, r Replica, w View) bool {
	rules := c
	rules.Bug = ""
	for o := range c.orders() {
		all := true
		for n, x := range o.All() {
			all = all && accepted(s, r, w, n, x)
		}
		if all && rules.justified(s, w, o, Replica{}) {
			return true
		}
	}
	return false
}

// chosenIn: b is committed.
func (c Config) chosenIn(s *State, b Ballot) bool { return c.committed(s, b.View, b.Seq, b.Request) }

func (c Config) laterAcceptedSafe(s *State) error {
	return c.safeFrom(s, func(b, d Ballot) bool { return b.View < d.View && acceptors(s, d).Len() > 0 })
}

func (c Config) preparedSafe(s *State) error {
	return c.safeFrom(s, func(b, d Ballot) bool { return b.View <= d.View && c.prepared(s, d.View, d.Seq, d.Request) })
}

// safeFrom: if b is committed, nothing else is taken up with the same sequence number.
func (c Config) safeFrom(s *State, taken func(b, d Ballot) bool) error {
	for b := range c.ballots() {
		if !c.chosenIn(s, b) {
			continue
		}
		for d := range c.ballots() {
			if d.Seq == b.Seq && d.Request != b.Request && taken(b, d) {
				return fmt.Errorf("%v is committed, and there is %v", b, d)
			}
		}
	}
	return nil
}

func (c Config) allExecutedCommitted(s *State) error {
	for r := range c.replicas().All() {
		for n, x := range s.Replica.At(r).Executed.All() {
			found := false
			for v := range c.Views {
				found = found || c.chosenIn(s, Ballot{v, n, x})
			}
			if !found {
				return fmt.Errorf("%v has executed %v with sequence number %d, which is not committed", r, x, n)
			}
		}
	}
	return nil
}

func (c Config) acceptedRequested(s *State) error {
	for b := range c.ballots() {
		if acceptors(s, b).Len() > 0 && !spec.None(b.Request) && !s.Requested.Has(b.Request) {
			return fmt.Errorf("%v is accepted, which no client has requested", b)
		}
	}
	return nil
}

func (c Config) nullFillsGap(s *State) error {
	for b := range c.ballots() {
		if spec.None(b.Request) && acceptors(s, b).Len() > 0 && !c.gapBefore(s, b) {
			return fmt.Errorf("%v is accepted, and no request has prepared with a higher sequence number in an earlier view", b)
		}
	}
	return nil
}

func (c Config) gapBefore(s *State, b Ballot) bool {
	for d := range c.ballots() {
		if d.Seq > b.Seq && d.View < b.View && !spec.None(d.Request) && c.prepared(s, d.View, d.Seq, d.Request) {
			return true
		}
	}
	return false
}

// stages are what RequestExecuted consists of: from a request on, it is answered at
// last, or all correct replicas go to the last view, and enter it.
func (c Config) stages() []spec.Property[State] {
	return []spec.Property[State]{
		spec.LeadsTo("LastViewReached", c.someRequested, func(s *State) bool { return c.answered(s) || c.allInLast(s, true) }).
			Doc("the requests are answered, or all correct replicas come to the last view"),
		spec.LeadsTo("LastViewEntered", c.someRequested, func(s *State) bool { return c.answered(s) || c.allInLast(s, false) }).
			Doc("the requests are answered, or all correct replicas enter the last view"),
	}
}

func (c Config) allInLast(s *State, waiting bool) bool {
	for r := range c.replicas().All() {
		l := s.Replica.At(r)
		if !s.Faulty.Has(r) && (l.View+1 < c.Views || l.Waiting && !waiting) {
			return false
		}
	}
	return true
}
