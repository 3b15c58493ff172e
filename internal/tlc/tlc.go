// Package tlc asks TLC, the model checker of TLA+, about the twin of a model.
package tlc

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// ClassPathVariable is the environment variable that names TLC: a jar or a class
// path such as /opt/tla2tools.jar.
const ClassPathVariable = "TLA2TOOLS"

// Find returns TLC's class path, or an error that says what is missing.
func Find() (classPath string, err error) {
	if classPath = os.Getenv(ClassPathVariable); classPath == "" {
		return "", fmt.Errorf("TLC is missing: want %s to name its jar or class path, like /opt/tla2tools.jar", ClassPathVariable)
	}
	if first, _, _ := strings.Cut(classPath, string(os.PathListSeparator)); !exists(first) {
		return "", fmt.Errorf("TLC is missing: %s = %s, and there is no %s", ClassPathVariable, classPath, first)
	}
	if _, err := exec.LookPath("java"); err != nil {
		return "", fmt.Errorf("java is missing: %w", err)
	}
	return classPath, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Question is what TLC is asked.
type Question struct {
	Entry     *spec.Entry
	Constants spec.Constants
	Checked   string // "all" properties, "none", or the name of one
	Symmetric bool   // over all sets of model values
}

// Ask runs TLC and returns what it found, in the words of Counted and Violated. It
// fails if ctx is done before TLC is.
func Ask(ctx context.Context, classPath string, q Question) (found string, err error) {
	dir, err := os.MkdirTemp("", "tlc")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := q.prepare(dir); err != nil {
		return "", err
	}
	// One worker: with more, neither the depth nor the trace is sure to be shortest.
	out, err := java(ctx, dir, classPath, "-workers", "1", "-noGenerateSpecTE",
		"-metadir", filepath.Join(dir, "states"), "-config", "Row.cfg", "Row.tla")
	if err != nil {
		return "", err
	}
	found, ok := outcome(out)
	if !ok {
		return "", fmt.Errorf("TLC says\n%s", out)
	}
	return found, nil
}

// Version returns the line in which TLC says what it is.
func Version(ctx context.Context, classPath string) (string, error) {
	out, err := java(ctx, os.TempDir(), classPath)
	if err != nil {
		return "", err
	}
	version := versionLine.FindString(out)
	if version == "" {
		return "", fmt.Errorf("TLC says\n%s", out)
	}
	return version, nil
}

func java(ctx context.Context, dir, classPath string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "java", append([]string{"-XX:+UseParallelGC", "-cp", classPath, "tlc2.TLC"}, args...)...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		return "", err
	}
	return string(out), nil
}

// prepare writes the modules into dir, and Row, which extends the twin.
func (q *Question) prepare(dir string) error {
	twin := q.Entry.Twin
	if twin == nil {
		return fmt.Errorf("model %s has no TLA+ twin", q.Entry.Name)
	}
	modules, err := fs.Glob(twin.Files, "*.tla")
	if err != nil {
		return err
	}
	for _, name := range modules {
		text, err := fs.ReadFile(twin.Files, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			return err
		}
	}
	text, err := fs.ReadFile(twin.Files, twin.Module+".cfg")
	if err != nil {
		return err
	}
	config, err := q.config(string(text))
	if err != nil {
		return err
	}
	module := fmt.Sprintf("---- MODULE Row ----\nEXTENDS %s, TLC\n", twin.Module)
	if q.Symmetric {
		var groups []string
		for _, set := range twin.Sets() {
			groups = append(groups, "Permutations("+set+")")
		}
		module += "Renamings == " + strings.Join(groups, ` \cup `) + "\n"
		config += "SYMMETRY Renamings\n"
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "Row.tla"), []byte(module+"====\n"), 0o666),
		os.WriteFile(filepath.Join(dir, "Row.cfg"), []byte(config), 0o666),
	)
}

// config is the twin's own configuration with the constants asked about, and with
// those properties that are checked.
func (q *Question) config(text string) (string, error) {
	module := q.Entry.Twin.Module
	values, err := q.Entry.Values(q.Constants)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	section, checked := "", 0
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], `\*`):
			continue
		case slices.Contains(sections, words[0]):
			section = words[0]
			if section == "CHECK_DEADLOCK" || section == "SPECIFICATION" {
				out.WriteString(line)
			} else if len(words) > 1 {
				return "", fmt.Errorf("%s.cfg: %q: want each name on a line of its own", module, line)
			}
			continue
		}
		switch section {
		case "CONSTANT", "CONSTANTS":
			if v, ok := values[words[0]]; ok {
				line = words[0] + " = " + v + "\n"
				delete(values, words[0])
			}
		case "INVARIANTS", "INVARIANT", "PROPERTIES", "PROPERTY":
			// An action property is named after its action.
			if q.Checked != "all" && strings.TrimSuffix(words[0], "Prop") != q.Checked {
				continue
			}
			checked++
		default:
			return "", fmt.Errorf("%s.cfg: %q: in no section that is known", module, line)
		}
		out.WriteString(section + " " + line)
	}
	if len(values) > 0 {
		return "", fmt.Errorf("%s.cfg: no line for the constants %v", module, values)
	}
	if checked == 0 && q.Checked != "none" {
		return "", fmt.Errorf("%s.cfg: no property %s", module, q.Checked)
	}
	return out.String(), nil
}

var sections = []string{
	"SPECIFICATION", "CONSTANT", "CONSTANTS", "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES", "CHECK_DEADLOCK",
}

// Counted says how many states there are.
func Counted(distinct, generated uint64, depth int) string {
	return fmt.Sprintf("%d distinct, %d generated, depth %d", distinct, generated, depth)
}

// Violated says what is violated, and how soon.
func Violated(property string, states int) string {
	return fmt.Sprintf("%s violated, trace of %d states", property, states)
}

// What TLC writes.
var (
	statesFound = regexp.MustCompile(`(?m)^(\d+) states generated, (\d+) distinct states found, 0 states left`)
	depthFound  = regexp.MustCompile(`depth of the complete state graph search is (\d+)`)
	broken      = regexp.MustCompile(`(?m)^Error: (?:Invariant|Action property) (\w+) is violated`)
	traceState  = regexp.MustCompile(`(?m)^State \d+:`)
	versionLine = regexp.MustCompile(`(?m)^TLC2 Version .*$`)
)

// outcome reads TLC's output.
func outcome(text string) (string, bool) {
	if m := broken.FindStringSubmatch(text); m != nil {
		return Violated(strings.TrimSuffix(m[1], "Prop"), len(traceState.FindAllString(text, -1))), true
	}
	states, depth := statesFound.FindStringSubmatch(text), depthFound.FindStringSubmatch(text)
	if states == nil || depth == nil || !strings.Contains(text, "No error has been found") {
		return "", false
	}
	generated, err1 := strconv.ParseUint(states[1], 10, 64)
	distinct, err2 := strconv.ParseUint(states[2], 10, 64)
	levels, err3 := strconv.Atoi(depth[1])
	return Counted(distinct, generated, levels), err1 == nil && err2 == nil && err3 == nil
}
