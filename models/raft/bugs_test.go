package raft_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// TestBugs: the last steps of Figure 8 only, unless MCHECK_FULL is set; from the
// initial state it takes a third of a minute.
func TestBugs(t *testing.T) {
	from := map[string][]string{}
	if os.Getenv("MCHECK_FULL") == "" {
		from[raft.CommitOldTerm] = labels(t, "commit-old-term.trace")[:28]
	}
	modeltest.Bugs(t, &raft.Protocol, from)
}

// labels reads the steps of a trace in testdata.
func labels(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	saved, err := render.ReadTrace(f)
	if err != nil {
		t.Fatal(err)
	}
	return saved.Labels
}

// TestFigure8: from (c) on, the search finds (d), with and without reductions and
// equally soon. In the correct protocol the same prefix leads to no violation.
func TestFigure8(t *testing.T) {
	c := constants(t, nil, raft.CommitOldTerm)
	opts := explorer.CheckOptions{Options: explorer.Options{From: labels(t, "figure8c.txt"), MaxStates: 500_000}}
	reduced := check(t, c, opts)
	opts.NoReduction = true
	unreduced := check(t, c, opts)
	if got, want := found(reduced), found(unreduced); got != want || reduced.Verdict != explorer.Violated {
		t.Errorf("reduced %s, unreduced %s, want the same violation", got, want)
	}
	c.Bug = ""
	opts = explorer.CheckOptions{
		Options:    explorer.Options{From: opts.From},
		Properties: []string{"ElectionSafety", "LogMatching", "LeaderCompleteness", "StateMachineSafety"},
	}
	if r := check(t, c, opts); r.Verdict != explorer.Holds {
		t.Errorf("correct protocol: %s (%s), want that nothing is violated from here on", found(r), r.Reason)
	}
}

func found(r *explorer.Result) string { return modeltest.Found(r) }

func constants(t *testing.T, given map[string]int, bug string) spec.Constants {
	t.Helper()
	return modeltest.Constants(t, &raft.Protocol, given, bug)
}

func model(t *testing.T, c spec.Constants) spec.Checkable {
	t.Helper()
	return modeltest.Model(t, &raft.Protocol, c)
}

func check(t *testing.T, c spec.Constants, opts explorer.CheckOptions) *explorer.Result {
	t.Helper()
	return modeltest.Check(t, &raft.Protocol, c, opts)
}
