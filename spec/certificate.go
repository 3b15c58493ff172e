package spec

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/internal/codec"
)

// Certificate collects, while a reduced model is explored, what is needed to
// verify the network's rules for it.
//
// Write nf(m, v) for what the rules leave of message m when the nodes are in
// state v: m itself, m with blanked fields, or nothing. The reduced search
// explores (v, {nf(m, v) : m sent}) in place of (v, {m : m sent}). The two are
// bisimilar, and agree on v, if for every explored v, every step v -> v' and
// every message m that may have been sent:
//
//	effect:      receiving m in v does what receiving nf(m, v) does: the same
//	             local states, the same replies up to nf; and where nothing is
//	             left of m, receiving it changes nothing and sends nothing that
//	             is not erased too
//	persistence: nf(m, v') = nf(nf(m, v), v')
//
// Both depend on the local states of m's sender and receiver alone, so they are
// verified for the distinct pairs of local states, and steps between them, that
// were explored. The messages that may have been sent are those of explored
// steps, before any rule touched them, closed under the model's symmetry and
// under the replies of messages that the search never received because they had
// been erased or blanked. Of these, a message that the declared causality
// (Network.Possible) excludes for a pair of local states is passed over; that
// the causality holds when a message is sent, and persists, is verified too.
type Certificate interface {
	// Merge adds what another certificate for the same machine has collected.
	Merge(Certificate)
	// Verify checks the rules and returns nil, or the first refutation found. It
	// fails only when ctx is done.
	Verify(ctx context.Context) (*Refutation, error)
	// Size counts the evidence.
	Size() CertificateSize

	observer
}

// CertificateSize counts what a certificate was verified for.
type CertificateSize struct {
	Messages    uint64 // that may have been sent
	LocalStates uint64 // of nodes
	Pairs       uint64 // of local states that occur together, as those of a sender and a receiver
	Steps       uint64 // between such pairs
}

// observer is the side of a certificate that a worker talks to.
type observer interface {
	// load tells the state that the next steps start from.
	load(parent any)
	// observe records a step from the parent to next, or, before any parent is
	// loaded, the initial state next.
	observe(next any)
}

// Causality is the name under which CompileOptions.Without drops
// Network.Possible: then every message counts as possible.
const Causality = "Network.Possible"

// Refutation says why a rule must not be used.
type Refutation struct {
	Rule string // or Causality; empty: all rules
	What string
}

func (r *Refutation) Error() string { return r.What }

type certificate[S any, I IndexType, N, M any] struct {
	net      *Network[S, I, N, M]
	c        *compiled[S]
	nodes    *codec.Layout
	msgs     *codec.Layout
	kept     *codec.Scratch // of messages; never reset
	elems    []I
	handlers []*receive[S, I, N, M]
	names    []string

	ids    map[string]uint32 // local states by encoding
	local  []N
	pairs  map[pair]struct{}
	moves  map[move]struct{}
	sent   map[string]struct{}
	queue  []M // of sent, those without their images and effects yet
	links  map[[2]uint8][]M
	early  *unlikely
	parent *S
	buf    []byte
	before []uint32
	after  []uint32

	outbox Outbox[M]
	node   N
	mem    *codec.Scratch
}

// pair is the local states of a sender and a receiver, by ordinals.
type pair struct {
	from, to uint8
	a, b     uint32
}

// move is a step of a pair.
type move struct {
	pair
	a2, b2 uint32
}

func (n *Network[S, I, N, M]) newCertificate(c *compiled[S]) Certificate {
	var domains []codec.Domain
	for _, d := range c.Domains {
		k := d.domain()
		k.Symmetric = c.layout.Symmetric() && slices.ContainsFunc(c.Symmetry, func(s AnyDomain) bool { return s.domain() == k })
		domains = append(domains, k)
	}
	nodes, err := codec.Of(reflect.TypeFor[N](), domains)
	if err != nil {
		panic(err) // part of the state type, which has been compiled
	}
	t := &certificate[S, I, N, M]{
		net: n, c: c, nodes: nodes, ids: map[string]uint32{}, pairs: map[pair]struct{}{}, moves: map[move]struct{}{},
		sent: map[string]struct{}{}, links: map[[2]uint8][]M{}, mem: nodes.NewScratch(),
	}
	for _, d := range domains {
		if d.Type == reflect.TypeFor[I]() {
			t.elems = slices.Collect(Domain[I]{d.Size}.All())
		}
	}
	for _, a := range c.actions {
		if h, ok := a.instances().(*receive[S, I, N, M]); ok {
			t.handlers = append(t.handlers, h)
			t.names = append(t.names, a.name)
		}
	}
	t.before, t.after = make([]uint32, len(t.elems)), make([]uint32, len(t.elems))
	return t
}

// id interns a local state.
func (t *certificate[S, I, N, M]) id(n *N) uint32 {
	t.buf = t.nodes.Append(t.buf[:0], pointer(n))
	if id, ok := t.ids[string(t.buf)]; ok {
		return id
	}
	var own N
	codec.Copy(t.nodes.NewScratch(), &own, n)
	id := uint32(len(t.local))
	t.ids[string(t.buf)] = id
	t.local = append(t.local, own)
	return id
}

