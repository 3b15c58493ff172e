// Command tlc runs TLC on the TLA+ twins of the models, and compares what it
// counts with the rows of their spaces.txt. TLC is found by the environment
// variable TLA2TOOLS, a Java class path such as /opt/tla2tools.jar; without it
// nothing is done.
//
//	TLA2TOOLS=/opt/tla2tools.jar go run ./internal/tlc [-timeout 10m] [directory...]
//
// Rows that are marked full or reduced in spaces.txt take long, and are run only
// if MCHECK_FULL is set.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/mcheck/mcheck/internal/spaces"
)

func main() {
	timeout := flag.Duration("timeout", 10*time.Minute, "for each row")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	failed, err := run(ctx, flag.Args(), *timeout)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "tlc:", err)
		os.Exit(1)
	case failed > 0:
		fmt.Fprintf(os.Stderr, "tlc: %d rows differ\n", failed)
		os.Exit(1)
	}
}

// run compares the rows of the given directories, or of all, and returns how many
// differ.
func run(ctx context.Context, dirs []string, timeout time.Duration) (failed int, err error) {
	classPath := os.Getenv("TLA2TOOLS")
	if classPath == "" {
		fmt.Println("tlc: skipped: TLA2TOOLS does not name the class path of TLC")
		return 0, nil
	}
	if len(dirs) == 0 {
		for _, pattern := range []string{"models/*/spaces.txt", "examples/*/spaces.txt"} {
			files, err := filepath.Glob(pattern)
			if err != nil {
				return 0, err
			}
			for _, f := range files {
				dirs = append(dirs, filepath.Dir(f))
			}
		}
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		twin, ok := twins[name]
		if !ok {
			return failed, fmt.Errorf("%s: no twin is known: add it to the table", name)
		}
		table, err := spaces.Read(filepath.Join(dir, "spaces.txt"))
		if err != nil {
			return failed, err
		}
		twin.dir = dir
		fmt.Printf("%s %q\n", twin.module, append(table.Constants, "bug", "checked"))
		fmt.Printf("  %-28s %-46s %-46s %s\n", "row", "TLC", "recorded", "equal")
		for _, row := range table.Rows {
			if row.Source == "mcheck" || row.Run != "always" && os.Getenv("MCHECK_FULL") == "" {
				continue
			}
			got, err := twin.check(ctx, classPath, row, timeout)
			if err != nil {
				return failed, fmt.Errorf("%s: row %s: %w", dir, row.Name, err)
			}
			want, equal := recorded(row), "yes"
			if got != want {
				failed++
				equal = "NO"
			}
			fmt.Printf("  %-28s %-46s %-46s %s\n", row.Name, got, want, equal)
		}
	}
	return failed, nil
}

// recorded says what a row knows, in the words of outcome.
func recorded(row spaces.Row) string {
	if row.Verdict == "violated" {
		return violated(row.Checked, row.Depth)
	}
	return counted(row.Distinct, row.Generated, row.Depth)
}
