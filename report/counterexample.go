package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// counterexamples shows the first in all ways, and of the others the states.
func (d *document) counterexamples() error {
	if d.violation != nil {
		if err := d.counterexample(); err != nil {
			return err
		}
	}
	others := 0
	for _, v := range slices.Concat(d.run.Result.Violations, d.run.Result.Bounded) {
		if v == d.violation {
			continue
		}
		text, err := written(func(b *bytes.Buffer) error { return render.Behaviour(b, v) })
		if err != nil {
			return err
		}
		others++
		d.add(section{ID: fmt.Sprintf("other-%d", others), Title: "Found, too: " + render.Headline(v), Text: code(text)})
	}
	return nil
}

func (d *document) counterexample() error {
	v := d.violation
	trace, err := written(func(b *bytes.Buffer) error { return render.Behaviour(b, v) })
	if err != nil {
		return err
	}
	var dot bytes.Buffer
	if err := render.TraceDOT(&dot, d.run, v); err != nil {
		return err
	}
	d.add(section{ID: "diagram", Title: "The counterexample as a sequence diagram", Figures: []*figure{{
		Name: "sequence", dot: sequenceDOT(v),
		Caption: fmt.Sprintf("Lanes of the nodes from top to bottom, %d states; the numbered states below say the same in words.", len(v.Trace)),
	}}})
	d.add(section{ID: "trace", Title: "The counterexample, state by state", Text: code(trace), Trace: true})
	why, err := d.why()
	if err != nil {
		return err
	}
	d.add(section{ID: "why", Title: "Why it is wrong", Text: why})
	d.add(section{ID: "graph", Title: "The counterexample as a graph", Figures: []*figure{{
		Name: "trace", dot: dot.Bytes(), Caption: "The states of the counterexample, each with the step that led to it and what it changed.",
	}}})
	return nil
}

// fair says what the fairness conditions say of a loop, if it is bounded or not.
var fair = map[bool]string{
	false: "The behaviour is fair: nothing that fairness demands is put off for ever.",
	true:  "The behaviour is fair only because of the model's bounds, so that nothing is decided: in the protocol it may not be.",
}

// why names the property, what makes it false, and where the behaviour leaves the
// correct protocol.
func (d *document) why() (string, error) {
	var b strings.Builder
	v := d.violation
	last := len(v.Trace)
	if v.Lasso != nil {
		fmt.Fprintf(&b, "**%s**, since %s: %s\n\n", plain(render.Headline(v)), plain(render.Repeats(v)), plain(v.Message))
	} else {
		fmt.Fprintf(&b, "**%s** in state %d: %s\n\n", plain(render.Headline(v)), last, plain(v.Message))
	}
	if m, err := machine(d.subject.Entry, d.subject.Constants); err != nil {
		return "", err
	} else {
		for _, p := range m.Properties {
			if p.Name == v.Property && p.Doc != "" {
				fmt.Fprintf(&b, "%s says: %s.\n\n", plain(p.Name), plain(p.Doc))
			}
		}
	}
	if v.Lasso != nil && len(v.Lasso.Fair) > 0 {
		b.WriteString(fair[v.Lasso.Bounded] + "\n\n" + bullets(render.Fulfilled(v)) + "\n")
	}
	for _, bug := range d.subject.Entry.Bugs {
		if bug.Name == d.run.Bug && bug.Name != "" {
			fmt.Fprintf(&b, "The model has a deliberate mistake: %s. It breaks %s.\n\n", plain(bug.Doc), plain(bug.Rule))
		}
	}
	left, err := d.subject.departure(v.Trace)
	if err != nil || left == nil {
		return b.String(), err
	}
	fmt.Fprintf(&b, "**The correct protocol parts with this behaviour at step %d**, %s", left.At+1, plain(left.Step.Label))
	if left.Step.Rule != "" {
		fmt.Fprintf(&b, " (%s)", plain(left.Step.Rule))
	}
	b.WriteString(".\n\n")
	b.WriteString(instead(left, v.Trace))
	return b.String(), nil
}

// instead says what the correct protocol does in place of the step.
func instead(l *behaviour.Departure, trace []explorer.Step) string {
	if l.At == 0 {
		return "It has no such initial state.\n"
	}
	before := trace[l.At-1].State
	if l.Right != nil {
		return "In this behaviour the step changes\n\n" + bullets(changes(before, l.Step.State)) +
			"\nand in the correct protocol it changes\n\n" + bullets(changes(before, l.Right.State))
	}
	if len(l.Ahead) == 0 {
		return "The correct protocol has no such step there, and no other one of the same node.\n"
	}
	return "The correct protocol has no such step there. What the same node can do instead:\n\n" + bullets(l.Ahead)
}

func changes(from, to spec.Value) []string {
	if out := inWords(render.Changes(from, to)); out != nil {
		return out
	}
	return []string{"nothing"}
}

func inWords(changes []render.Change) (out []string) {
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out
}
