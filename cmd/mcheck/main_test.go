package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files; only commit the changes if you understand what caused them")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mcheck": main,
		// The same command line over models that fail in every way there is.
		"zoo":    func() { cli.Main(zoo...) },
		"single": func() { cli.Main(spec.Single(counter("counter", 3))) },
		"twins":  func() { cli.Main(spec.Single(twins())) },
		"clash":  func() { cli.Main(spec.Single(counter("list", 3))) },
		"status": func() { os.Exit(status()) },
	})
}

func TestScripts(t *testing.T) {
	caches, err := os.UserCacheDir()
	if err != nil {
		caches = t.TempDir()
	}
	testscript.Run(t, testscript.Params{
		// Scripts have no home, and Graphviz would be compiled each time that a program starts.
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", caches)
			return nil
		},
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"waitfor": waitFor,
			"oneline": oneLine,
			"jsonis":  jsonIs,
			"blank":   blank,
			"begins":  begins,
		},
	})
}

// status runs args[1:] and succeeds if its exit status is args[0]. It passes on
// interrupts, as SIGTERM if FORWARD says so: a script can send no other.
func status() int {
	want, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "status:", err)
		return 1
	}
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "status:", err)
		return 1
	}
	go func() {
		for s := range signals {
			if os.Getenv("FORWARD") == "TERM" {
				s = syscall.SIGTERM
			}
			_ = cmd.Process.Signal(s)
		}
	}()
	got := 0
	if err := cmd.Wait(); err != nil {
		got = -1
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			got = exit.ExitCode()
		}
	}
	if got != want {
		fmt.Fprintf(os.Stderr, "status: %s exited with %d, want %d\n", strings.Join(os.Args[2:], " "), got, want)
		return 1
	}
	return 0
}

// waitFor waits until a file exists.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
	}
	ts.Fatalf("%s did not appear", args[0])
}

// oneLine demands that standard error of the last command is one line that
// contains the given text.
func oneLine(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile("stderr")
	if strings.Count(text, "\n") != 1 || !strings.Contains(text, args[0]) {
		ts.Fatalf("standard error is\n%s\nwant one line with %q", text, args[0])
	}
}

// jsonIs demands that the field at a path (a.b.0.c) of a JSON file has the given
// value, or with one argument less that it exists.
func jsonIs(ts *testscript.TestScript, neg bool, args []string) {
	var at any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &at); err != nil {
		ts.Fatalf("%s is no JSON: %v", args[0], err)
	}
	for _, word := range strings.Split(args[1], ".") {
		next := field(at, word)
		if next == nil {
			if neg {
				return
			}
			ts.Fatalf("%s: no %s in %v", args[0], args[1], at)
		}
		at = *next
	}
	if neg {
		ts.Fatalf("%s: %s is %v", args[0], args[1], at)
	}
	if len(args) < 3 {
		return
	}
	var want any
	if json.Unmarshal([]byte(args[2]), &want) != nil {
		want = args[2]
	}
	if !reflect.DeepEqual(at, want) {
		ts.Fatalf("%s: %s is %v, want %v", args[0], args[1], at, want)
	}
}

func field(of any, word string) *any {
	switch v := of.(type) {
	case map[string]any:
		if x, ok := v[word]; ok {
			return &x
		}
	case []any:
		if k, err := strconv.Atoi(word); err == nil && k < len(v) {
			return &v[k]
		}
	}
	return nil
}

// blank replaces what matches a pattern in a file: blank FILE PATTERN TEXT.
func blank(ts *testscript.TestScript, _ bool, args []string) {
	text := regexp.MustCompile(args[1]).ReplaceAllString(ts.ReadFile(args[0]), args[2])
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), args[0]), []byte(text), 0o666))
}

// begins demands that the first eight bytes of a file contain the given text.
func begins(ts *testscript.TestScript, _ bool, args []string) {
	if text := ts.ReadFile(args[0]); !strings.Contains(text[:min(8, len(text))], args[1]) {
		ts.Fatalf("%s begins with %.20q, want %q", args[0], text, args[1])
	}
}
