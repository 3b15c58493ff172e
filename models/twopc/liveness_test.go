package twopc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// TestTermination: the transaction comes to an end, as TLC says of TwoPhaseLive.tla,
// and it takes both that the TM goes on and that the RMs do. Of three RMs the third
// to prepare is the last to do anything if the TM does not, and a TM that has
// aborted is if the RMs do not.
func TestTermination(t *testing.T) {
	needs, err := explorer.MinimalFairness(t.Context(), config(3), "Termination", explorer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if needs.Result.Verdict != explorer.Holds || len(needs.Minimal) != 1 || len(needs.Unneeded) > 0 {
		t.Fatalf("%s, %d minimal sets, unneeded %q, want both conjuncts", needs.Result.Verdict, len(needs.Minimal), needs.Unneeded)
	}
	for k, steps := range []int{3, 1} {
		v := needs.Minimal[0].Without[k].Violation
		if v.Lasso.Back != nil || len(v.Trace) != steps+1 {
			t.Errorf("without %s: %d steps, back %v, want nothing to happen after %d", needs.Minimal[0].Conjuncts[k], len(v.Trace)-1, v.Lasso.Back, steps)
		}
	}
}

// TestTerminationTakesNoTurns: it is enough that some RM goes on. Being told the
// decision a second time changes nothing, and such steps do not count, so that the
// others have their turn.
func TestTerminationTakesNoTurns(t *testing.T) {
	m := config(2)
	m.Fairness = []spec.Fairness{m.Fairness[0], spec.WF("RMPrepare", "RMChooseToAbort", "RMRcvCommitMsg", "RMRcvAbortMsg")}
	r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Properties: []string{"Termination"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Holds {
		t.Errorf("%s, want holds", r.Verdict)
	}
}

// TestRecoveryTerminates: with a coordinator for each that crashes, all who are up
// terminate as long as no RM crashes, and if RMs crash, when they have returned. TLC
// says the same of TwoPhaseRecoveryLive.tla.
func TestRecoveryTerminates(t *testing.T) {
	for _, row := range []struct {
		given    map[string]int
		property string
	}{
		{given(3, 0, 0, 0, 0), "Termination"},
		{given(2, 1, 0, 1, 0), "Termination"},
		{given(2, 1, 0, 1, 1), "Termination"},
		{given(2, 2, 0, 1, 0), "Termination"},
		{given(3, 1, 0, 1, 0), "Termination"},
		{given(2, 0, 2, 0, 0), "Termination"}, // the coordinator has a decision for who returns
		{given(2, 1, 1, 1, 0), "TerminationIfAllReturn"},
		{given(2, 2, 1, 1, 0), "TerminationIfAllReturn"},
	} {
		modeltest.Live(t, &twopc.Protocol, modeltest.Constants(t, &twopc.Protocol, row.given, ""), row.property)
	}
}

// TestBlocks: without recovery the RMs that are prepared wait for a coordinator that
// has crashed, and recovery waits for an RM that has: for ever, and fairly.
func TestBlocks(t *testing.T) {
	blocked := modeltest.Constants(t, &twopc.Protocol, given(2, 1, 0, 0, 0), "")
	modeltest.Lasso(t, &twopc.Protocol, blocked, "Termination", "blocked")
	waits := modeltest.Constants(t, &twopc.Protocol, given(2, 1, 1, 1, 0), "")
	modeltest.Lasso(t, &twopc.Protocol, waits, "Termination", "recovery-blocked")
}

// TestRecoveryNeedsFairness: each conjunct is needed, but that RMs vote.
func TestRecoveryNeedsFairness(t *testing.T) {
	needs, err := explorer.MinimalFairness(t.Context(), failing(2, 1, 0, true).Model(), "Termination", explorer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"WFEach(RMPrepare, RMChooseToAbort)"}, needs.Unneeded); diff != "" || len(needs.Minimal) != 1 {
		t.Errorf("%d minimal sets, unneeded (-want +got):\n%s", len(needs.Minimal), diff)
	}
}

// TestImplementsFairTCommit: two-phase commit implements transaction commit that goes on
// as long as it can, WF(Next), and does not where its own steps can be put off for ever.
func TestImplementsFairTCommit(t *testing.T) {
	abstract := tcommit.Config{RMs: spec.NewDomain[tcommit.RM](3)}.Model()
	abstract.Fairness = []spec.Fairness{spec.WF()}
	m := config(3)
	m.Properties = []spec.Property[twopc.State]{
		spec.Temporal("GoesOn", spec.FairnessOf(abstract, func(s *twopc.State) tcommit.State {
			return tcommit.State{RMState: s.RMState}
		})),
	}
	checktest.Run(t, m)
	m.Fairness = m.Fairness[:1]
	checktest.Refute(t, m, "GoesOn")
}
