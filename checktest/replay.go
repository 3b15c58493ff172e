package checktest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Step is one step of a behaviour that a test demands.
type Step struct {
	Label   string   // the action with its arguments, as traces print it
	Changes []string // of the state, as traces print them
	// Violates names a property that the step, or the state that it leads to, must
	// violate; Deadlock says that this state must be a deadlock.
	Violates string
	Deadlock bool
}

// Replay demands that the model can take the steps, from one of its initial states,
// and that each does what is said of it.
func Replay(t testing.TB, model spec.Checkable, steps []Step) {
	t.Helper()
	machine, err := model.Compile(spec.CompileOptions{Every: true})
	if err != nil {
		t.Fatal(err)
	}
	labels := make([]string, len(steps))
	for k, s := range steps {
		labels[k] = s.Label
	}
	guide := behaviour.NewGuide(machine)
	path, err := guide.Follow(labels, func(last *explorer.Place) (bool, error) {
		return len(steps) == 0 || steps[len(steps)-1].Violates == "" || last.Violated[steps[len(steps)-1].Violates] != "", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := guide.Trace(path)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range steps {
		did(t, guide, path[k+1], &trace[k], &trace[k+1], &want)
	}
}

// did demands that a step has done what is wanted.
func did(t testing.TB, guide *behaviour.Guide, at *explorer.Place, before, after *explorer.Step, want *Step) {
	t.Helper()
	var changes []string
	for _, c := range render.Changes(before.State, after.State) {
		changes = append(changes, c.String())
	}
	if diff := cmp.Diff(want.Changes, changes, equateEmpty); diff != "" {
		t.Errorf("%s changes (-want +got):\n%s", want.Label, diff)
	}
	if want.Violates != "" && at.Violated[want.Violates] == "" {
		t.Errorf("%s does not violate %s", want.Label, want.Violates)
	}
	if want.Deadlock {
		if stuck, err := guide.Stuck(at); err != nil || !stuck {
			t.Errorf("%s does not lead to a deadlock (%v)", want.Label, err)
		}
	}
}

// equateEmpty makes no difference between no changes and an empty list of them.
var equateEmpty = cmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())
