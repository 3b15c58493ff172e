package checktest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

type State struct{ X int32 }

// counter counts to 3.
func counter(limit int32) spec.Model[State] {
	return spec.Model[State]{
		Name: "counter", Init: spec.Only(State{}), AllowDeadlock: true,
		Actions: []spec.Action[State]{spec.Do("Step", func(s *State) bool {
			if s.X == 3 {
				return false
			}
			s.X++
			return true
		})},
		Properties: []spec.Property[State]{spec.Invariant("Below", func(s *State) error {
			switch {
			case limit < 0 && s.X == 1:
				panic("out of order")
			case limit >= 0 && s.X >= limit:
				return fmt.Errorf("x = %d, want below %d", s.X, limit)
			}
			return nil
		})},
	}
}

// recorder is a test that only remembers what becomes of it.
type recorder struct {
	testing.TB
	log      strings.Builder
	failed   bool
	deadline time.Time
}

var errStopped = errors.New("stopped")

func (r *recorder) Helper() {}

func (r *recorder) Logf(format string, args ...any) { fmt.Fprintf(&r.log, format+"\n", args...) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Logf(format, args...)
	r.failed = true
	panic(errStopped)
}

func (r *recorder) Errorf(format string, args ...any) {
	r.Logf(format, args...)
	r.failed = true
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

func (r *recorder) Deadline() (time.Time, bool) { return r.deadline, !r.deadline.IsZero() }

// steps are two steps of the counter, the second of which is as given.
func steps(change, violates string) []checktest.Step {
	return []checktest.Step{
		{Label: "Step", Changes: []string{"x: 0 -> 1"}},
		{Label: "Step", Changes: []string{change}, Violates: violates},
	}
}

func TestOutcomes(t *testing.T) {
	depth := func(o *explorer.CheckOptions) { o.MaxDepth = 2 }
	unknown := func(o *explorer.CheckOptions) { o.Properties = []string{"Above"} }
	for _, test := range []struct {
		name   string
		run    func(testing.TB)
		failed bool
		says   []string
	}{
		{"holds", func(t testing.TB) { checktest.Run(t, counter(9)) }, false, []string{"HOLDS", "4 distinct"}},
		{"violated", func(t testing.TB) { checktest.Run(t, counter(2)) }, true, []string{`verdict "violated", want "holds"`, "x: 1 -> 2", "x = 2, want below 2"}},
		{"incomplete", func(t testing.TB) { checktest.Run(t, counter(9), depth) }, true, []string{`verdict "incomplete"`}},
		{"panics", func(t testing.TB) { checktest.Run(t, counter(-1)) }, true, []string{"panicked: out of order", "x = 0", "checktest_test.go"}},
		{"unknown property", func(t testing.TB) { checktest.Run(t, counter(9), unknown) }, true, []string{`unknown property "Above"`}},
		{"refuted", func(t testing.TB) { checktest.Refute(t, counter(2), "Below") }, false, []string{"Below is violated"}},
		{"not refuted", func(t testing.TB) { checktest.Refute(t, counter(9), "Below") }, true, []string{`verdict "holds", want a violation of "Below"`}},
		{"replayed", func(t testing.TB) { checktest.Replay(t, counter(2), steps("x: 1 -> 2", "Below")) }, false, nil},
		{"no such step", func(t testing.TB) { checktest.Replay(t, counter(2), []checktest.Step{{Label: "Leap"}}) }, true, []string{"Leap, is not enabled"}},
		{"other changes", func(t testing.TB) { checktest.Replay(t, counter(2), steps("x: 1 -> 3", "Below")) }, true, []string{"Step changes", "x: 1 -> 2"}},
		{"repaired", func(t testing.TB) { checktest.Replay(t, counter(9), steps("x: 1 -> 2", "Below")) }, true, []string{"do not end as they should"}},
		{"no deadlock", func(t testing.TB) { checktest.Replay(t, counter(9), []checktest.Step{{Label: "Step", Deadlock: true}}) }, true, []string{"does not lead to a deadlock"}},
		{"refuted elsewhere", func(t testing.TB) { checktest.Refute(t, counter(2), "") }, true, []string{"x = 2, want below 2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			check(t, &recorder{TB: t}, test.run, test.failed, test.says)
		})
	}
}

// A test that is about to time out says so rather than being killed.
func TestDeadline(t *testing.T) {
	slow := counter(9)
	slow.Actions = append(slow.Actions, spec.Do("Wait", func(*State) bool {
		time.Sleep(20 * time.Millisecond)
		return false
	}))
	r := &recorder{TB: t, deadline: time.Now()}
	check(t, r, func(t testing.TB) { checktest.Run(t, slow) }, true, []string{"the time limit of 1ms was reached"})
}

func check(t *testing.T, r *recorder, run func(testing.TB), failed bool, says []string) {
	t.Helper()
	func() {
		defer func() {
			if cause := recover(); cause != nil && cause != errStopped {
				panic(cause)
			}
		}()
		run(r)
	}()
	if r.failed != failed {
		t.Errorf("failed = %v, want %v", r.failed, failed)
	}
	for _, text := range says {
		if !strings.Contains(r.log.String(), text) {
			t.Errorf("log is\n%s\nwant %q in it", &r.log, text)
		}
	}
}
