package spec

import (
	"fmt"
	"slices"
)

// Envelope is a message as an outsider sees it: whom it is from and to, and how it
// prints.
type Envelope struct{ From, To, Text string }

func (n *Network[S, I, N, M]) envelope(m *M) Envelope {
	return Envelope{fmt.Sprint(n.From(m)), fmt.Sprint(n.To(m)), fmt.Sprint(*m)}
}

func (n *Network[S, I, N, M]) inFlight(s *S) (out []Envelope) {
	for m := range n.Channel(s).each() {
		out = append(out, n.envelope(&m))
	}
	return out
}

// enveloped is implemented by the instances of handlers.
type enveloped interface{ envelope(k int) Envelope }

func (r *receive[S, I, N, M]) envelope(k int) Envelope { return r.net.envelope(&r.msgs[k]) }

// InFlight implements Worker.
func (w *worker[S]) InFlight() []Envelope {
	switch {
	case w.Network != nil:
		return w.Network.inFlight(&w.parent)
	case w.Mail != nil:
		return slices.Collect(w.Mail(&w.parent))
	}
	return nil
}

// Received implements Worker.
func (w *worker[S]) Received(id Instance) []Envelope {
	inst := w.inst[id.Action()]
	inst.load(&w.parent)
	if r, ok := inst.(enveloped); ok {
		return []Envelope{r.envelope(id.params())}
	}
	if received := w.actions[id.Action()].mail.received; received != nil {
		return slices.Collect(received(&w.parent, inst.args(id.params())))
	}
	return nil
}
