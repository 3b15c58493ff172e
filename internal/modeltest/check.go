package modeltest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

var update = flag.Bool("update", false, "rewrite what is generated and recorded; commit only changes that you understand")

// Updating reports whether golden files are to be written, not compared.
func Updating() bool { return *update }

// Constants completes the given constants as the command line does.
func Constants(t *testing.T, entry *spec.Entry, given map[string]int, bug string) spec.Constants {
	t.Helper()
	c, err := entry.Constants(given, bug)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Model returns the entry's model.
func Model(t *testing.T, entry *spec.Entry, c spec.Constants) spec.Checkable {
	t.Helper()
	m, err := entry.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Check checks the entry's model as the command line does.
func Check(t *testing.T, entry *spec.Entry, c spec.Constants, opts explorer.CheckOptions) *explorer.Result {
	t.Helper()
	if entry.Small != nil {
		opts.Small, opts.SmallName = Model(t, entry, entry.Small(c)), "small constants"
	}
	r, err := explorer.Check(context.Background(), Model(t, entry, c), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Found tells what is violated and how soon.
func Found(r *explorer.Result) string {
	if v := r.Violation(); v != nil {
		return fmt.Sprintf("%s: %s after %d states", r.Verdict, v.Property, len(v.Trace))
	}
	return string(r.Verdict)
}

// Golden compares got with testdata/name.txt in the current directory.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if Updating() {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
