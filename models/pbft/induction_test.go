package pbft

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

func inductive(t *testing.T, views, requests int) spec.Checkable {
	t.Helper()
	given := map[string]int{"faults": 1, "views": views, "seqs": 1, "requests": requests}
	return modeltest.Model(t, &Protocol, modeltest.Constants(t, &Protocol, given, ""))
}

// TestInduction: the lemmas are inductive with four replicas and two requests, in all
// states. That all requests have been made leaves ClientRequest idle.
func TestInduction(t *testing.T) {
	if os.Getenv("MCHECK_FULL") == "" {
		t.Skip("a million states: set MCHECK_FULL to make them")
	}
	modeltest.Proved(t, inductive(t, 2, 2), induct.Options{MaxSupport: 1}, "ClientRequest")
}

// TestInductionSampled looks at states drawn at random: at some that satisfy the lemmas,
// and at some that satisfy all but one, which each turns out to be needed.
func TestInductionSampled(t *testing.T) {
	all, err := inductive(t, 2, 2).CompileInduction()
	if err != nil {
		t.Fatal(err)
	}
	r, err := induct.Check(t.Context(), all, induct.Options{Samples: 50})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Counterexamples) > 0 || r.Verdict == induct.Refuted {
		t.Errorf("%s: %v", r.Verdict, r.Counterexamples)
	}
	modeltest.Needed(t, inductive(t, 2, 2), 50, "OneAccepted", "AcceptedInView", "ViewChangeTrue", "OpenSafe", "NewViewJustified", "ExecutedCommitted")
	modeltest.Needed(t, inductive(t, 2, 2), 10, "CommitPrepared")
}

// TestAcceptedSafeIsNeeded: what samples do not show, and mcheck induct pbft --without
// AcceptedSafe does. Where requests are committed in two views, replicas may have executed
// both, and every other lemma is true.
func TestAcceptedSafeIsNeeded(t *testing.T) {
	c := Config{Faults: 1, Views: 2, Seqs: 1, Requests: spec.NewDomain[Request](2)}
	r, x := slices.Collect(c.replicas().All()), slices.Collect(c.Requests.All())
	s := slices.Collect(c.init())[0]
	s.Requested = spec.SubsetOf(x...)
	for _, voter := range []struct {
		at Seat
		x  Request
	}{{Seat{r[2], 0}, x[0]}, {Seat{r[3], 0}, x[0]}, {Seat{r[1], 1}, x[1]}, {Seat{r[3], 1}, x[1]}} {
		s.Replica.At(voter.at.Replica).View = voter.at.View
		accept(&s, voter.at, []Request{voter.x})
		s.send(&s.Commit, voter.at, []Request{voter.x})
	}
	s.Replica.At(r[2]).Executed.Append(x[0])
	s.Replica.At(r[3]).Executed.Append(x[1])
	if !s.Faulty.Has(r[0]) || c.acceptedSafe(&s) == nil {
		t.Errorf("AcceptedSafe is true of %+v", s)
	}
	for at := range c.seats() {
		if err := errors.Join(c.oneAccepted(&s, at), c.acceptedInView(&s, at), c.commitPrepared(&s, at)); err != nil {
			t.Error(err)
		}
	}
	for _, r := range r {
		if err := errors.Join(c.viewChangeTrue(&s, r), c.openSafe(&s, r), c.executedCommitted(&s, r)); err != nil {
			t.Error(err)
		}
	}
	if err := c.newViewJustified(&s); err != nil {
		t.Error(err)
	}
}

// TestBugsBreakInduction: with each bug a step from one of sixty states breaks a
// lemma, but where no lemma speaks of what the bug breaks: Validity, the order of three
// views, and liveness.
func TestBugsBreakInduction(t *testing.T) {
	given := map[string]int{"faults": 1, "views": 2, "seqs": 1, "requests": 2, "faulty-primaries": 0}
	harmless := map[string]bool{ForgedRequest: true, EarliestView: true, NoJoin: true}
	for _, bug := range Protocol.Bugs {
		all, err := modeltest.Model(t, &Protocol, modeltest.Constants(t, &Protocol, given, bug.Name)).CompileInduction()
		if err != nil {
			t.Fatal(err)
		}
		r, err := induct.Check(t.Context(), all, induct.Options{Samples: 60, MaxReachable: 1})
		if err != nil {
			t.Fatal(err)
		}
		if (r.Verdict == induct.Refuted) == harmless[bug.Name] {
			t.Errorf("%s: %s", bug.Name, r.Verdict)
		}
	}
}

// TestNoInduction: nothing is claimed of several view changes.
func TestNoInduction(t *testing.T) {
	if _, err := inductive(t, 3, 1).CompileInduction(); !errors.Is(err, spec.ErrNoInduction) {
		t.Errorf("%v, want %v", err, spec.ErrNoInduction)
	}
}
