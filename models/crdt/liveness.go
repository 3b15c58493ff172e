package crdt

import "github.com/mcheck/mcheck/spec"

// fairness: gossip is fair. Each message is received by each replica to which it makes a
// difference, unless from some time on it makes none. Nothing makes clients go on.
//
//	Fairness == \A i \in Replica, m \in Message : WF_vars(m \in sent /\ Merge(i, m))
//
// as MCCRDTLive.tla has it, with Deliver for operations.
func (m machine[P, M, V]) fairness(arrival spec.Fairness) []spec.Fairness {
	if m.Bug == UnfairGossip {
		return nil
	}
	return []spec.Fairness{arrival}
}

// convergence: RR-7506, section 2.1: eventual delivery, convergence and termination
// make replicas equal when updates have ended. There are finitely many of these.
func (m machine[P, M, V]) convergence() spec.Property[State[P, M]] {
	return spec.EventuallyAlways("Convergence", m.agree).
		Doc("eventual consistency: when updates have ended all replicas come to have the same payload")
}

// agree: all replicas have the same payload.
func (m machine[P, M, V]) agree(s *State[P, M]) bool {
	for i, j := range m.Replicas.Pairs() {
		if s.Replica.At(i).Payload != s.Replica.At(j).Payload {
			return false
		}
	}
	return true
}
