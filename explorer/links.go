package explorer

// links holds, for each state by ordinal, the ordinal of the state it was first
// reached from and the step that led from there to it: 8 bytes a state, in
// segments so that growing copies nothing.
type links struct {
	packed  *packedLinks // in place of the others, or nil
	parents [][]uint32
	steps   [][]uint32
	n       uint64
	file    *linkFile // nil unless the search is on disk
}

const (
	segmentBits = 18
	segmentSize = 1 << segmentBits
	noParent    = ^uint32(0)
	maxOrdinal  = uint64(noParent) - 1
)

// grow makes room for n more states and returns the ordinal of the first.
func (l *links) grow(n int) uint64 {
	first := l.n
	l.n += uint64(n)
	if l.packed != nil {
		return first
	}
	for uint64(len(l.parents))<<segmentBits < l.n {
		l.parents = append(l.parents, allocate[uint32](segmentSize))
		l.steps = append(l.steps, allocate[uint32](segmentSize))
	}
	return first
}

// set notes how a state was reached. Where links are packed it is for initial states.
func (l *links) set(ordinal, parent, step uint32) {
	if l.packed != nil {
		l.packed.set(parent, step)
		return
	}
	l.parents[ordinal>>segmentBits][ordinal&(segmentSize-1)] = parent
	l.steps[ordinal>>segmentBits][ordinal&(segmentSize-1)] = step
}

func (l *links) get(ordinal uint32) (parent, step uint32) {
	if l.packed != nil {
		return l.packed.get(ordinal)
	}
	segment, k := ordinal>>segmentBits, ordinal&(segmentSize-1)
	if l.file.has(segment) {
		return l.file.get(segment, k)
	}
	return l.parents[segment][k], l.steps[segment][k]
}

// free gives back the memory of all links.
func (l *links) free() {
	l.packed.release()
	for k := range l.parents {
		release(l.parents[k])
		release(l.steps[k])
	}
	*l = links{}
}

// path returns the steps that lead to a state: first the ordinal of an initial
// state among the initial states, then instances.
func (l *links) path(ordinal uint32) []uint32 {
	var back []uint32
	for ordinal != noParent {
		parent, step := l.get(ordinal)
		back = append(back, step)
		ordinal = parent
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}
