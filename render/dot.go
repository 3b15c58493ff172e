package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// colour is a background with a text colour that can be read on it.
type colour struct{ back, text string }

// palette is Okabe and Ito's, which colour-blind people can tell apart, less its
// black (the environment) and its vermilion (too close to what marks a violation).
var palette = []colour{
	{"#0072B2", "white"}, {"#E69F00", "black"}, {"#009E73", "white"},
	{"#CC79A7", "black"}, {"#56B4E9", "black"}, {"#F0E442", "black"},
}

var (
	environment = colour{"#5A5A5A", "white"} // a step that no node takes, and the initial state
	alarm       = colour{"#B00020", "white"}
)

const (
	alarmPale = "#FDE7E9"
	labelText = 64 // characters a line in a drawing
)

// lanes gives every node a colour.
type lanes struct{ names []string }

func (l *lanes) add(name string) {
	if name != "" && !slices.Contains(l.names, name) {
		l.names = append(l.names, name)
	}
}

// domains adds the elements over which a state has functions, so that s1 has the
// same colour in every trace, whoever moves first.
func (l *lanes) domains(v spec.Value) {
	for _, f := range v.Fields {
		if v.Kind == spec.FunctionValue {
			l.add(f.Name)
		}
		l.domains(f.Value)
	}
}

func (l *lanes) colour(node string) colour {
	if k := slices.Index(l.names, node); k >= 0 {
		return palette[k%len(palette)]
	}
	return environment
}

// lanesOf returns the lanes of a trace, and those on which something happens.
func lanesOf(steps []explorer.Step) (all, used lanes) {
	if len(steps) > 0 {
		all.domains(steps[0].State)
	}
	for _, s := range steps {
		all.add(s.Node)
	}
	for _, name := range all.names {
		if slices.ContainsFunc(steps, func(s explorer.Step) bool { return s.Node == name }) {
			used.add(name)
		}
	}
	return all, used
}

// TraceDOT writes a counterexample as a Graphviz drawing: one box a state, headed
// by the step that led to it in the colour of the node that took it, and holding
// what the step changed. The last state is marked with what is wrong there.
func TraceDOT(w io.Writer, run Run, v *explorer.Violation) error {
	p := &printer{w: w}
	all, used := lanesOf(v.Trace)
	p.linef("digraph trace {")
	p.linef("  graph [rankdir=TB, ranksep=0.25, fontname=%q, labelloc=t, label=<%s>];", font, caption(run, v, all, used))
	p.linef("  node [shape=plain, fontname=%q, fontsize=11];", font)
	p.linef("  edge [fontname=%q, fontsize=10, arrowsize=0.7];", font)
	for k, s := range v.Trace {
		p.linef("  s%d [label=<", k+1)
		p.box(v, k, all.colour(s.Node))
		p.linef("  >];")
	}
	for k, s := range v.Trace[min(1, len(v.Trace)):] {
		p.linef("  s%d -> s%d [color=%q, penwidth=1.5, label=<%s>];", k+1, k+2, all.colour(s.Node).back, edgeText(s.Action, s.Rule))
	}
	if v.Lasso != nil {
		p.closing(v, &all)
	}
	p.abstractColumn(v)
	p.linef("}")
	return p.err
}

const font = "Helvetica"

func caption(run Run, v *explorer.Violation, all, used lanes) string {
	var b strings.Builder
	b.WriteString(`<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2">`)
	fmt.Fprintf(&b, `<TR><TD><FONT POINT-SIZE="15"><B>%s</B></FONT></TD></TR>`, escape(headline(v)))
	fmt.Fprintf(&b, `<TR><TD>%s</TD></TR>`, paragraph("in "+run.title()))
	if len(v.Trace) == 0 {
		fmt.Fprintf(&b, `<TR><TD>%s</TD></TR>`, paragraph(v.Message))
	}
	if len(used.names) > 0 {
		b.WriteString(`<TR><TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4"><TR><TD>steps of</TD>`)
		for _, name := range used.names {
			c := all.colour(name)
			fmt.Fprintf(&b, `<TD BGCOLOR="%s"><FONT COLOR="%s">%s</FONT></TD>`, c.back, c.text, escape(name))
		}
		b.WriteString(`</TR></TABLE></TD></TR>`)
	}
	b.WriteString(`</TABLE>`)
	return b.String()
}

