package raft_test

import (
	"context"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// TestLaws: the model keeps what engines rely on.
func TestLaws(t *testing.T) {
	models := map[string]spec.Model[raft.State]{
		"one server":    config(1, 3, 2, 1, ""),
		"two servers":   config(2, 2, 1, 1, ""),
		"three servers": config(3, 2, 1, 1, ""),
	}
	if os.Getenv("MCHECK_FULL") != "" {
		models["long logs"] = config(2, 1, 3, 0, "")
		for _, bug := range raft.Protocol.Bugs {
			models[bug.Name] = config(2, 2, 2, 1, bug.Name)
		}
	}
	for name, m := range models {
		t.Run(name, func(t *testing.T) { spectest.Check(t, m) })
	}
}

// TestUncertified: what happens without certificates. The rule about granted vote
// requests, right for the correct protocol, hides the double vote.
func TestUncertified(t *testing.T) {
	c := constants(t, nil, raft.DoubleVote)
	m, err := model(t, c).Compile(spec.CompileOptions{Symmetry: true, Reduce: true})
	if err != nil {
		t.Fatal(err)
	}
	blind, err := explorer.Run(context.Background(), m, explorer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if blind.Verdict != explorer.Holds {
		t.Errorf("all rules in force: %s, want that they hide the bug: else this test shows nothing", found(blind))
	}
	if r := check(t, c, explorer.CheckOptions{}); r.Verdict != explorer.Violated {
		t.Errorf("with certificates: %s, want a violation", found(r))
	}
}

// TestWitnesses: a verdict of holds is not vacuous, and what cannot happen with
// the constants given is not demanded.
func TestWitnesses(t *testing.T) {
	for _, row := range []struct {
		given map[string]int
		found map[string]bool // of those that apply
	}{
		{map[string]int{"nodes": 3, "terms": 2, "log": 1}, map[string]bool{"SomeLeader": true, "SomeCommit": true, "TwoLeaders": true, "SuffixTruncated": true}},
		{map[string]int{"nodes": 3, "terms": 1, "log": 1}, map[string]bool{"SomeLeader": true, "SomeCommit": true}},
		{map[string]int{"nodes": 2, "terms": 2, "log": 0}, map[string]bool{"SomeLeader": true}},
		{map[string]int{"nodes": 2, "terms": 2, "log": 1, "crashes": 1}, map[string]bool{"SomeLeader": true, "SomeCommit": true, "RestartedVotes": true}},
	} {
		r := check(t, constants(t, row.given, ""), explorer.CheckOptions{})
		if r.Verdict != explorer.Holds {
			t.Errorf("%v: %s", row.given, found(r))
		}
		applicable := map[string]bool{}
		for _, w := range r.Ledger.Witnesses {
			if w.Required {
				applicable[w.Name] = w.Found
			}
		}
		if diff := cmp.Diff(row.found, applicable); diff != "" {
			t.Errorf("%v: witnesses (-want +got):\n%s", row.given, diff)
		}
	}
}

// TestEveryActionHappens: no action is dead, in a configuration that has room for
// all.
func TestEveryActionHappens(t *testing.T) {
	r := check(t, constants(t, map[string]int{"nodes": 2, "terms": 2, "log": 1, "crashes": 1}, ""), explorer.CheckOptions{})
	if len(r.Ledger.NeverEnabled) > 0 {
		t.Errorf("never enabled: %v", r.Ledger.NeverEnabled)
	}
}

// TestDeterministic: the number of workers changes nothing but the time, and which
// of several reasons to drop a rule is the one that the ledger gives.
func TestDeterministic(t *testing.T) {
	for name, c := range map[string]spec.Constants{
		"correct": constants(t, map[string]int{"nodes": 3, "terms": 2, "log": 1}, ""),
		"bug":     constants(t, nil, raft.StaleAppend),
	} {
		t.Run(name, func(t *testing.T) {
			var first *explorer.Result
			for _, workers := range []int{1, 2, 7} {
				r := check(t, c, explorer.CheckOptions{Options: explorer.Options{Workers: workers}})
				r.Workers, r.Elapsed, r.PeakRSS = 0, 0, 0
				if first == nil {
					first = r
				}
				if diff := cmp.Diff(first, r); diff != "" {
					t.Errorf("1 worker (-) and %d (+):\n%s", workers, diff)
				}
			}
		})
	}
}
