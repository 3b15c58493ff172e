package explorer

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// Two encodings have the same root and height if and only if they are equal up to zeros
// at the end, and each is recognized by its own.
func TestForest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var states [][]byte
	for size := range 80 {
		for range 20 {
			state := make([]byte, size)
			for k := range state {
				state[k] = byte(rng.Uint32() % 8 / 7 * 3) // zeros and some threes: many equal parts
			}
			states = append(states, state)
		}
	}
	s := &search{machine: &spec.Machine{}, exact: new(exactSet), abandoned: make(chan struct{})}
	s.last.Store(1 << 62)
	s.hands = []*hand{{search: s}, {search: s}, {search: s}}
	type tree struct {
		root   uint64
		height int
	}
	known := map[tree]string{}
	for half := range 2 { // what is planted first stays as it is
		some := states[half*len(states)/2 : (half+1)*len(states)/2]
		rows := make([]row, len(some))
		for k, state := range some {
			for w := range (len(state) + 3) / 4 {
				rows[k] = append(rows[k], leaf(state, w))
			}
		}
		s.plant(context.Background(), rows)
		for k, state := range some {
			height := heightOf(len(state))
			of := tree{rows[k].root(height), height}
			padded := string(append(state, make([]byte, 80-len(state))...))
			if other, ok := known[of]; ok && other != padded {
				t.Fatalf("% x and % x are one tree", other, padded)
			}
			known[of] = padded
		}
	}
	trees := map[string]bool{}
	for of, padded := range known {
		for _, state := range states {
			is := s.exact.is(of.root, of.height, state)
			if same := string(append(state, make([]byte, 80-len(state))...)) == padded; is && !same || same && !is && heightOf(len(state)) == of.height {
				t.Fatalf("the tree of % x: that it is % x is %t", padded, state, is)
			}
		}
		trees[padded] = true
	}
	if len(trees) < 1000 {
		t.Errorf("only %d different states", len(trees))
	}
	s.exact.free()
}

func TestHeight(t *testing.T) {
	for size, want := range map[int]int{0: 1, 1: 1, 4: 1, 8: 1, 9: 2, 16: 2, 17: 3, 32: 3, 33: 4, 4 << 20: 20, 4<<20 + 1: 21} {
		if got := heightOf(size); got != want {
			t.Errorf("%d bytes: height %d, want %d", size, got, want)
		}
	}
}
