package pbft

import "github.com/mcheck/mcheck/spec"

// Config holds the constants.
type Config struct {
	Faults   int                  // f: faulty replicas, of 3f + 1
	Views    View                 // views 0..Views-1
	Seqs     int                  // sequence numbers 1..Seqs
	Requests spec.Domain[Request] // requests of clients, the null request not counted
	Bug      string               // the rule that is broken, or empty

	// FaultyPrimaries makes the primaries of the first f views the faulty replicas,
	// so that that of the next is correct: the form for liveness.
	FaultyPrimaries bool

	// explicit makes the messages of faulty replicas part of the state. A test adds
	// the actions that send them.
	explicit bool
}

// clientRequest: a client signs a request and sends it to all replicas.
func (c Config) clientRequest(s *State, x Request) bool {
	if s.Requested.Has(x) {
		return false
	}
	s.Requested.Add(x)
	return true
}

// voting returns the view whose messages a correct replica accepts: the one that it
// is in, none while it waits for the next.
func (c Config) voting(s *State, r Replica) (v View, ok bool) {
	l := s.Replica.At(r)
	if l.Waiting && c.Bug == VoteAfterViewChange {
		return l.View - 1, !s.Faulty.Has(r)
	}
	return l.View, !l.Waiting && !s.Faulty.Has(r)
}

// prePrepare: the primary r gives the request the next sequence number of its view,
// unless it has one there.
func (c Config) prePrepare(s *State, r Replica, x Request) bool {
	v, ok := c.voting(s, r)
	if !ok || r != s.primary(v) || !s.Requested.Has(x) {
		return false
	}
	for n := 1; n <= c.Seqs; n++ {
		if accepted(s, r, v, n, x) {
			return false
		}
		if c.free(s, r, v, n) {
			s.PrePrepare.at(v, n).For(x).Add(r)
			return true
		}
	}
	return false
}

// free: r has accepted no pre-prepare for (v, n).
func (c Config) free(s *State, r Replica, v View, n int) bool {
	for x := range c.orderable() {
		if accepted(s, r, v, n, x) {
			return false
		}
	}
	return true
}

// prepare: the backup r accepts a pre-prepare with a client's request, having accepted
// no other for its view and sequence number.
func (c Config) prepare(s *State, r Replica, n int, x Request) bool {
	v, ok := c.voting(s, r)
	if !ok || r == s.primary(v) || !c.prePrepared(s, v, n, x) || accepted(s, r, v, n, x) {
		return false
	}
	if !c.free(s, r, v, n) && c.Bug != AcceptTwice {
		return false
	}
	if !s.Requested.Has(x) && c.Bug != ForgedRequest {
		return false
	}
	s.Prepare.at(v, n).For(x).Add(r)
	return true
}

// commit: r holds a prepared certificate for a request whose pre-prepare it has
// accepted, and says so.
func (c Config) commit(s *State, r Replica, n int, x Request) bool {
	v, ok := c.voting(s, r)
	if !ok || !accepted(s, r, v, n, x) || s.Commit.at(v, n).For(x).Has(r) {
		return false
	}
	if !c.prepared(s, v, n, x) && c.Bug != NoPreparePhase {
		return false
	}
	s.Commit.at(v, n).For(x).Add(r)
	return true
}

// execute: r executes the request with the next sequence number, which is
// committed-local at r.
func (c Config) execute(s *State, r Replica, x Request) bool {
	v, ok := c.voting(s, r)
	done := &s.Replica.At(r).Executed
	n := done.Len() + 1
	if !ok || n > c.Seqs || !s.Commit.at(v, n).For(x).Has(r) && c.Bug != ExecuteUnprepared {
		return false
	}
	if !c.committed(s, v, n, x) && c.Bug != NoCommitPhase {
		return false
	}
	done.Append(x)
	return true
}
