package spec

import "fmt"

// Envelope is a message as an outsider sees it: whom it is from and to, and how it
// prints. Without From it is from the node whose step sends it.
type Envelope struct{ From, To, Text string }

// Enveloped returns a message, from and to nodes that print like that.
func Enveloped(from, to, message any) Envelope {
	return Envelope{fmt.Sprint(from), fmt.Sprint(to), fmt.Sprint(message)}
}

func (n *Network[S, I, N, M]) envelope(m *M) Envelope {
	return Enveloped(n.From(m), n.To(m), *m)
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
		return w.Mail(&w.parent)
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
		return received(&w.parent, inst.args(id.params()))
	}
	return nil
}
