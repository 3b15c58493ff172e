package render

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what ReadTrace accepts: far beyond any trace that a search finds.
const (
	maxTraceBytes = 64 << 20
	maxTraceSteps = 100_000
	maxLabelBytes = 4096
)

// Saved is a trace that was written to a file.
type Saved struct {
	Labels []string // of the steps; the initial state has none
	// What the trace is of, as far as the file says so.
	Model     string
	Constants map[string]string
	Bug       string
	// Hidden stands for the bug in the evidence of a blind report.
	Hidden string
	// Loop is the position in the trace, counting its initial state as 0, of the
	// state that the behaviour returns to by the step Back after the last one; nil
	// if it does not. If Back is empty, nothing more happens.
	Loop *int
	Back string
}

// ReadTrace reads a trace: from what JSON wrote or the evidence of a report, with
// what the trace is of, or else from plain text with one label a line. Text may have blank lines and comments
// that begin with #.
func ReadTrace(r io.Reader) (*Saved, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxTraceBytes+1))
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	if len(b) > maxTraceBytes {
		return nil, fmt.Errorf("trace: longer than %d MB", maxTraceBytes>>20)
	}
	saved := &Saved{}
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		saved, err = readJSON(b)
	} else {
		saved.Labels, err = readLines(b)
	}
	if err == nil {
		err = checkLabels(saved.Labels)
	}
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	return saved, nil
}

// savedRun is what is read of a run that JSON wrote.
type savedRun struct {
	Model     string         `json:"model"`
	Params    map[string]any `json:"params"`
	Bug       string         `json:"bug"`
	Violation *struct {
		Trace []savedStep `json:"trace"`
		Loop  *int        `json:"loop"`
		Lasso *struct {
			Back *savedStep `json:"back"`
		} `json:"lasso"`
	} `json:"violation"`
}

type savedStep struct {
	Action string `json:"action"`
}

func readJSON(b []byte) (*Saved, error) {
	var d struct {
		savedRun
		Result *savedRun `json:"result"` // in evidence
		Hidden string    `json:"hidden"`
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	run := &d.savedRun
	if d.Result != nil {
		run = d.Result
	}
	v := run.Violation
	if v == nil || len(v.Trace) == 0 {
		return nil, errors.New("the JSON holds no counterexample (violation.trace)")
	}
	saved := &Saved{Model: run.Model, Constants: map[string]string{}, Bug: run.Bug, Hidden: d.Hidden, Loop: v.Loop}
	for name, value := range run.Params {
		saved.Constants[name] = fmt.Sprint(value)
	}
	for _, s := range v.Trace[1:] {
		saved.Labels = append(saved.Labels, s.Action)
	}
	if v.Loop != nil && (*v.Loop < 0 || *v.Loop >= len(v.Trace)) {
		return nil, fmt.Errorf("violation.loop = %d, want a position in the trace, 0..%d", *v.Loop, len(v.Trace)-1)
	}
	if v.Lasso != nil && v.Lasso.Back != nil {
		saved.Back = v.Lasso.Back.Action
	}
	return saved, nil
}

func readLines(b []byte) ([]string, error) {
	var labels []string
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line == "Init" && len(labels) == 0 {
			continue
		}
		labels = append(labels, line)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("a line is longer than %d bytes", bufio.MaxScanTokenSize)
	}
	return labels, nil
}

func checkLabels(labels []string) error {
	if len(labels) > maxTraceSteps {
		return fmt.Errorf("%d steps, want at most %d", len(labels), maxTraceSteps)
	}
	for k, l := range labels {
		switch {
		case l == "":
			return fmt.Errorf("step %d has no label", k+1)
		case len(l) > maxLabelBytes:
			return fmt.Errorf("the label of step %d has %d bytes, want at most %d", k+1, len(l), maxLabelBytes)
		case !utf8.ValidString(l) || strings.ContainsFunc(l, unicode.IsControl):
			return fmt.Errorf("the label of step %d, %.40q, is not plain text", k+1, l)
		}
	}
	return nil
}

// oneLine makes a message of another package fit into ours.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + " ..."
	}
	return s
}
