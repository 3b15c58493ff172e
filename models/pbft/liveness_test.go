package pbft_test

import (
	"slices"
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/pbft"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// live returns the form for liveness, with one request.
func live(views pbft.View, bug string) spec.Model[pbft.State] {
	return pbft.Config{
		Faults: 1, Views: views, Seqs: 1, Requests: spec.NewDomain[pbft.Request](1), Bug: bug, FaultyPrimaries: true,
	}.Model()
}

func requestExecuted(t *testing.T, m spec.Checkable) *explorer.Result {
	t.Helper()
	r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Properties: []string{"RequestExecuted"}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRequestExecuted: across a faulty primary, if the next is correct. TLC says so of
// PBFTLive.tla, and finds as many states. It takes the fairness of each action, and
// nothing at all happens after the request if timers need not expire.
func TestRequestExecuted(t *testing.T) {
	needs, err := explorer.MinimalFairness(t.Context(), live(2, ""), "RequestExecuted", explorer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := needs.Result
	if r.Verdict != explorer.Holds || r.Distinct != 3205 || r.Depth != 21 {
		t.Errorf("%s with %d states, depth %d, want that it holds with 3,205 and 21", r.Verdict, r.Distinct, r.Depth)
	}
	if len(needs.Minimal) != 1 || len(needs.Unneeded) > 0 {
		t.Fatalf("%d minimal sets, unneeded %q, want all conjuncts", len(needs.Minimal), needs.Unneeded)
	}
	timers := slices.Index(needs.Minimal[0].Conjuncts, "WFEach(FairViewChange)")
	if v := needs.Minimal[0].Without[timers].Violation; v.Lasso.Back != nil || v.Lasso.Bounded || len(v.Trace) != 2 {
		t.Errorf("without timers: %d states, %+v, want that nothing more happens after state 2", len(v.Trace), v.Lasso)
	}
}

// TestViewsRunOut: that the only view's primary does nothing is no violation; one view
// more would do.
func TestViewsRunOut(t *testing.T) {
	if r := requestExecuted(t, live(1, "")); r.Verdict != explorer.Incomplete || len(r.Bounded) != 1 {
		t.Errorf("%s, want incomplete, with a behaviour that the bound makes fair", r.Verdict)
	}
}

// TestLiveForm: its further actions lead nowhere that the others do not.
func TestLiveForm(t *testing.T) {
	spectest.Check(t, live(1, ""))
	m := live(2, "")
	all := checktest.Run(t, m)
	m.Actions, m.Environment, m.Fairness = m.Actions[:8], nil, nil
	safety := func(o *explorer.CheckOptions) { o.NoReduction, o.Liveness = true, false }
	if plain := checktest.Run(t, m, safety); plain.Distinct != all.Distinct || plain.Depth != all.Depth {
		t.Errorf("%d states, depth %d, and without the fair actions %d and %d", all.Distinct, all.Depth, plain.Distinct, plain.Depth)
	}
}

// TestEnoughSeqs: a request more than there are sequence numbers is refused.
func TestEnoughSeqs(t *testing.T) {
	m := pbft.Config{Faults: 1, Views: 2, Seqs: 1, Requests: spec.NewDomain[pbft.Request](2), FaultyPrimaries: true}.Model()
	if _, err := explorer.Check(t.Context(), m, explorer.CheckOptions{}); err == nil {
		t.Error("two requests for one sequence number are accepted")
	}
}
