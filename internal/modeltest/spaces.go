package modeltest

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/spaces"
	"github.com/mcheck/mcheck/spec"
)

// Spaces runs the rows of the current directory's spaces.txt with one and with two
// workers, unreduced, and compares the numbers. Never adapt a number to what a run
// prints: find out which of the two is wrong.
func Spaces(t *testing.T, entry *spec.Entry) {
	t.Helper()
	table, err := spaces.Read("spaces.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range entry.Params {
		names = append(names, p.Name)
	}
	if !slices.Equal(table.Constants, names) {
		t.Fatalf("spaces.txt has the constants %q, want %q", table.Constants, names)
	}
	for _, row := range table.Rows {
		t.Run(row.Name, func(t *testing.T) {
			if row.Run == "full" && os.Getenv("MCHECK_FULL") == "" {
				t.Skip("large: set MCHECK_FULL to run it")
			}
			for _, workers := range []int{1, 2} {
				run(t, entry, row, workers)
			}
		})
	}
}

func run(t *testing.T, entry *spec.Entry, row spaces.Row, workers int) {
	t.Helper()
	c := Constants(t, entry, row.Constants, "")
	c.Bug = row.Bug // which may be a harmless change that the entry does not offer
	opts := explorer.CheckOptions{Options: explorer.Options{Workers: workers, Timeout: 10 * time.Minute}}
	switch row.Checked {
	case "all":
	case "none":
		opts.Properties = []string{}
	default:
		opts.Properties = []string{row.Checked}
	}
	opts.NoReduction = row.Run != "reduced"
	r := Check(t, entry, c, opts)
	if string(r.Verdict) != row.Verdict {
		t.Fatalf("%d workers: verdict %s (%s), want %s", workers, r.Verdict, r.Reason, row.Verdict)
	}
	got := fmt.Sprintf("%d distinct, %d generated, depth %d", r.Distinct, r.Generated, r.Depth)
	want := fmt.Sprintf("%d distinct, %d generated, depth %d", row.Distinct, row.Generated, row.Depth)
	if v := r.Violation(); v != nil {
		got = fmt.Sprintf("%s violated by a trace of %d states", v.Property, len(v.Trace))
		want = fmt.Sprintf("%s violated by a trace of %d states", row.Checked, row.Depth)
	}
	if got != want {
		t.Errorf("%d workers: %s, want %s by %s", workers, got, want, row.Source)
	}
}
