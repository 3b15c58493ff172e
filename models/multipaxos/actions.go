package multipaxos

import (
	"iter"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Acceptors spec.Domain[Acceptor]
	Learners  spec.Domain[Learner]
	Commands  spec.Domain[Command]
	Ballots   int // 1..Ballots
	Slots     int // 1..Slots
	Bug       string
}

// The bugs, each a rule of the paper that is broken.
const (
	SkipPhase1       = "skip-phase1"
	AcceptBelow      = "accept-below"
	NoopOverVote     = "noop-over-vote"
	LatestBallot     = "latest-ballot-only"
	LearnMinority    = "learn-minority"
	LearnGap         = "learn-gap"
	FirstSkipsPhase1 = "first-skips-phase1" // harmless
)

// quorums is the set Quorum of the module: the smallest majorities.
func (c Config) quorums() quorum.System[Acceptor] { return quorum.Majority(c.Acceptors) }

// learners are the sets of acceptors whose votes tell a learner that an entry is
// chosen.
func (c Config) learners() quorum.System[Acceptor] {
	if c.Bug == LearnMinority {
		return quorum.Threshold(c.Acceptors, c.Acceptors.Len()/2)
	}
	return c.quorums()
}

// ballots iterates over Ballot.
func (c Config) ballots() iter.Seq[Ballot] {
	return func(yield func(Ballot) bool) {
		for b := Ballot(1); b <= Ballot(c.Ballots); b++ {
			if !yield(b) {
				return
			}
		}
	}
}

// of returns the part of the state that belongs to ballot b.
func (s *State) of(b Ballot) *BallotState { return s.Ballot.At(int(b)) }

// phase1a: the leader of ballot b asks all acceptors to take part in it, for all
// slots at once.
func (c Config) phase1a(s *State, b Ballot) bool {
	if s.of(b).Phase1a {
		return false
	}
	s.of(b).Phase1a = true
	return true
}

// phase1b: acceptor a, asked to take part in a ballot that is higher than those it
// takes part in, promises to take part in no lower one, and reports its latest vote
// in each slot.
func (c Config) phase1b(s *State, a Acceptor, b Ballot) bool {
	if !s.of(b).Phase1a || b <= s.MaxBal.Get(a) {
		return false
	}
	s.MaxBal.Set(a, b)
	s.of(b).Phase1b.Set(a, Promise{Sent: true, Votes: s.Votes.Get(a)})
	return true
}

// becomeLeader: all of quorum q have promised to take part in b. Its leader
// proposes what they oblige it to, and from now on needs no phase 1 any more.
func (c Config) becomeLeader(s *State, b Ballot, q spec.Subset[Acceptor]) bool {
	l := s.of(b)
	if l.Leading || !c.maySkipPhase1(b) && !l.promised(q) {
		return false
	}
	l.Leading = true
	l.Log = c.adopted(l, q)
	return true
}

func (c Config) maySkipPhase1(b Ballot) bool {
	return c.Bug == SkipPhase1 && b > 1 || c.Bug == FirstSkipsPhase1 && b == 1
}

// promised reports whether all of q take part in the ballot.
func (l *BallotState) promised(q spec.Subset[Acceptor]) bool {
	for a := range q.All() {
		if !l.Phase1b.At(a).Sent {
			return false
		}
	}
	return true
}

// adopted is what the votes of q oblige the leader to propose: in each slot the
// entry of the latest vote, up to the last slot with a vote. Slots before that
// which have none are gaps, and are filled with no-ops.
func (c Config) adopted(l *BallotState, q spec.Subset[Acceptor]) (log Log) {
	latest := c.latest(l, q)
	for slot, v := range latest.All() {
		if v.Bal == 0 {
			continue
		}
		for log.Len() < slot-1 {
			log.Append(Entry{Noop: true})
		}
		log.Append(v.Entry)
	}
	return log
}

// latest is the latest vote that q reports in each slot.
func (c Config) latest(l *BallotState, q spec.Subset[Acceptor]) Votes {
	latest := c.noVotes()
	var highest Ballot
	for a := range q.All() {
		for slot, v := range l.Phase1b.At(a).Votes.All() {
			if v.Bal > latest.Get(slot).Bal {
				*latest.At(slot) = v
			}
			highest = max(highest, v.Bal)
		}
	}
	for slot, v := range latest.All() {
		if v.Bal == 0 {
			continue
		}
		if c.Bug == LatestBallot && v.Bal < highest {
			*latest.At(slot) = Vote{}
		}
		if c.Bug == NoopOverVote && !l.unanimous(q, slot, v) {
			latest.At(slot).Entry = Entry{Noop: true}
		}
	}
	return latest
}

// unanimous reports whether all of q report the vote.
func (l *BallotState) unanimous(q spec.Subset[Acceptor], slot int, v Vote) bool {
	for a := range q.All() {
		if l.Phase1b.At(a).Votes.Get(slot) != v {
			return false
		}
	}
	return true
}

// propose: the leader of ballot b proposes a command in the next free slot. It has
// done phase 1 for all slots, this one too.
func (c Config) propose(s *State, b Ballot, command Command) bool {
	l := s.of(b)
	if !l.Leading || l.Log.Len() == l.Log.Cap() {
		return false
	}
	l.Log.Append(Entry{Command: command})
	return true
}

// phase2b: acceptor a votes for what the leader of ballot b proposes in a slot,
// unless it takes part in a higher ballot. By voting it takes part in b.
func (c Config) phase2b(s *State, a Acceptor, b Ballot, slot int) bool {
	l := s.of(b)
	if slot > l.Log.Len() || b < s.MaxBal.Get(a) && c.Bug != AcceptBelow {
		return false
	}
	s.MaxBal.Set(a, max(b, s.MaxBal.Get(a)))
	*s.Votes.At(a).At(slot) = Vote{b, l.Log.Get(slot)}
	l.Phase2b.At(slot).Add(a)
	return true
}

// learn: learner l learns the next entry of the log, having heard of the votes of a
// quorum in ballot b.
func (c Config) learn(s *State, l Learner, b Ballot, slot int) bool {
	learned := s.Learned.At(l)
	next := slot == learned.Len()+1 || c.Bug == LearnGap && slot > learned.Len()
	if !next || slot > s.of(b).Log.Len() || !c.learners().Has(s.of(b).Phase2b.Get(slot)) {
		return false
	}
	learned.Append(s.of(b).Log.Get(slot))
	return true
}
