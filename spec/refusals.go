package spec

import (
	"math/bits"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// refusals remembers, for one worker, which of a network's handlers do nothing with a message.
// A handler sees the receiver's local state and the message and nothing else, and of
// either there are few in many states: without it, a search in a growing set of messages
// spends most of its time on asking again.
type refusals[S any, I IndexType, N, M any] struct {
	net      *Network[S, I, N, M]
	handlers int               // that take part, the first ones
	ids      map[string]uint32 // of local states, by their memory, from 1
	limit    int               // of ids
	slots    []refusal[M]      // by hash; one message drives out another

	// Of the parent, between recall and learn.
	expected bool // recall is to be called
	recalled bool
	msgs     []M
	lookups  []lookup // by message
	tries    []uint64 // by handler and 64 messages: those not known to be refused
	learnt   bool     // more than there is in slots
	here     [MaxIndex + 1]uint32
}

// refusal is what handlers do with a message at a node in some state: a bit for each that is
// known to be disabled.
type refusal[M any] struct {
	node     uint32 // the id of its state, or 0
	disabled uint32
	message  M
}

// lookup is what a refusal said of one of the parent's messages, or nothing.
type lookup struct{ slot, node, disabled uint32 }

const (
	maxRefusers = 32 // handlers that take part
	spread      = 0x9e3779b97f4a7c15
)

// refusalsSize is that of each table, in bytes.
var refusalsSize uintptr = 1 << 20

// remembers is a refusals of any kinds of nodes and messages.
type remembers interface {
	// expect says that handlers are about to be tried on another parent.
	expect()
	// learn takes down what has been found out, and forgets the parent.
	learn()
}

// remember lets the network's handlers among inst share what they know. It returns nil if
// the states or the messages cannot be told apart by their memory.
func (n *Network[S, I, N, M]) remember(inst []instances[S]) remembers {
	if !n.order.messages.Flat() || !n.nodes.Flat() {
		return nil
	}
	size := uintptr(1)
	for 2*size*unsafe.Sizeof(refusal[M]{}) <= refusalsSize {
		size *= 2
	}
	f := &refusals[S, I, N, M]{
		net: n, ids: map[string]uint32{}, limit: int(refusalsSize / (64 + unsafe.Sizeof(*new(N)))), slots: make([]refusal[M], size),
	}
	for _, i := range inst {
		if r, ok := i.(*receive[S, I, N, M]); ok && r.net == n && f.handlers < maxRefusers {
			r.known, r.ordinal = f, f.handlers
			f.handlers++
		}
	}
	return f
}

func (f *refusals[S, I, N, M]) expect() { f.expected, f.recalled, f.learnt = true, false, false }

// recall looks up what is known of the parent's messages, if that is expected and not done.
func (f *refusals[S, I, N, M]) recall(parent *S, msgs []M) {
	if !f.expected {
		return
	}
	f.expected, f.recalled, f.msgs = false, true, msgs
	if len(f.ids) > f.limit {
		clear(f.ids)
		clear(f.slots)
	}
	clear(f.here[:])
	f.lookups = f.lookups[:0]
	f.tries = append(f.tries[:0], make([]uint64, f.handlers*f.blocks())...)
	for k := range msgs {
		m := &msgs[k]
		to := f.net.To(m)
		id := &f.here[ord(to)]
		if *id == 0 {
			*id = f.identify(f.net.Node(parent, to))
		}
		l := lookup{slot: uint32(codec.HashMemory(unsafe.Pointer(m), unsafe.Sizeof(*m))+uint64(*id)*spread) & uint32(len(f.slots)-1), node: *id}
		if s := &f.slots[l.slot]; s.node == *id && string(memory(&s.message)) == string(memory(m)) {
			l.disabled = s.disabled
		}
		f.lookups = append(f.lookups, l)
		for try := ^l.disabled & (1<<f.handlers - 1); try != 0; try &= try - 1 {
			f.tries[bits.TrailingZeros32(try)*f.blocks()+k/64] |= 1 << (k % 64)
		}
	}
}

// blocks is how many times 64 messages there are.
func (f *refusals[S, I, N, M]) blocks() int { return (len(f.msgs) + 63) / 64 }

func (f *refusals[S, I, N, M]) identify(n *N) uint32 {
	id := f.ids[string(memory(n))]
	if id == 0 {
		id = uint32(len(f.ids) + 1)
		f.ids[string(memory(n))] = id
	}
	return id
}

// next returns the first message, from the k-th on, that a handler is not known to refuse, or
// their number.
func (f *refusals[S, I, N, M]) next(handler, k int) int {
	if !f.recalled {
		return k
	}
	tries := f.tries[handler*f.blocks():][:f.blocks()]
	for at := k; at < len(f.msgs); at = (at/64 + 1) * 64 {
		if left := tries[at/64] >> (at % 64); left != 0 {
			return at + bits.TrailingZeros64(left)
		}
	}
	return len(f.msgs)
}

// refuse notes that a handler is disabled.
func (f *refusals[S, I, N, M]) refuse(handler, k int) {
	if f.recalled {
		f.lookups[k].disabled |= 1 << handler
		f.learnt = true
	}
}

func (f *refusals[S, I, N, M]) learn() {
	if f.learnt {
		for k, l := range f.lookups {
			f.slots[l.slot] = refusal[M]{l.node, l.disabled, f.msgs[k]}
		}
	}
	f.expected, f.recalled = false, false
}

// memory returns the bytes of *v.
func memory[T any](v *T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
}
