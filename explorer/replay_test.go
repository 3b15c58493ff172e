package explorer_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// elections returns Raft with three servers and one term.
func elections(t *testing.T, bug string) spec.Checkable {
	t.Helper()
	return raft.Config{Servers: spec.NewDomain[raft.Server](3), MaxTerm: 1, Bug: bug}.Model()
}

func compiled(t *testing.T, m spec.Checkable) *spec.Machine {
	t.Helper()
	machine, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return machine
}

// TestReplay: a counterexample replays on the model that it is of, to the state that
// violates the property, and on the correct protocol up to the step that is wrong.
func TestReplay(t *testing.T) {
	result, err := explorer.Check(t.Context(), elections(t, raft.DoubleVote), explorer.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	trace := result.Violation().Trace
	var labels []string
	for _, s := range trace {
		labels = append(labels, s.Label)
	}
	same := func(k int, state spec.Value) bool { return trace[k].State.Key() == state.Key() }
	got, err := explorer.Replay(compiled(t, elections(t, raft.DoubleVote)), labels, []string{"leaderOf", "committed"}, same)
	if err != nil {
		t.Fatal(err)
	}
	if got.Enabled != nil || len(got.Steps) != len(trace) || got.Violated["ElectionSafety"] != result.Violation().Message {
		t.Errorf("%d of %d steps, violated %q", len(got.Steps), len(trace), got.Violated)
	}
	got, err = explorer.Replay(compiled(t, elections(t, "")), labels, []string{"leaderOf", "committed"}, same)
	if err != nil {
		t.Fatal(err)
	}
	wrong := trace[len(got.Steps)]
	if got.Enabled == nil || wrong.Action != "HandleRequestVoteRequest" {
		t.Errorf("the correct protocol cannot follow from %s on, want a vote", wrong.Label)
	}
}

// TestDigest: it is the same for any order of the search and any number of workers,
// and tells sets of states apart.
func TestDigest(t *testing.T) {
	digest := func(bug string, workers int) (all []string) {
		result, err := explorer.Check(t.Context(), elections(t, bug), explorer.CheckOptions{Options: explorer.Options{Workers: workers}})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range result.Coverage.Digests {
			all = append(all, d.String())
		}
		if len(all) != len(result.Coverage.Levels) {
			t.Errorf("%d digests of %d levels", len(all), len(result.Coverage.Levels))
		}
		return all
	}
	one, two, other := digest("", 1), digest("", 2), digest(raft.MinorityQuorum, 1)
	for k := range one {
		if one[k] != two[k] {
			t.Errorf("level %d: digest %s with one worker, %s with two", k+1, one[k], two[k])
		}
	}
	if last := min(len(one), len(other)) - 1; one[last] == other[last] {
		t.Error("two sets of states have one digest")
	}
}
