package pbft

import (
	"fmt"

	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/spec"
)

// implements: what is committed with sequence number n is chosen once and for all, which
// is consensus among the requests, the null request among them.
func (c Config) implements(n int) spec.Property[State] {
	values := spec.NewDomain[consensus.Value](c.Requests.Len() + 1)
	null := last(values)
	return consensus.Implements(fmt.Sprintf("Consensus%d", n), values, func(s *State) (chosen spec.Subset[consensus.Value]) {
		for x := range c.orderable() {
			switch {
			case !c.takenForChosen(s, n, x):
			case spec.None(x):
				chosen.Add(null)
			default:
				chosen.Add(consensus.Value(x))
			}
		}
		return chosen
	}).Doc(fmt.Sprintf("section 4.2: what commits with sequence number %d is chosen by consensus", n))
}

func last(values spec.Domain[consensus.Value]) (v consensus.Value) {
	for v = range values.All() {
	}
	return v
}

// takenForChosen: x is committed with sequence number n, which means that it has prepared
// at f + 1 correct replicas in a view (section 4.2), or a correct replica has executed it.
func (c Config) takenForChosen(s *State, n int, x Request) bool {
	if c.preparedAt(s, n, x) > c.Faults {
		return true
	}
	for r := range c.replicas().All() {
		if done := &s.Replica.At(r).Executed; n <= done.Len() && done.Get(n) == x {
			return true
		}
	}
	return false
}
