package raft_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// TestReducedAsUnreduced: with symmetry and the network's rules the verdict is the
// same, a violation is equally deep, and the same states of the servers are
// reached, but for the names of the servers.
func TestReducedAsUnreduced(t *testing.T) {
	type row struct {
		nodes        int
		terms        raft.Term
		log, crashes int
		bug          string
		states       bool // few enough to compare the states
	}
	rows := []row{{2, 2, 1, 0, "", true}, {2, 2, 1, 1, "", true}, {3, 1, 1, 0, "", true}}
	for _, bug := range raft.Protocol.Bugs {
		if bug.Name == raft.MinorityQuorum {
			rows = append(rows, row{2, 1, 1, 0, bug.Name, true})
		} else {
			rows = append(rows, row{2, 2, 1, 0, bug.Name, true})
		}
	}
	rows = append(rows,
		row{2, 1, 1, 1, raft.ForgetVote, true}, row{3, 1, 0, 1, raft.ForgetVote, false},
		row{3, 1, 0, 0, raft.DoubleVote, true}, row{3, 1, 0, 0, raft.MinorityQuorum, false},
		row{3, 1, 1, 0, raft.TruncateAlways, false}, row{2, 3, 0, 0, raft.StaleResponse, false},
	)
	for _, r := range rows {
		t.Run(fmt.Sprintf("%d %d %d %d %s", r.nodes, r.terms, r.log, r.crashes, cmp.Or(r.bug, "none")), func(t *testing.T) {
			c := constants(t, map[string]int{"nodes": r.nodes, "terms": int(r.terms), "log": r.log, "crashes": r.crashes, "timers": int(raft.AnyTimers)}, r.bug)
			m := config(r.nodes, r.terms, r.log, r.crashes, r.bug)
			reduced, got := explore(t, m, c, false)
			unreduced, want := explore(t, m, c, true)
			if found(reduced) != found(unreduced) {
				t.Fatalf("reduced: %s, unreduced: %s", found(reduced), found(unreduced))
			}
			if reduced.Distinct >= unreduced.Distinct {
				t.Errorf("%d states reduced, %d unreduced: nothing is gained", reduced.Distinct, unreduced.Distinct)
			}
			if !r.states {
				return
			}
			if unreduced.Verdict == explorer.Violated { // before the states were exhausted
				m.Properties = nil
				reduced, got = explore(t, m, c, false)
				unreduced, want = explore(t, m, c, true)
			}
			if reduced.Verdict != explorer.Holds || unreduced.Verdict != explorer.Holds {
				t.Fatalf("reduced: %s, unreduced: %s, want that both are exhausted", found(reduced), found(unreduced))
			}
			one, other := projections(t, m, got), projections(t, m, want)
			if !maps.Equal(one, other) {
				t.Errorf("servers: %d states reduced, %d unreduced, only the one has %v, only the other %v",
					len(one), len(other), anyOf(one, other), anyOf(other, one))
			}
		})
	}
}

// servers is what a state is compared by.
type servers = raft.PerServer[raft.ServerState]

// explore checks the model and collects the states of its servers.
func explore(t *testing.T, m spec.Model[raft.State], c spec.Constants, unreduced bool) (*explorer.Result, map[servers]bool) {
	t.Helper()
	seen := map[servers]bool{}
	m.Properties = append(slices.Clone(m.Properties), spec.Invariant("Collect", func(s *raft.State) error {
		seen[s.Server] = true
		return nil
	}))
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{
		Options: explorer.Options{Workers: 1}, NoReduction: unreduced, Small: model(t, raft.Protocol.Small(c)), SmallName: "small constants",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, seen
}

// projections prints the states of the servers, each with the servers named in the
// way that comes first in the alphabet.
func projections(t *testing.T, m spec.Model[raft.State], seen map[servers]bool) map[string]bool {
	t.Helper()
	in, err := m.Interpret()
	if err != nil {
		t.Fatal(err)
	}
	machine, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := machine.NewWorker()
	out := map[string]bool{}
	for s := range seen {
		w.LoadRaw(in.Encode(&raft.State{Server: s}))
		out[canonical(w.State().Fields[0].Value)] = true
	}
	return out
}

// canonical prints a function from servers under every renaming of them and returns
// the least text.
func canonical(view spec.Value) (least string) {
	var names []string
	for _, f := range view.Fields {
		names = append(names, f.Name)
	}
	for perm := range permutations(names) {
		to := map[string]string{}
		for k, name := range names {
			to[name] = perm[k]
		}
		if text := renamed(view, to); least == "" || text < least {
			least = text
		}
	}
	return least
}

func renamed(v spec.Value, to map[string]string) string {
	if v.Kind == spec.AtomValue {
		name, _ := v.Atom.(string)
		return cmp.Or(to[name], fmt.Sprint(v.Atom))
	}
	var parts []string
	for _, f := range v.Fields {
		parts = append(parts, cmp.Or(to[f.Name], f.Name)+":"+renamed(f.Value, to))
	}
	for _, e := range v.Elems {
		parts = append(parts, renamed(e, to))
	}
	if v.Kind == spec.FunctionValue || v.Kind == spec.SetValue {
		slices.Sort(parts)
	}
	return "(" + strings.Join(parts, " ") + ")"
}

// permutations yields every order of the names.
func permutations(names []string) func(func([]string) bool) {
	return func(yield func([]string) bool) { permute(slices.Clone(names), 0, yield) }
}

func permute(names []string, fixed int, yield func([]string) bool) bool {
	if fixed == len(names) {
		return yield(names)
	}
	for k := fixed; k < len(names); k++ {
		names[fixed], names[k] = names[k], names[fixed]
		more := permute(names, fixed+1, yield)
		names[fixed], names[k] = names[k], names[fixed]
		if !more {
			return false
		}
	}
	return true
}

// anyOf returns an element of a that b lacks.
func anyOf(a, b map[string]bool) string {
	for text := range a {
		if !b[text] {
			return text
		}
	}
	return "nothing"
}
