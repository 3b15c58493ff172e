package paxoscommit

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	RMs       spec.Domain[RM]
	Acceptors spec.Domain[Acceptor]
	Ballots   int
	Bug       string
}

// The bugs, each a rule that is broken.
const (
	MinorityQuorum     = "minority-quorum"
	FreeValue          = "free-value"
	PresumePrepared    = "presume-prepared"
	SameBallot         = "same-ballot"
	AcceptBelowPromise = "accept-below-promise"
	CommitSome         = "commit-some"
	AbortCommitted     = "abort-committed"
)

// quorums are the smallest majorities of the acceptors.
func (c Config) quorums() iter.Seq[Quorum] {
	least := c.Acceptors.Len()/2 + 1
	if c.Bug == MinorityQuorum {
		least--
	}
	return quorum.Threshold(c.Acceptors, least).Minimal()
}

// rmPrepare: r is prepared, and proposes so in ballot 0 of its instance.
func (c Config) rmPrepare(s *State, r RM) bool {
	if s.RMState.Get(r) != Working {
		return false
	}
	s.RMState.Set(r, Prepared)
	s.propose(r, 0, ValPrepared)
	return true
}

// rmChooseToAbort: r aborts on its own, and proposes that.
func (c Config) rmChooseToAbort(s *State, r RM) bool {
	switch q := s.RMState.Get(r); {
	case q == Working:
		s.propose(r, 0, ValAborted)
	case q != Committed || c.Bug != AbortCommitted:
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}

func (s *State) propose(r RM, b Ballot, v Value) { *s.round(r, b).Phase2a.at(v) = true }

// rmRcvCommitMsg: r is told to commit, and obeys. That nobody is told so who has
// aborted is for the properties to say, and no guard.
func (c Config) rmRcvCommitMsg(s *State, r RM) bool {
	if !s.Msgs.Commit {
		return false
	}
	s.RMState.Set(r, Committed)
	return true
}

// rmRcvAbortMsg: r is told to abort, and obeys.
func (c Config) rmRcvAbortMsg(s *State, r RM) bool {
	if !s.Msgs.Abort {
		return false
	}
	s.RMState.Set(r, Aborted)
	return true
}

// phase1a: a leader has not learned what r decided, and begins ballot b. To send the
// message again changes nothing.
func (c Config) phase1a(s *State, b Ballot, r RM) bool {
	s.round(r, b).Phase1a = true
	return true
}

// phase2a: the acceptors of q have answered the leader of ballot b. It proposes the
// value that one of them has accepted in the highest ballot. If none has accepted any
// it is free, and proposes to abort. One ballot has one leader, which proposes once.
func (c Config) phase2a(s *State, b Ballot, r RM, q Quorum) bool {
	m := s.round(r, b)
	if m.proposed() && c.Bug != SameBallot || !m.Phase1b.Contains(q) {
		return false
	}
	v := latest(&m.Reports, q)
	if v == NoValue || c.Bug == FreeValue {
		v = ValAborted
		if c.Bug == PresumePrepared {
			v = ValPrepared
		}
	}
	s.propose(r, b, v)
	return true
}

// latest returns the value of the report with the highest ballot. Only a bug lets two
// of one ballot differ.
func latest(reports *PerAcceptor[Vote], q Quorum) Value {
	var last Vote
	for a := range q.All() {
		v := reports.Get(a)
		if v.Val != NoValue && (last.Val == NoValue || v.Bal > last.Bal || v.Bal == last.Bal && v.Val == ValPrepared) {
			last = v
		}
	}
	return last.Val
}

// Evidence is why a leader may commit: for each RM a ballot and a quorum by which
// "prepared" was chosen.
type Evidence = spec.Vec[Chosen, [MaxRMs]Chosen]

// Chosen is the ballot and the quorum by which an instance has chosen its value.
type Chosen struct {
	RM     RM
	Bal    Ballot
	Quorum Quorum
}

func (e Chosen) String() string { return fmt.Sprintf("%v in %d by %v", e.RM, e.Bal, e.Quorum) }

// needed lists the sets of instances that must have chosen "prepared" for a commit:
// there is one, of all.
func (c Config) needed() (sets [][]RM) {
	all := slices.Collect(c.RMs.All())
	if c.Bug != CommitSome {
		return [][]RM{all}
	}
	return slices.Collect(slices.Chunk(all, 1))
}

// evidence iterates over all that shows that the transaction may be committed.
func (c Config) evidence(s *State) iter.Seq[Evidence] {
	return func(yield func(Evidence) bool) {
		for _, rms := range c.needed() {
			if !c.extend(s, rms, Evidence{}, yield) {
				return
			}
		}
	}
}

// extend yields e with evidence for the given RMs, in every way. It reports whether
// to go on.
func (c Config) extend(s *State, rms []RM, e Evidence, yield func(Evidence) bool) bool {
	if len(rms) == 0 {
		return yield(e)
	}
	for one := range c.prepared(s, rms[0]) {
		with := e
		with.Append(one)
		if !c.extend(s, rms[1:], with, yield) {
			return false
		}
	}
	return true
}

// prepared iterates over the ballots and quorums by which r's instance has chosen
// that r is prepared.
func (c Config) prepared(s *State, r RM) iter.Seq[Chosen] {
	return func(yield func(Chosen) bool) {
		for b := range Ballot(c.Ballots) {
			if s.round(r, b).Phase2b.Prepared.Len() == 0 {
				continue
			}
			for q := range c.quorums() {
				if s.chosen(r, ValPrepared, b, q) && !yield(Chosen{r, b, q}) {
					return
				}
			}
		}
	}
}

// decideCommit: a leader knows that all instances have chosen "prepared".
func (c Config) decideCommit(s *State, _ Evidence) bool {
	s.Msgs.Commit = true
	return true
}

// decideAbort: a leader knows that an instance has chosen "aborted".
func (c Config) decideAbort(s *State, r RM, b Ballot, q Quorum) bool {
	if !s.chosen(r, ValAborted, b, q) {
		return false
	}
	s.Msgs.Abort = true
	return true
}

// phase1b: acceptor a promises the leader of ballot b to ignore lower ballots, and
// tells it what it has accepted.
func (c Config) phase1b(s *State, a Acceptor, r RM, b Ballot) bool {
	m, mine := s.round(r, b), s.AState.At(r).At(a)
	if !m.Phase1a || mine.MBal >= b {
		return false
	}
	mine.MBal = b
	m.Phase1b.Add(a)
	m.Reports.Set(a, mine.Vote)
	return true
}

// phase2b: acceptor a accepts what was proposed, unless it has promised not to.
func (c Config) phase2b(s *State, a Acceptor, p Proposal) bool {
	m, mine := s.round(p.RM, p.Bal), s.AState.At(p.RM).At(a)
	if !*m.Phase2a.at(p.Val) || mine.MBal > p.Bal && c.Bug != AcceptBelowPromise {
		return false
	}
	mine.MBal = max(mine.MBal, p.Bal)
	mine.Vote = Vote{p.Val, p.Bal}
	m.Phase2b.at(p.Val).Add(a)
	return true
}

// Proposal is a phase 2a message.
type Proposal struct {
	RM  RM
	Bal Ballot
	Val Value
}

func (p Proposal) String() string { return fmt.Sprintf("%v in %d of %v", p.Val, p.Bal, p.RM) }
