package modeltest

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/spaces"
	"github.com/mcheck/mcheck/internal/tlc"
	"github.com/mcheck/mcheck/spec"
)

// Spaces runs the rows of the current directory's spaces.txt with one and with two
// workers, unreduced, and compares the numbers; with TLC, too, if MCHECK_TLC asks
// for it. Never adapt a number to what a run prints: find out which of the two is
// wrong.
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
	var jobs []job
	for _, row := range table.Rows {
		jobs = append(jobs, jobOf(t, entry, row))
	}
	second := secondOpinion(t, entry, jobs)
	for _, j := range jobs {
		t.Run(j.row.Name, func(t *testing.T) {
			if j.row.Run == "full" && os.Getenv("MCHECK_FULL") == "" {
				t.Skip("large: set MCHECK_FULL to run it")
			}
			for _, workers := range []int{1, 2} {
				j.run(t, workers)
			}
			second.ask(t, &j)
		})
	}
}

// job is a row of the table, and what TLC is to do about it.
type job struct {
	tlc.Job
	row spaces.Row
}

// jobOf understands a row. One that somebody else has run must be in the reach of a
// twin.
func jobOf(t *testing.T, entry *spec.Entry, row spaces.Row) job {
	t.Helper()
	given, err := entry.Parse(row.Constants)
	if err != nil {
		t.Fatalf("row %s: %v", row.Name, err)
	}
	j := job{Job: tlc.Job{Entry: entry, Constants: Constants(t, entry, given, ""), Symmetry: row.Run == "reduced"}, row: row}
	j.Constants.Bug = row.Bug // which may be a harmless change that the entry does not offer
	switch row.Checked {
	case "all":
	case "none":
		j.Properties = []string{}
	default:
		j.Properties = []string{row.Checked}
	}
	if row.Source != "mcheck" {
		if _, err := j.Config(); err != nil {
			t.Errorf("row %s: %v", row.Name, err)
		}
	}
	return j
}

func (j *job) run(t *testing.T, workers int) {
	t.Helper()
	r := Check(t, j.Entry, j.Constants, explorer.CheckOptions{
		Options:     explorer.Options{Workers: workers, Timeout: 10 * time.Minute},
		Properties:  j.Properties,
		NoReduction: !j.Symmetry,
	})
	if string(r.Verdict) != j.row.Verdict {
		t.Fatalf("%d workers: verdict %s (%s), want %s", workers, r.Verdict, r.Reason, j.row.Verdict)
	}
	got := tlc.Outcome{Distinct: r.Distinct, Generated: r.Generated, Depth: r.Depth}
	if v := r.Violation(); v != nil {
		got = tlc.Outcome{Violated: v.Property, Depth: len(v.Trace)}
		if v.Lasso != nil {
			got.Depth = 0
		}
	}
	if want := j.recorded(); got != want {
		t.Errorf("%d workers: %v, want %v by %s", workers, got, want, j.row.Source)
	}
}

// recorded is what the row knows.
func (j *job) recorded() tlc.Outcome {
	if j.row.Verdict == "violated" {
		return tlc.Outcome{Violated: j.row.Checked, Depth: j.row.Depth}
	}
	return tlc.Outcome{Distinct: j.row.Distinct, Generated: j.row.Generated, Depth: j.row.Depth}
}
