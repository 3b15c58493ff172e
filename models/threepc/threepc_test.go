package threepc_test

import (
	"strings"
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/threepc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(rms, crashes, suspicions, recoveries int) threepc.Config {
	return threepc.Config{
		RMs: spec.NewDomain[threepc.RM](rms), Crashes: crashes, FalseSuspicions: suspicions, IndependentRecoveries: recoveries,
	}
}

func given(rms, crashes, suspicions, recoveries int) map[string]int {
	return map[string]int{"rms": rms, "crashes": crashes, "false-suspicions": suspicions, "independent-recoveries": recoveries}
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, 1, 0, 0).Model(), "ThreePhase.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &threepc.Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(2, 1, 1, 1).Model()) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &threepc.Protocol, nil) }

func TestTwinBugs(t *testing.T) {
	modeltest.TwinBugs(t, &threepc.Protocol, "ThreePhase.tla", harmless...)
}

var harmless = []string{threepc.PreCommitUnprepared, threepc.PreCommitDespiteAbort}

// TestHarmless: see the package's documentation for the reasons.
func TestHarmless(t *testing.T) {
	for _, change := range harmless {
		modeltest.Harmless(t, &threepc.Protocol, given(3, 2, 0, 0), change)
	}
}

func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &threepc.Protocol, "TypeOK")
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &threepc.Protocol, given(3, 1, 0, 0), given(2, 1, 1, 0))
}

// TestAssumptions: each of the two is needed. The counterexamples are in testdata.
func TestAssumptions(t *testing.T) {
	for name, row := range map[string]map[string]int{
		"false-suspicion":      given(2, 2, 1, 0),
		"partition":            given(2, 0, 3, 0),
		"independent-recovery": given(2, 1, 0, 1),
	} {
		t.Run(name, func(t *testing.T) {
			c := modeltest.Constants(t, &threepc.Protocol, row, "")
			r := modeltest.Check(t, &threepc.Protocol, c, explorer.CheckOptions{})
			if v := r.Violation(); v == nil || v.Property != "TCConsistent" {
				t.Fatalf("%s, want a violation of TCConsistent", modeltest.Found(r))
			}
			var text strings.Builder
			if err := render.Counterexamples(&text, render.Run{Result: r, Constants: render.Constants(&threepc.Protocol, c)}); err != nil {
				t.Fatal(err)
			}
			modeltest.Golden(t, name, text.String())
		})
	}
}

// TestBlocks: a state in which nothing can happen, and somebody who is up has not
// decided, is reported. Here an RM waits for a vote that was never given.
func TestBlocks(t *testing.T) {
	c := config(3, 1, 0, 0)
	c.Bug = threepc.LostVote
	checktest.Refute(t, c.Model(), "")
}

// TestWitnesses: both decisions are reached without the TM.
func TestWitnesses(t *testing.T) {
	r := checktest.Run(t, config(2, 1, 0, 0).Model())
	for _, w := range r.Ledger.Witnesses {
		if !w.Required || !w.Found {
			t.Errorf("%s: required %v, found %v", w.Name, w.Required, w.Found)
		}
	}
}

// TestTypeOK: corrupted states are noticed.
func TestTypeOK(t *testing.T) {
	c := config(1, 1, 0, 0)
	corrupt := map[string]func(*threepc.State, threepc.RM){
		"rmState":  func(s *threepc.State, r threepc.RM) { s.RMState.Set(r, 5) },
		"promised": func(s *threepc.State, r threepc.RM) { s.Promised.Set(r, 2) },
		"reports":  func(s *threepc.State, r threepc.RM) { s.Coordinators.At(1).Reports.Set(r, 9) },
	}
	for name, change := range corrupt {
		t.Run(name, func(t *testing.T) {
			m := c.Model()
			for s := range m.Init {
				for r := range c.RMs.All() {
					change(&s, r)
				}
				m.Init = spec.Only(s)
			}
			// The other properties do not know what to make of such a state.
			m.Properties = m.Properties[3:4]
			checktest.Refute(t, m, "TypeOK")
		})
	}
}
