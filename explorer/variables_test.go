package explorer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// counters is a state with a variable of each kind of layout.
type counters struct {
	inner
	Seen spec.Set[int8]
	_    struct{}
}

type inner struct{ Low, High int8 }

// The values of a variable are counted once, by whichever worker, and by content.
func TestValuesOfVariablesAreCounted(t *testing.T) {
	m := spec.Model[counters]{
		Name: "counters", Init: spec.Only(counters{}), AllowDeadlock: true,
		Actions: []spec.Action[counters]{
			spec.Do("Low", func(s *counters) bool { s.Low = (s.Low + 1) % 3; return true }),
			spec.Do("High", func(s *counters) bool { s.High = (s.High + 1) % 5; return true }),
			spec.Do("See", func(s *counters) bool { s.Seen.Add(s.Low); return true }),
		},
	}
	for _, workers := range []int{1, 2, 7} {
		r := run(t, m, explorer.Options{Workers: workers, Variables: true})
		want := []explorer.VariableCount{{"low", 3}, {"high", 5}, {"seen", 8}}
		if diff := cmp.Diff(want, r.Coverage.Variables); diff != "" || r.Distinct != 3*5*8 {
			t.Errorf("%d workers, %d states: (-want +got)\n%s", workers, r.Distinct, diff)
		}
	}
	if r := run(t, m, explorer.Options{}); r.Coverage.Variables != nil {
		t.Errorf("%v without being asked", r.Coverage.Variables)
	}
}

// Of a state that is no struct there is one variable, which is the state.
func TestStateOfOneVariable(t *testing.T) {
	m := spec.Model[int8]{
		Name: "counter", Init: spec.Only(int8(0)), AllowDeadlock: true,
		Actions: []spec.Action[int8]{spec.Do("Next", func(s *int8) bool { *s = (*s + 1) % 4; return true })},
	}
	want := []explorer.VariableCount{{"state", 4}}
	if diff := cmp.Diff(want, run(t, m, explorer.Options{Variables: true}).Coverage.Variables); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// switches is a state with a function to records: each of their fields is a variable of its
// own, for all elements together.
type switches struct {
	Nodes spec.Fn[friend, struct {
		On   bool
		Left int8
	}, [3]struct {
		On   bool
		Left int8
	}]
	Pair struct{ First, Second int8 }
}

func TestFieldsOfRecordsAreVariables(t *testing.T) {
	nodes := spec.NewDomain[friend](2)
	m := spec.Model[switches]{
		Name: "switches", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(switches{}), AllowDeadlock: true,
		Actions: []spec.Action[switches]{
			spec.ForAll("Switch", nodes.All(), func(s *switches, n friend) bool { s.Nodes.At(n).On = !s.Nodes.At(n).On; return true }),
			spec.ForAll("Turn", nodes.All(), func(s *switches, n friend) bool { s.Nodes.At(n).Left = (s.Nodes.At(n).Left + 1) % 3; return true }),
			spec.Do("Second", func(s *switches) bool { s.Pair.Second = 1 - s.Pair.Second; return true }),
		},
	}
	want := []explorer.VariableCount{
		{"nodes", 6 * 6}, {"nodes[i].on", 2 * 2}, {"nodes[i].left", 3 * 3}, {"pair", 2}, {"pair.first", 1}, {"pair.second", 2},
	}
	if diff := cmp.Diff(want, run(t, m, explorer.Options{Variables: true}).Coverage.Variables); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
