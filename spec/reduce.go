package spec

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// AnyNetwork is a *Network of some message type.
type AnyNetwork[S any] interface {
	ruleNames() []string
	grows() bool
	validate(s *S, symmetric bool) error
	seal(s *S)
	newReducer(c *compiled[S]) reducer[S]
	newCertificate(c *compiled[S]) Certificate
	inFlight(s *S) []Envelope
	remember(inst []instances[S]) remembers
}

func (n *Network[S, I, N, M]) ruleNames() []string {
	var names []string
	for _, r := range n.Rules {
		names = append(names, r.Name)
	}
	return names
}

// grows reports whether the network is a growing set.
func (n *Network[S, I, N, M]) grows() bool {
	if n.Channel == nil {
		return false
	}
	_, set := n.Channel(new(S)).(*Messages[M])
	return set
}

func (n *Network[S, I, N, M]) validate(s *S, symmetric bool) error {
	if n.Channel == nil || n.Node == nil || n.From == nil || n.To == nil {
		return errors.New("network: Channel, Node, From and To are required")
	}
	n.prepare()
	for _, r := range n.Rules {
		if (r.Stale == nil) == (r.Blank == nil) {
			return fmt.Errorf("network: rule %q: want exactly one of Stale and Blank", r.Name)
		}
	}
	if _, fifo := n.Channel(s).(*FIFO[M]); fifo && symmetric {
		return errors.New("network: a FIFO orders its links by node, which symmetry would rename: drop Model.Symmetry")
	}
	if len(n.Rules) > 0 && !n.grows() {
		return errors.New("network: rules need a channel of type spec.Messages")
	}
	return nil
}

func (n *Network[S, I, N, M]) seal(s *S) { n.Channel(s).seal(true) }

// reducer applies the network's rules for one worker.
type reducer[S any] interface {
	// load tells the reduced state that steps will start from.
	load(parent *S)
	// normalise reduces every message of s, a private copy of a state one step
	// from parent, which is the one loaded (or nil).
	normalise(s, parent *S)
	// saturate then sends what is sent at once. From is a saturated state one step
	// before, or nil.
	saturate(s, from *S)
	// grew reports whether s has all messages of parent.
	grew(s, parent *S) bool
	// idle reports that the step from parent, which is reduced, to s changed
	// nothing: whatever it sent is known or reduced to nothing.
	idle(s, parent *S) bool
	// sends reports whether the step sent what was not there, and did nothing else.
	sends(s, parent *S) bool
}

type reducerOf[S any, I IndexType, N, M any] struct {
	net      *Network[S, I, N, M]
	layout   *codec.Layout
	rules    []Rule[N, M] // those in force
	hold     M            // the message being reduced
	messages *codec.Layout
	one, two []byte
	ends     []ends[I]          // of the parent's messages
	changed  [MaxIndex + 1]int8 // by node: 0 unknown, 1 left alone, -1 changed
	eager    *eager[S, I, N, M] // nil if sends are not taken at once
}

// ends are a message's sender and receiver.
type ends[I IndexType] struct{ from, to I }

func (n *Network[S, I, N, M]) newReducer(c *compiled[S]) reducer[S] {
	messages, err := codec.Of(reflect.TypeFor[M](), c.layout.Domains())
	if err != nil {
		panic(err) // part of the state type, which has been compiled
	}
	r := &reducerOf[S, I, N, M]{net: n, layout: c.layout, messages: messages}
	for k, rule := range n.Rules {
		if c.active[k] {
			r.rules = append(r.rules, rule)
		}
	}
	if c.eager {
		r.eager = r.newEager(c)
	}
	return r
}

func (r *reducerOf[S, I, N, M]) load(parent *S) {
	r.ends = r.ends[:0]
	elems := r.net.Channel(parent).(*Messages[M]).set.elems
	for i := range elems {
		r.ends = append(r.ends, ends[I]{r.net.From(&elems[i]), r.net.To(&elems[i])})
	}
}

// reduce applies the active rules to the message held, in order, and reports
// whether it is kept.
func (r *reducerOf[S, I, N, M]) reduce(from, to *N) bool {
	for k := range r.rules {
		if rule := &r.rules[k]; rule.Blank != nil {
			r.blank(rule, from, to)
		} else if rule.Stale(&r.hold, from, to) {
			return false
		}
	}
	return true
}

