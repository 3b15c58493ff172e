package modeltest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// A space is a line of spaces.txt: the constants, then
//
//	bug        that is built in, or none
//	checked    all properties, none, or the one that is named
//	distinct   states, or - where the search ends with a violation
//	generated  states, or -
//	depth      states on the longest shortest path, or on the trace of the violation
//	verdict    holds, or violated
//	source     where the numbers come from: TLC, oracle (published, or on which
//	           several checkers agree), or mcheck (nobody else has run it)
//	run        always; full: only when MCHECK_FULL is set, being large; reduced: too
//	           large without reductions, which keep the verdict and its depth
type space struct {
	constants           map[string]int
	bug, checked        string
	distinct, generated uint64
	depth               int
	verdict             explorer.Verdict
	source, when        string
	line                string
}

var counted = []string{"bug", "checked", "distinct", "generated", "depth", "verdict", "source", "run"}

// Spaces runs the rows of the current directory's spaces.txt with one and with two
// workers, unreduced, and compares the numbers. Never adapt a number to what a run
// prints: find out which of the two is wrong.
func Spaces(t *testing.T, entry *spec.Entry) {
	t.Helper()
	for _, row := range spaces(t, entry) {
		t.Run(row.line, func(t *testing.T) {
			if row.when == "full" && os.Getenv("MCHECK_FULL") == "" {
				t.Skip("large: set MCHECK_FULL to run it")
			}
			for _, workers := range []int{1, 2} {
				row.run(t, entry, workers)
			}
		})
	}
}

func (row *space) run(t *testing.T, entry *spec.Entry, workers int) {
	t.Helper()
	c, err := entry.Constants(row.constants, row.bug)
	if err != nil {
		t.Fatal(err)
	}
	opts := explorer.CheckOptions{Options: explorer.Options{Workers: workers, Timeout: 10 * time.Minute}, NoReduction: true}
	switch row.checked {
	case "all":
	case "none":
		opts.Properties = []string{}
	default:
		opts.Properties = []string{row.checked}
	}
	if row.when == "reduced" {
		opts.NoReduction, opts.Small, opts.SmallName = false, model(t, entry, entry.Small(c)), "small constants"
	}
	r, err := explorer.Check(context.Background(), model(t, entry, c), opts)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != row.verdict {
		t.Fatalf("%d workers: verdict %s (%s), want %s", workers, r.Verdict, r.Reason, row.verdict)
	}
	got := fmt.Sprintf("%d distinct, %d generated, depth %d", r.Distinct, r.Generated, r.Depth)
	want := fmt.Sprintf("%d distinct, %d generated, depth %d", row.distinct, row.generated, row.depth)
	if v := r.Violation(); v != nil {
		got = fmt.Sprintf("%s violated by a trace of %d states", v.Property, len(v.Trace))
		want = fmt.Sprintf("%s violated by a trace of %d states", row.checked, row.depth)
	}
	if got != want {
		t.Errorf("%d workers: %s, want %s by %s", workers, got, want, row.source)
	}
}

func model(t *testing.T, entry *spec.Entry, c spec.Constants) spec.Checkable {
	t.Helper()
	m, err := entry.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// spaces reads spaces.txt, whose first line names the columns.
func spaces(t *testing.T, entry *spec.Entry) (rows []*space) {
	t.Helper()
	var columns []string
	for _, p := range entry.Params {
		columns = append(columns, p.Name)
	}
	columns = append(columns, counted...)
	for line := range strings.Lines(read(t, "spaces.txt")) {
		cells := strings.Fields(line)
		switch {
		case len(rows) == 0 && len(cells) > 0 && cells[0] == "#" && slices.Contains(cells, "distinct"):
			if !slices.Equal(cells[1:], columns) {
				t.Fatalf("spaces.txt has the columns %q, want %q", cells[1:], columns)
			}
		case len(cells) == 0 || cells[0] == "#":
		default:
			row, err := parse(cells, columns)
			if err != nil {
				t.Fatalf("spaces.txt: %q: %v", line, err)
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		t.Fatal("spaces.txt has no rows")
	}
	return rows
}

func parse(cells, columns []string) (*space, error) {
	if len(cells) != len(columns) {
		return nil, fmt.Errorf("%d cells, want %d", len(cells), len(columns))
	}
	row := &space{constants: map[string]int{}, line: strings.Join(cells[:len(cells)-len(counted)+2], " ")}
	var failed error
	number := func(cell string) int {
		if cell == "-" {
			return 0
		}
		n, err := strconv.Atoi(cell)
		if err != nil {
			failed = err
		}
		return n
	}
	for k, name := range columns {
		cell := cells[k]
		switch name {
		case "bug":
			if cell != "none" {
				row.bug = cell
			}
		case "checked":
			row.checked = cell
		case "distinct":
			row.distinct = uint64(number(cell))
		case "generated":
			row.generated = uint64(number(cell))
		case "depth":
			row.depth = number(cell)
		case "verdict":
			row.verdict = explorer.Verdict(cell)
		case "source":
			row.source = cell
		case "run":
			row.when = cell
		default:
			row.constants[name] = number(cell)
		}
	}
	if !slices.Contains([]string{"always", "full", "reduced"}, row.when) {
		return nil, fmt.Errorf("run %q, want always, full or reduced", row.when)
	}
	return row, failed
}
