package twopc_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
)

// TestInduction: the lemmas are inductive over all type-correct states, of which there
// are 4^n 3 2^(2n+2), and each fails to be without any one of the others.
func TestInduction(t *testing.T) {
	for rms, states := range map[int]uint64{2: 16 * 3 * 64, 3: 64 * 3 * 256} {
		r := modeltest.Induction(t, config(rms))
		if r.Made != states {
			t.Errorf("%d RMs: %d type-correct states, want %d", rms, r.Made, states)
		}
	}
}
