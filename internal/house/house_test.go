// Package house enforces the rules of the house that a compiler does not.
package house

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/mcheck/mcheck"

// layers says which of our packages each of them may import, tests aside. Imports
// run downwards only: that a model knows nothing of the engine, and the engine
// nothing of its output, is what lets each be replaced.
var layers = []struct {
	pattern string // of path.Match
	imports []string
	top     bool // may import everything, print, and exit
}{
	{pattern: "internal/codec"},
	{pattern: "internal/snapshot"},
	{pattern: "internal/live", imports: []string{"internal/ltl", "internal/snapshot"}},
	{pattern: "internal/ltl"},
	{pattern: "spec", imports: []string{"internal/codec", "internal/ltl"}},
	{pattern: "spec/spectest", imports: []string{"internal/codec", "spec"}},
	{pattern: "explorer", imports: []string{"internal/codec", "internal/live", "internal/ltl", "internal/snapshot", "spec"}},
	{pattern: "invariants", imports: []string{"spec"}},
	{pattern: "forecast"},
	{pattern: "quorum", imports: []string{"spec"}},
	// A model may be compared with one that is more abstract, which defines what it
	// is for. The proof of Paxos has a section about Multi-Paxos.
	{pattern: "models/paxos", imports: append([]string{"models/multipaxos"}, modelImports...)},
	{pattern: "models/*", imports: modelImports},
	{pattern: "bench/*", top: true},
	{pattern: "docs/proofs"},
	{pattern: "proof", imports: []string{"spec", "explorer", "induct"}},
	{pattern: "behaviour", imports: []string{"spec", "explorer", "internal/live", "internal/ltl"}},
	{pattern: "render", imports: []string{"spec", "explorer", "forecast", "behaviour", "induct", "proof"}},
	{pattern: "render/draw", imports: []string{"internal/wasmcache"}},
	{pattern: "report", imports: []string{"spec", "explorer", "behaviour", "proof", "render", "render/draw"}},
	{pattern: "export", imports: []string{"spec", "explorer", "behaviour", "render"}},
	{pattern: "checktest", imports: []string{"spec", "explorer", "behaviour", "render"}},
	{pattern: "cli", imports: []string{"spec", "explorer", "forecast", "induct", "proof", "render", "render/draw", "report", "behaviour", "export", "internal/tlc"}, top: true},
	{pattern: "cmd/*", top: true},
	{pattern: "examples/*", top: true},
	{pattern: "induct", imports: []string{"internal/codec", "spec"}},
	{pattern: "internal/exported"}, // a test that export has written
	{pattern: "internal/house"},
	{pattern: "internal/modeltest", top: true}, // for tests only
	{pattern: "internal/spaces"},
	{pattern: "internal/tlc", imports: []string{"spec"}},
	{pattern: "internal/wasmcache"}, // the standard library only: see there
	{pattern: "models", imports: []string{"spec", "models/*"}},
}

var modelImports = []string{"spec", "invariants", "quorum", "models/tcommit", "models/voting", "models/consensus", "models/replicatedlog", "docs/proofs"}

// forbidden are packages with which a library could print, exit or read flags.
var forbidden = []string{"flag", "log", "log/slog", "os/signal", "github.com/spf13/cobra", "github.com/spf13/pflag"}

func TestImportsRunDownwards(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...")
	list.Dir = root
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		check(t, strings.TrimPrefix(p.ImportPath, module+"/"), p.Imports)
	}
}

func check(t *testing.T, name string, imports []string) {
	t.Helper()
	for _, l := range layers {
		if ok, _ := filepath.Match(l.pattern, name); !ok {
			continue
		}
		for _, i := range imports {
			ours, ok := strings.CutPrefix(i, module+"/")
			switch {
			case l.top:
			case ok && !slices.ContainsFunc(l.imports, func(pattern string) bool { ok, _ := path.Match(pattern, ours); return ok }):
				t.Errorf("%s imports %s, want only %q", name, ours, l.imports)
			case slices.Contains(forbidden, i):
				t.Errorf("%s imports %s: a library neither prints, exits nor reads flags", name, i)
			}
		}
		return
	}
	t.Errorf("package %s has no layer: say in the table what it may import", name)
}

const (
	root     = "../.."
	maxLines = 500
)

func TestFilesAreShort(t *testing.T) {
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		lines := 0
		for s := bufio.NewScanner(f); s.Scan(); {
			lines++
		}
		if lines > maxLines {
			t.Errorf("%s has %d lines, want at most %d: a second file begins where a second idea begins", path, lines, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
