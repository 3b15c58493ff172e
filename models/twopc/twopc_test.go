package twopc_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

func TestTable(t *testing.T) {
	modeltest.Table(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model(), "TwoPhase.tla")
}

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &twopc.Protocol) }
