package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mcheck/mcheck/internal/spaces"
)

// twin is a TLA+ module that says the same as a model.
type twin struct {
	dir    string
	module string // the root module; its configuration has the same name
	// sets and numbers tell which CONSTANT a constant of the model is: a set of so
	// many model values, whose names begin with a letter, or the number itself.
	sets    map[string]set
	numbers map[string]string
	bug     string // the CONSTANT that names the bug, if there is one
}

type set struct{ constant, letter string }

var twins = map[string]twin{
	"consensus": {module: "Consensus", bug: "Bug", sets: map[string]set{"values": {"Value", "v"}}},
	"paxos": {
		module: "MCPaxos", bug: "Bug",
		sets:    map[string]set{"acceptors": {"Acceptor", "a"}, "values": {"Value", "v"}},
		numbers: map[string]string{"ballots": "Ballots", "crashes": "MaxCrashes"},
	},
	"raft": {
		module: "MCRaft", bug: "Bug",
		sets:    map[string]set{"nodes": {"Server", "s"}},
		numbers: map[string]string{"terms": "MaxTerm", "log": "MaxLog", "crashes": "MaxCrashes"},
	},
	"tcommit": {module: "TCommit", bug: "Bug", sets: map[string]set{"rms": {"RM", "r"}}},
	"paxoscommit": {
		module: "PaxosCommit", bug: "Bug",
		sets:    map[string]set{"rms": {"RM", "r"}, "acceptors": {"Acceptor", "a"}},
		numbers: map[string]string{"ballots": "Ballots"},
	},
	"threepc": {
		module: "ThreePhase", bug: "Bug",
		sets: map[string]set{"rms": {"RM", "r"}},
		numbers: map[string]string{
			"crashes": "Crashes", "false-suspicions": "FalseSuspicions", "independent-recoveries": "IndependentRecoveries",
		},
	},
	"twopc": {
		module: "TwoPhaseRecovery", bug: "Bug",
		sets: map[string]set{"rms": {"RM", "r"}},
		numbers: map[string]string{
			"coordinator-crashes": "CoordinatorCrashes", "participant-crashes": "ParticipantCrashes",
			"recovery": "Recovery", "false-suspicions": "FalseSuspicions",
		},
	},
	"voting": {
		module: "MCVoting", bug: "Bug",
		sets:    map[string]set{"acceptors": {"Acceptor", "a"}, "values": {"Value", "v"}},
		numbers: map[string]string{"ballots": "Ballots"},
	},
	"election": {module: "Election", bug: "Bug", sets: map[string]set{"servers": {"Server", "s"}}},
}

// check runs TLC on one row and says what it found.
func (w twin) check(ctx context.Context, classPath string, row spaces.Row, timeout time.Duration) (string, error) {
	dir, err := os.MkdirTemp("", "tlc")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := w.prepare(dir, row); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	// One worker: with more, neither the depth nor the trace is sure to be shortest.
	cmd := exec.CommandContext(ctx, "java", "-XX:+UseParallelGC", "-cp", classPath, "tlc2.TLC",
		"-workers", "1", "-noGenerateSpecTE", "-metadir", filepath.Join(dir, "states"), "-config", "Row.cfg", "Row.tla")
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "not finished in " + timeout.String(), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	}
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		return "", err
	}
	found, ok := outcome(string(out))
	if !ok {
		return "", fmt.Errorf("TLC says\n%s", out)
	}
	return found, nil
}

// prepare writes the modules into dir, and Row, which extends the twin.
func (w twin) prepare(dir string, row spaces.Row) error {
	modules, err := filepath.Glob(filepath.Join(w.dir, "*.tla"))
	if err != nil {
		return err
	}
	for _, path := range modules {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o666); err != nil {
			return err
		}
	}
	config, err := os.ReadFile(filepath.Join(w.dir, w.module+".cfg"))
	if err != nil {
		return err
	}
	text, err := w.config(string(config), row)
	if err != nil {
		return err
	}
	module := fmt.Sprintf("---- MODULE Row ----\nEXTENDS %s, TLC\n", w.module)
	if row.Run == "reduced" {
		var names []string
		for _, s := range w.sets {
			names = append(names, "Permutations("+s.constant+")")
		}
		module += "Renamings == " + strings.Join(names, ` \cup `) + "\n"
		text += "SYMMETRY Renamings\n"
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "Row.tla"), []byte(module+"====\n"), 0o666),
		os.WriteFile(filepath.Join(dir, "Row.cfg"), []byte(text), 0o666),
	)
}

