package explorer

import (
	"bytes"
	"context"
	"math/bits"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// exactSet is the set of states that have been seen, kept in full: two states are one
// if and only if their encodings are equal, whatever their fingerprints. A fingerprint
// only says where to look.
//
// While blocks are expanded, encodings travel beside the records. Each partition's
// owner looks its records up: it compares them with the trees of states of earlier
// rounds, and with the encodings of those that are new in this one. When all partitions
// are done the new ones are planted, too.
type exactSet struct {
	forest
	size      int                 // of each encoding, or 0
	encodings [][partitions]block // by block of the round, as its records are
	parts     [partitions]part
	planting  []row
}

// part is one partition of an exactSet.
type part struct {
	slots    []uint64 // two words each: a key, 0 if the slot is free, and a root
	used     int
	limit    int // of used
	touch    uint64
	named    bool     // whether states have ordinals, for the state graph
	ordinals []uint32 // by slot
	fresh    []origin // the new states of the round
	cells    []uint32 // of their rows
	ends     []int
}

// origin tells where in the round a new state is encoded.
type origin struct {
	fp    uint64
	block uint32
	index uint32 // among the block's encodings for the partition
}

// A key is a fingerprint with the height of the state's tree in place of the bits that
// tell the partition. For a state that is new in this round, and has no tree yet, the
// height is unplanted and the root its number among the new ones.
const (
	heightMask = partitions - 1
	unplanted  = heightMask
)

func keyOf(fp uint64, height int) uint64 { return fp<<partitionBits | uint64(height) }

// newExactSet returns nil unless states are to be kept in full.
func newExactSet(m *spec.Machine, o *Options, named bool) *exactSet {
	if !o.Exact {
		return nil
	}
	e := &exactSet{size: m.StateSize}
	for p := range e.parts {
		e.parts[p].named = named
	}
	return e
}

// shipped remembers a state that a hand has sent to its partition.
type shipped struct {
	fp                  uint64
	round, block, index uint32
}

// ship sends the current state, and the step to it, to its partition, unless the hand
// has sent it there before in this round.
func (h *hand) ship(step spec.Instance, fp uint64) {
	p := partitionOf(fp)
	out := &h.exact.encodings[h.unit][p]
	start := len(out.data)
	out.data = h.Encode(out.data)
	state := out.data[start:]
	last := &h.sent[fp%filterSize]
	known := last.fp == fp && last.round == uint32(h.rounds) &&
		bytes.Equal(state, h.exact.encodings[last.block][p].state(int(last.index)))
	if known && h.recorder == nil {
		out.data = out.data[:start]
		return
	}
	*last = shipped{fp, uint32(h.rounds), uint32(h.unit), uint32(out.count)}
	out.close(h.exact.size)
	h.out[p] = append(h.out[p], record{fp, uint32(h.index), uint32(step)})
}

// merge is table.merge for the records of block b in partition p.
func (e *exactSet) merge(p, b int, recs []record, found func(*record)) {
	t := &e.parts[p]
	for i := range recs {
		if i+lookAhead < len(recs) && t.used > 0 {
			t.touch ^= t.slots[2*t.home(recs[i+lookAhead].fp)]
		}
		if e.add(p, origin{recs[i].fp, uint32(b), uint32(i)}) {
			found(&recs[i])
		}
	}
}

// first adds a state before the first round, and reports whether it was absent.
func (e *exactSet) first(fp uint64, state []byte) bool {
	if e.encodings == nil {
		e.encodings = make([][partitions]block, 1)
	}
	p := partitionOf(fp)
	at := &e.encodings[0][p]
	at.add(state, e.size)
	return e.add(p, origin{fp: fp, index: uint32(at.count - 1)})
}

// add adds the state that a record of partition p leads to, and reports whether it was
// absent.
func (e *exactSet) add(p int, from origin) bool {
	t := &e.parts[p]
	if t.used >= t.limit {
		t.grow()
	}
	slot, present := e.find(p, from.fp, e.encodings[from.block][p].state(int(from.index)))
	if present {
		return false
	}
	t.slots[2*slot], t.slots[2*slot+1] = keyOf(from.fp, unplanted), uint64(len(t.fresh))
	t.fresh = append(t.fresh, from)
	t.used++
	return true
}

// find returns the slot that a state is in, or the free one where it belongs. The
// partition has slots.
func (e *exactSet) find(p int, fp uint64, state []byte) (slot int, present bool) {
	t, wanted := &e.parts[p], keyOf(fp, 0)
	for i := t.home(fp); ; i = t.after(i) {
		key := t.slots[2*i]
		switch {
		case key == 0:
			return i, false
		case key&^heightMask == wanted && e.holds(p, key&heightMask, t.slots[2*i+1], state):
			return i, true
		}
	}
}

// holds reports whether a slot of partition p with that height and root is a state's.
func (e *exactSet) holds(p int, height, root uint64, state []byte) bool {
	if height == unplanted {
		from := e.parts[p].fresh[root]
		return bytes.Equal(e.encodings[from.block][p].state(int(from.index)), state)
	}
	return e.is(root, int(height), state)
}

// first adds a state before the first round, and reports whether it was absent.
func (s *search) first(fp uint64, state []byte) bool {
	if s.exact != nil {
		return s.exact.first(fp, state)
	}
	if s.bits != nil {
		return s.bits.parts[partitionOf(fp)].add(fp)
	}
	return s.tables[partitionOf(fp)].first(fp)
}

// has reports whether a state with the fingerprint has been seen.
func (s *search) has(fp uint64) bool {
	if s.exact != nil {
		return s.exact.parts[partitionOf(fp)].has(fp)
	}
	return s.tables[partitionOf(fp)].has(fp)
}

// settle plants the new states of the round.
func (s *search) settle(ctx context.Context) {
	if s.exact == nil {
		return
	}
	total, starts := 0, [partitions]int{}
	for p := range partitions {
		starts[p] = total
		total += len(s.exact.parts[p].fresh)
	}
	s.exact.planting = slices.Grow(s.exact.planting[:0], total)[:total]
	rows := s.exact.planting
	s.parallel(ctx, partitions, func(_ *hand, p int) { s.exact.rows(p, rows[starts[p]:]) })
	s.plant(ctx, rows)
	if s.hands == nil {
		return
	}
	s.parallel(ctx, partitions, func(_ *hand, p int) { s.exact.parts[p].settle(rows[starts[p]:]) })
}

// rows makes the rows of the new states of a partition.
func (e *exactSet) rows(p int, into []row) {
	t := &e.parts[p]
	t.ends, t.cells = t.ends[:0], t.cells[:0]
	for _, from := range t.fresh {
		state := e.encodings[from.block][p].state(int(from.index))
		for w := range (len(state) + 3) / 4 {
			t.cells = append(t.cells, leaf(state, w))
		}
		t.ends = append(t.ends, len(t.cells))
	}
	start := 0
	for k, end := range t.ends {
		into[k], start = t.cells[start:end], end
	}
}

// settle notes the roots of the partition's new states.
func (t *part) settle(rows []row) {
	for k, from := range t.fresh {
		i := t.home(from.fp)
		for t.slots[2*i] != keyOf(from.fp, unplanted) || t.slots[2*i+1] != uint64(k) {
			i = t.after(i)
		}
		height := heightOf(4 * len(rows[k]))
		t.slots[2*i], t.slots[2*i+1] = keyOf(from.fp, height), rows[k].root(height)
	}
	t.fresh = t.fresh[:0]
}

func (t *part) home(fp uint64) int {
	hi, _ := bits.Mul64(fp<<partitionBits, uint64(len(t.slots)/2))
	return int(hi)
}

func (t *part) after(i int) int {
	if i++; 2*i < len(t.slots) {
		return i
	}
	return 0
}

// grow moves the states to more slots. They are all different.
func (t *part) grow() {
	old, ordinals := t.slots, t.ordinals
	size := int(float64(len(old)/2) * growth)
	if len(old)/2 < smallGrowth {
		size = max(minSlots, len(old))
	}
	t.slots, t.limit = allocate[uint64](2*size), int(maxLoad*float64(size))
	if t.named {
		t.ordinals = allocate[uint32](size)
	}
	for k := 0; k < len(old); k += 2 {
		if old[k] == 0 {
			continue
		}
		i := t.home(old[k] >> partitionBits)
		for t.slots[2*i] != 0 {
			i = t.after(i)
		}
		t.slots[2*i], t.slots[2*i+1] = old[k], old[k+1]
		if t.named {
			t.ordinals[i] = ordinals[k/2]
		}
	}
	release(old)
	release(ordinals)
}

// has reports whether a state with the fingerprint is present.
func (t *part) has(fp uint64) bool {
	if t.used == 0 {
		return false
	}
	for i := t.home(fp); t.slots[2*i] != 0; i = t.after(i) {
		if t.slots[2*i]&^heightMask == keyOf(fp, 0) {
			return true
		}
	}
	return false
}

func (e *exactSet) free() {
	if e == nil {
		return
	}
	for p := range e.parts {
		release(e.parts[p].slots)
		release(e.parts[p].ordinals)
	}
	for _, level := range e.levels {
		for k := range level {
			level[k].free()
		}
	}
}

// begin makes room for the encodings of so many blocks.
func (e *exactSet) begin(blocks int) {
	if e == nil {
		return
	}
	for len(e.encodings) < blocks {
		e.encodings = append(e.encodings, [partitions]block{})
	}
	for b := range blocks {
		for p := range partitions {
			e.encodings[b][p].reset()
		}
	}
}

// shipped returns the encoding of where a step from block b leads, if full states are
// compared.
func (e *exactSet) shipped(b int, step *rawStep) []byte {
	if e == nil || step.fp == 0 {
		return nil
	}
	return e.encodings[b][partitionOf(step.fp)].state(int(step.index))
}
