package explorer_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// race holds two numbers that grow, stored from the lesser on.
type race struct{ A, B uint8 }

// TestRanks: a lasso among ranks tells by how much the numbers grow in a round, and
// which steps have lowered what is stored.
func TestRanks(t *testing.T) {
	run := func(mine, other func(*race) *uint8) func(*race) bool {
		return func(s *race) bool {
			if *mine(s) > *other(s) {
				return false
			}
			*mine(s)++
			least := min(s.A, s.B)
			s.A, s.B = s.A-least, s.B-least
			return true
		}
	}
	a, b := func(s *race) *uint8 { return &s.A }, func(s *race) *uint8 { return &s.B }
	r, err := explorer.Check(t.Context(), spec.Model[race]{
		Name: "race", Doc: "two numbers that grow by turns",
		Init:       spec.Only(race{}),
		Actions:    []spec.Action[race]{spec.Do("A", run(a, b)), spec.Do("B", run(b, a))},
		Properties: []spec.Property[race]{spec.Eventually("Far", func(s *race) bool { return s.A > 1 })},
		Fairness:   []spec.Fairness{spec.WF("A"), spec.WF("B")},
		Ranks: &spec.Ranks[race]{Of: "numbers", Lowered: func(old, new *race) int {
			return max(int(old.A)-int(new.A), int(old.B)-int(new.B), 0)
		}},
	}, explorer.CheckOptions{Liveness: true})
	if err != nil {
		t.Fatal(err)
	}
	v := r.Violation()
	if v == nil {
		t.Fatalf("%s, want violated", r.Verdict)
	}
	notes := []string{v.Lasso.Back.Note}
	for _, s := range v.Trace[v.Lasso.Loop+1:] {
		notes = append(notes, s.Note)
	}
	lowered := 0
	for _, n := range notes {
		if n == "all numbers lowered by 1" {
			lowered++
		}
	}
	if v.Lasso.Ranks != "numbers" || v.Lasso.Raised != 1 || lowered != 1 || len(notes) != 2 {
		t.Errorf("%s +%d per round, notes %q, want +1 in two steps", v.Lasso.Ranks, v.Lasso.Raised, notes)
	}
}
