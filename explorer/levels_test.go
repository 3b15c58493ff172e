package explorer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
)

// Levels are told of in order, once, and by the time that all of their states are known.
func TestLevelsAreTold(t *testing.T) {
	g := graph{init: []int{1}, edges: append(chain(1, 4), [2]int{1, 5}, [2]int{5, 6}, [2]int{6, 1}, [2]int{6, 6}), deadlock: true}
	for _, workers := range []int{1, 2, 7} {
		var told []explorer.Level
		r := run(t, g.model(), explorer.Options{Workers: workers, Level: func(l explorer.Level) {
			l.Elapsed = 0
			told = append(told, l)
		}})
		want := []explorer.Level{
			{Depth: 1, States: 1, Generated: 1}, {Depth: 2, States: 2, Generated: 3}, {Depth: 3, States: 2, Generated: 5},
			{Depth: 4, States: 1, Generated: 8},
		}
		if diff := cmp.Diff(want, told); diff != "" || r.Depth != len(want) {
			t.Errorf("%d workers, depth %d: (-want +got)\n%s", workers, r.Depth, diff)
		}
	}
}
