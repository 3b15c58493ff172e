package crdt

import (
	"slices"
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
)

// TestImplementsSequential: counters and the set that only grows are objects that are not
// replicated, and show all that these can do. Two processes make n updates in n + 1 ways,
// and 2^n times as many if each is one of two.
func TestImplementsSequential(t *testing.T) {
	const one, two = 1 + 2 + 3 + 4, 1 + 2*2 + 3*4 + 4*8 // of at most 3 updates
	for name, states := range map[string]uint64{
		"g-counter": one, "g-set": one, "pn-counter": two, "causal-counter": two, "plain-counter": two,
	} {
		typ := Types[typeNamed(name)]
		modeltest.Implements(t, typ.model(config(2, 3, 1), typ), "Sequential", states)
	}
}

// TestNotSequential: all other types reconcile concurrent updates in ways that no order of
// them explains in which updates take effect when they are made. A set needs an addition,
// a removal and another addition for that, all others two updates.
func TestNotSequential(t *testing.T) {
	for _, typ := range Types {
		if typ.Sequential {
			continue
		}
		typ.Sequential = true
		updates := 2
		if typ.Set {
			updates = 3
		}
		r := checktest.Refute(t, typ.model(config(2, 3, 1), typ), "Sequential", sequential)
		if n := len(r.Violation().Trace); n != 1+updates {
			t.Errorf("%s: a violation after %d states, want %d", typ.Name, n, 1+updates)
		}
	}
}

// TestBugsNotSequential: mistakes in what is merged or sent. A newcomer does not suffer
// from a broadcast that delivers to others in a wrong order, or twice.
func TestBugsNotSequential(t *testing.T) {
	for _, typ := range Types {
		for _, bug := range typ.Bugs {
			if !typ.Sequential || slices.Contains([]string{FIFOOnly, DeliverTwice}, bug) {
				continue
			}
			if typ.Set && bug == LargerWins {
				continue // of two elements the larger set is the union, or as large
			}
			c := config(2, 3, 1)
			c.Bug = bug
			t.Run(typ.Name+"/"+bug, func(t *testing.T) { checktest.Refute(t, typ.model(c, typ), "Sequential", sequential) })
		}
	}
}

func sequential(o *explorer.CheckOptions) { o.Properties, o.Liveness = []string{"Sequential"}, false }
