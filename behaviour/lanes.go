package behaviour

import (
	"slices"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Elsewhere is the lane of steps that no node takes.
const Elsewhere = "environment"

// Lanes names the nodes: those that take steps, send or receive.
func Lanes(trace []explorer.Step) (lanes []string) {
	add := func(name string) {
		if !slices.Contains(lanes, name) {
			lanes = append(lanes, name)
		}
	}
	alone := false
	for k, step := range trace {
		if step.Node != "" {
			add(step.Node)
		} else if k > 0 {
			alone = true
		}
		for _, m := range step.InFlight {
			if m.From != "" {
				add(m.From)
			}
			add(m.To)
		}
	}
	slices.Sort(lanes)
	if alone {
		lanes = append(lanes, Elsewhere)
	}
	return lanes
}

// Message is a message of a trace from its sending on.
type Message struct {
	spec.Envelope
	Sent     int   // the position of the step that sends it
	Received []int // the positions of those that receive it
	// Unsent says that it was never in the network: it is received all the same, because
	// a faulty node sends what it likes, or somebody is mistaken.
	Unsent bool
	stated spec.Envelope // as the network has it
}

// Lost reports whether the message is never received in a behaviour that returns to the
// state at position loop for ever, or is over if loop is -1. One that is on its way when
// the behaviour returns may be received in the next round.
func (m *Message) Lost(trace []explorer.Step, loop int) bool {
	return len(m.Received) == 0 && !m.Later(trace, loop)
}

// Later reports whether the message is received only in the next round: it is on its way
// at the end, and a step of the loop receives one like it.
func (m *Message) Later(trace []explorer.Step, loop int) bool {
	return len(m.Received) == 0 && loop >= 0 && m.Sent > loop && slices.Contains(trace[len(trace)-1].InFlight, m.stated) &&
		slices.ContainsFunc(trace[loop+1:], func(step explorer.Step) bool { return slices.Contains(step.Received, m.stated) })
}

// Messages follows the messages of a trace: those that the network has more of
// after a step were sent in it.
func Messages(trace []explorer.Step) (all []*Message) {
	for row := range trace {
		have := map[spec.Envelope]int{}
		if row > 0 {
			for _, m := range trace[row-1].InFlight {
				have[m]++
			}
		}
		for _, m := range trace[row].Received {
			sent := received(all, m)
			if sent == nil {
				sent = &Message{Envelope: m, stated: m, Sent: row, Unsent: true}
				all = append(all, sent)
			}
			sent.Received = append(sent.Received, row)
		}
		for _, m := range trace[row].InFlight {
			if have[m]--; have[m] < 0 {
				all = append(all, sentIn(trace, row, m))
			}
		}
	}
	return all
}

func sentIn(trace []explorer.Step, row int, m spec.Envelope) *Message {
	sent := &Message{Envelope: m, stated: m, Sent: row}
	if m.From == "" {
		sent.From = trace[row].Node
	}
	return sent
}

// received finds the message that is received: the first copy that was not received
// before, or else the last copy again.
func received(all []*Message, m spec.Envelope) (found *Message) {
	for _, sent := range all {
		if sent.stated != m || sent.Unsent {
			continue
		}
		if found = sent; len(sent.Received) == 0 {
			break
		}
	}
	return found
}