func (t *certificate[S, I, N, M]) load(parent any) {
	t.parent = parent.(*S)
	for k, i := range t.elems {
		t.before[k] = t.id(t.net.Node(t.parent, i))
	}
	for f := range t.elems {
		for k := range t.elems {
			t.pairs[pair{uint8(f), uint8(k), t.before[f], t.before[k]}] = struct{}{}
		}
	}
	// What the rules have made of a message may really be sent later on, and would
	// then pass for known: it counts as sent.
	for _, m := range t.messages(t.parent) {
		t.send(m)
		t.causal(&m, t.net.Node(t.parent, t.net.From(&m)), t.net.Node(t.parent, t.net.To(&m)), "the rules have been applied")
	}
}

func (t *certificate[S, I, N, M]) observe(state any) {
	next := state.(*S)
	var had []M
	changed := t.parent == nil
	copy(t.after, t.before)
	for k, i := range t.elems {
		n := t.net.Node(next, i)
		if t.parent == nil || !codec.SameMemory(t.net.nodes, n, t.net.Node(t.parent, i)) {
			t.after[k] = t.id(n)
			changed = changed || t.after[k] != t.before[k]
		}
	}
	if t.parent != nil {
		had = t.messages(t.parent)
	}
	if changed {
		t.record()
	}
	order := t.net.order.messages
	for _, m := range t.messages(next) {
		for len(had) > 0 && codec.Compare(order, &had[0], &m) < 0 {
			had = had[1:]
		}
		if len(had) > 0 && codec.Compare(order, &had[0], &m) == 0 {
			continue
		}
		t.send(m)
		t.causal(&m, t.net.Node(next, t.net.From(&m)), t.net.Node(next, t.net.To(&m)), "sending it")
	}
}

func (t *certificate[S, I, N, M]) messages(s *S) []M {
	return t.net.Channel(s).(*Messages[M]).set.elems
}

// record notes how the pairs of local states moved.
func (t *certificate[S, I, N, M]) record() {
	for f := range t.elems {
		for k := range t.elems {
			if t.parent != nil && t.before[f] == t.after[f] && t.before[k] == t.after[k] {
				continue
			}
			t.pairs[pair{uint8(f), uint8(k), t.after[f], t.after[k]}] = struct{}{}
			if t.parent != nil {
				t.moves[move{pair{uint8(f), uint8(k), t.before[f], t.before[k]}, t.after[f], t.after[k]}] = struct{}{}
			}
		}
	}
}

func (t *certificate[S, I, N, M]) send(m M) {
	k := string(t.encodeMessage(&m))
	if _, ok := t.sent[k]; ok {
		return
	}
	t.sent[k] = struct{}{}
	t.queue = append(t.queue, t.own(m))
}

// own returns m without the slices that it may share with a state, which is overwritten
// by the next.
func (t *certificate[S, I, N, M]) own(m M) M {
	if t.kept == nil {
		t.kept = t.messageLayout().NewScratch()
	}
	t.kept.Keep(pointer(&m))
	return m
}

func (t *certificate[S, I, N, M]) possible(m *M, from, to *N) bool {
	return t.net.Possible == nil || !t.c.causal || t.net.Possible(m, from, to)
}

// unlikely is a message that exists although Network.Possible is false of it: the
// least of those seen, so that the report does not depend on the workers.
type unlikely struct {
	key  string
	what string
}

func (t *certificate[S, I, N, M]) causal(m *M, from, to *N, when string) {
	if t.possible(m, from, to) {
		return
	}
	key := string(t.nodes.Append(t.nodes.Append(slices.Clone(t.encodeMessage(m)), pointer(from)), pointer(to)))
	if t.early == nil || key < t.early.key {
		t.early = &unlikely{key, fmt.Sprintf("Network.Possible is false of %v after %s, with sender %v and receiver %v", *m, when, t.show(from), t.show(to))}
	}
}

// show formats a local state as traces do.
func (t *certificate[S, I, N, M]) show(n *N) Value { return look(t.c.viewer(), n) }

// Merge adds what another certificate for the same machine has collected.
func (t *certificate[S, I, N, M]) Merge(other Certificate) {
	o := other.(*certificate[S, I, N, M])
	id := make([]uint32, len(o.local))
	for k := range o.local {
		id[k] = t.id(&o.local[k])
	}
	for p := range o.pairs {
		t.pairs[pair{p.from, p.to, id[p.a], id[p.b]}] = struct{}{}
	}
	for m := range o.moves {
		t.moves[move{pair{m.from, m.to, id[m.a], id[m.b]}, id[m.a2], id[m.b2]}] = struct{}{}
	}
	for _, m := range o.queue {
		t.send(m)
	}
	if o.early != nil && (t.early == nil || o.early.key < t.early.key) {
		t.early = o.early
	}
}

// Size counts the evidence.
func (t *certificate[S, I, N, M]) Size() CertificateSize {
	return CertificateSize{
		Messages: uint64(len(t.sent)), LocalStates: uint64(len(t.local)), Pairs: uint64(len(t.pairs)), Steps: uint64(len(t.moves)),
	}
}

// describe formats a situation for a refutation.
func (t *certificate[S, I, N, M]) describe(m *M, p pair) string {
	return fmt.Sprintf("%v, with %v = %v and %v = %v", *m, t.elems[p.from], t.show(&t.local[p.a]), t.elems[p.to], t.show(&t.local[p.b]))
}

func (t *certificate[S, I, N, M]) refute(rule int, format string, args ...any) *Refutation {
	name := ""
	if rule >= 0 {
		name = t.net.Rules[rule].Name
	}
	return &Refutation{Rule: name, What: strings.TrimSpace(fmt.Sprintf(format, args...))}
}
