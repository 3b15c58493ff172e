package export

import (
	"slices"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// scheduleFormat names the layout of a schedule.
const scheduleFormat = "mcheck schedule 1"

// plan is what a simulated network and its nodes are to do, one thing at a time, to
// meet the violation. docs/traces.md explains how to follow it.
type plan struct {
	Format     string      `json:"format"`
	Model      string      `json:"model"`
	Violated   string      `json:"violated"`
	Nodes      []string    `json:"nodes"`
	Steps      []event     `json:"steps"`
	Messages   []fate      `json:"messages"`
	Partitions []partition `json:"partitions"`
	// Repeat is the step that the schedule goes on with after the last one, for ever;
	// 0 if it ends.
	Repeat int `json:"repeat,omitempty"`
}

// event is one step.
type event struct {
	Step   int    `json:"step"` // counted from 1
	Node   string `json:"node"` // "" if it is no node's
	Action string `json:"action"`
	// Kind is "deliver" for the receipt of a message, "local" for a step of the
	// protocol, or the kind of environment step: see package spec.
	Kind      string   `json:"kind"`
	Delivered []int    `json:"delivered,omitempty"` // the IDs of what is delivered
	Changes   []string `json:"changes"`             // of the state, messages aside
}

func schedule(c *Counterexample) (string, error) {
	trace := c.Violation.Trace
	p := &plan{
		Format: scheduleFormat, Model: c.title(), Violated: c.wrong(), Steps: []event{}, Messages: fates(trace), Partitions: partitions(trace),
		Nodes: slices.DeleteFunc(behaviour.Lanes(trace), func(n string) bool { return n == behaviour.Elsewhere }),
	}
	for k := 1; k < len(trace); k++ {
		p.Steps = append(p.Steps, p.event(c, k, &trace[k-1], &trace[k]))
	}
	if c.loop() >= 0 && c.back() != explorer.Stutters {
		back := *c.Violation.Lasso.Back
		p.Steps = append(p.Steps, p.event(c, len(trace), &trace[len(trace)-1], &back))
		p.Repeat = c.loop() + 1
	}
	return indented(p)
}

func (p *plan) event(c *Counterexample, k int, before, s *explorer.Step) event {
	e := event{Step: k, Node: s.Node, Action: s.Label, Kind: "local", Changes: []string{}}
	if a := slices.IndexFunc(c.Machine.Actions, func(a spec.ActionInfo) bool { return a.Name == s.Action }); a >= 0 && c.Machine.Actions[a].Environment != "" {
		e.Kind = string(c.Machine.Actions[a].Environment)
	}
	if len(s.Received) > 0 {
		e.Kind = "deliver"
		for _, m := range p.Messages {
			if slices.Contains(m.Delivered, k) {
				e.Delivered = append(e.Delivered, m.ID)
			}
		}
	}
	for _, change := range render.LocalChanges(before, s) {
		e.Changes = append(e.Changes, change.String())
	}
	return e
}

// fate is what becomes of a message in a schedule.
type fate struct {
	ID        int    `json:"id"`
	From      string `json:"from"`
	To        string `json:"to"`
	Message   string `json:"message"`
	Sent      int    `json:"sent"`      // the step that sends it
	Delivered []int  `json:"delivered"` // the steps that receive it: none, if it is to be dropped
	// Fate is "deliver", "duplicate", "drop", or "forge" for what is received without
	// having been sent; Delay is how many steps of others the
	// first delivery waits for.
	Fate  string `json:"fate"`
	Delay int    `json:"delay"`
}

func fates(trace []explorer.Step) []fate {
	out := []fate{}
	for k, m := range behaviour.Messages(trace) {
		f := fate{ID: k + 1, From: m.From, To: m.To, Message: m.Text, Sent: m.Sent, Delivered: m.Received, Fate: "deliver"}
		switch {
		case m.Unsent:
			f.Fate = "forge"
		case len(m.Received) == 0:
			f.Delivered, f.Fate = []int{}, "drop"
		case len(m.Received) == 1:
			f.Delay = m.Received[0] - m.Sent - 1
		default:
			f.Delay, f.Fate = m.Received[0]-m.Sent-1, "duplicate"
		}
		out = append(out, f)
	}
	return out
}

// partition is a time in which no message crosses from one group of nodes to another.
type partition struct {
	First  int        `json:"first"` // the steps from First to Last
	Last   int        `json:"last"`
	Groups [][]string `json:"groups"`
}

// partitions divides the trace into times as long as possible in which the messages
// that are delivered leave at least two groups of nodes apart, and lists those in
// which some message is held back between groups.
func partitions(trace []explorer.Step) []partition {
	out, messages := []partition{}, behaviour.Messages(trace)
	nodes := slices.DeleteFunc(behaviour.Lanes(trace), func(n string) bool { return n == behaviour.Elsewhere })
	for first := 1; first < len(trace); {
		groups, last := apart(nodes), first-1
		for last+1 < len(trace) {
			joined := groups
			for _, m := range trace[last+1].Received {
				joined = join(joined, m.From, m.To)
			}
			if len(joined) < 2 {
				break
			}
			groups, last = joined, last+1
		}
		if last < first {
			first++
			continue
		}
		if p := (partition{first, last, groups}); p.holdsBack(messages) {
			out = append(out, p)
		}
		first = last + 1
	}
	return out
}

// holdsBack reports whether some message cannot cross.
func (p *partition) holdsBack(messages []*behaviour.Message) bool {
	return slices.ContainsFunc(messages, func(m *behaviour.Message) bool {
		early := len(m.Received) > 0 && m.Received[0] < p.First
		return m.Sent <= p.Last && !early && !slices.ContainsFunc(p.Groups, func(g []string) bool {
			return slices.Contains(g, m.From) && slices.Contains(g, m.To)
		})
	})
}

// apart puts each node into a group of its own.
func apart(nodes []string) (groups [][]string) {
	for _, n := range nodes {
		groups = append(groups, []string{n})
	}
	return groups
}

// join merges the groups of two nodes.
func join(groups [][]string, a, b string) (joined [][]string) {
	var both []string
	for _, g := range groups {
		if slices.Contains(g, a) || slices.Contains(g, b) {
			both = append(both, g...)
		} else {
			joined = append(joined, g)
		}
	}
	slices.Sort(both)
	joined = append(joined, both)
	slices.SortFunc(joined, func(x, y []string) int { return strings.Compare(x[0], y[0]) })
	return joined
}
