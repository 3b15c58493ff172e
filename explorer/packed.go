package explorer

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// packedLinks are links in some three bytes a state: what a search keeps whose set of
// states takes hardly more. The states of a run, which are found together and are in the
// order of their parents, are written as differences; to read one is to read its run up
// to there.
type packedLinks struct {
	initial []uint32 // the steps to the initial states, which have no parents
	firsts  []uint32 // by run: the ordinal of the first state
	starts  []uint64 // by run: the chunk, and where in it the run begins
	chunks  [][]byte
	free    []byte // of the last chunk
	run     []byte
}

const packedChunk = 1 << 20

// pack writes the links of a run of new states, the first of which has that ordinal.
func (l *packedLinks) pack(run []newcomer, round []*block, first uint32) {
	l.run = l.run[:0]
	last := uint32(0)
	for i := range run {
		parent := round[run[i].block].first + run[i].index
		l.run = binary.AppendUvarint(l.run, uint64(parent-last))
		action, params := halves(run[i].step)
		l.run = binary.AppendUvarint(l.run, uint64(action))
		l.run = binary.AppendUvarint(l.run, uint64(params))
		last = parent
	}
	if len(l.free) < len(l.run) {
		l.free = allocate[byte](packedChunk)
		l.chunks = append(l.chunks, l.free)
	}
	l.firsts = append(l.firsts, first)
	l.starts = append(l.starts, uint64(len(l.chunks))*packedChunk-uint64(len(l.free)))
	l.free = l.free[copy(l.free, l.run):]
}

// halves cuts a step in two that are small for few actions with few instances: the
// action is in the upper ten bits.
func halves(step uint32) (action, params uint16) {
	return bits.RotateLeft16(uint16(step>>16), 10), uint16(step)
}

func whole(action, params uint16) uint32 {
	return uint32(bits.RotateLeft16(action, -10))<<16 | uint32(params)
}

func (l *packedLinks) get(ordinal uint32) (parent, step uint32) {
	if ordinal < uint32(len(l.initial)) {
		return noParent, l.initial[ordinal]
	}
	k, exact := slices.BinarySearch(l.firsts, ordinal)
	if !exact {
		k--
	}
	run := l.chunks[l.starts[k]/packedChunk][l.starts[k]%packedChunk:]
	next := func() uint32 {
		v, n := binary.Uvarint(run)
		run = run[n:]
		return uint32(v)
	}
	for range ordinal - l.firsts[k] + 1 {
		parent += next()
		action := uint16(next())
		step = whole(action, uint16(next()))
	}
	return parent, step
}

// set adds an initial state; others are written by the run.
func (l *packedLinks) set(parent, step uint32) {
	if parent == noParent {
		l.initial = append(l.initial, step)
	}
}

func (l *packedLinks) release() {
	if l == nil {
		return
	}
	for _, chunk := range l.chunks {
		release(chunk)
	}
}

// pack writes the links of the round's new states, if they are to be packed.
func (s *search) pack(round []*block, runs [][]newcomer, fresh []*block) {
	if s.links.packed == nil {
		return
	}
	for k, run := range runs {
		s.links.packed.pack(run, round, fresh[k].first)
	}
}
