package spec_test

import (
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/spec"
)

// TestForEach2: the pairs are those of the state before the step, and a bound sees
// both components.
func TestForEach2(t *testing.T) {
	pairs := func(s *[2]int) iter.Seq2[int, int] { return spec.Product(spec.Range(1, s[0]), spec.Range(1, s[1])) }
	m := spec.Model[[2]int]{
		Name: "pairs", Init: spec.Only([2]int{2, 1}),
		Actions: []spec.Action[[2]int]{
			spec.ForEach2("Set", pairs, func(s *[2]int, p, q int) bool { *s = [2]int{q, p}; return true }).
				Bound("p + q < 4", func(_ *[2]int, p, q int) bool { return p+q < 4 }),
		},
	}
	in, err := m.Interpret()
	if err != nil {
		t.Fatal(err)
	}
	steps := func(from [2]int) (labels []string) {
		in.Try(&from, func(trial spec.Trial[[2]int]) {
			labels = append(labels, trial.Step.Label()+trial.Refused)
		})
		return labels
	}
	for from, want := range map[[2]int][]string{
		{2, 1}: {"Set(1, 1)", "Set(2, 1)"},
		{1, 3}: {"Set(1, 1)", "Set(1, 2)", "Set(1, 3)p + q < 4"},
		{0, 3}: nil,
	} {
		if got := steps(from); !slices.Equal(got, want) {
			t.Errorf("%v (-want +got)\n%s", from, cmp.Diff(want, got))
		}
	}
}
