package twopc_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
)

// TestInduction: the lemmas are inductive over all type-correct states, of which there
// are 4^n 3 2^(2n+2), and each is needed.
func TestInduction(t *testing.T) {
	for rms, states := range map[int]uint64{2: 16 * 3 * 64, 3: 64 * 3 * 256} {
		if r := modeltest.Induction(t, config(rms)); r.Made != states {
			t.Errorf("%d RMs: %d type-correct states, want %d", rms, r.Made, states)
		}
	}
	modeltest.EachNeeded(t, config(3), 500)
}
