package crdt

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them: from the replica whose step sends them,
// which those of state-based types do not tell, to all.

func (m machine[P, M, V]) mail(s *State[P, M]) (all []spec.Envelope) {
	for i, message := range m.arrivals(s) {
		all = append(all, envelope(i, message))
	}
	return all
}

func envelope[M any](to Replica, message M) spec.Envelope {
	return spec.Envelope{To: to.String(), Text: fmt.Sprint(message)}
}

func received[S, M any](_ *S, i Replica, message M) []spec.Envelope {
	return []spec.Envelope{envelope(i, message)}
}
