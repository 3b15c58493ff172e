package raft_test

import (
	"testing"

	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// config returns a model; the bug is "" for none.
func config(nodes int, terms raft.Term, log, crashes int, bug string) spec.Model[raft.State] {
	return raft.Config{
		Servers: spec.NewDomain[raft.Server](nodes), MaxTerm: terms, MaxLog: log, MaxCrashes: crashes, Bug: bug,
	}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, 1, 1, 0, ""), "Raft.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &raft.Protocol) }

// TestBugsOfTwin: the bugs that the command line offers are those of Raft.tla.
func TestBugsOfTwin(t *testing.T) { modeltest.TwinBugs(t, &raft.Protocol, "Raft.tla") }

func TestEveryPropertyFails(t *testing.T) { modeltest.EveryPropertyFails(t, &raft.Protocol, "TypeOK") }
