package render

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// DefaultGraphStates is how many states Graph draws unless told otherwise: more
// than anybody can read.
const DefaultGraphStates = 500

// StateGraph is the whole state graph of a small machine.
type StateGraph struct {
	Model  string
	States []GraphState // in breadth-first order
	Edges  []GraphEdge  // by origin, and then in the order of the actions
	Cut    uint64       // successors that a constraint excludes: not drawn
}

// GraphState is a node of a StateGraph.
type GraphState struct {
	State   spec.Value
	Initial bool
	Depth   int      // an initial state is at depth 1
	Wrong   []string // the properties that it violates, with their messages
}

// GraphEdge is a step between two states, given by their positions.
type GraphEdge struct {
	From, To int
	Label    string
	Node     string   // which takes the step
	Wrong    []string // the step properties that it violates
}

// Graph explores a machine breadth-first and returns all of its states and steps.
// It refuses to go beyond limit states, 0 meaning DefaultGraphStates, and refuses
// machines compiled with reductions, whose edges would be steps that the model
// does not take.
func Graph(m *spec.Machine, limit int) (*StateGraph, error) {
	if limit <= 0 {
		limit = DefaultGraphStates
	}
	if len(m.Symmetric) > 0 || len(m.Rules) > 0 {
		return nil, errors.New("state graph: the machine is reduced; compile it without symmetry and message rules")
	}
	g := &grapher{m: m, w: m.NewWorker(), max: limit, seen: map[string]int{}, graph: &StateGraph{Model: m.Name}}
	if err := g.explore(); err != nil {
		return nil, err
	}
	return g.graph, nil
}

// grapher is the sink of its own worker: it holds the state being expanded.
type grapher struct {
	m     *spec.Machine
	w     spec.Worker
	max   int
	seen  map[string]int // encoding -> position
	raw   [][]byte       // by position
	graph *StateGraph
	from  int
	wrong []string // of the step that is about to be reported
}

func (g *grapher) explore() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("state graph of %s: %s: %v", g.m.Name, g.w.Where(), r)
		}
	}()
	g.w.Initial(func() { g.graph.States[g.position(1)].Initial = true })
	for g.from = 0; g.from < len(g.raw); g.from++ {
		if len(g.raw) > g.max {
			return fmt.Errorf("state graph of %s: %d states found up to depth %d and not all explored, more than the limit of %d: choose smaller constants or a larger limit",
				g.m.Name, len(g.raw), g.graph.States[len(g.raw)-1].Depth, g.max)
		}
		s := &g.graph.States[g.from]
		g.w.Restore(g.raw[g.from])
		g.w.CheckState(false, func(p int, err error) {
			s.Wrong = append(s.Wrong, g.m.Properties[p].Name+": "+err.Error())
		}, func(int) {})
		g.w.LoadRaw(g.raw[g.from])
		s.State = g.w.State()
		if g.w.Expand(g, false) == 0 && !g.m.AllowDeadlock && !g.w.Terminal(false) {
			s = &g.graph.States[g.from]
			s.Wrong = append(s.Wrong, "deadlock: no action is enabled")
		}
	}
	return nil
}

// position returns that of the worker's current state, which is new at the given
// depth if it has none yet.
func (g *grapher) position(depth int) int {
	raw := g.w.EncodeRaw(nil)
	k, found := g.seen[string(raw)]
	if !found {
		k = len(g.raw)
		g.seen[string(raw)] = k
		g.raw = append(g.raw, raw)
		g.graph.States = append(g.graph.States, GraphState{Depth: depth})
	}
	return k
}

// Successor implements spec.Sink.
func (g *grapher) Successor(step spec.Instance, _ uint64) {
	to := g.position(g.graph.States[g.from].Depth + 1)
	g.graph.Edges = append(g.graph.Edges, GraphEdge{From: g.from, To: to, Label: g.w.Label(step), Node: g.w.Node(step), Wrong: g.wrong})
	g.wrong = nil
}

// Cut implements spec.Sink.
func (g *grapher) Cut(spec.Instance, int) { g.graph.Cut++; g.wrong = nil }

// Refused implements spec.Sink.
func (g *grapher) Refused(spec.Instance, int) {}

