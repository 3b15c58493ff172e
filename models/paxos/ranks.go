package paxos

import "iter"

// Ballots only grow, so that no behaviour in which proposers overtake each other would
// ever come back to a state. But all that is done with ballots is to compare them, and to
// make one that is higher than all that are in use. So those in use may be renamed if
// their order stays the same: they become 0, 1, 2, ... TestRanks certifies that the states
// before and after renaming have the same future, step by step and under the same labels,
// so that fairness is the same, too.

// rank renames the ballots of the state.
func (c LiveConfig) rank(s *LiveState) {
	if c.unranked {
		return
	}
	var used [maxRanks + 1]bool
	for b := range c.inUse(s) {
		used[1+*b] = true
	}
	var to [len(used)]Ballot
	next := Ballot(0)
	for b := range to[1:] {
		if to[1+b] = next; used[1+b] {
			next++
		}
	}
	to[0] = NoBallot
	for b := range c.inUse(s) {
		*b = to[1+*b]
	}
}

// maxRanks is more than the ballots that can be in use after a step: two of each
// acceptor, two of each proposer, and a new one.
const maxRanks = 2*MaxAcceptors + 2*MaxProposers + 1

// inUse iterates over all ballots in the state, NoBallot among them.
func (c LiveConfig) inUse(s *LiveState) iter.Seq[*Ballot] {
	return func(yield func(*Ballot) bool) {
		for p := range c.Proposers.All() {
			if t := s.Proposer.At(p); !yield(&t.Bal) || !yield(&t.VBal) {
				return
			}
		}
		for a := range c.Acceptors.All() {
			if !yield(s.MaxBal.At(a)) || !yield(s.MaxVBal.At(a)) {
				return
			}
		}
	}
}

// top is the highest ballot in use.
func (c LiveConfig) top(s *LiveState) Ballot {
	highest := NoBallot
	for b := range c.inUse(s) {
		highest = max(highest, *b)
	}
	return highest
}

// ballotsLeft bounds ballots that are not ranks.
func (c LiveConfig) ballotsLeft(s *LiveState, _ Proposer) bool {
	return c.top(s)+1 < Ballot(c.Ballots)
}

// lowered tells by how much a step has lowered the highest ballot, compared with what it
// is: Phase1a, which makes another proposer's the highest, adds 1.
func (c LiveConfig) lowered(old, new *LiveState) int {
	was, is := c.top(old), c.top(new)
	for p := range c.Proposers.All() {
		if old.Proposer.At(p).Bal != was && new.Proposer.At(p).Bal == is {
			return int(was - is + 1)
		}
	}
	return int(was - is)
}
