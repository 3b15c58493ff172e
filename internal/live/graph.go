package live

import (
	"encoding/binary"
	"slices"
	"sync"
)

// Graph is a state graph in compact form: 12 bytes a state and two more of
// bookkeeping, 7 bytes for each pair of states with a step between them.
type Graph struct {
	// Initial lists the initial states.
	Initial []uint32
	// StepAtoms are those atoms that speak of steps.
	StepAtoms uint64

	at     segments[uint64] // by state: the chunk that holds its record, and where
	kind   segments[uint32] // by state: an index of kinds
	chunks [][]byte
	n      int
	steps  uint64

	mu      sync.Mutex // of what follows, while the graph is made
	classes []Class
	classID map[string]uint32
	kinds   []Kind
	kindID  map[Kind]uint32
}

// Class tells what a step is a step of. No class is the class of a step that
// changes nothing.
type Class struct {
	Atoms  uint64   // of the formulas, among Graph.StepAtoms
	Events []uint32 // that fairness is about, sorted
}

// Kind is what states can have in common.
type Kind struct {
	Atoms uint64
	// Cut is the class of all steps that exist in the model but not in the graph,
	// because a bound or a constraint cut them off.
	Cut uint32
}

// NewGraph returns a graph without states.
func NewGraph() *Graph {
	g := &Graph{classID: map[string]uint32{}, kindID: map[Kind]uint32{}}
	g.Class(Class{}) // number 0
	return g
}

// maxClasses is what three bytes can name.
const maxClasses = 1 << 24

// Class returns the number of a class. It may be called concurrently.
func (g *Graph) Class(c Class) uint32 {
	key := make([]byte, 8, 8+4*len(c.Events))
	binary.LittleEndian.PutUint64(key, c.Atoms)
	for _, e := range c.Events {
		key = binary.LittleEndian.AppendUint32(key, e)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	id, known := g.classID[string(key)]
	if !known {
		if id = uint32(len(g.classes)); id == maxClasses {
			panic("live: the steps are of too many sets of actions with fairness, want at most 2^24")
		}
		g.classID[string(key)] = id
		g.classes = append(g.classes, Class{c.Atoms, slices.Clone(c.Events)})
	}
	return id
}

// union returns the number of the class of what is a step of either.
func (g *Graph) union(a, b uint32) uint32 {
	g.mu.Lock()
	x, y := g.classes[a], g.classes[b]
	g.mu.Unlock()
	events := slices.Concat(x.Events, y.Events)
	slices.Sort(events)
	return g.Class(Class{x.Atoms | y.Atoms, slices.Compact(events)})
}

func (g *Graph) kindOf(k Kind) uint32 {
	g.mu.Lock()
	defer g.mu.Unlock()
	id, known := g.kindID[k]
	if !known {
		id = uint32(len(g.kinds))
		g.kindID[k] = id
		g.kinds = append(g.kinds, k)
	}
	return id
}

// Grow makes room for states up to number n - 1, and for more chunks, of which
// it returns the number of the first.
func (g *Graph) Grow(n, chunks int) int {
	g.n = max(g.n, n)
	g.at.grow(g.n)
	g.kind.grow(g.n)
	first := len(g.chunks)
	g.chunks = append(g.chunks, make([][]byte, chunks)...)
	return first
}

// Len returns the number of states.
func (g *Graph) Len() int { return g.n }

// Size returns the number of steps that change the state, of several between two
// states one, and the bytes that states and steps take.
func (g *Graph) Size() (steps, stateBytes, stepBytes uint64) {
	for _, c := range g.chunks {
		stateBytes += uint64(cap(c))
	}
	stepBytes = g.steps * stepSize
	return g.steps, stateBytes - stepBytes + uint64(g.n)*(8+4), stepBytes
}

// Count returns the number of states in which each atom is true.
func (g *Graph) Count() (counts [64]uint64) {
	byKind := make([]uint64, len(g.kinds))
	for s := range uint32(g.n) {
		byKind[g.kind.get(s)]++
	}
	for k, n := range byKind {
		for a := range counts {
			counts[a] += n * (g.kinds[k].Atoms >> a & 1)
		}
	}
	return counts
}

// Truncated reports whether steps were cut off.
func (g *Graph) Truncated() bool {
	return slices.ContainsFunc(g.kinds, func(k Kind) bool { return k.Cut != 0 })
}

// Events returns those events that some step is of, cut or not.
func (g *Graph) Events() map[uint32]bool {
	seen := map[uint32]bool{}
	for _, c := range g.classes {
		for _, e := range c.Events {
			seen[e] = true
		}
	}
	return seen
}

// stepSize is the size of a step in a record: its target and its class.
const stepSize = 4 + 3

// out returns the steps from s, as steps encodes them.
func (g *Graph) out(s uint32) []byte {
	at := g.at.get(s)
	record := g.chunks[at>>32][uint32(at):]
	degree, n := binary.Uvarint(record)
	return record[n : n+int(degree)*stepSize]
}

func stepAt(steps []byte, k int) (to, class uint32) {
	b := steps[k*stepSize : k*stepSize+stepSize]
	return binary.LittleEndian.Uint32(b), uint32(b[4]) | uint32(b[5])<<8 | uint32(b[6])<<16
}

// step returns the class of the step from s to t, and whether there is one.
func (g *Graph) step(s, t uint32) (class uint32, ok bool) {
	if s == t {
		return 0, true
	}
	steps := g.out(s)
	for k := range len(steps) / stepSize {
		if to, class := stepAt(steps, k); to == t {
			return class, true
		}
	}
	return 0, false
}

// segments is an array that grows without being copied.
type segments[T uint32 | uint64] struct{ parts [][]T }

const (
	segmentBits = 16
	segmentSize = 1 << segmentBits
)

func (a *segments[T]) grow(n int) {
	for len(a.parts)<<segmentBits < n {
		a.parts = append(a.parts, make([]T, segmentSize))
	}
}

func (a *segments[T]) get(k uint32) T    { return a.parts[k>>segmentBits][k&(segmentSize-1)] }
func (a *segments[T]) set(k uint32, v T) { a.parts[k>>segmentBits][k&(segmentSize-1)] = v }
