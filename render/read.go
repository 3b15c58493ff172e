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
}

// ReadTrace reads a trace: from what JSON wrote, with what the trace is of, or else
// from plain text with one label a line. Text may have blank lines and comments
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

func readJSON(b []byte) (*Saved, error) {
	var d struct {
		Model     string         `json:"model"`
		Params    map[string]any `json:"params"`
		Bug       string         `json:"bug"`
		Violation *struct {
			Trace []struct {
				Action string `json:"action"`
			} `json:"trace"`
		} `json:"violation"`
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, errors.New(oneLine(err.Error()))
	}
	if d.Violation == nil || len(d.Violation.Trace) == 0 {
		return nil, errors.New("the JSON holds no counterexample (violation.trace)")
	}
	saved := &Saved{Model: d.Model, Constants: map[string]string{}, Bug: d.Bug}
	for name, v := range d.Params {
		saved.Constants[name] = fmt.Sprint(v)
	}
	for _, s := range d.Violation.Trace[1:] {
		saved.Labels = append(saved.Labels, s.Action)
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
