package consensus_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(values int) spec.Model[consensus.State] {
	return consensus.Config{Values: spec.NewDomain[consensus.Value](values)}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3), "Consensus.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &consensus.Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(3)) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &consensus.Protocol, nil) }

func TestBugsOfTwin(t *testing.T) { modeltest.TwinBugs(t, &consensus.Protocol, "Consensus.tla") }

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &consensus.Protocol) }

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &consensus.Protocol, map[string]int{"values": 2}, map[string]int{"values": 5})
}
