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
	reduced := checktest.Run(t, model, only(property))
	unreduced := checktest.Run(t, model, only(property), func(o *explorer.CheckOptions) { o.NoReduction = true })
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

// BugsViolate: each bug, but those that are exempt, violates the property, whatever
// else it violates.
func BugsViolate(t *testing.T, entry *spec.Entry, property string, exempt ...string) {
	t.Helper()
	harmless := set(exempt)
	for _, bug := range entry.Bugs {
		r := Check(t, entry, Constants(t, entry, nil, bug.Name), explorer.CheckOptions{Properties: []string{property}})
		if violated := r.Verdict == explorer.Violated; violated == harmless[bug.Name] {
			t.Errorf("%s, as to %s: %s", bug.Name, property, r.Verdict)
		}
	}
}

func only(property string) checktest.Option {
	return func(o *explorer.CheckOptions) { o.Properties, o.Liveness = []string{property}, false }
}
