package explorer

import (
	"slices"

	"github.com/emirpasic/gods/v2/queues/linkedlistqueue"
	"github.com/emirpasic/gods/v2/stacks/linkedliststack"
)

// block is a run of encoded states of one depth that were found together. Their
// ordinals are consecutive.
type block struct {
	data  []byte
	ends  []uint32 // end of each state in data; nil if all have the same size
	size  int      // of each state, if ends is nil
	count int
	first uint32 // ordinal of the first state
	depth int
	// digest is of the states' fingerprints.
	digest Digest
}

func (b *block) add(state []byte, size int) {
	b.data = append(b.data, state...)
	b.close(size)
}

// close ends a state that was appended to data. size is the size of every
// state, or 0.
func (b *block) close(size int) {
	b.size = size
	if size == 0 {
		b.ends = append(b.ends, uint32(len(b.data)))
	}
	b.count++
}

func (b *block) state(i int) []byte {
	if b.ends == nil {
		return b.data[i*b.size : (i+1)*b.size]
	}
	start := uint32(0)
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.data[start:b.ends[i]]
}

func (b *block) reset() {
	*b = block{data: b.data[:0], ends: b.ends[:0:cap(b.ends)]}
	if cap(b.ends) == 0 {
		b.ends = nil
	}
}

// frontier holds the states that are still to be expanded. Where blocks are
// taken from is all that tells breadth-first from depth-first.
type frontier struct {
	order  Order
	blocks func() []*block // as take returns them
	push   func(*block)
	pop    func() (*block, bool)
	peek   func() (*block, bool)
	states uint64
	free   []*block
	disk   *disk // where states go, or nil
}

func newFrontier(order Order) *frontier {
	if order == BFS {
		q := linkedlistqueue.New[*block]()
		return &frontier{order: order, blocks: q.Values, push: q.Enqueue, pop: q.Dequeue, peek: q.Peek}
	}
	s := linkedliststack.New[*block]()
	return &frontier{order: order, blocks: s.Values, push: s.Push, pop: s.Pop, peek: s.Peek}
}

// restore puts in what blocks has returned.
func (f *frontier) restore(blocks []*block) {
	if f.order != BFS {
		slices.Reverse(blocks)
	}
	for _, b := range blocks {
		f.put(b)
	}
}

func (f *frontier) put(b *block) {
	if b.count == 0 {
		f.recycle(b)
		return
	}
	f.states += uint64(b.count)
	if f.disk != nil {
		f.disk.next.put(b)
		f.recycle(b)
		return
	}
	f.push(b)
}

// take returns blocks of one depth with at least want states together, or as
// many as there are.
func (f *frontier) take(want int) []*block {
	var out []*block
	for got := 0; got < want; {
		next, ok := f.peek()
		if !ok || len(out) > 0 && next.depth != out[0].depth {
			break
		}
		f.pop()
		f.states -= uint64(next.count)
		got += next.count
		out = append(out, next)
	}
	return out
}

const maxFree = 4 * partitions

func (f *frontier) recycle(b *block) {
	if len(f.free) < maxFree {
		b.reset()
		f.free = append(f.free, b)
	}
}

func (f *frontier) blank() *block {
	if n := len(f.free); n > 0 {
		b := f.free[n-1]
		f.free = f.free[:n-1]
		return b
	}
	return new(block)
}
