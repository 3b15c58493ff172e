package twopc_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// failing returns the form with failures: coordinators and participants that crash
// as often, and recovery.
func failing(rms, coordinators, participants int, recovery bool) twopc.RecoveryConfig {
	return twopc.RecoveryConfig{
		Config:             twopc.Config{RMs: spec.NewDomain[twopc.RM](rms)},
		CoordinatorCrashes: coordinators, ParticipantCrashes: participants, Recovery: recovery,
	}
}

func given(rms, coordinators, participants, recovery, suspicions int) map[string]int {
	return map[string]int{
		"rms": rms, "coordinator-crashes": coordinators, "participant-crashes": participants,
		"recovery": recovery, "false-suspicions": suspicions,
	}
}

func TestRecoveryTable(t *testing.T) {
	modeltest.Table(t, failing(3, 1, 1, true).Model(), "TwoPhaseRecovery.tla")
}

func TestRecoveryLaws(t *testing.T) {
	spectest.Check(t, failing(2, 1, 1, true).Model())
	for _, bug := range twopc.Protocol.Bugs {
		c := failing(2, 1, 1, true)
		c.Bug = bug.Name
		t.Run(bug.Name, func(t *testing.T) { spectest.Check(t, c.Model()) })
	}
}

func TestBugs(t *testing.T) { modeltest.Bugs(t, &twopc.Protocol, nil) }

// TestBugsAreNoRefinement: no bug implements transaction commit.
func TestBugsAreNoRefinement(t *testing.T) { modeltest.BugsViolate(t, &twopc.Protocol, "TCommit") }

// TestImplements: of transaction commit, of which TLC knows 12 and 34 states with two
// and three RMs, every state and step is seen, with and without failures.
func TestImplements(t *testing.T) {
	for rms, states := range map[int]uint64{2: 12, 3: 34} {
		modeltest.Implements(t, config(rms), "TCommit", states)
		r := modeltest.Implements(t, failing(rms, 1, 1, true).Model(), "TCommit", states)
		if len(r.Ledger.Symmetry) == 0 {
			t.Errorf("%d RMs: symmetry is not used: %s", rms, r.Ledger.Asymmetric)
		}
	}
}

func TestTwinBugs(t *testing.T) {
	modeltest.TwinBugs(t, &twopc.Protocol, "TwoPhaseRecovery.tla", twopc.VoteAfterPromise)
}

// TestHarmless: see the package's documentation for the reason.
func TestHarmless(t *testing.T) {
	modeltest.Harmless(t, &twopc.Protocol, given(2, 1, 1, 1, 1), twopc.VoteAfterPromise)
	modeltest.Harmless(t, &twopc.Protocol, given(3, 1, 1, 1, 0), twopc.VoteAfterPromise)
}

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &twopc.Protocol, "TypeOK") }

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &twopc.Protocol, given(2, 1, 1, 1, 1), given(3, 1, 0, 1, 0))
}

// TestConservative: without failures the form with failures has the behaviours of
// the basic form, and its decisions are stable there.
func TestConservative(t *testing.T) {
	for rms := 1; rms <= 4; rms++ {
		basic := checktest.Run(t, config(rms))
		same := checktest.Run(t, failing(rms, 0, 0, false).Model(), func(o *explorer.CheckOptions) { o.NoReduction = true })
		count := func(r *explorer.Result) string {
			return fmt.Sprintf("%d distinct, %d generated, depth %d", r.Distinct, r.Generated, r.Depth)
		}
		if diff := cmp.Diff(count(basic), count(same)); diff != "" {
			t.Errorf("%d RMs: basic form (-), without failures (+):\n%s", rms, diff)
		}
	}
}

// TestBlocked: an RM that is blocked stays so. Nothing that can happen, restarts
// among it, lets it decide; with recovery the same claim is violated.
func TestBlocked(t *testing.T) {
	stays := func(c twopc.RecoveryConfig) spec.Model[twopc.RecoveryState] {
		m := c.Model()
		m.Properties = append(m.Properties, spec.StepInvariant("Stays", func(old, new *twopc.RecoveryState, _ spec.Step) error {
			for r := range c.RMs.All() {
				if old.TMDown && old.TMState == twopc.TMInit && old.RMState.Get(r) == twopc.Prepared && new.RMState.Get(r) != twopc.Prepared {
					return fmt.Errorf("%v is %v", r, new.RMState.Get(r))
				}
			}
			return nil
		}))
		return m
	}
	checktest.Run(t, stays(failing(3, 1, 1, false)), func(o *explorer.CheckOptions) { o.Liveness = false })
	checktest.Refute(t, stays(failing(3, 1, 1, true)), "Stays")
}

// TestWitnesses: what failures lead to is found, where the constants allow it.
func TestWitnesses(t *testing.T) {
	for _, row := range []struct {
		given map[string]int
		want  map[string]bool
	}{
		{given(1, 1, 0, 0, 0), map[string]bool{"AllCommit": true, "Blocked": true}},
		{given(2, 1, 0, 1, 0), map[string]bool{"AllCommit": true, "RecoveryCommits": true, "Overruled": true}},
		{given(1, 0, 0, 1, 1), map[string]bool{"AllCommit": true, "RecoveryCommits": true, "Overruled": true}},
		{given(2, 1, 1, 1, 0), map[string]bool{"AllCommit": true, "RecoveryBlocked": true, "RecoveryCommits": true, "Overruled": true}},
	} {
		r := modeltest.Check(t, &twopc.Protocol, modeltest.Constants(t, &twopc.Protocol, row.given, ""), explorer.CheckOptions{})
		got := map[string]bool{}
		for _, w := range r.Ledger.Witnesses {
			if w.Required {
				got[w.Name] = w.Found
			}
		}
		if diff := cmp.Diff(row.want, got); diff != "" || r.Verdict != explorer.Holds {
			t.Errorf("%v: verdict %s, witnesses (-want +got):\n%s", row.given, r.Verdict, diff)
		}
	}
}

// TestTypeOK: corrupted states are noticed.
func TestTypeOK(t *testing.T) {
	c := failing(1, 1, 0, true)
	corrupt := map[string]func(*twopc.RecoveryState, twopc.RM){
		"rmState":  func(s *twopc.RecoveryState, r twopc.RM) { s.RMState.Set(r, 9) },
		"rmLog":    func(s *twopc.RecoveryState, r twopc.RM) { s.RMLog.Set(r, 9) },
		"promised": func(s *twopc.RecoveryState, r twopc.RM) { s.Promised.Set(r, 1) },
		"reports": func(s *twopc.RecoveryState, r twopc.RM) {
			s.Successors.Append(twopc.Successor{})
			s.Successors.At(1).Reports.Set(r, 9)
		},
	}
	for name, change := range corrupt {
		t.Run(name, func(t *testing.T) {
			var s twopc.RecoveryState
			for r := range c.RMs.All() {
				change(&s, r)
			}
			m := c.Model()
			m.Init = spec.Only(s)
			checktest.Refute(t, m, "TypeOK")
		})
	}
}
