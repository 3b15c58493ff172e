// Package checktest checks models under go test:
//
//	func TestModel(t *testing.T) {
//		checktest.Run(t, myModel)
//	}
//
// A test fails with the counterexample, and passes with a log of what the verdict
// rests on.
package checktest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Option changes how a model is checked.
type Option func(*explorer.CheckOptions)

// Run demands that the model holds: that its state space was exhausted and every
// property is true. Temporal properties are properties: an option can set
// Liveness to false for a model that needs its reductions.
func Run(t testing.TB, model spec.Checkable, options ...Option) *explorer.Result {
	t.Helper()
	r := check(t, model, options)
	if r.Verdict != explorer.Holds {
		t.Fatalf("verdict %q, want %q\n%s", r.Verdict, explorer.Holds, text(t, r))
	}
	t.Logf("%s", text(t, r))
	return r
}

// Refute demands that the model violates the named property, as a deliberately
// broken variant must; the name of a deadlock is "". A property that was never seen to
// fail is not yet evidence.
func Refute(t testing.TB, model spec.Checkable, property string, options ...Option) *explorer.Result {
	t.Helper()
	r := check(t, model, options)
	named := func(v *explorer.Violation) bool { return v.Property == property }
	if !slices.ContainsFunc(r.Violations, named) {
		t.Fatalf("verdict %q, want a violation of %q\n%s", r.Verdict, property, text(t, r))
	}
	t.Logf("%s", text(t, r))
	return r
}

// reserve is the part of a test's time that is left for its report.
const reserve = 2 * time.Second

func check(t testing.TB, model spec.Checkable, options []Option) *explorer.Result {
	t.Helper()
	opts := explorer.CheckOptions{Liveness: true}
	for _, o := range options {
		o(&opts)
	}
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, limited := d.Deadline(); limited {
			left := max(time.Until(deadline)-reserve, time.Millisecond)
			if opts.Timeout == 0 || left < opts.Timeout {
				opts.Timeout = left
			}
		}
	}
	r, err := explorer.Check(t.Context(), model, opts)
	if err != nil {
		if failed, ok := errors.AsType[*explorer.ModelError](err); ok {
			var trace strings.Builder
			if err := render.Trace(&trace, failed.Trace); err != nil {
				t.Error(err)
			}
			t.Fatalf("%v\n%s%s", err, &trace, failed.Stack)
		}
		t.Fatal(err)
	}
	return r
}

func text(t testing.TB, r *explorer.Result) string {
	t.Helper()
	var b strings.Builder
	if err := render.Text(&b, render.Run{Result: r}); err != nil {
		t.Error(err)
	}
	return b.String()
}
