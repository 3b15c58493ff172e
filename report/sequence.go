package report

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
)

// sequence is a counterexample as a sequence diagram: one lane a node, and a row for
// each state.
type sequence struct {
	trace []explorer.Step
	lanes []string
	wrong string // what the last state violates
	width int    // of the widest event, in characters
	b     strings.Builder
}

// sequenceDOT draws it in the DOT language: the rows are ranks, and the lanes are
// held straight by edges that weigh more than messages do.
func sequenceDOT(trace []explorer.Step, wrong string) []byte {
	s := &sequence{trace: trace, lanes: behaviour.Lanes(trace), wrong: wrong}
	s.linef("digraph sequence {")
	s.linef(`  graph [rankdir=TB, ranksep=0.3, nodesep=0.6, splines=line];`)
	s.linef(`  node [fontname=Helvetica, fontsize=11, shape=plain]; edge [fontname=Helvetica, fontsize=10];`)
	for row := 1; row < len(trace); row++ {
		for _, line := range s.told(row) {
			s.width = max(s.width, len([]rune(line)))
		}
	}
	for row := range trace {
		s.row(row)
	}
	for k := range s.lanes {
		for row := range trace[1:] {
			s.linef(`  %s -> %s [arrowhead=none, color="#808080", weight=1000];`, at(row, k), at(row+1, k))
		}
	}
	s.messages()
	s.linef("}")
	return []byte(s.b.String())
}

func (s *sequence) linef(format string, args ...any) { fmt.Fprintf(&s.b, format+"\n", args...) }

func at(row, lane int) string { return fmt.Sprintf("r%d_%d", row, lane) }

func (s *sequence) laneOf(node string) int {
	if node == "" {
		node = behaviour.Elsewhere
	}
	return slices.Index(s.lanes, node)
}

// row draws the heads of the lanes, or what a step does at its lane.
func (s *sequence) row(row int) {
	var chain []string
	for k, name := range s.lanes {
		chain = append(chain, at(row, k))
		switch {
		case row == 0:
			s.linef(`  %s [group=l%d, label=<%s>];`, at(row, k), k, s.head(name))
		case k == s.laneOf(s.trace[row].Node):
			s.linef(`  %s [group=l%d, label=<%s>];`, at(row, k), k, s.event(row))
		default:
			s.linef(`  %s [group=l%d, shape=point, width=0.02, color="#808080"];`, at(row, k), k)
		}
	}
	s.linef(`  { rank=same; %s [style=invis]; }`, strings.Join(chain, " -> "))
}

// head names a lane. It is as wide as the widest event, so that no event of one lane
// hides what is between it and the next.
func (s *sequence) head(name string) string {
	const perCharacter = 6 // points, nearly
	return fmt.Sprintf(`<TABLE BORDER="1" CELLBORDER="0" CELLPADDING="4" COLOR="#404040" BGCOLOR="#D9E8F5"><TR><TD WIDTH="%d"><B>%s</B></TD></TR></TABLE>`,
		perCharacter*s.width, html.EscapeString(name))
}

func box(colour string, lines ...string) string {
	text := strings.Join(lines, `<BR ALIGN="LEFT"/>`)
	if len(lines) > 1 {
		text += `<BR ALIGN="LEFT"/>`
	}
	return fmt.Sprintf(`<TABLE BORDER="1" CELLBORDER="0" CELLPADDING="4" COLOR="#404040" BGCOLOR="%s"><TR><TD>%s</TD></TR></TABLE>`, colour, text)
}

// event is the box of a step.
func (s *sequence) event(row int) string {
	told, colour := s.told(row), "#FFFFFF"
	for k, line := range told {
		told[k] = html.EscapeString(line)
	}
	told[0] = "<B>" + told[0] + "</B>"
	if row == len(s.trace)-1 && s.wrong != "" {
		colour = "#FDE7E9"
		told[len(told)-1] = `<FONT COLOR="#B00020"><B>` + told[len(told)-1] + `</B></FONT>`
	}
	if s.trace[row].Received != nil {
		told[1] = `<FONT COLOR="#0072B2">` + told[1] + `</FONT>`
	}
	return box(colour, told...)
}

// told tells what a step does, line by line: its action, the message that it
// receives, the changes that are no messages, and what it violates.
func (s *sequence) told(row int) []string {
	step, before := &s.trace[row], &s.trace[row-1]
	title := step.Action
	if step.Received == nil {
		title = step.Label
	}
	lines := []string{fmt.Sprintf("%d  %s", row+1, shorten(title))}
	if step.Received != nil {
		lines = append(lines, shorten(step.Received.Text))
	}
	for _, c := range render.LocalChanges(before, step) {
		lines = append(lines, shorten(strings.ReplaceAll(c.String(), "->", "→")))
	}
	if row == len(s.trace)-1 && s.wrong != "" {
		lines = append(lines, shorten("× "+s.wrong))
	}
	return lines
}

const longest = 70 // characters of a line in a drawing

func shorten(text string) string {
	if r := []rune(text); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return text
}

// messages draws an arrow for each receipt. A message that the trace never receives,
// which stands for a lost one, ends in a cross beside its sender.
func (s *sequence) messages() {
	for k, m := range behaviour.Messages(s.trace) {
		from, to := s.laneOf(m.From), s.laneOf(m.To)
		if len(m.Received) == 0 {
			s.linef(`  lost%d [label=<<FONT COLOR="#B00020">× never received: %s</FONT>>];`, k, html.EscapeString(shorten(m.Text)))
			s.linef(`  %s -> lost%d [style=dashed, color="#B00020", constraint=false];`, at(m.Sent, from), k)
			s.linef(`  { rank=same; %s; lost%d; }`, at(min(m.Sent+1, len(s.trace)-1), from), k)
		}
		for n, row := range m.Received {
			look := `color="#0072B2"`
			if n > 0 {
				look = `color="#9A5B00", fontcolor="#9A5B00", xlabel="again"`
			}
			s.linef(`  %s -> %s [constraint=false, penwidth=1.4, %s];`, at(m.Sent, from), at(row, to), look)
		}
	}
}
