package spec

import "unsafe"

// receive is the instances of a handler: the messages that can be received.
type receive[S any, I IndexType, N, M any] struct {
	net     *Network[S, I, N, M]
	handler func(*N, M, *Outbox[M]) bool
	buf     []M
	msgs    []M
	out     Outbox[M]
	moved   bool // the step that was last taken has changed the channel

	known   *refusals[S, I, N, M] // shared by a worker's handlers; nil if memory does not tell nodes or messages apart
	ordinal int                   // among them
}

func (r *receive[S, I, N, M]) load(parent *S) int {
	r.msgs = r.net.Channel(parent).pending(&r.buf, &r.net.order)
	if r.known != nil {
		r.known.recall(parent, r.msgs)
	}
	return len(r.msgs)
}

func (r *receive[S, I, N, M]) apply(work *S, k int) bool {
	m := r.msgs[k]
	r.out.sent = r.out.sent[:0]
	if !r.handler(r.net.Node(work, r.net.To(&r.msgs[k])), m, &r.out) {
		return false
	}
	channel := r.net.Channel(work)
	r.moved = channel.received(m)
	for _, sent := range r.out.sent {
		r.moved = channel.sendOn(sent, &r.net.order) || r.moved
	}
	return true
}

func (r *receive[S, I, N, M]) fill(b *batch[S], action Instance) {
	for k := r.next(b.from); k < len(r.msgs); k = r.next(k + 1) {
		if r.apply(b.next, k) {
			if b.took(action + Instance(k)) {
				b.from = k + 1
				return
			}
		} else if r.known != nil {
			r.known.refuse(r.ordinal, k)
		}
	}
	b.from = len(r.msgs)
}

// next returns the first message, from the k-th on, that the handler is not known to refuse.
func (r *receive[S, I, N, M]) next(k int) int {
	if r.known != nil {
		return r.known.next(r.ordinal, k)
	}
	return k
}

func (r *receive[S, I, N, M]) changed(work, parent *S, k int) (something, lists bool) {
	if r.known == nil || r.moved {
		return true, true
	}
	to := r.net.To(&r.msgs[k])
	node := r.net.Node(work, to)
	if uintptr(unsafe.Pointer(node))-uintptr(unsafe.Pointer(work)) >= unsafe.Sizeof(*work) {
		return true, true // it is an element of a slice
	}
	return string(memory(node)) != string(memory(r.net.Node(parent, to))), false
}

func (r *receive[S, I, N, M]) undo(work, parent *S, k int) bool {
	if r.known == nil {
		return false
	}
	to := r.net.To(&r.msgs[k])
	*r.net.Node(work, to) = *r.net.Node(parent, to)
	if r.moved {
		r.net.Channel(work).revert(r.net.Channel(parent))
	}
	return true
}

func (r *receive[S, I, N, M]) refuses(k int) bool { return r.next(k) != k }

func (r *receive[S, I, N, M]) args(k int) []any            { return []any{r.msgs[k]} }
func (r *receive[S, I, N, M]) allowed(bound, *S, int) bool { return true }
