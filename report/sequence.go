package report

import (
	"cmp"
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
	trace    []explorer.Step
	lanes    []string
	messages []*behaviour.Message
	wrong    string // what the last state violates
	loop     int    // the row that the last one is the same as, -1 if it is no loop
	width    int    // of the widest event, in characters
	b        strings.Builder
}

// sequenceDOT draws it in the DOT language: the rows are ranks, and the lanes are
// held straight by edges that weigh more than messages do.
func sequenceDOT(v *explorer.Violation) []byte {
	trace, wrong := v.Trace, render.Headline(v)+": "+v.Message
	s := &sequence{loop: -1}
	if l := v.Lasso; l != nil {
		wrong = render.Repeats(v) + ": " + wrong
		if l.Back != nil {
			trace, s.loop = append(slices.Clone(trace), *l.Back), l.Loop
		}
	}
	s.trace, s.wrong = trace, wrong
	s.lanes, s.messages = behaviour.Lanes(trace), behaviour.Messages(trace)
	s.linef("digraph sequence {")
	s.linef(`  graph [rankdir=TB, ranksep=0.3, nodesep=0.6, splines=line];`)
	s.linef(`  node [fontname=Helvetica, fontsize=11, shape=plain]; edge [fontname=Helvetica, fontsize=10];`)
	for row := 1; row < len(trace); row++ {
		for _, line := range s.told(row) {
			s.width = max(s.width, len([]rune(line.text)))
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
	s.arrows()
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
		if s.isLost(row, k, -1) {
			chain = append(chain, s.cross(row, k, "l"))
		}
		chain = append(chain, at(row, k))
		switch {
		case row == 0:
			s.linef(`  %s [group=l%d, label=<%s>];`, at(row, k), k, s.head(name))
		case k == s.laneOf(s.trace[row].Node):
			s.linef(`  %s [group=l%d, label=<%s>];`, at(row, k), k, s.event(row))
		default:
			s.linef(`  %s [group=l%d, shape=point, width=0.02, color="#808080"];`, at(row, k), k)
		}
		if s.isLost(row, k, 1) {
			chain = append(chain, s.cross(row, k, "r"))
		}
	}
	s.linef(`  { rank=same; %s [style=invis]; }`, strings.Join(chain, " -> "))
}

// isLost reports whether a message is never received that lane k sends in a row, to
// its left or to its right.
func (s *sequence) isLost(row, k, side int) bool {
	return slices.ContainsFunc(s.messages, func(m *behaviour.Message) bool {
		return m.Lost(s.trace, s.loop) && m.Sent == row && row > 0 && s.laneOf(m.From) == k && cmp.Compare(s.laneOf(m.To), k) == side
	})
}

// cross draws the end of an arrow that arrives nowhere.
func (s *sequence) cross(row, k int, side string) string {
	id := at(row, k) + side
	s.linef(`  %s [label=<<FONT COLOR="%s" POINT-SIZE="18"><B>×</B></FONT>>];`, id, lostColour)
	s.linef(`  %s -> %s [style=dashed, color="%s", arrowhead=none, constraint=false];`, at(row, k), id, lostColour)
	return id
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
	colour := "#FFFFFF"
	var text []string
	for k, line := range s.told(row) {
		told := html.EscapeString(line.text)
		if line.colour != "" {
			told = fmt.Sprintf(`<FONT COLOR="%s">%s</FONT>`, line.colour, told)
		}
		if k == 0 || line.bold {
			told = "<B>" + told + "</B>"
		}
		if line.bold {
			colour = "#FDE7E9"
		}
		text = append(text, told)
	}
	return box(colour, text...)
}

// line is one in the box of a step.
type line struct {
	text, colour string
	bold         bool
}

const (
	receivedColour = "#0072B2"
	againColour    = "#9A5B00"
	unsentColour   = "#8E3B8E"
	lostColour     = "#B00020"
)

// lookOf is the colour of a message that is received in a row.
func lookOf(m *behaviour.Message, row int) string {
	switch {
	case m.Unsent:
		return unsentColour
	case m.Received[0] != row:
		return againColour
	}
	return receivedColour
}

// told tells what a step does, line by line: its action, the messages that it
// receives, the changes that are no messages, those that it sends in vain, and what it
// violates.
func (s *sequence) told(row int) (lines []line) {
	step, before := &s.trace[row], &s.trace[row-1]
	add := func(colour, text string) { lines = append(lines, line{text: shorten(text), colour: colour}) }
	title := step.Label
	if len(step.Received) == 1 && strings.Contains(step.Label, "("+step.Received[0].Text) {
		title = step.Action // the message is on the next line
	}
	number := row + 1
	if s.loop >= 0 && row == len(s.trace)-1 {
		number, title = s.loop+1, title+": back to state "+fmt.Sprint(s.loop+1)
	}
	add("", fmt.Sprintf("%d  %s", number, title))
	if row == s.loop {
		add(againColour, "the loop begins after this")
	}
	for _, m := range s.messages {
		if slices.Contains(m.Received, row) && m.From != m.To {
			add(lookOf(m, row), m.Text)
		}
	}
	for _, c := range render.LocalChanges(before, step) {
		add("", strings.ReplaceAll(c.String(), "->", "→"))

	}
	for _, text := range s.vain(row) {
		add(lostColour, text)
	}
	if row == len(s.trace)-1 && s.wrong != "" {
		lines = append(lines, line{text: shorten("× " + s.wrong), colour: lostColour, bold: true})
	}
	return lines
}

// vain tells of the messages sent in a row that some never receive.
func (s *sequence) vain(row int) (lines []string) {
	to := map[string][]string{}
	var texts []string
	for _, m := range s.messages {
		if m.Sent != row || !m.Lost(s.trace, s.loop) || m.From == m.To {
			continue
		}
		if to[m.Text] == nil {
			texts = append(texts, m.Text)
		}
		to[m.Text] = append(to[m.Text], m.To)
	}
	for _, text := range texts {
		lines = append(lines, fmt.Sprintf("× never received by %s: %s", strings.Join(to[text], ", "), text))
	}
	return lines
}

const longest = 60 // characters of a line in a drawing

func shorten(text string) string {
	if r := []rune(text); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return text
}

// arrows draws an arrow for each receipt.
func (s *sequence) arrows() {
	for _, m := range s.messages {
		if m.From == m.To || m.Sent == 0 {
			continue
		}
		for _, row := range m.Received {
			colour := lookOf(m, row)
			look := map[string]string{againColour: `, xlabel="again"`, unsentColour: `, style=dashed, xlabel="at will"`}[colour]
			s.linef(`  %s -> %s [constraint=false, penwidth=1.4, color="%s", fontcolor="%s"%s];`,
				at(m.Sent, s.laneOf(m.From)), at(row, s.laneOf(m.To)), colour, colour, look)
		}
	}
}
