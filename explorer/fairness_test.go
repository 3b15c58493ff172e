package explorer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// needsOf writes the minimal sets: conjunct, what is in its place, and the lasso.
func needsOf(n *explorer.FairnessNeeds) (out [][]string) {
	for _, set := range n.Minimal {
		var one []string
		for k, d := range set.Without {
			if d.Conjunct != set.Conjuncts[k] {
				one = append(one, "conjuncts out of order")
			}
			one = append(one, fmt.Sprintf("%s, else %s: %v loop %d", d.Conjunct, d.Instead, path(d.Violation.Trace), d.Violation.Lasso.Loop))
		}
		out = append(out, one)
	}
	return out
}

func TestMinimalFairness(t *testing.T) {
	swing := []act{{"Swing", [][2]int{{0, 1}, {1, 0}}}, {"Leave", [][2]int{{1, 2}}}, {"Jump", [][2]int{{0, 2}, {1, 2}}}}
	for _, tt := range []struct {
		name     string
		system   system
		want     [][]string
		unneeded []string
		verdict  explorer.Verdict
	}{
		{"strong fairness is needed, and not alone",
			system{init: []int{0}, acts: swing[:2], fair: []spec.Fairness{spec.WF("Swing"), spec.SF("Leave")}, property: spec.Eventually("Out", at(2))},
			[][]string{{"WF(Swing), else : [0] loop 0", "SF(Leave), else WF(Leave): [0 1] loop 0"}}, nil, explorer.Holds},
		{"one of two ways is enough, and weak fairness of it",
			system{init: []int{0}, acts: swing, fair: []spec.Fairness{spec.WF("Swing"), spec.SF("Leave"), spec.SF("Jump")}, property: spec.Eventually("Out", at(2))},
			[][]string{{"WF(Jump), else : [0] loop 0"}, {"WF(Swing), else : [0] loop 0", "SF(Leave), else WF(Leave): [0 1] loop 0"}}, nil, explorer.Holds},
		{"no fairness is needed",
			system{init: []int{0}, acts: swing, fair: []spec.Fairness{spec.WF("Swing")}, property: spec.Eventually("Here", at(0))},
			[][]string{nil}, []string{"WF(Swing)"}, explorer.Holds},
		{"none is enough",
			system{init: []int{0}, acts: swing, fair: []spec.Fairness{spec.WF("Swing"), spec.SF("Leave")}, property: spec.Eventually("Far", at(9))},
			nil, nil, explorer.Violated},
		{"a bound makes no fairness superfluous",
			system{init: []int{0}, acts: []act{{"Up", chain(0, 9)}, {"Down", [][2]int{{1, 9}, {2, 9}}}}, allowed: func(v int) bool { return v < 3 || v == 9 },
				fair: []spec.Fairness{spec.WF("Up"), spec.WF("Down")}, property: spec.Eventually("Nine", at(9))},
			[][]string{{"WF(Up), else : [0] loop 0", "WF(Down), else : [0 1 2] loop 2"}}, nil, explorer.Holds},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, workers := range []int{1, 3} {
				n, err := explorer.MinimalFairness(t.Context(), tt.system.model(), propertyName(t, tt.system), explorer.Options{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, needsOf(n)); diff != "" {
					t.Errorf("minimal sets (-want +got)\n%s", diff)
				}
				if !slices.Equal(n.Unneeded, tt.unneeded) || n.Result.Verdict != tt.verdict {
					t.Errorf("unneeded %q, verdict %s, want %q, %s", n.Unneeded, n.Result.Verdict, tt.unneeded, tt.verdict)
				}
			}
		})
	}
}

func propertyName(t *testing.T, y system) string {
	t.Helper()
	m, err := y.model().Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return m.Properties[0].Name
}

func TestMinimalFairnessRefused(t *testing.T) {
	m := toAndFro(spec.Eventually("Far", at(7)))
	m.Properties = append(m.Properties, spec.Invariant("Fine", func(*vertex) error { return nil }))
	many := m
	many.Fairness = slices.Repeat([]spec.Fairness{spec.WF("Go")}, 13)
	for _, tt := range []struct {
		model    spec.Model[vertex]
		property string
		want     string
	}{
		{m, "Fine", "property Fine is no temporal one"},
		{m, "Frr", "unknown property"},
		{many, "Far", "13 conjuncts of fairness, want at most 12"},
	} {
		if _, err := explorer.MinimalFairness(t.Context(), tt.model, tt.property, explorer.Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	endless := plane(nil)
	endless.Properties = []spec.Property[grid]{spec.Eventually("Far", func(s *grid) bool { return s.X == 1000 })}
	n, err := explorer.MinimalFairness(t.Context(), endless, "Far", explorer.Options{Timeout: 50 * time.Millisecond})
	if err != nil || n.Result.Verdict != explorer.Incomplete || n.Minimal != nil {
		t.Errorf("cut short: %+v, error %v", n, err)
	}
}
