package twopc_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(rms int) spec.Model[twopc.State] {
	return twopc.Config{RMs: spec.NewDomain[twopc.RM](rms)}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3), "TwoPhase.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &twopc.Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(3)) }

// TestOutcomes: both decisions are reached by all resource managers, so that
// TCConsistent says something. The claim that one is never reached is violated.
func TestOutcomes(t *testing.T) {
	rms := spec.NewDomain[twopc.RM](3)
	for _, outcome := range []twopc.RMState{twopc.Committed, twopc.Aborted} {
		m := config(3)
		m.Properties = append(m.Properties, spec.Invariant("Never", func(s *twopc.State) error {
			for r := range rms.All() {
				if s.RMState.Get(r) != outcome {
					return nil
				}
			}
			return errors.New("all have " + outcome.String())
		}))
		r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if v := r.Violation(); v == nil || v.Property != "Never" || !strings.Contains(v.Message, outcome.String()) {
			t.Errorf("no resource manager ever gets to %v: verdict %s", outcome, r.Verdict)
		}
	}
}
