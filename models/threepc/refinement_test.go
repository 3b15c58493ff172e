package threepc_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/threepc"
)

// TestImplements: three-phase commit implements transaction commit, whose every state
// and step it shows, and with a bug that does harm it does not.
func TestImplements(t *testing.T) {
	c := modeltest.Constants(t, &threepc.Protocol, map[string]int{"rms": 3, "crashes": 1}, "")
	modeltest.Implements(t, modeltest.Model(t, &threepc.Protocol, c), "TCommit", 34)
	modeltest.BugsViolate(t, &threepc.Protocol, "TCommit", threepc.UnnoticedCrash)
}
