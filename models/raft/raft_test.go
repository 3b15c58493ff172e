package raft_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"os"

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
func TestBugsOfTwin(t *testing.T) {
	text, err := os.ReadFile("Raft.tla")
	if err != nil {
		t.Fatal(err)
	}
	_, set, found := strings.Cut(string(text), "\nBugs ==\n")
	set, _, closed := strings.Cut(set, "}")
	if !found || !closed {
		t.Fatal("Raft.tla does not define Bugs")
	}
	var twin, ours []string
	for _, m := range regexp.MustCompile(`"([a-z-]+)"`).FindAllStringSubmatch(set, -1) {
		twin = append(twin, m[1])
	}
	for _, b := range raft.Protocol.Bugs {
		ours = append(ours, b.Name)
	}
	slices.Sort(twin)
	slices.Sort(ours)
	if diff := cmp.Diff(twin, ours); diff != "" {
		t.Errorf("bugs of Raft.tla (-) and of the model (+):\n%s", diff)
	}
}
