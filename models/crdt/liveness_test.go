package crdt

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
)

// TestConvergence: where gossip is fair the replicas of every type converge, as TLC says
// of MCCRDTLive.tla.
func TestConvergence(t *testing.T) {
	for _, typ := range Types {
		c := modeltest.Constants(t, &Protocol, given(typ.Name, 2, 2, 1), "")
		modeltest.Live(t, &Protocol, c, "Convergence")
	}
	modeltest.Live(t, &Protocol, modeltest.Constants(t, &Protocol, given("or-set", 3, 2, 1), ""), "Convergence")
}

// TestDivergence: fair gossip does not help where old messages undo what newer ones
// have brought, nor where all have been received and replicas do not agree.
func TestDivergence(t *testing.T) {
	goesRound := modeltest.Lasso(t, &Protocol, modeltest.Constants(t, &Protocol, nil, Overwrite), "Convergence", "divergence-overwrite")
	stands := modeltest.Lasso(t, &Protocol, modeltest.Constants(t, &Protocol, nil, LocalTies), "Convergence", "divergence-local-ties")
	if goesRound.Lasso.Back == nil || stands.Lasso.Back != nil {
		t.Errorf("back by %v and %v, want that the first goes round and the second does not", goesRound.Lasso.Back, stands.Lasso.Back)
	}
}
