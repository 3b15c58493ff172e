package spec_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// What is nil is refused by name: a property that is would hold.
func TestNilIsRefused(t *testing.T) {
	type state struct{ X int8 }
	skip := func(*state) bool { return false }
	for _, tt := range []struct {
		want   string
		change func(*spec.Model[state])
	}{
		{"property P: its function is nil", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.Invariant[state]("P", nil)}
		}},
		{"property P: its function is nil", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.StepInvariant[state]("P", nil)}
		}},
		{"property P: its function is nil", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.Reachable[state]("P", nil)}
		}},
		{"action A: its update or its domain is nil", func(m *spec.Model[state]) {
			m.Actions = []spec.Action[state]{spec.Do[state]("A", nil)}
		}},
		{"action A: its update or its domain is nil", func(m *spec.Model[state]) {
			var domain func(*state) iter.Seq[int]
			m.Actions = []spec.Action[state]{spec.ForEach("A", domain, func(*state, int) bool { return false })}
		}},
		{"action 2 of 2 is nil", func(m *spec.Model[state]) { m.Actions = append(m.Actions, nil) }},
		{`action A: bound "B" is nil`, func(m *spec.Model[state]) {
			m.Actions = []spec.Action[state]{spec.Do("A", skip).Bound("B", nil)}
		}},
		{`constraint "C": Holds is nil`, func(m *spec.Model[state]) {
			m.Constraints = []spec.Constraint[state]{{Name: "C"}}
		}},
	} {
		m := spec.Model[state]{Name: "nil", Init: spec.Only(state{}), Actions: []spec.Action[state]{spec.Do("Skip", skip)}}
		tt.change(&m)
		if _, err := m.Compile(spec.CompileOptions{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}
