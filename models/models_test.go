package models_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/internal/spaces"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

func each(t *testing.T, test func(t *testing.T, e *spec.Entry)) {
	t.Helper()
	for _, e := range models.All() {
		t.Run(e.Name, func(t *testing.T) { test(t, &e) })
	}
}

func TestInOrder(t *testing.T) {
	var names []string
	for _, e := range models.All() {
		names = append(names, e.Name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("%q, want them in order", names)
	}
}

// exempt are the safety properties that no bug need violate, by the test that shows
// that they can fail, which is to be in every model that has one.
var exempt = map[string]string{
	// The types of Go leave little that could go wrong, and what is left no rule of a
	// protocol is about: a state is corrupted by hand.
	"TypeOK": "TestTypeOK",
}

// TestEveryPropertyIsKilled: each safety property, in whatever form of the model it
// is there, is violated by some bug. That each bug does violate the property that
// its entry names is for the tests that every model has.
func TestEveryPropertyIsKilled(t *testing.T) {
	each(t, func(t *testing.T, e *spec.Entry) {
		killed := map[string]bool{}
		claimed, temporal := claims(t, e, "")
		for _, b := range e.Bugs {
			killed[b.Violates] = true
			more, moreTemporal := claims(t, e, b.Name)
			maps.Copy(claimed, more)
			maps.Copy(temporal, moreTemporal)
		}
		tests := sources(t, e.Name)
		for name := range claimed {
			switch test := exempt[name]; {
			case killed[name]:
			case test == "":
				t.Errorf("no bug violates %s", name)
			case !strings.Contains(tests, "func "+test+"("):
				t.Errorf("no bug violates %s, and there is no %s", name, test)
			}
		}
		for name := range killed {
			if !claimed[name] && !temporal[name] {
				t.Errorf("a bug violates %s, which is no property", name)
			}
		}
	})
}

// claims names the safety properties and the temporal ones, at the constants that a bug
// chooses, or at the defaults.
func claims(t *testing.T, e *spec.Entry, bug string) (safety, temporal map[string]bool) {
	t.Helper()
	m, err := modeltest.Model(t, e, modeltest.Constants(t, e, nil, bug)).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	safety, temporal = map[string]bool{}, map[string]bool{}
	for _, p := range m.Properties {
		switch {
		case p.Kind.Temporal():
			temporal[p.Name] = true
		case p.Kind != spec.KindReachable:
			safety[p.Name] = true
		}
	}
	return safety, temporal
}

// TestEveryModelIsTested: no model leaves out a test that all have.
func TestEveryModelIsTested(t *testing.T) {
	each(t, func(t *testing.T, e *spec.Entry) {
		tests := sources(t, e.Name)
		want := []string{"modeltest.Table(", "modeltest.Spaces(", "spectest.Check("}
		if len(e.Bugs) > 0 {
			want = append(want, "modeltest.Bugs(", "modeltest.TwinBugs(")
		}
		for _, call := range want {
			if !strings.Contains(tests, call) {
				t.Errorf("no test calls %s...)", call)
			}
		}
		if e.Twin == nil {
			t.Error("there is no TLA+ twin")
		}
	})
}

// TestTemporalPropertiesAreCompared: of each temporal property of a twin TLC has said
// where it is true.
func TestTemporalPropertiesAreCompared(t *testing.T) {
	each(t, func(t *testing.T, e *spec.Entry) {
		if e.Twin == nil || e.Twin.Live == nil {
			return
		}
		table, err := spaces.Read(filepath.Join(e.Name, "spaces.txt"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range e.Twin.Live.Temporal {
			if !slices.ContainsFunc(table.Rows, func(r spaces.Row) bool { return r.Checked == p && r.Source == "TLC" && r.Verdict == "holds" }) {
				t.Errorf("spaces.txt has no row of TLC where %s holds", p)
			}
		}
	})
}

// sources returns the tests of a model.
func sources(t *testing.T, name string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(name, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// TestBugsFromTheStart: each bug is found as a user finds it, from the initial
// state. The tests of the models do the same, but begin where it is far from there.
func TestBugsFromTheStart(t *testing.T) {
	if os.Getenv("MCHECK_FULL") == "" {
		t.Skip("takes minutes: set MCHECK_FULL to run it")
	}
	each(t, func(t *testing.T, e *spec.Entry) {
		for _, bug := range e.Bugs {
			_, temporal := claims(t, e, bug.Name)
			r := modeltest.Check(t, e, modeltest.Constants(t, e, nil, bug.Name), explorer.CheckOptions{
				Options:  explorer.Options{Memory: 8 << 30},
				Liveness: temporal[bug.Violates],
			})
			if v := r.Violation(); v == nil || v.Property != bug.Violates {
				t.Errorf("%s: %s %s, want a violation of %s", bug.Name, modeltest.Found(r), r.Reason, bug.Violates)
			}
		}
	})
}
