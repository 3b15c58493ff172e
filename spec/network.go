package spec

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/mcheck/mcheck/internal/codec"
)

// Messages is a network as a growing set: a message once sent can be received
// at any later time, any number of times or never, so that loss, delay,
// reordering and duplication need no actions of their own (Lamport's style). The
// zero value is the empty network.
type Messages[M any] struct {
	_      codec.Guarded
	sealed bool
	set    Set[M]
}

// MessageBag is a network that delivers each copy of a message at most once, in
// any order. A message that is never received stands for a lost one. The zero
// value is the empty network.
type MessageBag[M any] struct {
	_      codec.Guarded
	sealed bool
	bag    Bag[M]
}

// FIFO is a network of reliable links: between two nodes messages arrive once
// and in the order sent. The zero value is the empty network. It cannot be
// combined with symmetry.
type FIFO[M any] struct {
	_      codec.Guarded
	sealed bool
	links  Seq[M] // grouped by link, in sending order within a link
}

// Channel is a network that handlers can receive from: Messages, MessageBag or
// FIFO.
type Channel[M any] interface {
	// Send sends m.
	Send(m M)
	// pending returns the messages that can be received now, using buf if it
	// has to collect them.
	pending(buf *[]M, o *ordering[M]) []M
	// received tells the channel that m, which was pending, has been, and reports whether
	// that changes it.
	received(m M) bool
	// each iterates over all messages, copies included.
	each() iter.Seq[M]
	// sendOn is Send for channels that need to know the links, or how often the same has
	// been looked up. It reports whether that changes the channel.
	sendOn(m M, o *ordering[M]) bool
	// revert makes the channel, which has memory of its own, what another one is.
	revert(to Channel[M])
	seal(bool)
}

// ordering is what is known of a network's messages.
type ordering[M any] struct {
	messages *codec.Order
	link     func(M) int // the number of its link
}

// sealedRead is what reading a sealed network panics with.
type sealedRead struct{}

func (sealedRead) Error() string { return "the network was read other than by receiving a message" }

// sealedReads counts reads of sealed networks. Package fmt swallows the panics of
// String methods; a worker that finds the count changed panics again.
var sealedReads atomic.Uint64

func guard(sealed bool) {
	if sealed {
		sealedReads.Add(1)
		panic(sealedRead{})
	}
}

// Send adds m to the set.
func (c *Messages[M]) Send(m M) { c.set.Add(m) }

// Has reports whether m has been sent.
func (c *Messages[M]) Has(m M) bool { guard(c.sealed); return c.set.Has(m) }

// Len returns the number of different messages sent.
func (c *Messages[M]) Len() int { guard(c.sealed); return c.set.Len() }

// All iterates over the messages in their canonical order.
func (c *Messages[M]) All() iter.Seq[M] { guard(c.sealed); return c.set.All() }

// String formats the network as a set.
func (c Messages[M]) String() string { guard(c.sealed); return c.set.String() }

func (c *Messages[M]) pending(*[]M, *ordering[M]) []M  { return c.set.elems }
func (c *Messages[M]) received(M) bool                 { return false }
func (c *Messages[M]) each() iter.Seq[M]               { return c.set.All() }
func (c *Messages[M]) sendOn(m M, o *ordering[M]) bool { return c.set.addBy(o.messages, m) }
func (c *Messages[M]) revert(to Channel[M]) {
	c.set.elems = append(c.set.elems[:0], to.(*Messages[M]).set.elems...)
}
func (c *Messages[M]) seal(on bool) { c.sealed = on }

// Send adds a copy of m.
func (c *MessageBag[M]) Send(m M) { c.bag.Add(m) }

// Count returns the number of copies of m in flight.
func (c *MessageBag[M]) Count(m M) int { guard(c.sealed); return c.bag.Count(m) }

// Len returns the number of messages in flight.
func (c *MessageBag[M]) Len() int { guard(c.sealed); return c.bag.Len() }

// All iterates over the messages in flight in their canonical order.
func (c *MessageBag[M]) All() iter.Seq[M] { guard(c.sealed); return c.bag.All() }

// Drop loses one copy of m and reports whether there was one.
func (c *MessageBag[M]) Drop(m M) bool { return c.bag.Remove(m) }

// String formats the network as a bag.
func (c MessageBag[M]) String() string { guard(c.sealed); return c.bag.String() }

func (c *MessageBag[M]) each() iter.Seq[M] { return c.bag.All() }

// pending skips repeated copies: receiving either is the same step.
func (c *MessageBag[M]) pending(buf *[]M, o *ordering[M]) []M {
	*buf = (*buf)[:0]
	for i := range c.bag.elems {
		if i == 0 || codec.Compare(o.messages, &c.bag.elems[i-1], &c.bag.elems[i]) != 0 {
			*buf = append(*buf, c.bag.elems[i])
		}
	}
	return *buf
}

func (c *MessageBag[M]) received(m M) bool               { return c.bag.Remove(m) }
func (c *MessageBag[M]) sendOn(m M, _ *ordering[M]) bool { c.bag.Add(m); return true }
func (c *MessageBag[M]) revert(to Channel[M]) {
	c.bag.elems = append(c.bag.elems[:0], to.(*MessageBag[M]).bag.elems...)
}
func (c *MessageBag[M]) seal(on bool) { c.sealed = on }

