package twopc_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(rms int) spec.Model[twopc.State] {
	return twopc.Config{RMs: spec.NewDomain[twopc.RM](rms)}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3), "TwoPhase.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &twopc.Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(3)) }
