package raft_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files; commit only changes that you understand")

// TestBugs: each bug is found at the constants that the command line chooses for
// it, within the limits that users are promised, as a violation of the property
// that is named and of no other. The counterexample is a behaviour of the model
// without reductions.
func TestBugs(t *testing.T) {
	for _, bug := range raft.Protocol.Bugs {
		t.Run(bug.Name, func(t *testing.T) {
			c := constants(t, nil, bug.Name)
			var from []string
			if bug.Name == raft.CommitOldTerm {
				from = figure8c(t) // from the initial state it is too far
			}
			r := check(t, c, explorer.CheckOptions{Options: explorer.Options{Workers: 2, Timeout: time.Minute, Memory: 8 << 30, From: from}})
			if r.Verdict != explorer.Violated || len(r.Violations) != 1 || r.Violation().Property != bug.Violates {
				t.Fatalf("verdict %s (%s), violations %v, want one, of %s", r.Verdict, r.Reason, r.Violations, bug.Violates)
			}
			trace := r.Violation().Trace
			replay(t, c, trace, bug.Violates)
			var text strings.Builder
			if err := render.Counterexamples(&text, render.Run{Result: r, Constants: render.Constants(&raft.Protocol, c), Bug: bug.Name}); err != nil {
				t.Fatal(err)
			}
			golden(t, bug.Name, text.String())
		})
	}
}

// replay runs all but the last step of the trace label by label in the unreduced
// model, where one further level must violate the property, and then the whole.
func replay(t *testing.T, c spec.Constants, trace []explorer.Step, property string) {
	t.Helper()
	var labels []string
	for _, s := range trace[1:] {
		labels = append(labels, s.Label)
	}
	last := len(labels) - 1
	for _, from := range [][]string{labels[:last], labels} {
		r := check(t, c, explorer.CheckOptions{
			Options: explorer.Options{From: from, MaxDepth: 1 + len(labels)}, NoReduction: true, Properties: []string{property},
		})
		v := r.Violation()
		switch {
		case len(from) == last && (v == nil || len(v.Trace) != len(trace)):
			t.Errorf("after all but the last step: verdict %s, want a violation by one more step", r.Verdict)
		case len(from) == last || property == "LeaderAppendOnly": // of which the last step is known by now
		case v == nil || len(v.Trace) != len(trace):
			t.Errorf("after the whole trace: verdict %s, want a violation", r.Verdict)
		}
	}
}

// figure8c reads the labels of testdata/figure8c.txt.
func figure8c(t *testing.T) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "figure8c.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	labels, _, _, err := render.ReadTrace(f)
	if err != nil {
		t.Fatal(err)
	}
	return labels
}

// TestFigure8: from (c) on, the search finds (d), with and without reductions and
// equally soon. In the correct protocol the same prefix leads to no violation.
func TestFigure8(t *testing.T) {
	c := constants(t, nil, raft.CommitOldTerm)
	opts := explorer.CheckOptions{Options: explorer.Options{From: figure8c(t), MaxStates: 500_000}}
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

// found tells what is violated and how soon.
func found(r *explorer.Result) string {
	if v := r.Violation(); v != nil {
		return fmt.Sprintf("%s: %s after %d states", r.Verdict, v.Property, len(v.Trace))
	}
	return string(r.Verdict)
}

func constants(t *testing.T, given map[string]int, bug string) spec.Constants {
	t.Helper()
	c, err := raft.Protocol.Constants(given, bug)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func model(t *testing.T, c spec.Constants) spec.Checkable {
	t.Helper()
	m, err := raft.Protocol.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// check checks the model as the command line does.
func check(t *testing.T, c spec.Constants, opts explorer.CheckOptions) *explorer.Result {
	t.Helper()
	opts.Small, opts.SmallName = model(t, raft.Protocol.Small(c)), "small constants"
	r, err := explorer.Check(context.Background(), model(t, c), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares got with testdata/name.txt.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
