package main

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// TestCounted: a program has found the number of states if it says so where it says how
// many states there are, and not if the number is a part of another, or of steps.
func TestCounted(t *testing.T) {
	lines := map[string]string{ // by the words that belong to it
		`"distinct"`:            "{\n  \"generated\": 2744706,\n  \"distinct\": 296448,\n",
		"states, stored":        "   296448 states, stored\n  2744706 transitions (= stored+matched)\n",
		"states,":               "\t296448 states, 2744706 rules fired in 0s.\n",
		"distinct states found": "2744706 states generated, 296448 distinct states found, 0 states left on queue.\n",
	}
	for words, out := range lines {
		c := &contender{states: words}
		for number, want := range map[uint64]bool{296448: true, 29644: false, 6448: false, 296449: false} {
			if got := c.counted(out, number); got != want {
				t.Errorf("%d in %q: %v, want %v", number, out, got, want)
			}
		}
	}
	if c := (&contender{states: `"distinct"`}); c.counted(lines[`"distinct"`], 2744706) {
		t.Error("the number of steps was taken for that of states")
	}
}

// TestMedian: it is one of the values, and the values stay in the order of the runs.
func TestMedian(t *testing.T) {
	runs := []time.Duration{3, 1, 2}
	if got := median(runs); got != 2 || !slices.Equal(runs, []time.Duration{3, 1, 2}) {
		t.Errorf("%d of %v, want 2 of [3 1 2]", got, runs)
	}
}

// TestContendersSaySo: what is not on this machine is told by errMissing, for a table
// without it, and ours come first, in whose time the others are measured.
func TestContendersSaySo(t *testing.T) {
	t.Setenv("STATERIGHT", "")
	all := contenders(t.TempDir(), 5)
	if !all[0].ours || !all[1].ours || slices.ContainsFunc(all[2:], func(c *contender) bool { return c.ours }) {
		t.Error("ours are not the first two")
	}
	if err := need("STATERIGHT"); !errors.Is(err, errMissing) {
		t.Error("a variable that is not set is not missed")
	}
}
