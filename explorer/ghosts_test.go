package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// tally counts to three; the ghosts remember where it began to, if it remembers.
type tally struct {
	X      int8
	First  int8   `spec:"ghost"`
	Passed []int8 `spec:"ghost"`
}

func tallying(remembers bool, limit int8) spec.Model[tally] {
	return spec.Model[tally]{
		Name: "tally", Init: spec.Only(tally{}),
		Actions: []spec.Action[tally]{spec.Do("Count", func(s *tally) bool {
			if s.X == 3 {
				return false
			}
			s.X++
			if remembers && s.X == 2 {
				s.First = s.X
			}
			return true
		})},
		Properties: []spec.Property[tally]{spec.Invariant("Small", func(s *tally) error {
			if s.X < limit {
				return nil
			}
			return errors.New("too large")
		})},
		AllowDeadlock: true,
	}
}

// TestGhostsThatNobodyWrites: what is in the type of the state, and is not used at
// these constants, is in nobody's way.
func TestGhostsThatNobodyWrites(t *testing.T) {
	for _, row := range []struct {
		remembers bool
		limit     int8
		ghosts    string // in the ledger
		final     string // state of the counterexample
	}{
		{false, 3, "[]", "[x: 3]"},
		{true, 3, "[first passed]", "[x: 3, first: 2]"},
		{true, 1, "[]", "[x: 1]"}, // violated before anything is written
	} {
		r, err := explorer.Check(context.Background(), tallying(row.remembers, row.limit), explorer.CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		trace := r.Violation().Trace
		if got := fmt.Sprint(r.Ledger.Ghosts); got != row.ghosts {
			t.Errorf("ghosts %s, want %s", got, row.ghosts)
		}
		if got := trace[len(trace)-1].State.String(); got != row.final {
			t.Errorf("the trace ends with %s, want %s", got, row.final)
		}
		if first, last := trace[0].State, trace[len(trace)-1].State; len(first.Fields) != len(last.Fields) {
			t.Errorf("the trace begins with %v and ends with %v, want the same variables", first, last)
		}
	}
}
