package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
)

// diagram is a counterexample as a sequence diagram.
type diagram struct {
	trace []explorer.Step
	lanes []string
	rows  []row // by position; the first is that of the initial state
}

// row is what a step does.
type row struct {
	lane   int
	arrows []arrow
	told   []string // its label, and the changes that are no messages
}

// arrow is a message that is received, or lost.
type arrow struct {
	from, to int
	text     string
	lost     bool
}

func newDiagram(c *Counterexample) *diagram {
	trace := c.Violation.Trace
	d := &diagram{trace: trace, lanes: behaviour.Lanes(trace), rows: make([]row, len(trace))}
	if len(d.lanes) == 0 {
		d.lanes = []string{behaviour.Elsewhere}
	}
	for k := 1; k < len(trace); k++ {
		r := &d.rows[k]
		r.lane = d.lane(trace[k].Node)
		title := trace[k].Label
		if len(trace[k].Received) > 0 { // which its arrow shows
			title = trace[k].Action
		}
		r.told = []string{fmt.Sprintf("%d %s", k+1, title)}
		for _, change := range render.LocalChanges(&trace[k-1], &trace[k]) {
			r.told = append(r.told, change.String())
		}
	}
	for _, m := range behaviour.Messages(trace) {
		a := arrow{from: d.lane(m.From), to: d.lane(m.To), text: m.Text}
		if len(m.Received) == 0 {
			if a.lost = m.Lost(trace, c.loop()); a.lost {
				a.text += " (never received)"
			} else {
				a.text += " (received in the next round)"
			}
			d.rows[m.Sent].arrows = append(d.rows[m.Sent].arrows, a)
		}
		for n, at := range m.Received {
			if n == 1 {
				a.text += " (again)"
			}
			d.rows[at].arrows = append(d.rows[at].arrows, a)
		}
	}
	return d
}

func (d *diagram) lane(node string) int {
	if node == "" {
		node = behaviour.Elsewhere
	}
	return slices.Index(d.lanes, node)
}

// everywhere names the first and the last lane.
func (d *diagram) everywhere(comma string) string {
	if len(d.lanes) == 1 {
		return "n0"
	}
	return fmt.Sprintf("n0%sn%d", comma, len(d.lanes)-1)
}

// received and sent are the arrows to be drawn before and after what a step does.
func (r *row) received() []arrow {
	return slices.DeleteFunc(slices.Clone(r.arrows), func(a arrow) bool { return a.lost })
}

func (r *row) sent() []arrow {
	return slices.DeleteFunc(slices.Clone(r.arrows), func(a arrow) bool { return !a.lost })
}

// closing says what closes the loop.
func closing(c *Counterexample) string {
	if c.back() == explorer.Stutters {
		return "nothing more happens"
	}
	return fmt.Sprintf("back to state %d by %s", c.loop()+1, c.back())
}

// mermaid writes a sequence diagram for Mermaid.
func mermaid(c *Counterexample) (string, error) {
	d, p := newDiagram(c), &printer{}
	p.linef("%%%% %s", c.title())
	p.linef("sequenceDiagram")
	for k, name := range d.lanes {
		p.linef("  participant n%d as %s", k, mermaidText(name))
	}
	draw := func(arrows []arrow) {
		for _, a := range arrows {
			head := "->>"
			if a.lost {
				head = "-x"
			}
			p.linef("  n%d%sn%d: %s", a.from, head, a.to, mermaidText(a.text))
		}
	}
	everywhere := d.everywhere(",")
	for k := 1; k < len(d.rows); k++ {
		r := &d.rows[k]
		if k == c.loop()+1 {
			p.linef("  loop for ever")
		}
		draw(r.received())
		p.linef("  Note over n%d: %s", r.lane, mermaidText(r.told...))
		draw(r.sent())
	}
	if c.loop() >= 0 {
		if c.loop() == len(d.rows)-1 {
			p.linef("  loop for ever")
		}
		p.linef("  Note over %s: %s", everywhere, mermaidText(closing(c)))
		p.linef("  end")
	}
	p.linef("  Note over %s: %s", everywhere, mermaidText(c.wrong()))
	return p.String(), nil
}

// mermaidText escapes lines of text: a few characters end a statement, or begin markup.
func mermaidText(lines ...string) string {
	escape := strings.NewReplacer("#", "#35;", ";", "#59;", "<", "#lt;", ">", "#gt;", "%", "#37;", "\n", " ")
	escaped := make([]string, len(lines))
	for k, l := range lines {
		escaped[k] = escape.Replace(l)
	}
	return strings.Join(escaped, "<br/>")
}

// plantUML writes a sequence diagram for PlantUML.
func plantUML(c *Counterexample) (string, error) {
	d, p := newDiagram(c), &printer{}
	p.linef("@startuml")
	p.linef("' %s", c.title())
	for k, name := range d.lanes {
		p.linef("participant %q as n%d", name, k)
	}
	draw := func(arrows []arrow) {
		for _, a := range arrows {
			head := "->"
			if a.lost {
				head = "->x"
			}
			p.linef("n%d %s n%d : %s", a.from, head, a.to, plantText(a.text))
		}
	}
	note := func(over string, lines ...string) {
		p.linef("note over %s", over)
		for _, l := range lines {
			p.linef("  %s", plantText(l))
		}
		p.linef("end note")
	}
	everywhere := d.everywhere(", ")
	for k := 1; k < len(d.rows); k++ {
		r := &d.rows[k]
		if k == c.loop()+1 {
			p.linef("loop for ever")
		}
		draw(r.received())
		note(fmt.Sprintf("n%d", r.lane), r.told...)
		draw(r.sent())
	}
	if c.loop() >= 0 {
		if c.loop() == len(d.rows)-1 {
			p.linef("loop for ever")
		}
		note(everywhere, closing(c))
		p.linef("end")
	}
	note(everywhere, c.wrong())
	p.linef("@enduml")
	return p.String(), nil
}

// plantText escapes text: pairs of some characters begin markup.
func plantText(text string) string {
	return strings.NewReplacer(
		"~", "~~", "<", "~<", "**", "~**", "//", "~//", "__", "~__", "--", "~--", `""`, `~""`, `\`, `~\`, "\n", " ",
	).Replace(text)
}
