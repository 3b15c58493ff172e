package export_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/export"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/models/threepc"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/models/voting"
	"github.com/mcheck/mcheck/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files; only commit the changes if you understand what caused them")

// found returns the counterexample that exposes a bug.
func found(t *testing.T, e *spec.Entry, bug string) *export.Counterexample {
	t.Helper()
	constants, err := e.Constants(nil, bug)
	if err != nil {
		t.Fatal(err)
	}
	model, err := e.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(e.Bugs, func(b spec.Bug) bool { return b.Name == bug })
	result, err := explorer.Check(t.Context(), model, explorer.CheckOptions{Properties: []string{e.Bugs[k].Violates}})
	if err != nil {
		t.Fatal(err)
	}
	machine, err := model.Compile(spec.CompileOptions{Every: true})
	if err != nil {
		t.Fatal(err)
	}
	return &export.Counterexample{Name: "Trace", Entry: e, Constants: constants, Machine: machine, Violation: result.Violation()}
}

func written(t *testing.T, format string, c *export.Counterexample) string {
	t.Helper()
	var b strings.Builder
	if err := export.Write(&b, format, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden: the Go test among these files is one of this repository, which runs it.
func TestGolden(t *testing.T) {
	for _, g := range []struct {
		format, file string
		entry        *spec.Entry
		bug          string
	}{
		{"itf", "testdata/twopc.itf.json", &twopc.Protocol, "abort-prepared"},
		{"tla", "testdata/Trace.tla", &twopc.Protocol, "abort-prepared"},
		{"mermaid", "testdata/raft.mmd", &raft.Protocol, "double-vote"},
		{"mermaid", "testdata/threepc.mmd", &threepc.Protocol, "unnoticed-crash"},
		{"plantuml", "testdata/raft.puml", &raft.Protocol, "double-vote"},
		{"plantuml", "testdata/threepc.puml", &threepc.Protocol, "unnoticed-crash"},
		{"shiviz", "testdata/raft.log", &raft.Protocol, "double-vote"},
		{"schedule", "testdata/raft.json", &raft.Protocol, "double-vote"},
		{"go", "../internal/exported/trace_test.go", &raft.Protocol, "double-vote"},
	} {
		t.Run(filepath.Base(g.file), func(t *testing.T) {
			got := written(t, g.format, found(t, g.entry, g.bug))
			if *update {
				if err := os.WriteFile(g.file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(g.file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRefused: what a format cannot say is an error, and no file that says less.
func TestRefused(t *testing.T) {
	blind := found(t, &raft.Protocol, "double-vote")
	blind.Blind = true
	nowhere := found(t, &raft.Protocol, "double-vote")
	entry := *nowhere.Entry
	entry.Symbol = ""
	nowhere.Entry = &entry
	for _, r := range []struct {
		format, want string
		of           *export.Counterexample
	}{
		{"go", "the test has to name the bug", blind},
		{"go", "Entry.Symbol", nowhere},
		{"go", "behaviours without end", found(t, &threepc.Protocol, "unnoticed-crash")},
		{"shiviz", "no step receives a message", found(t, &voting.Protocol, "vote-twice")},
		{"fax", "want one of itf, tla", blind},
	} {
		err := export.Write(&strings.Builder{}, r.format, r.of)
		if err == nil || !strings.Contains(err.Error(), r.want) {
			t.Errorf("%s: error %v, want %q", r.format, err, r.want)
		}
	}
	for _, format := range []string{"itf", "tla", "mermaid", "plantuml", "shiviz", "schedule"} {
		if text := written(t, format, blind); strings.Contains(text, "double-vote") {
			t.Errorf("%s: the bug is named in a blind export", format)
		}
	}
}
