package crdt

import (
	"os"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
)

func inductive(t *testing.T, typ string, updates int) spec.Checkable {
	t.Helper()
	return modeltest.Model(t, &Protocol, modeltest.Constants(t, &Protocol, given(typ, 2, updates, 1), ""))
}

// TestInduction: the lemmas are inductive for every type that has them.
func TestInduction(t *testing.T) {
	modeltest.Proved(t, inductive(t, "g-counter", 3), induct.Options{MaxSupport: 1})
	for _, typ := range []string{"pn-counter", "g-set", "2p-set", "or-set", "lww-register"} {
		modeltest.Proved(t, inductive(t, typ, 2), induct.Options{MaxSupport: 1})
	}
}

// TestLemmasNeeded: without any one of the lemmas there are counterexamples among
// states drawn at random. It takes three updates for one to have seen another, but not
// what that has seen.
func TestLemmasNeeded(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.EachNeeded(t, inductive(t, "g-counter", 3), 2000)
	modeltest.EachNeeded(t, inductive(t, "or-set", 3), 2000)
}
