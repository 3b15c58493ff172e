package tcommit_test

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/tcommit"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(rms int) spec.Model[tcommit.State] {
	return tcommit.Config{RMs: spec.NewDomain[tcommit.RM](rms)}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3), "TCommit.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &tcommit.Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(3)) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &tcommit.Protocol, nil) }

func TestTwinBugs(t *testing.T) { modeltest.TwinBugs(t, &tcommit.Protocol, "TCommit.tla") }

func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &tcommit.Protocol, "TypeOK")
}

// TestTypeOK: a corrupted state is noticed.
func TestTypeOK(t *testing.T) {
	m := config(1)
	for r := range spec.NewDomain[tcommit.RM](1).All() {
		var s tcommit.State
		s.RMState.Set(r, 9)
		m.Init = spec.Only(s)
	}
	checktest.Refute(t, m, "TypeOK")
}
