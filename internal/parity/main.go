// Command parity runs TLC on the TLA+ twins of the models, compares what it counts
// with the rows of their spaces.txt, and prints a table. TLC is found by the
// environment variable TLA2TOOLS, a Java class path such as /opt/tla2tools.jar;
// without it nothing is done.
//
//	TLA2TOOLS=/opt/tla2tools.jar go run ./internal/parity [-timeout 10m] [-o FILE] [model...]
//
// Rows that are marked full or reduced in spaces.txt take long, and are run only
// if MCHECK_FULL is set.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/mcheck/mcheck/internal/spaces"
	"github.com/mcheck/mcheck/internal/tlc"
	"github.com/mcheck/mcheck/models"
	"github.com/mcheck/mcheck/spec"
)

func main() {
	timeout := flag.Duration("timeout", 10*time.Minute, "for each row")
	file := flag.String("o", "", "write the table to this file, too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	failed, err := run(ctx, flag.Args(), *timeout, *file)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "parity:", err)
		os.Exit(1)
	case failed > 0:
		fmt.Fprintf(os.Stderr, "parity: %d rows differ\n", failed)
		os.Exit(1)
	}
}

// table is one run of the command.
type table struct {
	out       io.Writer
	classPath string
	timeout   time.Duration
	failed    int // rows that differ
}

// run compares the rows of the named models, or of all, and returns how many
// differ.
func run(ctx context.Context, names []string, timeout time.Duration, file string) (failed int, err error) {
	if os.Getenv(tlc.ClassPathVariable) == "" {
		fmt.Printf("parity: skipped: %s does not name the class path of TLC\n", tlc.ClassPathVariable)
		return 0, nil
	}
	t := &table{out: os.Stdout, timeout: timeout}
	if t.classPath, err = tlc.Find(); err != nil {
		return 0, err
	}
	if file != "" {
		f, err := os.Create(file)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		t.out = io.MultiWriter(os.Stdout, f)
	}
	version, err := tlc.Version(ctx, t.classPath)
	if err != nil {
		return 0, err
	}
	t.print("%s, on %s\n", version, time.Now().Format(time.DateOnly))
	all := models.All()
	for _, name := range names {
		if !slices.ContainsFunc(all, func(e spec.Entry) bool { return e.Name == name }) {
			return 0, fmt.Errorf("unknown model %q", name)
		}
	}
	for k := range all {
		if len(names) > 0 && !slices.Contains(names, all[k].Name) {
			continue
		}
		if err := t.model(ctx, &all[k]); err != nil {
			return t.failed, err
		}
	}
	return t.failed, nil
}

func (t *table) print(format string, args ...any) { _, _ = fmt.Fprintf(t.out, format, args...) }

// model compares the rows of one model.
func (t *table) model(ctx context.Context, e *spec.Entry) error {
	rows, err := spaces.Read(filepath.Join("models", e.Name, "spaces.txt"))
	if err != nil {
		return err
	}
	t.print("\n%s %q\n", e.Name, append(rows.Constants, "bug", "checked"))
	t.print("  %-32s %-46s %-46s %s\n", "row", "TLC", "recorded", "equal")
	for _, row := range rows.Rows {
		if row.Source == "mcheck" || row.Run != "always" && os.Getenv("MCHECK_FULL") == "" {
			continue
		}
		got, err := t.ask(ctx, e, row)
		if err != nil {
			return fmt.Errorf("%s: row %s: %w", e.Name, row.Name, err)
		}
		want, equal := recorded(row), "yes"
		if got != want {
			t.failed++
			equal = "NO"
		}
		t.print("  %-32s %-46s %-46s %s\n", row.Name, got, want, equal)
	}
	return nil
}

func (t *table) ask(ctx context.Context, e *spec.Entry, row spaces.Row) (string, error) {
	given, err := e.Parse(row.Constants)
	if err != nil {
		return "", err
	}
	constants, err := e.Constants(given, "")
	if err != nil {
		return "", err
	}
	constants.Bug = row.Bug // which may be a harmless change that the entry does not offer
	limited, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	found, err := tlc.Ask(limited, t.classPath, tlc.Question{
		Entry: e, Constants: constants, Checked: row.Checked, Symmetric: row.Run == "reduced",
	})
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return "not finished in " + t.timeout.String(), nil
	}
	return found, err
}

// recorded says what a row knows, in TLC's words.
func recorded(row spaces.Row) string {
	if row.Verdict == "violated" {
		return tlc.Violated(row.Checked, row.Depth)
	}
	return tlc.Counted(row.Distinct, row.Generated, row.Depth)
}
