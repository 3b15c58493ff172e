package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mcheck/mcheck/explorer"
)

// width is that of a terminal's line, less what is indented.
const width = 92

// Text writes everything about a run but its cost: the counterexamples, the
// summary and the ledger.
func Text(w io.Writer, run Run) error {
	p := &printer{w: w}
	p.counterexamples(run)
	p.summary(run)
	p.linef("")
	p.ledger(run)
	return p.err
}

// Counterexamples writes the violations of a run, each with its trace.
func Counterexamples(w io.Writer, run Run) error {
	p := &printer{w: w}
	p.counterexamples(run)
	return p.err
}

// Trace writes a behaviour: numbered states, each with the action that led to it,
// the rule that the action cites, and what it changed.
func Trace(w io.Writer, steps []explorer.Step) error {
	p := &printer{w: w}
	p.trace(steps)
	return p.err
}

// Summary writes the verdict in a few lines.
func Summary(w io.Writer, run Run) error {
	p := &printer{w: w}
	p.summary(run)
	return p.err
}

// Measured tells in a line what the run cost: the one line that differs from run
// to run.
func Measured(r *explorer.Result) string {
	rate := ""
	if s := r.Elapsed.Seconds(); s > 0 {
		rate = fmt.Sprintf(", %s generated a second", group(uint64(float64(r.Generated)/s)))
	}
	precision := time.Millisecond
	if r.Elapsed >= 10*time.Second {
		precision = 100 * time.Millisecond
	}
	text := fmt.Sprintf("took %v%s, %s MB of memory, %s",
		r.Elapsed.Round(precision), rate, group(r.PeakRSS>>20), count(uint64(r.Workers), "worker"))
	if g := r.Ledger.Graph; g.Steps > 0 {
		text += fmt.Sprintf("; the state graph %.1f bytes a state and %.1f a step",
			float64(g.StateBytes)/float64(g.States), float64(g.StepBytes)/float64(g.Steps))
	}
	return text
}

// printer remembers the first error, so that the code above it reads like the
// text that it writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) linef(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// hanging writes text after head, its further lines indented by indent.
func (p *printer) hanging(head, text string, indent int) {
	for k, l := range lines(text, max(width-indent, 40)) {
		if k > 0 {
			head = strings.Repeat(" ", indent)
		}
		p.linef("%s%s", head, l)
	}
}

func (p *printer) counterexamples(run Run) {
	for k, v := range run.Result.Violations {
		head := Headline(v)
		if len(run.Result.Violations) > 1 {
			head = fmt.Sprintf("%d of %d: %s", k+1, len(run.Result.Violations), head)
		}
		p.counterexample(run, v, head)
	}
	for _, v := range run.Result.Bounded {
		p.counterexample(run, v, Headline(v))
	}
}

func (p *printer) counterexample(run Run, v *explorer.Violation, head string) {
	p.linef("%s", head)
	p.linef("%s", strings.Repeat("=", len([]rune(head))))
	p.hanging("in ", run.Title(), 3)
	if len(v.Trace) > 0 {
		p.linef("")
	}
	p.behaviour(v)
	p.linef("")
}

// Behaviour writes the behaviour of a violation, and in the end what it violates.
func Behaviour(w io.Writer, v *explorer.Violation) error {
	p := &printer{w: w}
	p.behaviour(v)
	return p.err
}

func (p *printer) behaviour(v *explorer.Violation) {
	switch {
	case v.Lasso != nil:
		p.lasso(v)
		p.hanging("!! ", Repeats(v)+": "+v.Message, 3)
	case len(v.Trace) > 0:
		p.steps(v.Trace, 0, v.Abstract)
		p.hanging(fmt.Sprintf("!! state %d: ", len(v.Trace)), Headline(v)+": "+v.Message, 12)
	default:
		p.hanging("!! ", v.Message, 3)
	}
}

func (p *printer) trace(steps []explorer.Step) { p.steps(steps, 0, "") }

// steps writes the steps of a behaviour from position first on, and what it is to
// the abstract model if there is one.
func (p *printer) steps(steps []explorer.Step, first int, abstract string) {
	for k := first; k < len(steps); k++ {
		p.step(steps, k)
		p.abstract(steps, k, abstract)
		p.linef("")
	}
}

// step writes the k-th step of a behaviour.
func (p *printer) step(steps []explorer.Step, k int) {
	s := &steps[k]
	p.hanging(fmt.Sprintf("%3d  ", k+1), stepTitle(k, *s), 9)
	if s.Rule != "" {
		p.hanging("     (", s.Rule+")", 6)
	}
	if k == 0 {
		for _, v := range variables(s.State) {
			p.hanging("       "+v.name+" = ", v.value, 11)
		}
	} else {
		p.changes(Changes(steps[k-1].State, s.State))
	}
	p.note(s)
}

// stepTitle names the k-th step of a trace, which begins with an initial state.
func stepTitle(k int, s explorer.Step) string {
	if k == 0 {
		return "initial state"
	}
	return s.Label
}

func (p *printer) note(s *explorer.Step) {
	if s.Note != "" {
		p.linef("       (%s)", s.Note)
	}
}

func (p *printer) changes(changes []Change) {
	if len(changes) == 0 {
		p.linef("       (nothing changes)")
	}
	for _, c := range changes {
		p.hanging("     * ", c.String(), 11)
	}
}

func (p *printer) summary(run Run) {
	r := run.Result
	switch r.Verdict {
	case explorer.Holds:
		p.hanging("HOLDS: ", "every reachable state of "+run.Title()+" was visited", 7)
		if names := unchecked(&r.Ledger); names != "" {
			p.hanging("not checked: ", names, 13)
		}
	case explorer.Violated:
		for _, v := range r.Violations {
			p.hanging("VIOLATED: ", verdict(r, v)+", in "+run.Title(), 10)
		}
		if r.Reason != "" {
			p.hanging("cut short: ", r.Reason, 11)
		}
	case explorer.Incomplete:
		if r.Ledger.Exhausted {
			p.hanging("INCOMPLETE: ", "every reachable state of "+run.Title()+" was visited, but "+r.Reason, 12)
			break
		}
		p.hanging("INCOMPLETE: ", r.Reason+", so nothing is proved about "+run.Title(), 12)
	}
	for _, note := range r.Ledger.Notes {
		p.hanging("note: ", note, 6)
	}
	p.linef("%s", sizes(r))
}

// verdict tells what is violated and how soon.
func verdict(r *explorer.Result, v *explorer.Violation) string {
	text := v.Property
	switch v.Kind {
	case explorer.Deadlock:
		text = "deadlock"
	case explorer.Unreachable:
		return "no reachable state shows " + v.Property
	case explorer.Liveness:
		return text + " (" + Repeats(v) + ")"
	}
	text += ", after " + count(uint64(len(v.Trace)-1), "step")
	if v.Unshortened {
		return text + ", perhaps sooner"
	}
	if r.Ledger.Order == explorer.BFS && len(r.Ledger.From) == 0 {
		text += " and never sooner"
	}
	return text
}
