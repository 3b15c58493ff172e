package spectest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// The reference explorer is itself held against TLC's numbers.
func TestReferenceCountsAsTLC(t *testing.T) {
	for _, tt := range []struct {
		rms                 int
		distinct, generated uint64
		depth               int
	}{{2, 56, 154, 8}, {3, 288, 1_146, 11}, {4, 1_568, 8_258, 14}} {
		t.Run(fmt.Sprint(tt.rms), func(t *testing.T) {
			got, err := Reference(twopc.Config{RMs: spec.NewDomain[twopc.RM](tt.rms)}.Model(), 1e6)
			if err != nil {
				t.Fatal(err)
			}
			// The shortest ways: all prepare, the TM hears of all, commits, and all are
			// told; and all abort on their own.
			want := Count{
				Distinct: tt.distinct, Generated: tt.generated, Depth: tt.depth, Complete: true,
				Seen: map[string]int{"AllCommit": 1 + 3*tt.rms + 1, "AllAbort": 1 + tt.rms},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The expectations were counted by hand on the chain 1 -> 2 -> ... -> 6.
func TestReferenceOnAChain(t *testing.T) {
	bad := func(n int) spec.Property[int] {
		return spec.Invariant(fmt.Sprint("not", n), func(s *int) error {
			if *s == n {
				return errors.New("here")
			}
			return nil
		})
	}
	from := func(n int) spec.Property[int] {
		return spec.StepInvariant(fmt.Sprint("step", n), func(old, _ *int, _ spec.Step) error {
			if *old == n {
				return errors.New("here")
			}
			return nil
		})
	}
	chain := func(properties ...spec.Property[int]) spec.Model[int] {
		return spec.Model[int]{
			Name: "chain", Init: spec.Only(1), Properties: properties,
			Actions: []spec.Action[int]{spec.Do("Next", func(s *int) bool {
				if *s == 6 {
					return false
				}
				*s++
				return true
			})},
		}
	}
	below := func(n int, m spec.Model[int]) spec.Model[int] {
		m.Constraints = []spec.Constraint[int]{{Name: "below", Holds: func(s *int) bool { return *s < n }}}
		return m
	}
	none := map[string]int{}
	for _, tt := range []struct {
		name  string
		model spec.Model[int]
		limit int
		want  Count
	}{
		{"deadlock", chain(), 100, Count{Distinct: 6, Generated: 6, Depth: 6, Complete: true, Deadlock: 6, Seen: none}},
		{"invariant", chain(bad(3), bad(4)), 100, Count{Distinct: 3, Generated: 3, Depth: 3, Complete: true, Violation: 3, Violated: []string{"not3"}, Seen: none}},
		{"two of a level", chain(bad(3), from(2)), 100, Count{Distinct: 3, Generated: 3, Depth: 3, Complete: true, Violation: 3, Violated: []string{"not3", "step2"}, Seen: none}},
		{"initial state", chain(bad(1)), 100, Count{Distinct: 1, Generated: 1, Depth: 1, Complete: true, Violation: 1, Violated: []string{"not1"}, Seen: none}},
		{"constraint", below(4, chain()), 100, Count{Distinct: 3, Generated: 4, Depth: 3, Complete: true, Seen: none}},
		{"violation in a cut state", below(4, chain(bad(4))), 100, Count{Distinct: 3, Generated: 4, Depth: 3, Complete: true, Violation: 4, Violated: []string{"not4"}, Seen: none}},
		{"witness", below(4, chain(spec.Reachable("two", func(s *int) bool { return *s == 2 }))), 100, Count{Distinct: 3, Generated: 4, Depth: 3, Complete: true, Seen: map[string]int{"two": 2}}},
		{"limit", chain(), 3, Count{Distinct: 4, Generated: 4, Depth: 4, Seen: none}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Reference(tt.model, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
