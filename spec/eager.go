package spec

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// EagerSends is the name under which CompileOptions.Without drops the reduction that
// needs no rule: whatever can be sent is sent at once.
//
// A network of type Messages grows only, and an action sees no more of it than the one
// message that it receives. So a state (v, sent) can do all that (v, less) can do if
// sent has all messages that less has. A step that only sends, and leaves v alone, leads
// to such a state; the search replaces every state by the one where all these steps
// have been taken. The same v are reached, by the same steps between them; but
// behaviours are shorter by the sends, and nothing is stuck that waits for a message.
const EagerSends = "whatever can be sent is sent at once"

// mostSends is how many messages a state may send at once. A protocol that counts the
// hops of a message has no end of them.
const mostSends = 1 << 12

// EndlessSends is what a search panics with whose states send too many messages at once.
type EndlessSends struct{}

func (*EndlessSends) Error() string {
	return fmt.Sprintf("more than %d messages can be sent from one state", mostSends)
}

// eager adds to a state, for one worker, the messages that can be sent from it without
// any other change.
type eager[S any, I IndexType, N, M any] struct {
	*reducerOf[S, I, N, M]
	layout   *codec.Layout
	nodes    *codec.Layout
	actions  []*action[S] // but for handlers
	inst     []instances[S]
	handlers []func(*N, M, *Outbox[M]) bool

	trial    S
	trialMem *codec.Scratch
	node     N
	nodeMem  *codec.Scratch
	out      Outbox[M]
	fresh    []M // that the state lacks
	freshMem *codec.Scratch
}

func (r *reducerOf[S, I, N, M]) newEager(c *compiled[S]) *eager[S, I, N, M] {
	nodes, err := codec.Of(reflect.TypeFor[N](), c.layout.Domains())
	if err != nil {
		panic(err) // part of the state type, which has been compiled
	}
	e := &eager[S, I, N, M]{
		reducerOf: r, layout: c.layout, nodes: nodes, trialMem: c.layout.NewScratch(), nodeMem: nodes.NewScratch(),
		freshMem: r.messages.NewScratch(),
	}
	for _, a := range c.actions {
		switch inst := a.instances().(type) {
		case *receive[S, I, N, M]:
			e.handlers = append(e.handlers, inst.handler)
		default:
			e.actions, e.inst = append(e.actions, a), append(e.inst, inst)
		}
	}
	return e
}

// saturate sends what can be sent from s, which is reduced. If it is a step away from a
// state where nothing more can be sent, there is news only from the nodes that the step
// changed, and of messages that were not there.
func (e *eager[S, I, N, M]) saturate(s, from *S) {
	set := &e.net.Channel(s).(*Messages[M]).set
	e.fresh = e.fresh[:0]
	e.freshMem.Reset()
	e.act(s, set)
	var had []M
	if from != nil {
		had = e.net.Channel(from).(*Messages[M]).set.elems
	}
	for i := range set.elems {
		m := &set.elems[i]
		for len(had) > 0 && codec.Compare(e.net.order.messages, &had[0], m) < 0 {
			had = had[1:]
		}
		old := len(had) > 0 && codec.Compare(e.net.order.messages, &had[0], m) == 0
		if !old || !e.settled(s, from, e.net.To(m)) {
			e.receive(s, set, m)
		}
	}
	sent := 0
	for k := 0; k < len(e.fresh); k++ { // receive offers more
		m := e.fresh[k]
		if at, found := set.searchBy(e.net.order.messages, &m); !found {
			if sent++; sent > mostSends {
				panic(&EndlessSends{})
			}
			set.elems = slices.Insert(set.elems, at, m)
			e.receive(s, set, &m)
		}
	}
}

// offer notes a message sent from s, unless the rules leave nothing of it or it is there.
func (e *eager[S, I, N, M]) offer(s *S, set *Set[M], m *M) {
	e.hold = *m
	if !e.reduce(e.net.Node(s, e.net.From(m)), e.net.Node(s, e.net.To(m))) {
		return
	}
	if _, found := set.searchBy(e.net.order.messages, &e.hold); !found {
		e.freshMem.Keep(unsafe.Pointer(&e.hold)) // the trial that it may share slices with is overwritten by the next
		e.fresh = append(e.fresh, e.hold)
	}
}

// receive offers what handlers send when they receive m in s, and change nothing.
func (e *eager[S, I, N, M]) receive(s *S, set *Set[M], m *M) {
	node := e.net.Node(s, e.net.To(m))
	for _, handler := range e.handlers {
		codec.Copy(e.nodeMem, &e.node, node)
		e.out.sent = e.out.sent[:0]
		if !handler(&e.node, *m, &e.out) {
			continue
		}
		known := len(e.fresh)
		for i := range e.out.sent {
			e.offer(s, set, &e.out.sent[i])
		}
		if len(e.fresh) > known && !e.same(e.nodes, pointer(&e.node), pointer(node)) {
			e.fresh = e.fresh[:known]
		}
	}
}

// act offers what the other actions send from s when they change nothing.
func (e *eager[S, I, N, M]) act(s *S, set *Set[M]) {
	codec.Copy(e.trialMem, &e.trial, s)
	for a, act := range e.actions {
		inst := e.inst[a]
		for k := range inst.load(s) {
			if act.allows(inst, s, k) >= 0 || !inst.apply(&e.trial, k) {
				continue
			}
			e.sent(s, set)
			codec.Copy(e.trialMem, &e.trial, s)
		}
	}
}

// sent offers what the trial, a step from s, has sent, if that is all that it has done.
func (e *eager[S, I, N, M]) sent(s *S, set *Set[M]) {
	known, has := len(e.fresh), 0
	now := &e.net.Channel(&e.trial).(*Messages[M]).set
	for i := 0; i < len(now.elems) && len(now.elems) > len(set.elems); i++ {
		m := &now.elems[i]
		if has < len(set.elems) && codec.Compare(e.net.order.messages, &set.elems[has], m) == 0 {
			has++
			continue
		}
		e.offer(s, set, m)
	}
	if len(e.fresh) > known {
		now.elems = set.elems
		if !e.same(e.layout, pointer(&e.trial), pointer(s)) {
			e.fresh = e.fresh[:known]
		}
	}
}

// same reports whether two values are equal.
func (e *eager[S, I, N, M]) same(l *codec.Layout, p, q unsafe.Pointer) bool {
	if l.Equal(p, q, 0, 0) {
		return true
	}
	e.one, e.two = l.Append(e.one[:0], p), l.Append(e.two[:0], q)
	return bytes.Equal(e.one, e.two)
}
