package pbft

import (
	"iter"

	"github.com/mcheck/mcheck/quorum"
	"github.com/mcheck/mcheck/spec"
)

// This file says what can be proved with the messages that were sent. All of it is
// monotone: more messages prove more. So it does not matter when a replica receives
// a message, and no replica needs a record of those that it has received.

// replicas returns the set of all replicas: 3f + 1 of them (section 4).
func (c Config) replicas() spec.Domain[Replica] {
	if c.Bug == TooFewReplicas {
		return spec.NewDomain[Replica](3 * c.Faults)
	}
	return spec.NewDomain[Replica](3*c.Faults + 1)
}

// quorum is all replicas but the f that may keep silent: 2f + 1.
func (c Config) quorum() int { return c.replicas().Len() - c.Faults }

// voteQuorum tells whose votes make a prepared or a committed certificate.
func (c Config) voteQuorum() quorum.System[Replica] {
	n := c.quorum()
	if c.Bug == SmallQuorum {
		n--
	}
	return quorum.Threshold(c.replicas(), n)
}

// viewChangeQuorum tells whose view-changes a new view can rest on.
func (c Config) viewChangeQuorum() quorum.System[Replica] {
	n := c.quorum()
	if c.Bug == SmallViewChangeQuorum {
		n--
	}
	return quorum.Threshold(c.replicas(), n)
}

// orderable iterates over the requests that can be ordered, the null request among
// them.
func (c Config) orderable() iter.Seq[Request] {
	return func(yield func(Request) bool) {
		for x := range c.Requests.All() {
			if !yield(x) {
				return
			}
		}
		yield(Request{})
	}
}

// senders returns the replicas that can have signed the log's message for (v, n, x):
// the correct ones that have sent it, and all that are faulty. This is the whole
// power of the adversary: it signs what it likes, at any time, to anybody, and it
// cannot sign for others.
func (c Config) senders(s *State, log *Log, v View, n int, x Request) spec.Subset[Replica] {
	sent := *log.at(v, n).For(x)
	if c.explicit {
		return sent
	}
	return sent.Union(s.Faulty)
}

// voters returns the senders of the prepares or commits for (v, n, x).
func (c Config) voters(s *State, log *Log, v View, n int, x Request) spec.Subset[Replica] {
	voters := c.senders(s, log, v, n, x)
	if c.Bug == NoViewNumber {
		for w := range c.Views {
			voters = voters.Union(c.senders(s, log, w, n, x))
		}
	}
	return voters
}

// prePrepared: the primary of v can have sent <PRE-PREPARE, v, n, x>.
func (c Config) prePrepared(s *State, v View, n int, x Request) bool {
	return c.senders(s, &s.PrePrepare, v, n, x).Has(s.primary(v))
}

// prepared: a prepared certificate for (v, n, x) can be formed, of a pre-prepare and
// 2f matching prepares of different backups (section 4.2). The primary's pre-prepare
// counts as its vote.
func (c Config) prepared(s *State, v View, n int, x Request) bool {
	votes := c.voters(s, &s.Prepare, v, n, x)
	votes.Add(s.primary(v))
	return c.prePrepared(s, v, n, x) && c.voteQuorum().Has(votes)
}

// committed: 2f + 1 replicas can have sent <COMMIT, v, n, x>. At a replica that holds
// a prepared certificate, this is committed-local (section 4.2).
func (c Config) committed(s *State, v View, n int, x Request) bool {
	return c.voteQuorum().Has(c.voters(s, &s.Commit, v, n, x))
}

// accepted: the correct replica r has the pre-prepare for (v, n, x) in its log, since
// it has sent that or a prepare for it.
func accepted(s *State, r Replica, v View, n int, x Request) bool {
	return s.PrePrepare.at(v, n).For(x).Has(r) || s.Prepare.at(v, n).For(x).Has(r)
}
