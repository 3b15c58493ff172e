package live

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Builder writes records of states into a graph. Each goroutine has its own.
type Builder struct {
	g      *Graph
	steps  []link
	cut    uint32
	chunk  []byte
	number int
	links  int // in the chunk
	unions map[[2]uint32]uint32
	kinds  map[Kind]uint32
	last   Kind // most states are of the kind of the one before
	lastID uint32
}

type link struct{ to, class uint32 }

// NewBuilder returns a builder for g.
func NewBuilder(g *Graph) *Builder {
	return &Builder{g: g, unions: map[[2]uint32]uint32{}, kinds: map[Kind]uint32{}, lastID: g.kindOf(Kind{})}
}

// Begin begins a chunk.
func (b *Builder) Begin(number int) { b.number, b.chunk, b.links = number, b.chunk[:0], 0 }

// Step adds a step of the given class from the state at hand.
func (b *Builder) Step(to, class uint32) { b.steps = append(b.steps, link{to, class}) }

// Cut notes a step that leads out of the graph, and changes the state.
func (b *Builder) Cut(class uint32) { b.cut = b.union(b.cut, class) }

// State completes the record of the state at hand, whose number and atoms are
// given. Steps to itself are stuttering steps, and are dropped; steps to the same
// state are one step of both classes.
func (b *Builder) State(number uint32, atoms uint64) {
	slices.SortFunc(b.steps, func(x, y link) int { return cmp.Compare(x.to, y.to) })
	kept := b.steps[:0]
	for _, s := range b.steps {
		switch n := len(kept); {
		case s.to == number:
		case n > 0 && kept[n-1].to == s.to:
			kept[n-1].class = b.union(kept[n-1].class, s.class)
		default:
			kept = append(kept, s)
		}
	}
	b.g.at.set(number, uint64(b.number)<<32|uint64(len(b.chunk)))
	b.g.kind.set(number, b.kind(Kind{atoms, b.cut}))
	b.chunk = binary.AppendUvarint(b.chunk, uint64(len(kept)))
	for _, s := range kept {
		b.chunk = binary.LittleEndian.AppendUint32(b.chunk, s.to)
		b.chunk = append(b.chunk, byte(s.class), byte(s.class>>8), byte(s.class>>16))
	}
	b.links += len(kept)
	b.steps, b.cut = b.steps[:0], 0
}

// End puts the chunk into the graph.
func (b *Builder) End() {
	b.g.chunks[b.number] = slices.Clone(b.chunk)
	b.g.mu.Lock()
	b.g.steps += uint64(b.links)
	b.g.mu.Unlock()
}

func (b *Builder) union(x, y uint32) uint32 {
	switch {
	case x == y || y == 0:
		return x
	case x == 0:
		return y
	}
	key := [2]uint32{x, y}
	id, known := b.unions[key]
	if !known {
		id = b.g.union(x, y)
		b.unions[key] = id
	}
	return id
}

func (b *Builder) kind(k Kind) uint32 {
	if k == b.last {
		return b.lastID
	}
	id, known := b.kinds[k]
	if !known {
		id = b.g.kindOf(k)
		b.kinds[k] = id
	}
	b.last, b.lastID = k, id
	return id
}
