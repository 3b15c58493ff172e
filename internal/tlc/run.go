package tlc

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// TLC is an installation of TLC.
type TLC struct {
	java      string
	classPath string
}

// Find finds Java and TLC.
func Find() (*TLC, error) {
	classPath := os.Getenv("TLA2TOOLS")
	if classPath == "" {
		return nil, errors.New("the environment variable TLA2TOOLS is not set, want the path of tla2tools.jar, or a class path with TLC")
	}
	for _, path := range filepath.SplitList(classPath) {
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("TLA2TOOLS: %w", err)
		}
	}
	name := "java"
	if home := os.Getenv("JAVA_HOME"); home != "" {
		name = filepath.Join(home, "bin", "java")
	}
	java, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("TLC needs Java, and there is no %s", name)
	}
	return &TLC{java, classPath}, nil
}

// Failure says that TLC ended without a result.
type Failure struct {
	What   string // the first error that it reported, if any
	Output string
}

// Error implements error.
func (f *Failure) Error() string {
	if f.What == "" {
		return "TLC ended without a result"
	}
	return "TLC ended without a result: " + f.What
}

// Run runs TLC on a twin, and returns what it found and its version. When ctx is
// done TLC is killed, and the error is that of ctx.
func (t *TLC) Run(ctx context.Context, job *Job) (found Outcome, version string, err error) {
	dir, err := os.MkdirTemp("", "mcheck-tlc")
	if err != nil {
		return found, "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := job.prepare(dir); err != nil {
		return found, "", err
	}
	// One worker: with more, neither the depth nor the trace is sure to be shortest.
	cmd := exec.CommandContext(ctx, t.java, "-XX:+UseParallelGC", "-cp", t.classPath, "tlc2.TLC",
		"-workers", "1", "-noGenerateSpecTE", "-metadir", filepath.Join(dir, "states"), "-config", root+".cfg", root+".tla")
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return found, "", ctx.Err()
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		return found, "", err
	}
	found, ok := read(string(out))
	if !ok {
		return found, "", failure(string(out))
	}
	return found, versionOf(string(out)), nil
}

func failure(output string) *Failure {
	f := &Failure{Output: output}
	if m := firstError.FindStringSubmatch(output); m != nil {
		f.What = m[1]
	}
	return f
}

// versionOf returns the version in TLC's output. A TLC that was built without one
// gives the time at which it was started, and no revision.
func versionOf(output string) string {
	m := versionFound.FindStringSubmatch(output)
	if m == nil || !strings.Contains(m[1], "rev:") {
		return "TLC2, built without a version"
	}
	return "TLC2 " + m[1]
}
