package twopc_test

import (
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/twopc"
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

// failures are two RMs, and a crash of each kind.
var failures = map[string]int{"rms": 2, "coordinator-crashes": 1, "participant-crashes": 1, "recovery": 1}

// TestRecoveryInduction: the lemmas of recovery are inductive, and each is needed.
func TestRecoveryInduction(t *testing.T) {
	c := modeltest.Constants(t, &twopc.Protocol, failures, "")
	modeltest.Proved(t, modeltest.Model(t, &twopc.Protocol, c), induct.Options{MaxSupport: 1}, "TakeOverEarly") // takes a false suspicion
	modeltest.EachNeeded(t, modeltest.Model(t, &twopc.Protocol, c), 500)
}

// TestBugsBreakInduction: no deliberate mistake is compatible with the proof.
func TestBugsBreakInduction(t *testing.T) {
	modeltest.BugsBreakInduction(t, &twopc.Protocol, failures)
}
