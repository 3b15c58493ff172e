package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Swept is a run of a sweep, or a combination of constants at which there is no run.
type Swept struct {
	Run
	Values     map[string]int        // of the constants
	Assumption *spec.AssumptionError // on the constants, which fails; then there is no result
}

// SweepTable writes runs of one model with different constants, as they are made.
type SweepTable struct {
	p        *printer
	entry    *spec.Entry
	bug      string
	names    []string // of the constants that are shown
	widths   []int
	runs     []Swept
	planned  int
	asObject bool
}

// NewSweep begins a table of so many runs, with columns for the named constants. As JSON
// it is one object, which is written at the end.
func NewSweep(w io.Writer, e *spec.Entry, bug string, names []string, planned int, asJSON bool) *SweepTable {
	t := &SweepTable{p: &printer{w: w}, entry: e, bug: bug, names: names, planned: planned, asObject: asJSON}
	for _, p := range e.Params {
		if slices.Contains(names, p.Name) {
			width := len(p.Name)
			low, high := p.Range()
			for v := low; v <= high; v++ {
				width = max(width, utf8.RuneCountInString(fmt.Sprint(p.Value(v))))
			}
			t.widths = append(t.widths, width)
		}
	}
	return t
}

// head writes the title, with the constants that are the same in all runs.
func (t *SweepTable) head(others []Constant) {
	title := t.entry.Name
	if len(others) > 0 {
		title += " with " + Run{Constants: others}.constants()
	}
	if t.bug != "" {
		title += ", and the bug " + t.bug
	}
	t.p.hanging("", title, 2)
	t.p.linef("")
	t.row(t.names, "distinct", "generated", "depth", "time", "verdict")
}

func (t *SweepTable) row(values []string, distinct, generated, depth, took, verdict string) {
	var b strings.Builder
	for k, v := range values {
		fmt.Fprintf(&b, "%*s  ", t.widths[k], v)
	}
	t.p.linef("%s%13s  %15s  %5s  %8s  %s", &b, distinct, generated, depth, took, verdict)
}

// Add writes a run.
func (t *SweepTable) Add(s Swept) error {
	t.runs = append(t.runs, s)
	if t.asObject {
		return nil
	}
	var values []string
	shown, others := t.split(s.Constants)
	if len(t.runs) == 1 {
		t.head(others)
	}
	for _, c := range shown {
		values = append(values, fmt.Sprint(c.Value))
	}
	if r := s.Result; r == nil {
		t.row(values, "", "", "", "", fmt.Sprint(s.Assumption))
	} else {
		depth := ""
		if r.Depth > 0 {
			depth = fmt.Sprint(r.Depth)
		}
		t.row(values, group(r.Distinct), group(r.Generated), depth, brief(r.Elapsed), s.verdict())
	}
	return t.p.err
}

// split parts the constants that have columns from the others.
func (t *SweepTable) split(all []Constant) (shown, others []Constant) {
	for _, c := range all {
		if slices.Contains(t.names, c.Name) {
			shown = append(shown, c)
		} else {
			others = append(others, c)
		}
	}
	return shown, others
}

// brief is a duration in at most eight characters.
func brief(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// verdict says in a few words what was found.
func (s *Swept) verdict() string {
	switch r := s.Result; {
	case r == nil:
		return "none"
	case r.Verdict == explorer.Violated:
		return Headline(r.Violations[0])
	case r.Verdict == explorer.Incomplete && r.Reason != "":
		return "incomplete: " + r.Reason
	default:
		return string(r.Verdict)
	}
}

// End writes which runs stand out: of those that fail each to which no smaller one
// exists, and of those that hold each to which there is no larger one.
func (t *SweepTable) End() error {
	if t.asObject {
		return t.json()
	}
	t.p.linef("")
	t.extremes("the smallest that fail: ", explorer.Violated)
	t.extremes("the largest that hold: ", explorer.Holds)
	if left := t.planned - len(t.runs); left > 0 {
		t.p.linef("%s not made", count(uint64(left), "run"))
	}
	return t.p.err
}

func (t *SweepTable) extremes(head string, verdict explorer.Verdict) {
	for k := range t.runs {
		if s := &t.runs[k]; s.Result != nil && s.Result.Verdict == verdict && t.mark(s) != "" {
			shown, _ := t.split(s.Constants)
			line := head + Run{Constants: shown}.constants()
			if verdict == explorer.Violated {
				line += ": " + s.verdict()
			}
			t.p.hanging("", line, 2)
			head = strings.Repeat(" ", len(head))
		}
	}
}

// mark says what stands out about a run, or nothing.
func (t *SweepTable) mark(s *Swept) string {
	if s.Result == nil {
		return ""
	}
	mark, beyond := "", func(*Swept) bool { return false }
	switch s.Result.Verdict {
	case explorer.Violated:
		mark, beyond = "smallest that fails", func(o *Swept) bool { return t.within(o, s) }
	case explorer.Holds:
		mark, beyond = "largest that holds", func(o *Swept) bool { return t.within(s, o) }
	}
	for k := range t.runs {
		if o := &t.runs[k]; o != s && o.Result != nil && o.Result.Verdict == s.Result.Verdict && beyond(o) {
			return ""
		}
	}
	return mark
}

// within reports whether no number of s is larger than that of o, and all else is the
// same.
func (t *SweepTable) within(s, o *Swept) bool {
	for k := range t.entry.Params {
		p := &t.entry.Params[k]
		a, b, number := s.Values[p.Name], o.Values[p.Name], p.Choices == nil && !p.Switch
		if a > b || a != b && !number {
			return false
		}
	}
	return true
}

type sweepObject struct {
	Model string        `json:"model"`
	Bug   string        `json:"bug"`
	Runs  []sweptObject `json:"runs"`
	Left  int           `json:"not_made"` // runs that were asked for
}

type sweptObject struct {
	Params     params           `json:"params"`
	Verdict    explorer.Verdict `json:"verdict"`              // "" if an assumption fails
	Assumption string           `json:"assumption,omitempty"` // that fails
	Reason     string           `json:"reason,omitempty"`     // why the run is incomplete
	Violated   []string         `json:"violated"`             // properties
	Distinct   uint64           `json:"distinct"`
	Generated  uint64           `json:"generated"`
	Depth      int              `json:"depth"`
	ElapsedS   float64          `json:"elapsed_s"`
	Mark       string           `json:"mark"` // "smallest that fails", "largest that holds" or ""
}

func (t *SweepTable) json() error {
	all := sweepObject{Model: t.entry.Name, Bug: t.bug, Runs: []sweptObject{}, Left: t.planned - len(t.runs)}
	for k := range t.runs {
		s := &t.runs[k]
		o := sweptObject{Params: params(s.Constants), Violated: []string{}, Mark: t.mark(s)}
		if r := s.Result; r == nil {
			o.Assumption = s.Assumption.Error()
		} else {
			o.Verdict, o.Reason, o.Distinct, o.Generated, o.Depth, o.ElapsedS = r.Verdict, r.Reason, r.Distinct, r.Generated, r.Depth, r.Elapsed.Seconds()
			for _, v := range r.Violations {
				o.Violated = append(o.Violated, v.Property)
			}
		}
		all.Runs = append(all.Runs, o)
	}
	return writeJSON(t.p.w, all)
}