// Violated implements spec.Sink.
func (g *grapher) Violated(_ spec.Instance, property int, err error) {
	g.wrong = append(g.wrong, g.m.Properties[property].Name+": "+err.Error())
}

// Seen implements spec.Sink.
func (g *grapher) Seen(spec.Instance, int) {}

// DOT writes the graph as a Graphviz drawing. Initial states have a heavy frame,
// violating states and steps are red, steps have the colour of the node that takes
// them, and steps between the same two states by one node share an arrow.
func (g *StateGraph) DOT(w io.Writer) error {
	p := &printer{w: w}
	var l lanes
	if len(g.States) > 0 {
		l.domains(g.States[0].State)
	}
	for _, e := range g.Edges {
		l.add(e.Node)
	}
	p.linef("digraph states {")
	p.linef("  graph [rankdir=TB, fontname=%q, labelloc=t, label=<%s>];", font, g.caption())
	p.linef("  node [shape=plain, fontname=%q, fontsize=10];", font)
	p.linef("  edge [fontname=%q, fontsize=9, arrowsize=0.6];", font)
	for k := range g.States {
		p.graphState(k, &g.States[k])
	}
	for _, e := range g.merged() {
		c := l.colour(e.Node).back
		if len(e.Wrong) > 0 {
			c = alarm.back
		}
		p.linef("  s%d -> s%d [color=%q, label=<%s>];", e.From+1, e.To+1, c, e.Label)
	}
	p.linef("}")
	return p.err
}

func (g *StateGraph) caption() string {
	text := fmt.Sprintf("<B>%s</B>: %s, %s", escape(g.Model), count(uint64(len(g.States)), "state"), count(uint64(len(g.Edges)), "step"))
	if g.Cut > 0 {
		text += fmt.Sprintf("; %s beyond the constraints not drawn", count(g.Cut, "successor"))
	}
	return text
}

func (p *printer) graphState(k int, s *GraphState) {
	frame, fill := ` BORDER="1" COLOR="#808080"`, "white"
	if s.Initial {
		frame = ` BORDER="2" COLOR="black"`
	}
	if len(s.Wrong) > 0 {
		frame, fill = fmt.Sprintf(` BORDER="3" COLOR="%s"`, alarm.back), alarmPale
	}
	p.linef(`  s%d [label=<`, k+1)
	p.linef(`    <TABLE%s CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" BGCOLOR="%s">`, frame, fill)
	if s.Initial {
		p.linef(`    <TR><TD COLSPAN="2" BGCOLOR="black"><FONT COLOR="white"><B>initial</B></FONT></TD></TR>`)
	}
	for _, v := range variables(s.State) {
		p.linef(`    <TR><TD ALIGN="LEFT" VALIGN="TOP">%s</TD><TD ALIGN="LEFT" BALIGN="LEFT">%s</TD></TR>`, escape(v.name), paragraphIn(v.value))
	}
	for _, text := range s.Wrong {
		p.linef(`    <TR><TD COLSPAN="2" ALIGN="LEFT" BALIGN="LEFT" BGCOLOR="%s"><FONT COLOR="%s">%s</FONT></TD></TR>`, alarm.back, alarm.text, paragraphIn("× "+text))
	}
	p.linef(`    </TABLE>`)
	p.linef(`  >];`)
}

// merged returns the edges to draw, with HTML-like labels.
func (g *StateGraph) merged() []GraphEdge {
	var out []GraphEdge
	for _, e := range g.Edges {
		text := []string{escape(" " + e.Label)}
		for _, wrong := range e.Wrong {
			text = append(text, fmt.Sprintf(` <FONT COLOR="%s">%s</FONT>`, alarm.back, escape("× "+wrong)))
		}
		e.Label = strings.Join(text, "<BR/>")
		k := slices.IndexFunc(out, func(o GraphEdge) bool {
			return o.From == e.From && o.To == e.To && o.Node == e.Node && len(o.Wrong) == 0 && len(e.Wrong) == 0
		})
		if k >= 0 {
			out[k].Label += "<BR/>" + e.Label
			continue
		}
		out = append(out, e)
	}
	return out
}