// blank lets a rule overwrite the message held, but not what is behind its slices: that
// may belong to the node that has sent it, too.
func (r *reducerOf[S, I, N, M]) blank(rule *Rule[N, M], from, to *N) {
	if r.messages.Flat() {
		rule.Blank(&r.hold, from, to)
		return
	}
	before := r.hold
	r.one = r.messages.Append(r.one[:0], pointer(&before))
	rule.Blank(&r.hold, from, to)
	if r.two = r.messages.Append(r.two[:0], pointer(&before)); !bytes.Equal(r.one, r.two) {
		panic(&ImpureError{What: fmt.Sprintf("the rule %q writes into a sequence or set of the message, which may be a node's, too: it may only replace it", rule.Name)})
	}
}

// settled reports whether the step left node i alone, as far as that is cheap to
// tell.
func (r *reducerOf[S, I, N, M]) settled(s, parent *S, i I) bool {
	c := &r.changed[ord(i)]
	if *c == 0 {
		*c = -1
		if codec.SameMemory(r.net.nodes, r.net.Node(s, i), r.net.Node(parent, i)) {
			*c = 1
		}
	}
	return *c > 0
}

func (r *reducerOf[S, I, N, M]) grew(s, parent *S) bool {
	order, had := r.net.order.messages, r.net.Channel(parent).(*Messages[M]).set.elems
	now := r.net.Channel(s).(*Messages[M]).set.elems
	for i := 0; i < len(now) && len(had) > 0 && len(had) <= len(now)-i; i++ {
		if codec.Compare(order, &had[0], &now[i]) == 0 {
			had = had[1:]
		}
	}
	return len(had) == 0
}

func (r *reducerOf[S, I, N, M]) idle(s, parent *S) bool {
	n := r.net
	channel := n.Channel(s).(*Messages[M])
	at := uintptr(unsafe.Pointer(channel)) - uintptr(unsafe.Pointer(s))
	if !r.layout.Equal(pointer(s), pointer(parent), at, at+unsafe.Sizeof(*channel)) {
		return false
	}
	had := &n.Channel(parent).(*Messages[M]).set
	fresh := len(channel.set.elems) - len(had.elems)
	for i, known := 0, 0; fresh > 0; i++ {
		m := &channel.set.elems[i]
		if known < len(had.elems) && codec.Compare(n.order.messages, &had.elems[known], m) == 0 {
			known++
			continue
		}
		fresh--
		r.hold = *m
		if r.reduce(n.Node(s, n.From(m)), n.Node(s, n.To(m))) && !had.Has(r.hold) {
			return false
		}
	}
	return true
}

func (r *reducerOf[S, I, N, M]) sends(s, parent *S) bool {
	now, had := &r.net.Channel(s).(*Messages[M]).set, r.net.Channel(parent).(*Messages[M]).set.elems
	if len(now.elems) <= len(had) {
		return false
	}
	sent := now.elems
	now.elems = had
	same := bytes.Equal(r.layout.Append(nil, pointer(s)), r.layout.Append(nil, pointer(parent)))
	now.elems = sent
	return same
}

// normalise leaves out of account messages that the parent has, between nodes
// that the step left alone: they are reduced already. The network grows, so what
// the parent has not are as many as the lengths differ by.
func (r *reducerOf[S, I, N, M]) normalise(s, parent *S) {
	n, order := r.net, r.net.order.messages
	set := &n.Channel(s).(*Messages[M]).set
	var had []M
	if parent != nil {
		had = n.Channel(parent).(*Messages[M]).set.elems
	}
	fresh := len(set.elems) - len(had)
	clear(r.changed[:])
	kept, known, sorted := set.elems[:0], 0, true
	for i := range set.elems {
		m := &set.elems[i]
		old := fresh == 0 || known < len(had) && codec.Compare(order, &had[known], m) == 0
		var e ends[I]
		if old {
			e = r.ends[known]
			known++
			if r.settled(s, parent, e.from) && r.settled(s, parent, e.to) {
				kept = append(kept, *m)
				continue
			}
		} else {
			e = ends[I]{n.From(m), n.To(m)}
			fresh--
		}
		r.hold = *m
		if !r.reduce(n.Node(s, e.from), n.Node(s, e.to)) {
			continue
		}
		sorted = sorted && codec.Compare(order, &r.hold, m) == 0
		kept = append(kept, r.hold)
	}
	if !sorted {
		kept = sortSet(order, kept)
	}
	set.elems = kept
}

func (r *reducerOf[S, I, N, M]) saturate(s, from *S) {
	if r.eager != nil {
		r.eager.saturate(s, from)
	}
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