// box writes the table of the state after step k.
func (p *printer) box(v *explorer.Violation, k int, c colour) {
	s, last := v.Trace[k], k == len(v.Trace)-1
	frame := ` BORDER="1" COLOR="#808080"`
	if last {
		frame = fmt.Sprintf(` BORDER="3" COLOR="%s"`, alarm.back)
	}
	p.linef(`    <TABLE%s CELLBORDER="0" CELLSPACING="0" CELLPADDING="3">`, frame)
	p.linef(`    <TR><TD COLSPAN="2" BGCOLOR="%s" ALIGN="LEFT" BALIGN="LEFT"><FONT COLOR="%s"><B>%d   %s</B></FONT></TD></TR>`,
		c.back, c.text, k+1, paragraphIn(stepTitle(k, s)))
	if k == 0 {
		for _, x := range variables(s.State) {
			p.row(x.name, paragraphIn(x.value), "")
		}
	} else {
		changes := Changes(v.Trace[k-1].State, s.State)
		if len(changes) == 0 {
			p.row("nothing changes", "", "")
		}
		for _, x := range changes {
			p.row(x.Path, effectIn(x), ` BGCOLOR="#FFF8DC"`)
		}
	}
	if s.Note != "" {
		p.row(s.Note, "", "")
	}
	if last {
		p.linef(`    <TR><TD COLSPAN="2" BGCOLOR="%s"><FONT COLOR="%s"><B>%s</B><BR/>%s</FONT></TD></TR>`,
			alarm.back, alarm.text, escape("× "+headline(v)), paragraph(v.Message))
	}
	p.linef(`    </TABLE>`)
}

func (p *printer) row(name, value, attributes string) {
	if value == "" {
		p.linef(`    <TR><TD COLSPAN="2" ALIGN="LEFT"><I>%s</I></TD></TR>`, escape(name))
		return
	}
	p.linef(`    <TR><TD ALIGN="LEFT" VALIGN="TOP"%s>%s</TD><TD ALIGN="LEFT" BALIGN="LEFT"%s>%s</TD></TR>`, attributes, escape(name), attributes, value)
}

// effectIn shows a change with its new value in bold.
func effectIn(c Change) string {
	switch c.Op {
	case Added:
		return "+ <B>" + paragraphIn(c.To.String()) + "</B>"
	case Removed:
		return "− <S>" + paragraphIn(c.From.String()) + "</S>"
	}
	return paragraphIn(c.From.String()) + " → <B>" + paragraphIn(c.To.String()) + "</B>"
}

// edgeText sets the lines of a label off from the arrow by a space.
func edgeText(action, rule string) string {
	const end = `<BR ALIGN="LEFT"/>`
	text := " " + escape(action) + end
	if rule != "" {
		text += `<FONT COLOR="#5A5A5A" POINT-SIZE="9">` + breakLines(" "+rule, end+" ") + "</FONT>" + end
	}
	return text
}

// paragraph and paragraphIn break text into lines, centred and to the left.
func paragraph(text string) string { return breakLines(text, "<BR/>") }

func paragraphIn(text string) string { return breakLines(text, `<BR ALIGN="LEFT"/>`) }

func breakLines(text, with string) string {
	ls := lines(text, labelText)
	for k := range ls {
		ls[k] = escape(ls[k])
	}
	return strings.Join(ls, with)
}

// escape makes text safe inside of an HTML-like label: expat accepts neither
// markup characters nor control characters nor invalid UTF-8.
func escape(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}
