package modeltest

import (
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Lasso: at the constants a behaviour of the model violates the temporal property. Its
// text is testdata/NAME.txt. It returns the violation, which the engine has replayed.
func Lasso(t *testing.T, entry *spec.Entry, c spec.Constants, property, name string) *explorer.Violation {
	t.Helper()
	r := Check(t, entry, c, explorer.CheckOptions{Properties: []string{property}})
	v := r.Violation()
	if r.Verdict != explorer.Violated || v.Lasso == nil {
		t.Fatalf("%s of %v: %s (%s), want a lasso", property, c.Values, Found(r), r.Reason)
	}
	var text strings.Builder
	if err := render.Counterexamples(&text, render.Run{Result: r, Constants: render.Constants(entry, c), Bug: c.Bug}); err != nil {
		t.Fatal(err)
	}
	Golden(t, name, text.String())
	return v
}

// Live: at the constants the temporal property is true of every fair behaviour, and
// nothing was cut off.
func Live(t *testing.T, entry *spec.Entry, c spec.Constants, property string) {
	t.Helper()
	r := Check(t, entry, c, explorer.CheckOptions{Properties: []string{property}})
	if r.Verdict != explorer.Holds {
		t.Errorf("%s of %v: %s (%s), want holds", property, c.Values, Found(r), r.Reason)
	}
}
