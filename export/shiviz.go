package export

import (
	"errors"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
)

// errSilent says why there is nothing to show for ShiViz.
var errSilent = errors.New("no step receives a message of a network that the model declares, so that no event is known to happen before one of another node")

// clock is a vector clock: how many events of each node happened before or at a point.
type clock map[string]int

func (c clock) merge(o clock) {
	for node, n := range o {
		c[node] = max(c[node], n)
	}
}

// shiViz writes a log for ShiViz: its parser's regular expression, the empty delimiter
// of executions, and two lines an event. An event is a step of a node; a receipt
// happens after the step that sent the message.
func shiViz(c *Counterexample) (string, error) {
	trace := c.Violation.Trace
	if !slices.ContainsFunc(trace, func(s explorer.Step) bool { return len(s.Received) > 0 }) {
		return "", errSilent
	}
	p := &printer{}
	p.linef(`(?<host>\S+) (?<clock>{.*})\n(?<event>.*)`)
	p.linef("")
	for k, now := range clocks(trace) {
		if k == 0 {
			continue
		}
		stamp, err := marshal(now)
		if err != nil {
			return "", err
		}
		event := []string{trace[k].Label}
		for _, change := range render.LocalChanges(&trace[k-1], &trace[k]) {
			event = append(event, change.String())
		}
		if k == len(trace)-1 {
			event = append(event, c.wrong())
		}
		p.linef("%s %s", host(&trace[k]), stamp)
		p.linef("%s", strings.Join(strings.Fields(strings.Join(event, "; ")), " "))
	}
	return p.String(), nil
}

// host names the node of a step in a word.
func host(s *explorer.Step) string {
	if s.Node == "" {
		return behaviour.Elsewhere
	}
	return strings.Join(strings.Fields(s.Node), "_")
}

// clocks returns the vector clock of each step but the initial state.
func clocks(trace []explorer.Step) []clock {
	out := make([]clock, len(trace))
	sent := map[int][]int{} // by receipt: the steps that sent what is received
	for _, m := range behaviour.Messages(trace) {
		for _, at := range m.Received {
			sent[at] = append(sent[at], m.Sent)
		}
	}
	own := map[string]clock{}
	for k := 1; k < len(trace); k++ {
		node := host(&trace[k])
		now := clock{}
		now.merge(own[node])
		for _, from := range sent[k] {
			now.merge(out[from])
		}
		now[node]++
		own[node], out[k] = now, now
	}
	return out
}
