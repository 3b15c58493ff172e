package explorer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/crdt"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// sameOnDisk demands that a search which goes on on disk finds what one in memory finds,
// whenever it leaves memory, and that it leaves nothing behind.
func sameOnDisk(t *testing.T, m spec.Checkable, o explorer.CheckOptions, moments ...int) *explorer.Result {
	t.Helper()
	check := func(o explorer.CheckOptions) *explorer.Result {
		r, err := explorer.Check(t.Context(), m, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	want := check(o)
	for _, workers := range []int{1, 3} {
		for _, moment := range moments {
			spilled, dir := o, t.TempDir()
			spilled.Workers = workers
			moved := false
			spilled.Options = spilled.SpillAt(dir, moment)
			spilled.Warn = func(what string) { moved = moved || strings.Contains(what, "the search is on disk") }
			got := check(spilled)
			ignored := cmpopts.IgnoreFields(explorer.Result{}, "Elapsed", "PeakRSS", "Workers")
			ghosts := cmpopts.IgnoreFields(explorer.Ledger{}, "GhostlessStates") // not counted on disk
			if diff := cmp.Diff(want, got, ignored, ghosts, cmp.AllowUnexported()); diff != "" {
				t.Fatalf("%d workers, on disk at look %d (-in memory +on disk):\n%s", workers, moment, diff)
			}
			if !moved {
				t.Fatalf("%d workers: the search did not leave memory at look %d", workers, moment)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Fatalf("left behind: %v, %v", left, err)
			}
		}
	}
	return want
}

func TestSpillTwoPhase(t *testing.T) {
	o := explorer.CheckOptions{NoReduction: true}
	r := sameOnDisk(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](5)}.Model(), o, 1, 2, 9)
	if r.Distinct != 8_832 || r.Generated != 58_146 || r.Depth != 17 {
		t.Errorf("%d distinct, %d generated, depth %d, want TLC's 8,832, 58,146 and 17", r.Distinct, r.Generated, r.Depth)
	}
	sameOnDisk(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](4)}.Model(), explorer.CheckOptions{}, 1, 5)
	// More states than the small tables of the start have room for, so that they forget.
	sameOnDisk(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](6)}.Model(), o, 1)
	o.MaxDepth = 9
	sameOnDisk(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](5)}.Model(), o, 1, 6)
}

// States of different sizes, history variables, a counterexample.
func TestSpillReplicatedData(t *testing.T) {
	for _, bug := range []string{"", crdt.NoTags} {
		constants, err := crdt.Protocol.Constants(nil, bug)
		if err != nil {
			t.Fatal(err)
		}
		m, err := crdt.Protocol.New(constants)
		if err != nil {
			t.Fatal(err)
		}
		sameOnDisk(t, m, explorer.CheckOptions{}, 1, 2)
	}
}

// Symmetry and sends at once: the trace is that of the states as they were before
// anything was renamed or left out.
func TestSpillRaft(t *testing.T) {
	constants, err := raft.Protocol.Constants(nil, raft.ForgetVote)
	if err != nil {
		t.Fatal(err)
	}
	m, err := raft.Protocol.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	r := sameOnDisk(t, m, explorer.CheckOptions{}, 7)
	if r.Verdict != explorer.Violated || len(r.Ledger.Symmetry) == 0 {
		t.Errorf("%s, symmetry of %v: the test shows nothing", r.Verdict, r.Ledger.Symmetry)
	}
}

func TestSpillRandomGraphs(t *testing.T) {
	verdicts := map[explorer.Verdict]int{}
	for k, b := range random(60) {
		r := sameOnDisk(t, decode(b).model(), explorer.CheckOptions{Options: explorer.Options{Continue: k%2 == 0}}, 1)
		verdicts[r.Verdict]++
	}
	if verdicts[explorer.Holds] == 0 || verdicts[explorer.Violated] == 0 {
		t.Errorf("verdicts %v: the test shows nothing", verdicts)
	}
}

// A search that cannot go on ends as incomplete, and says why.
func TestSpillFails(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	o := explorer.Options{Workers: 1}.SpillAt(nowhere, 3)
	r := run(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](5)}.Model(), o)
	if r.Verdict != explorer.Incomplete || !strings.Contains(r.Reason, nowhere) {
		t.Errorf("%s, %q, want incomplete, for there is no directory", r.Verdict, r.Reason)
	}
}

func TestSpillOptions(t *testing.T) {
	m := twopc.Config{RMs: spec.NewDomain[twopc.RM](2)}.Model()
	for want, o := range map[string]explorer.CheckOptions{
		"needs a limit of memory": {Options: explorer.Options{Dir: "x"}},
		"order dfs cannot go on":  {Options: explorer.Options{Dir: "x", Memory: 1, Order: explorer.DFS}},
		"stays in memory":         {Options: explorer.Options{Dir: "x", Memory: 1, Bitstate: 1 << 20}},
		"are compared in memory":  {Options: explorer.Options{Dir: "x", Memory: 1, Exact: true}},
		"it is decided in memory": {Options: explorer.Options{Dir: "x", Memory: 1}, Liveness: true},
	} {
		if _, err := explorer.Check(t.Context(), m, o); err == nil || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A search on disk that is cut short again and again, by other numbers of workers, finds
// what it finds in one go.
func TestSpillResumed(t *testing.T) {
	constants, err := crdt.Protocol.Constants(nil, crdt.NoTags)
	if err != nil {
		t.Fatal(err)
	}
	replicated, err := crdt.Protocol.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		m spec.Checkable
		o explorer.CheckOptions
	}{
		{twopc.Config{RMs: spec.NewDomain[twopc.RM](5)}.Model(), explorer.CheckOptions{NoReduction: true}},
		{twopc.Config{RMs: spec.NewDomain[twopc.RM](6)}.Model(), explorer.CheckOptions{NoReduction: true}},
		{replicated, explorer.CheckOptions{Options: explorer.Options{Continue: true}}},
	} {
		check := func(o explorer.CheckOptions) *explorer.Result {
			r, err := explorer.Check(t.Context(), tt.m, o)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		want, dir := check(tt.o), t.TempDir()
		kept := explorer.Checkpoints{Dir: filepath.Join(dir, "kept"), Every: 1}
		var got *explorer.Result
		onDisk, stages := false, 0
		for k, part := range []uint64{10, 30, 31, 60, 90, 1000} {
			o := tt.o
			o.Workers, o.MaxStates = 1+k%3, want.Distinct*part/100
			o.Options = o.SpillAt(dir, 3)
			kept.Resume = k > 0
			o.Checkpoints = &kept
			o.Warn = func(what string) { onDisk = onDisk || strings.Contains(what, "the search is on disk") }
			if got = check(o); got.Reason != "" {
				stages++
			}
		}
		if !onDisk || stages < 3 {
			t.Fatalf("on disk: %t, cut short %d times: the test shows nothing", onDisk, stages)
		}
		ignored := cmpopts.IgnoreFields(explorer.Result{}, "Elapsed", "PeakRSS", "Workers")
		ghosts := cmpopts.IgnoreFields(explorer.Ledger{}, "GhostlessStates")
		if diff := cmp.Diff(want, got, ignored, ghosts); diff != "" {
			t.Errorf("resumed (+), in one go and in memory (-):\n%s", diff)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}
