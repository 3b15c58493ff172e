package modeltest

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/mcheck/mcheck/internal/tlc"
	"github.com/mcheck/mcheck/spec"
)

// opinion asks TLC about rows, and appends what it says to a file. A nil one does
// nothing.
type opinion struct {
	tlc   *tlc.TLC
	out   *os.File
	title string // written before the first row
	width int    // of the names of rows
}

// secondOpinion returns the one that MCHECK_TLC asks for, the name of a file.
func secondOpinion(t *testing.T, entry *spec.Entry, jobs []job) *opinion {
	t.Helper()
	path := os.Getenv("MCHECK_TLC")
	if path == "" {
		return nil
	}
	o := &opinion{title: entry.Name}
	for _, p := range entry.Params {
		o.title += " " + p.Name
	}
	for _, j := range jobs {
		o.width = max(o.width, len(j.row.Name))
	}
	var err error
	if o.tlc, err = tlc.Find(); err != nil {
		t.Fatal(err)
	}
	if o.out, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.out.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// ask compares TLC with a row. Large rows, and those that are large without
// symmetry, are compared only if MCHECK_FULL is set.
func (o *opinion) ask(t *testing.T, j *job) {
	t.Helper()
	if o == nil || j.row.Source == "mcheck" || j.row.Run != "always" && os.Getenv("MCHECK_FULL") == "" {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	found, version, err := o.tlc.Run(ctx, &j.Job)
	if err != nil {
		t.Fatalf("TLC: %v", err)
	}
	if o.title != "" {
		o.printf("\n%s bug checked: %s, %s\n", o.title, version, time.Now().Format(time.DateOnly))
		o.title = ""
	}
	verdict := "as recorded"
	if want := j.recorded(); found != want {
		verdict = "DIFFERS: recorded is " + want.String()
		t.Errorf("TLC: %v, want %v", found, want)
	}
	o.printf("  %-*s  %-24s  %-52v  %s\n", o.width, j.row.Name, j.Module()+".tla", found, verdict)
}

func (o *opinion) printf(format string, args ...any) { _, _ = fmt.Fprintf(o.out, format, args...) }
