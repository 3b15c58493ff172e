package spec

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// Verify checks the rules against the evidence and returns nil, or the first
// refutation found.
func (t *certificate[S, I, N, M]) Verify(ctx context.Context) (*Refutation, error) {
	images := t.imager()
	pairs, moves := t.sorted()
	// The replies of messages join the messages, so this is a closure; each round
	// takes the newest messages to all pairs.
	for len(t.queue) > 0 && t.early == nil {
		batch := t.queue
		slices.SortFunc(batch, func(a, b M) int { return codec.Compare(t.net.order.messages, &a, &b) })
		t.queue = nil
		fresh := map[[2]uint8][]M{}
		for _, m := range batch {
			images(m, t.send)
			l := [2]uint8{uint8(ord(t.net.From(&m)) - 1), uint8(ord(t.net.To(&m)) - 1)}
			fresh[l] = append(fresh[l], m)
			t.links[l] = append(t.links[l], m)
		}
		for _, p := range pairs {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, m := range fresh[[2]uint8{p.from, p.to}] {
				if r := t.effect(m, p); r != nil {
					return r, nil
				}
			}
		}
	}
	if t.early != nil {
		return &Refutation{Rule: Causality, What: t.early.what}, nil
	}
	for _, m := range moves {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for k := range t.links[[2]uint8{m.from, m.to}] {
			if r := t.persistence(&t.links[[2]uint8{m.from, m.to}][k], m); r != nil {
				return r, nil
			}
		}
	}
	return nil, nil
}

// sorted returns the pairs and moves in an order that does not depend on how they
// were found: that of the local states' encodings.
func (t *certificate[S, I, N, M]) sorted() ([]pair, []move) {
	rank := make([]uint32, len(t.local))
	for k, encoding := range slices.Sorted(maps.Keys(t.ids)) {
		rank[t.ids[encoding]] = uint32(k)
	}
	order := func(p pair) []uint32 { return []uint32{uint32(p.from), uint32(p.to), rank[p.a], rank[p.b]} }
	pairs := slices.SortedFunc(maps.Keys(t.pairs), func(x, y pair) int { return slices.Compare(order(x), order(y)) })
	moves := slices.SortedFunc(maps.Keys(t.moves), func(x, y move) int {
		return cmp.Or(slices.Compare(order(x.pair), order(y.pair)), cmp.Compare(rank[x.a2], rank[y.a2]), cmp.Compare(rank[x.b2], rank[y.b2]))
	})
	return pairs, moves
}

// ends returns the pair of local states that a message sees which the rules have
// made of one of p: p, or the receiver's twice if it is now a message to oneself.
// It is false of other senders and receivers, whose states p does not tell.
func (t *certificate[S, I, N, M]) ends(left *M, p pair) (pair, bool) {
	from, to := t.net.From(left), t.net.To(left)
	if from == to {
		p.from, p.a = p.to, p.b
	}
	return p, from == t.elems[p.from] && to == t.elems[p.to]
}

// normal returns nf of m under the first `rules` rules, and whether anything is
// left of it.
func (t *certificate[S, I, N, M]) normal(m M, from, to *N, rules int) (M, bool) {
	for k := range rules {
		rule := &t.net.Rules[k]
		switch {
		case !t.c.active[k]:
		case rule.Blank != nil:
			rule.Blank(&m, from, to)
		case rule.Stale(&m, from, to):
			return m, false
		}
	}
	return m, true
}

// result is what receiving a message does: which local state it leads to and
// what it sends, as far as the rules leave anything of it.
type result[M any] struct {
	node  uint32
	sends []M
}

// results returns what receiving m, in the local states of p, can do other than
// nothing.
func (t *certificate[S, I, N, M]) results(m M, p pair, learn bool) ([]result[M], *Refutation) {
	var out []result[M]
	receiver := p.b
	for h, r := range t.handlers {
		codec.Copy(t.mem, &t.node, &t.local[receiver])
		t.outbox.sent = nil
		if !r.handler(&t.node, m, &t.outbox) {
			continue
		}
		res := result[M]{node: t.id(&t.node)}
		from := &t.local[p.a] // interning may have moved it
		if p.from == p.to {
			from = &t.node // a message to oneself
		}
		for _, sent := range t.outbox.sent {
			if t.net.From(&sent) != t.elems[p.to] || t.net.To(&sent) != t.elems[p.from] {
				return nil, t.refute(-1, "%s answers %v with %v: certificates cover replies to the sender only", t.names[h], m, sent)
			}
			if learn {
				t.causal(&sent, &t.node, from, "replying")
				t.send(sent)
			}
			if left, ok := t.normal(sent, &t.node, from, len(t.net.Rules)); ok {
				res.sends = append(res.sends, t.own(left))
			}
		}
		if res.node == receiver && len(res.sends) == 0 {
			continue
		}
		if !slices.ContainsFunc(out, func(o result[M]) bool { return t.same(o, res) }) {
			out = append(out, res)
		}
	}
	return out, nil
}

func (t *certificate[S, I, N, M]) same(a, b result[M]) bool {
	return a.node == b.node && slices.EqualFunc(a.sends, b.sends, t.equal)
}

func (t *certificate[S, I, N, M]) equal(a, b M) bool {
	return codec.Compare(t.net.order.messages, &a, &b) == 0
}

func (t *certificate[S, I, N, M]) sameResults(a, b []result[M]) bool {
	has := func(in []result[M], r result[M]) bool {
		return slices.ContainsFunc(in, func(o result[M]) bool { return t.same(o, r) })
	}
	for _, r := range a {
		if !has(b, r) {
			return false
		}
	}
	return len(a) == len(b)
}

