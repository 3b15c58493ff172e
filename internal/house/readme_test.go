package house

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dustin/go-humanize"
	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

const (
	tableBegins = "<!-- begin: make readme -->\n"
	tableEnds   = "<!-- end: make readme -->\n"
	tableHead   = "| model | what | constants, from..to (default) | properties | bugs | distinct | generated | depth | takes |\n" +
		"|---|---|---|---|---|---|---|---|---|\n"

	// A search that visits more states is left to those who set MCHECK_FULL.
	fewStates = 30_000
	// Models differ in speed, by about ten: a search that generates more states takes
	// minutes, or nearly.
	secondsGenerated = 10_000_000
)

// TestModelTable: the table of models in the README is what the models say of
// themselves, and what their default constants lead to. Without MCHECK_FULL the
// numbers of large models are believed.
func TestModelTable(t *testing.T) {
	path := filepath.Join(root, "README.md")
	before, rest, begins := strings.Cut(read(t, path), tableBegins)
	old, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		t.Fatalf("%s has no lines %q and %q", path, tableBegins, tableEnds)
	}
	var table strings.Builder
	table.WriteString(tableHead)
	for _, e := range models.All() {
		row := about(t, &e)
		table.WriteString(row + sizes(t, &e, row, old))
	}
	if modeltest.Updating() {
		if err := os.WriteFile(path, []byte(before+tableBegins+table.String()+tableEnds+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(old, table.String()); diff != "" {
		t.Errorf("%s is stale, make readme updates it (-README +models)\n%s", path, diff)
	}
}

// about returns the cells that need no search.
func about(t *testing.T, e *spec.Entry) string {
	t.Helper()
	var constants []string
	for _, p := range e.Params {
		values := strings.TrimPrefix(p.Wanted(), "one of ")
		constants = append(constants, fmt.Sprintf("`--%s` %s (%v)", p.Name, values, p.Value(p.Default)))
	}
	return fmt.Sprintf("| [`%s`](models/%s/doc.go) | %s | %s | %s | %d |",
		e.Name, e.Name, e.Doc, strings.Join(constants, "<br>"), properties(t, e), len(e.Bugs))
}

// properties counts those at the default constants.
func properties(t *testing.T, e *spec.Entry) string {
	t.Helper()
	m, err := modeltest.Model(t, e, modeltest.Constants(t, e, nil, "")).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	count := func(one, many string, is func(spec.Kind) bool) {
		n := 0
		for _, p := range m.Properties {
			if is(p.Kind) {
				n++
			}
		}
		switch n {
		case 0:
		case 1:
			parts = append(parts, "1 "+one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	count("safety", "safety", func(k spec.Kind) bool { return k == spec.KindInvariant || k == spec.KindStepInvariant })
	count("refinement", "refinements", func(k spec.Kind) bool { return k == spec.KindRefinement })
	count("liveness", "liveness", spec.Kind.Temporal)
	count("witness", "witnesses", func(k spec.Kind) bool { return k == spec.KindReachable })
	return strings.Join(parts, ", ")
}

// sizes returns the cells with what the default constants lead to; where that is
// large, those that follow the row in the old table.
func sizes(t *testing.T, e *spec.Entry, row, old string) string {
	t.Helper()
	var opts explorer.CheckOptions
	if os.Getenv("MCHECK_FULL") == "" {
		opts.MaxStates = fewStates
	}
	r := modeltest.Check(t, e, modeltest.Constants(t, e, nil, ""), opts)
	switch r.Verdict {
	case explorer.Incomplete:
		for line := range strings.Lines(old) {
			if sizes, ok := strings.CutPrefix(line, row); ok {
				return sizes
			}
		}
		return " large: MCHECK_FULL=1 make readme | | | |\n"
	case explorer.Violated:
		t.Errorf("%s: %s at the default constants", e.Name, modeltest.Found(r))
	}
	takes := "seconds"
	if r.Generated > secondsGenerated {
		takes = "minutes"
	}
	return fmt.Sprintf(" %s | %s | %d | %s |\n", humanize.Comma(int64(r.Distinct)), humanize.Comma(int64(r.Generated)), r.Depth, takes)
}
