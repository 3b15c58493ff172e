package pbft_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/pbft"
)

// TestImplementsConsensus: with each sequence number one of the requests is chosen, or
// none. The null request, which consensus may choose as well, is chosen in gaps only, in
// front of other requests: there are none with one sequence number, nor without view
// changes.
func TestImplementsConsensus(t *testing.T) {
	for _, tt := range []struct {
		property              string
		views, seqs, requests int
	}{
		{"Consensus1", 1, 1, 2},
		{"Consensus2", 1, 2, 1},
		{"Consensus1", 2, 1, 1},
	} {
		given := map[string]int{"views": tt.views, "seqs": tt.seqs, "requests": tt.requests}
		model := modeltest.Model(t, &pbft.Protocol, modeltest.Constants(t, &pbft.Protocol, given, ""))
		n := uint64(tt.requests)
		modeltest.ImplementsPart(t, model, tt.property, explorer.Part{Seen: n + 1, Of: n + 2}, explorer.Part{Seen: n, Of: n + 1})
	}
}

// TestNoConsensus: a quorum that is too small chooses two requests in a view, and a
// new-view that nobody verifies chooses another one in the next view. So do all bugs but
// forged-request, which lets a request be chosen that nobody has made; some take a minute.
func TestNoConsensus(t *testing.T) {
	modeltest.SomeBugsViolate(t, &pbft.Protocol, "Consensus1", pbft.SmallQuorum, pbft.UnverifiedNewView)
}
