package modeltest

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Implements: with and without reductions the model has the refinement that is named,
// and sees every state, of which there are so many, and every step of the abstract
// model. It returns the result with reductions.
func Implements(t *testing.T, model spec.Checkable, property string, states uint64) *explorer.Result {
	t.Helper()
	reduced, unreduced := refined(t, model, property)
	for _, r := range []*explorer.Result{reduced, unreduced} {
		c := r.Ledger.Refinements[0]
		if c.States.Of == 0 || c.States.Seen != c.States.Of || c.Steps.Seen != c.Steps.Of || c.States.Beyond+c.Steps.Beyond > 0 {
			t.Errorf("%s: seen %+v and %+v, want all", property, c.States, c.Steps)
		}
	}
	if n := unreduced.Ledger.Refinements[0].States.Of; n != states {
		t.Errorf("%s: the abstract model has %d states, want %d", property, n, states)
	}
	return reduced
}

// ImplementsPart: with and without reductions the model has the refinement that is
// named; without, it sees that much of the abstract model, which allows more than the
// protocol does.
func ImplementsPart(t *testing.T, model spec.Checkable, property string, states, steps explorer.Part) {
	t.Helper()
	_, unreduced := refined(t, model, property)
	if c := unreduced.Ledger.Refinements[0]; c.States != states || c.Steps != steps {
		t.Errorf("%s: seen %+v and %+v, want %+v and %+v", property, c.States, c.Steps, states, steps)
	}
}

// refined returns the results with and without reductions, where the refinement holds.
func refined(t *testing.T, model spec.Checkable, property string) (reduced, unreduced *explorer.Result) {
	t.Helper()
	reduced = checktest.Run(t, model, only(property))
	unreduced = checktest.Run(t, model, only(property), func(o *explorer.CheckOptions) { o.NoReduction = true })
	return reduced, unreduced
}

// BugsViolate: each bug, but those that are exempt, violates the property, whatever
// else it violates.
func BugsViolate(t *testing.T, entry *spec.Entry, property string, exempt ...string) {
	t.Helper()
	harmless := set(exempt)
	for _, bug := range entry.Bugs {
		violates(t, entry, bug.Name, property, !harmless[bug.Name])
	}
}

// SomeBugsViolate: the bugs that are named violate the property. It is for models where
// to try all takes too long.
func SomeBugsViolate(t *testing.T, entry *spec.Entry, property string, bugs ...string) {
	t.Helper()
	for _, bug := range bugs {
		violates(t, entry, bug, property, true)
	}
}

func violates(t *testing.T, entry *spec.Entry, bug, property string, want bool) {
	t.Helper()
	r := Check(t, entry, Constants(t, entry, nil, bug), explorer.CheckOptions{Properties: []string{property}})
	if violated := r.Verdict == explorer.Violated; violated != want {
		t.Errorf("%s, as to %s: %s", bug, property, r.Verdict)
	}
}

func only(property string) checktest.Option {
	return func(o *explorer.CheckOptions) { o.Properties = []string{property} }
}