// effect verifies that m does what is left of it does. A message between nodes
// that are in a state where it cannot exist is passed over.
func (t *certificate[S, I, N, M]) effect(m M, p pair) *Refutation {
	if !t.possible(&m, &t.local[p.a], &t.local[p.b]) {
		return nil
	}
	want, r := t.results(m, p, true)
	if r != nil {
		return r
	}
	if r := t.idempotence(m, p); r != nil {
		return r
	}
	for k := range t.net.Rules {
		if !t.c.active[k] {
			continue
		}
		// Blame the first rule that changes what receiving the message does.
		var got []result[M]
		left, kept := t.normal(m, &t.local[p.a], &t.local[p.b], k+1)
		if kept {
			q, ok := t.ends(&left, p)
			if !ok {
				return t.refute(k, "%q makes %v of %v: a rule must not change the receiver, nor the sender but to be the receiver too", t.net.Rules[k].Name, left, m)
			}
			if got, r = t.results(left, q, false); r != nil {
				return r
			}
		}
		if !t.sameResults(want, got) {
			became := "nothing"
			if kept {
				became = fmt.Sprint(left)
			}
			return t.refute(k, "%q makes %s of %s: receiving the message would have had another effect", t.net.Rules[k].Name, became, t.describe(&m, p))
		}
	}
	return nil
}

// idempotence verifies nf(nf(m, v), v) = nf(m, v), which is persistence across a
// step that leaves both nodes alone.
func (t *certificate[S, I, N, M]) idempotence(m M, p pair) *Refutation {
	once, kept := t.normal(m, &t.local[p.a], &t.local[p.b], len(t.net.Rules))
	if !kept {
		return nil
	}
	q, _ := t.ends(&once, p)
	for k := range t.net.Rules {
		if again, kept := t.normal(once, &t.local[q.a], &t.local[q.b], k+1); !kept || !t.equal(again, once) {
			return t.refute(k, "%q applies to %v, which the rules have made of %s", t.net.Rules[k].Name, once, t.describe(&m, p))
		}
	}
	return nil
}

// persistence verifies that reducing m before a step loses nothing that reducing
// it after the step would have kept.
func (t *certificate[S, I, N, M]) persistence(m *M, v move) *Refutation {
	from, to, from2, to2 := &t.local[v.a], &t.local[v.b], &t.local[v.a2], &t.local[v.b2]
	if !t.possible(m, from, to) {
		return nil
	}
	if !t.possible(m, from2, to2) {
		return &Refutation{Rule: Causality, What: fmt.Sprintf("Network.Possible holds of %s and not after a step", t.describe(m, v.pair))}
	}
	all := len(t.net.Rules)
	early, kept := t.normal(*m, from, to, all)
	if kept && t.equal(early, *m) {
		return nil
	}
	late, keptLate := t.normal(*m, from2, to2, all)
	if kept {
		q, _ := t.ends(&early, pair{v.from, v.to, v.a2, v.b2})
		early, kept = t.normal(early, &t.local[q.a], &t.local[q.b], all)
	}
	if kept == keptLate && (!kept || t.equal(early, late)) {
		return nil
	}
	for k := range t.net.Rules {
		if left, ok := t.normal(*m, from, to, k+1); !ok || !t.equal(left, *m) {
			return t.refute(k, "%q applies to %s, but no longer to the same effect once they are %v and %v",
				t.net.Rules[k].Name, t.describe(m, v.pair), t.show(from2), t.show(to2))
		}
	}
	return nil
}

// imager returns a function that visits the images of a message under all
// renamings of the symmetric index types.
func (t *certificate[S, I, N, M]) imager() func(M, func(M)) {
	if !t.c.layout.Symmetric() {
		return func(M, func(M)) {}
	}
	layout := t.messageLayout()
	renamer := layout.NewRenamer()
	mem := layout.NewScratch()
	perms := allRenamings(renamer)
	return func(m M, visit func(M)) {
		for _, perm := range perms {
			var image M
			codec.Copy(mem, &image, &m)
			renamer.Rename(pointer(&image), perm)
			visit(image)
		}
	}
}

func (t *certificate[S, I, N, M]) messageLayout() *codec.Layout {
	if t.msgs == nil {
		layout, err := codec.Of(reflect.TypeFor[M](), t.nodes.Domains())
		if err != nil {
			panic(err) // part of the state type, which has been compiled
		}
		t.msgs = layout
	}
	return t.msgs
}

func (t *certificate[S, I, N, M]) encodeMessage(m *M) []byte {
	t.buf = t.messageLayout().Append(t.buf[:0], pointer(m))
	return t.buf
}

// allRenamings returns every element of the symmetry group.
func allRenamings(r *codec.Renamer) [][]uint8 {
	out := [][]uint8{make([]uint8, r.Size())}
	r.Types(func(first, size int) {
		var next [][]uint8
		for _, perm := range out {
			permutations(size, func(p []int) {
				q := slices.Clone(perm)
				for k, v := range p {
					q[first+k] = uint8(v + 1)
				}
				next = append(next, q)
			})
		}
		out = next
	})
	return out
}

// permutations calls visit with every permutation of 0..n-1.
func permutations(n int, visit func([]int)) {
	p := make([]int, n)
	for k := range p {
		p[k] = k
	}
	var rec func(int)
	rec = func(k int) {
		if k == n {
			visit(p)
			return
		}
		for j := k; j < n; j++ {
			p[k], p[j] = p[j], p[k]
			rec(k + 1)
			p[k], p[j] = p[j], p[k]
		}
	}
	rec(0)
}
