package threepc_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/threepc"
)

// TestTermination: who is up decides, whoever crashes, as TLC says of ThreePhaseLive.tla.
// The bug unnoticed-crash has the counterexample to what happens if crashes are not
// noticed.
func TestTermination(t *testing.T) {
	for _, constants := range []map[string]int{
		given(1, 1, 0, 0), given(2, 0, 0, 0), given(2, 2, 0, 0), given(3, 1, 0, 0),
		given(2, 1, 1, 0), given(2, 0, 2, 0), given(1, 1, 0, 1),
	} {
		modeltest.Live(t, &threepc.Protocol, modeltest.Constants(t, &threepc.Protocol, constants, ""), "Termination")
	}
}

// TestTerminationNeedsFairness: each conjunct is needed, but that RMs vote.
func TestTerminationNeedsFairness(t *testing.T) {
	needs, err := explorer.MinimalFairness(t.Context(), config(2, 1, 0, 0).Model(), "Termination", explorer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"WFEach(RMPrepare, RMChooseToAbort)"}, needs.Unneeded); diff != "" || len(needs.Minimal) != 1 {
		t.Errorf("%d minimal sets, unneeded (-want +got):\n%s", len(needs.Minimal), diff)
	}
}
