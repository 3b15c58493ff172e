package explorer

import (
	"context"
	"encoding/binary"
	"math/bits"

	"github.com/mcheck/mcheck/internal/codec"
)

// forest holds what encoded states are made of, each part once: recursive indexing
// (Blom, Lisser, van de Pol and Weber, A database approach to distributed state-space
// generation, 2009; Laarman, van de Pol and Weber, Parallel recursive state
// compression for free, 2011). A state's encoding, in words of 32 bits, is the row of
// leaves of a binary tree. A node stands for the pair of its children, which are words
// at the bottom and numbers of nodes above it; at each place of the tree equal pairs
// have one number. So a state is known by the pair at its root, and its height.
//
// 0 stands for zeros, be they words or what is behind the last of them: the trees of
// two states of one height are equal if and only if their encodings are, up to zeros at
// the end. Then they are equal, because a decoder needs no length.
type forest struct {
	levels [][]nodes // from the bottom, and from the left; roots are kept elsewhere
}

// heightOf returns the height of the tree of an encoding of so many bytes. A root has
// two children, so that it is at least 1.
func heightOf(size int) int { return max(1, bits.Len(uint(max(0, size-1)>>2))) }

// leaf returns a word of an encoding, or 0 behind its end.
func leaf(state []byte, k int) uint32 {
	if at := 4 * k; at+4 <= len(state) {
		return binary.LittleEndian.Uint32(state[at:])
	} else if at < len(state) {
		var last [4]byte
		copy(last[:], state[at:])
		return binary.LittleEndian.Uint32(last[:])
	}
	return 0
}

func pair(left, right uint32) uint64 { return uint64(left) | uint64(right)<<32 }

// is reports whether the tree with a root is that of a state.
func (f *forest) is(root uint64, height int, state []byte) bool {
	return height == heightOf(len(state)) && f.spells(root, height, 0, state)
}

// spells reports whether the leaves under a pair, the k-th from the left at its height,
// are a state's.
func (f *forest) spells(of uint64, height, k int, state []byte) bool {
	if at := 8 * k; height == 1 && at+8 <= len(state) {
		return binary.LittleEndian.Uint64(state[at:]) == of
	}
	switch {
	case height == 1:
		return of == pair(leaf(state, 2*k), leaf(state, 2*k+1))
	case of == 0 && k<<(height+2) >= len(state):
		return true
	}
	return f.spells(f.children(height-1, 2*k, uint32(of)), height-1, 2*k, state) &&
		f.spells(f.children(height-1, 2*k+1, uint32(of>>32)), height-1, 2*k+1, state)
}

// children returns the pair that a number stands for at a place.
func (f *forest) children(height, k int, number uint32) uint64 {
	if number == 0 {
		return 0
	}
	return f.levels[height-1][k].pairs[number-1]
}

// row is a state on its way into the forest: the leaves, and in the end its children's
// numbers in the cells where those begin.
type row []uint32

func (r row) cell(k int) uint32 {
	if k < len(r) {
		return r[k]
	}
	return 0
}

// root returns the pair at the root of a tree whose nodes below are numbered.
func (r row) root(height int) uint64 { return pair(r.cell(0), r.cell(1<<(height-1))) }

// plant numbers the nodes of the rows' trees. Each place is one hand's, which takes the
// rows in order, so that numbers do not depend on how many hands there are.
func (s *search) plant(ctx context.Context, rows []row) {
	longest := 0
	for _, r := range rows {
		longest = max(longest, len(r))
	}
	f := &s.exact.forest
	for height := 1; height < heightOf(4*longest); height++ {
		width := 1 << height // in words
		if len(f.levels) < height {
			f.levels = append(f.levels, nil)
		}
		places := (longest + width - 1) / width
		for len(f.levels[height-1]) < places {
			f.levels[height-1] = append(f.levels[height-1], nodes{})
		}
		s.parallel(ctx, places, func(_ *hand, k int) { f.levels[height-1][k].add(rows, k*width, width/2) })
		if s.hands == nil {
			return
		}
	}
}

// nodes numbers the pairs at one place of the trees, from 1.
type nodes struct {
	pairs []uint64 // by number, less 1
	used  int      // of pairs
	index []uint32 // numbers, by hash, open addressing
}

// add puts into cell at of each row the number of the node whose children are there,
// and so many cells behind.
func (n *nodes) add(rows []row, at, behind int) {
	for _, r := range rows {
		if at < len(r) && len(r) > 2*behind { // or else this is the root
			r[at] = n.number(pair(r[at], r.cell(at+behind)))
		}
	}
}

func (n *nodes) home(pair uint64) int {
	hi, _ := bits.Mul64(codec.Mix(pair, 0), uint64(len(n.index)))
	return int(hi)
}

// number returns the number of a pair, which is added if it is new.
func (n *nodes) number(pair uint64) uint32 {
	if pair == 0 {
		return 0
	}
	if n.used == len(n.pairs) {
		n.grow()
	}
	i := n.home(pair)
	for ; n.index[i] != 0; i = n.after(i) {
		if n.pairs[n.index[i]-1] == pair {
			return n.index[i]
		}
	}
	n.pairs[n.used] = pair
	n.used++
	n.index[i] = uint32(n.used)
	return n.index[i]
}

func (n *nodes) after(i int) int {
	if i++; i < len(n.index) {
		return i
	}
	return 0
}

const (
	minNodes   = 1 << 6
	nodeGrowth = 1.3
)

func (n *nodes) grow() { n.resize(max(minNodes, int(float64(n.used)*nodeGrowth))) }

// resize makes room for so many nodes.
func (n *nodes) resize(size int) {
	release(n.index)
	n.pairs, n.index = extend(n.pairs, size), allocate[uint32](int(float64(size)/maxLoad)+1)
	for k, pair := range n.pairs[:n.used] {
		i := n.home(pair)
		for n.index[i] != 0 {
			i = n.after(i)
		}
		n.index[i] = uint32(k + 1)
	}
}

func (n *nodes) free() {
	release(n.pairs)
	release(n.index)
	*n = nodes{}
}