// Send panics: a FIFO is sent to through an Outbox, which knows the links.
func (c *FIFO[M]) Send(M) { panic("spec: send to a FIFO network through Network.Send") }

// Len returns the number of messages in flight.
func (c *FIFO[M]) Len() int { guard(c.sealed); return c.links.Len() }

// All iterates over the messages in flight, link by link.
func (c *FIFO[M]) All() iter.Seq[M] { guard(c.sealed); return c.links.Values() }

// String formats the network as a sequence, link by link.
func (c FIFO[M]) String() string { guard(c.sealed); return c.links.String() }

func (c *FIFO[M]) pending(buf *[]M, o *ordering[M]) []M {
	*buf = (*buf)[:0]
	for k, m := range c.links.elems {
		if k == 0 || o.link(c.links.elems[k-1]) != o.link(m) {
			*buf = append(*buf, m)
		}
	}
	return *buf
}

func (c *FIFO[M]) received(m M) bool {
	order := codec.OrderOf[M]()
	for k := range c.links.elems {
		if codec.Compare(order, &c.links.elems[k], &m) == 0 {
			c.links.elems = slices.Delete(c.links.elems, k, k+1)
			return true
		}
	}
	return false
}

func (c *FIFO[M]) sendOn(m M, o *ordering[M]) bool {
	at := len(c.links.elems)
	for at > 0 && o.link(c.links.elems[at-1]) > o.link(m) {
		at--
	}
	c.links.elems = slices.Insert(c.links.elems, at, m)
	return true
}

func (c *FIFO[M]) each() iter.Seq[M] { return c.links.Values() }

func (c *FIFO[M]) revert(to Channel[M]) {
	c.links.elems = append(c.links.elems[:0], to.(*FIFO[M]).links.elems...)
}

func (c *FIFO[M]) seal(on bool) { c.sealed = on }

// Network declares how message handlers reach nodes through a channel.
type Network[S any, I IndexType, N, M any] struct {
	// Channel returns the network inside a state.
	Channel func(*S) Channel[M]
	// Node returns the local state of a node inside a state.
	Node func(*S, I) *N
	// From and To return a message's sender and receiver.
	From, To func(*M) I
	// Possible states the causality that the rules rely on: false only for
	// messages that cannot exist while their sender and receiver are in the
	// given states ("no message of a term that its sender has not reached"). It
	// is verified with the rules; nil means that every message is possible.
	Possible func(m *M, from, to *N) bool
	// Rules reduce the network; they need a channel of type Messages.
	Rules []Rule[N, M]

	// Made when the model is compiled.
	once  sync.Once // models may be compiled concurrently
	order ordering[M]
	nodes *codec.Order

	_ struct{}
}

// Rule is a declared reduction of the network: a message whose fields, or whose
// existence, can no longer make a difference is blanked or erased. Exactly one
// of Stale and Blank is set. A rule is a claim about the model at hand; the
// engine uses it only together with a certificate (see the package
// documentation of explorer), and drops it where it is refuted.
type Rule[N, M any] struct {
	Name string
	// Stale reports whether m can be erased.
	Stale func(m *M, from, to *N) bool
	// Blank overwrites fields of m with a fixed value, or leaves it alone. It must
	// keep the receiver; where the sender does not matter it may put the receiver
	// in its place.
	Blank func(m *M, from, to *N)
}

// Outbox collects the messages that a handler sends.
type Outbox[M any] struct{ sent []M }

// Send sends m.
func (o *Outbox[M]) Send(m M) { o.sent = append(o.sent, m) }

// Sent returns what was sent, in order, to a model that calls handlers by itself.
func (o *Outbox[M]) Sent() []M { return o.sent }

// Handler is the action of receiving a message.
type Handler[S any] struct{ action[S] }

// Handle is \E m \in network : name(m). The handler sees the receiver's local
// state, the message and an outbox, and nothing else.
func Handle[S any, I IndexType, N, M any](name string, net *Network[S, I, N, M], handler func(*N, M, *Outbox[M]) bool) *Handler[S] {
	h := &Handler[S]{action[S]{name: name, receives: net, vacant: handler == nil}}
	h.instances = func() instances[S] {
		net.prepare()
		return &receive[S, I, N, M]{net: net, handler: handler}
	}
	return h
}

// Rule cites what the handler implements, such as "Figure 2, RequestVote RPC".
func (h *Handler[S]) Rule(text string) *Handler[S] { h.rule = text; return h }

// Send sends m over the channel of s: what actions other than handlers use where
// the channel is a FIFO.
func (n *Network[S, I, N, M]) Send(s *S, m M) {
	n.prepare()
	n.Channel(s).sendOn(m, &n.order)
}

func (n *Network[S, I, N, M]) prepare() {
	n.once.Do(func() {
		n.order, n.nodes = ordering[M]{codec.OrderOf[M](), n.link}, codec.OrderOf[N]()
	})
}

func (n *Network[S, I, N, M]) link(m M) int { return ord(n.From(&m))*(MaxIndex+1) + ord(n.To(&m)) }