// config is the twin's own configuration with the constants of the row, and with
// those properties that it checks.
func (w twin) config(text string, row spaces.Row) (string, error) {
	values := map[string]string{}
	if w.bug != "" {
		values[w.bug] = strconv.Quote("none")
		if row.Bug != "" {
			values[w.bug] = strconv.Quote(row.Bug)
		}
	} else if row.Bug != "" {
		return "", fmt.Errorf("%s has no bugs", w.module)
	}
	for name, v := range row.Constants {
		if s, ok := w.sets[name]; ok {
			var elems []string
			for k := range v {
				elems = append(elems, s.letter+strconv.Itoa(k+1))
			}
			values[s.constant] = "{" + strings.Join(elems, ", ") + "}"
		} else if constant, ok := w.numbers[name]; ok {
			values[constant] = strconv.Itoa(v)
		} else {
			return "", fmt.Errorf("no CONSTANT of %s is known for %s", w.module, name)
		}
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
			if section == "CHECK_DEADLOCK" {
				out.WriteString(line)
			} else if section == "SPECIFICATION" {
				out.WriteString(line)
			} else if len(words) > 1 {
				return "", fmt.Errorf("%s.cfg: %q: want each name on a line of its own", w.module, line)
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
			if row.Checked != "all" && strings.TrimSuffix(words[0], "Prop") != row.Checked {
				continue
			}
			checked++
		default:
			return "", fmt.Errorf("%s.cfg: %q: in no section that is known", w.module, line)
		}
		out.WriteString(section + " " + line)
	}
	if len(values) > 0 {
		return "", fmt.Errorf("%s.cfg: no line for the constants %v", w.module, values)
	}
	if checked == 0 && row.Checked != "none" {
		return "", fmt.Errorf("%s.cfg: no property %s", w.module, row.Checked)
	}
	return out.String(), nil
}

var sections = []string{
	"SPECIFICATION", "CONSTANT", "CONSTANTS", "INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES", "CHECK_DEADLOCK",
}

func counted(distinct, generated uint64, depth int) string {
	return fmt.Sprintf("%d distinct, %d generated, depth %d", distinct, generated, depth)
}

func violated(property string, states int) string {
	return fmt.Sprintf("%s violated, trace of %d states", property, states)
}

// What TLC writes.
var (
	statesFound = regexp.MustCompile(`(?m)^(\d+) states generated, (\d+) distinct states found, 0 states left`)
	depthFound  = regexp.MustCompile(`depth of the complete state graph search is (\d+)`)
	broken      = regexp.MustCompile(`(?m)^Error: (?:Invariant|Action property) (\w+) is violated`)
	traceState  = regexp.MustCompile(`(?m)^State \d+:`)
)

// outcome reads TLC's output.
func outcome(text string) (string, bool) {
	if m := broken.FindStringSubmatch(text); m != nil {
		return violated(strings.TrimSuffix(m[1], "Prop"), len(traceState.FindAllString(text, -1))), true
	}
	states, depth := statesFound.FindStringSubmatch(text), depthFound.FindStringSubmatch(text)
	if states == nil || depth == nil || !bytes.Contains([]byte(text), []byte("No error has been found")) {
		return "", false
	}
	generated, err1 := strconv.ParseUint(states[1], 10, 64)
	distinct, err2 := strconv.ParseUint(states[2], 10, 64)
	levels, err3 := strconv.Atoi(depth[1])
	return counted(distinct, generated, levels), err1 == nil && err2 == nil && err3 == nil
}
