package render

import (
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// This file shows the abstract level of a counterexample to a refinement beside the
// concrete one.

// abstractChanges lists what step k changes at the abstract level.
func abstractChanges(steps []explorer.Step, k int) []Change {
	if k == 0 || steps[k].Abstract == nil || steps[k-1].Abstract == nil {
		return nil
	}
	return Changes(steps[k-1].Abstract.State, steps[k].Abstract.State)
}

// Abstract says what step k is to the abstract model of a violated refinement, and what
// it changes there; nothing if there is none.
func Abstract(v *explorer.Violation, k int) (title string, changes []Change) {
	if v.Trace[k].Abstract == nil {
		return "", nil
	}
	return v.Abstract + ": " + abstractTitle(v.Trace[k].Abstract, k), abstractChanges(v.Trace, k)
}

// abstractTitle says what a step is to the abstract model.
func abstractTitle(v *spec.AbstractView, k int) string {
	switch v.Kind {
	case spec.AbstractInitial:
		return "initial state"
	case spec.AbstractStep:
		return v.Label
	case spec.AbstractStutter:
		return "stutters"
	}
	if k == 0 {
		return "NOT AN INITIAL STATE"
	}
	return "NO STEP"
}

// abstract writes the abstract level of step k, if it has one. Where the refinement
// fails, the abstract states before and after are shown whole.
func (p *printer) abstract(steps []explorer.Step, k int, model string) {
	v := steps[k].Abstract
	if v == nil {
		return
	}
	p.hanging("     | "+model+": ", abstractTitle(v, k), 9)
	failed := v.Kind == spec.AbstractNone
	if failed && k > 0 && steps[k-1].Abstract != nil {
		p.linef("     |   from")
		p.abstractState(steps[k-1].Abstract.State)
		p.linef("     |   to")
	}
	if failed || k == 0 {
		p.abstractState(v.State)
	}
	for _, c := range abstractChanges(steps, k) {
		p.hanging("     |   * ", c.String(), 11)
	}
}

func (p *printer) abstractState(state spec.Value) {
	for _, x := range variables(state) {
		p.hanging("     |     "+x.name+" = ", x.value, 13)
	}
}

// abstractColumn draws the abstract level of a counterexample to the right of the
// concrete one: one box a state, level with the state that is mapped to it.
func (p *printer) abstractColumn(v *explorer.Violation) {
	last := -1 // the last step with a box
	for k, s := range v.Trace {
		if s.Abstract == nil {
			continue
		}
		p.linef("  s%d [group=concrete];", k+1)
		p.linef("  a%d [group=abstract, label=<", k+1)
		p.abstractBox(v, k)
		p.linef("  >];")
		p.linef("  { rank=same; s%d; a%d; }", k+1, k+1)
		p.linef("  s%d -> a%d [style=dotted, arrowhead=none, color=%q];", k+1, k+1, environment.back)
		if last >= 0 {
			p.linef("  a%d -> a%d [%s];", last+1, k+1, abstractEdge(s.Abstract))
		}
		last = k
	}
}

func abstractEdge(v *spec.AbstractView) string {
	if v.Kind == spec.AbstractStutter {
		return fmt.Sprintf("style=dashed, color=%q, label=<%s>", environment.back, edgeText("stutters", ""))
	}
	c := environment
	text := v.Label
	if v.Kind == spec.AbstractNone {
		c, text = alarm, "no step"
	}
	return fmt.Sprintf("color=%q, penwidth=1.5, label=<%s>", c.back, edgeText(text, ""))
}

// abstractBox writes the table of the abstract state after step k.
func (p *printer) abstractBox(v *explorer.Violation, k int) {
	s := v.Trace[k].Abstract
	c, frame := environment, ` BORDER="1" COLOR="#808080"`
	if s.Kind == spec.AbstractNone {
		c, frame = alarm, fmt.Sprintf(` BORDER="3" COLOR="%s"`, alarm.back)
	}
	p.linef(`    <TABLE%s CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" BGCOLOR="#F2F2F2">`, frame)
	p.linef(`    <TR><TD COLSPAN="2" BGCOLOR="%s" ALIGN="LEFT" BALIGN="LEFT"><FONT COLOR="%s"><B>%s: %s</B></FONT></TD></TR>`,
		c.back, c.text, escape(v.Abstract), paragraphIn(abstractTitle(s, k)))
	changed := map[string]bool{}
	for _, x := range abstractChanges(v.Trace, k) {
		name, _, _ := strings.Cut(x.Path, "[")
		changed[name] = true
	}
	for _, x := range variables(s.State) {
		attributes := ""
		if name, _, _ := strings.Cut(x.name, "["); changed[name] {
			attributes = ` BGCOLOR="#FFF8DC"`
		}
		p.row(x.name, paragraphIn(x.value), attributes)
	}
	p.linef(`    </TABLE>`)
}

// refinements tells how much of the abstract models was seen.
func refinements(l *explorer.Ledger) []string {
	var out []string
	for _, r := range l.Refinements {
		of := ""
		if len(r.Sizes) > 0 {
			of = " with " + strings.Join(r.Sizes, ", ")
		}
		renaming := ""
		if len(l.Symmetry) > 0 {
			renaming = ", up to renaming"
		}
		out = append(out, fmt.Sprintf("%s: compared with %s%s, of which this run has seen %s and %s%s",
			r.Property, r.Abstract, of, seen(r.States, "reachable state"), seen(r.Steps, "step"), renaming))
	}
	return out
}

// seen says how much there is of a part.
func seen(p explorer.Part, noun string) string {
	if p.Of == 0 {
		return count(p.Seen, noun) + " (too many to count)"
	}
	text := fmt.Sprintf("%s of %s", group(p.Seen-p.Beyond), count(p.Of, noun))
	if p.Beyond > 0 {
		text += fmt.Sprintf(" and %s beyond its bounds", group(p.Beyond))
	}
	return text
}
