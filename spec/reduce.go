package spec

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// AnyNetwork is a *Network of some message type.
type AnyNetwork[S any] interface {
	ruleNames() []string
	validate(s *S, symmetric bool) error
	seal(s *S)
	newReducer(c *compiled[S]) reducer[S]
	newCertificate(c *compiled[S]) Certificate
}

func (n *Network[S, I, N, M]) ruleNames() []string {
	var names []string
	for _, r := range n.Rules {
		names = append(names, r.Name)
	}
	return names
}

func (n *Network[S, I, N, M]) validate(s *S, symmetric bool) error {
	if n.Channel == nil || n.Node == nil || n.From == nil || n.To == nil {
		return errors.New("network: Channel, Node, From and To are required")
	}
	n.order.messages, n.order.nodes = codec.OrderOf[M](), codec.OrderOf[N]()
	n.order.link = n.link
	for _, r := range n.Rules {
		if (r.Stale == nil) == (r.Blank == nil) {
			return fmt.Errorf("network: rule %q: want exactly one of Stale and Blank", r.Name)
		}
	}
	channel := n.Channel(s)
	if _, fifo := channel.(*FIFO[M]); fifo && symmetric {
		return errors.New("network: a FIFO orders its links by node, which symmetry would rename: drop Model.Symmetry")
	}
	if _, set := channel.(*Messages[M]); !set && len(n.Rules) > 0 {
		return errors.New("network: rules need a channel of type spec.Messages")
	}
	return nil
}

func (n *Network[S, I, N, M]) seal(s *S) { n.Channel(s).seal(true) }

// reducer applies the network's rules for one worker.
type reducer[S any] interface {
	// normalise reduces every message of s, a private copy of a state one step
	// from parent, which is reduced (or nil).
	normalise(s, parent *S)
	// idle reports that the step from parent, which is reduced, to s changed
	// nothing: whatever it sent is known or reduced to nothing.
	idle(s, parent *S) bool
}

type reducerOf[S any, I IndexType, N, M any] struct {
	net     *Network[S, I, N, M]
	layout  *codec.Layout
	active  []bool
	hold    M                  // the message being reduced
	changed [MaxIndex + 1]int8 // by node: 0 unknown, 1 left alone, -1 changed
}

func (n *Network[S, I, N, M]) newReducer(c *compiled[S]) reducer[S] {
	return &reducerOf[S, I, N, M]{net: n, layout: c.layout, active: c.active}
}

// reduce applies the active rules to the message held, in order, and reports
// whether it is kept.
func (r *reducerOf[S, I, N, M]) reduce(from, to *N) bool {
	for k := range r.net.Rules {
		rule := &r.net.Rules[k]
		switch {
		case !r.active[k]:
		case rule.Blank != nil:
			rule.Blank(&r.hold, from, to)
		case rule.Stale(&r.hold, from, to):
			return false
		}
	}
	return true
}

// settled reports whether the step left node i alone, as far as that is cheap to
// tell.
func (r *reducerOf[S, I, N, M]) settled(s, parent *S, i I) bool {
	c := &r.changed[ord(i)]
	if *c == 0 {
		*c = -1
		if codec.SameMemory(r.net.order.nodes, r.net.Node(s, i), r.net.Node(parent, i)) {
			*c = 1
		}
	}
	return *c > 0
}

func (r *reducerOf[S, I, N, M]) idle(s, parent *S) bool {
	n, order := r.net, r.net.order.messages
	channel := n.Channel(s).(*Messages[M])
	at := uintptr(unsafe.Pointer(channel)) - uintptr(unsafe.Pointer(s))
	if !r.layout.EqualBut(pointer(s), pointer(parent), at, at+unsafe.Sizeof(*channel)) {
		return false
	}
	had := &n.Channel(parent).(*Messages[M]).set
	known := had.elems
	for i := range channel.set.elems {
		m := &channel.set.elems[i]
		for len(known) > 0 && codec.Compare(order, &known[0], m) < 0 {
			known = known[1:]
		}
		if len(known) > 0 && codec.Compare(order, &known[0], m) == 0 {
			known = known[1:]
			continue
		}
		r.hold = *m
		if r.reduce(n.Node(s, n.From(*m)), n.Node(s, n.To(*m))) && !had.Has(r.hold) {
			return false
		}
	}
	return true
}

// normalise leaves out of account messages that the parent has, between nodes
// that the step left alone: they are reduced already.
func (r *reducerOf[S, I, N, M]) normalise(s, parent *S) {
	n, order := r.net, r.net.order.messages
	set := &n.Channel(s).(*Messages[M]).set
	var reduced []M
	if parent != nil {
		reduced = n.Channel(parent).(*Messages[M]).set.elems
	}
	clear(r.changed[:])
	kept, sorted := set.elems[:0], true
	for i := range set.elems {
		m := &set.elems[i]
		for len(reduced) > 0 && codec.Compare(order, &reduced[0], m) < 0 {
			reduced = reduced[1:]
		}
		r.hold = *m
		old := len(reduced) > 0 && codec.Compare(order, &reduced[0], m) == 0
		from, to := n.From(*m), n.To(*m)
		if !(old && r.settled(s, parent, from) && r.settled(s, parent, to)) && !r.reduce(n.Node(s, from), n.Node(s, to)) {
			continue
		}
		kept = append(kept, r.hold)
		if k := len(kept) - 1; k > 0 && sorted && codec.Compare(order, &kept[k-1], &kept[k]) >= 0 {
			sorted = false
		}
	}
	if !sorted {
		kept = sortSet(order, kept)
	}
	set.elems = kept
}

// sortSet sorts a few nearly sorted elements and drops repeated ones.
func sortSet[M any](order *codec.Order, elems []M) []M {
	n := 0
	for i := range elems {
		e := elems[i]
		k := n
		for k > 0 && codec.Compare(order, &elems[k-1], &e) > 0 {
			k--
		}
		if k > 0 && codec.Compare(order, &elems[k-1], &e) == 0 {
			continue
		}
		copy(elems[k+1:n+1], elems[k:n])
		elems[k] = e
		n++
	}
	return elems[:n]
}
