package explorer

import "math/bits"

// partitions is the number of parts of the seen-set. It does not depend on the
// number of workers, because the order of new states follows the partitions.
const (
	partitionBits = 6
	partitions    = 1 << partitionBits
)

func partitionOf(fp uint64) int { return int(fp >> (64 - partitionBits)) }

// table is one partition of the set of fingerprints: open addressing in memory
// that the garbage collector does not scan. A
// fingerprint's home slot is proportional to it, hence the slots are nearly
// sorted, any size will do, and growing is one sequential pass.
type table struct {
	slots    []uint64
	used     int
	limit    int  // of used
	fixed    bool // a cache, which does not grow: it forgets
	touch    uint64
	named    bool     // whether states have ordinals: see ordinals.go
	ordinals []uint32 // by slot
}

const (
	minSlots    = 1 << 8
	maxLoad     = 0.86 // most look-ups find what they look for, hence are short even so
	growth      = 1.28
	lookAhead   = 32 // records whose home slots are touched before they are probed
	smallGrowth = 1 << 14
)

func (t *table) home(fp uint64) int {
	hi, _ := bits.Mul64(fp<<partitionBits, uint64(len(t.slots)))
	return int(hi)
}

// first adds fp and reports whether it was absent, whatever the table's state.
func (t *table) first(fp uint64) bool {
	if t.slots == nil {
		t.grow()
	}
	return t.insert(fp)
}

// insert adds fp, which is not 0, and reports whether it was absent.
func (t *table) insert(fp uint64) bool {
	if t.used >= t.limit {
		t.grow()
	}
	return t.place(fp)
}

func (t *table) place(fp uint64) bool {
	for i := t.home(fp); ; {
		switch t.slots[i] {
		case 0:
			t.slots[i] = fp
			t.used++
			return true
		case fp:
			return false
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
}

// has reports whether fp is present.
func (t *table) has(fp uint64) bool { return t.slot(fp) >= 0 }

// slot returns where fp is, or -1.
func (t *table) slot(fp uint64) int {
	if t.used == 0 {
		return -1
	}
	for i := t.home(fp); t.slots[i] != 0; {
		if t.slots[i] == fp {
			return i
		}
		if i++; i == len(t.slots) {
			i = 0
		}
	}
	return -1
}

// grow makes room in place.
func (t *table) grow() {
	if t.fixed && len(t.slots) > 0 {
		clear(t.slots)
		t.used = 0
		return
	}
	old := len(t.slots)
	size := int(float64(old) * growth)
	if old < smallGrowth {
		size = max(minSlots, 2*old)
	}
	t.slots, t.limit = extend(t.slots, size), int(maxLoad*float64(size))
	if t.named {
		t.ordinals = extend(t.ordinals, size)
	}
	t.spread(old)
}

// entry is a fingerprint with the ordinal of its state, if the table is named.
type entry struct {
	fp      uint64
	ordinal uint32
}

// spread moves what is in the first n slots to where it belongs now that there are
// more of them: from the last to the first, since homes only move up, so that what
// is above has settled. The few that would come to lie below, at the start of the
// table, or beyond its end, have to wait.
func (t *table) spread(n int) {
	var late []entry
	slots := t.slots
	for i := n - 1; i >= 0; i-- {
		fp := slots[i]
		if fp == 0 {
			continue
		}
		slots[i] = 0
		free := t.home(fp)
		if free >= i {
			for free < len(slots) && slots[free] != 0 {
				free++
			}
		}
		switch settled := free >= i && free < len(slots); {
		case settled && t.named:
			slots[free], t.ordinals[free] = fp, t.ordinals[i]
		case settled:
			slots[free] = fp
		case t.named:
			late = append(late, entry{fp, t.ordinals[i]})
		default:
			late = append(late, entry{fp: fp})
		}
	}
	for _, e := range late {
		free := t.home(e.fp)
		for slots[free] != 0 {
			if free++; free == len(slots) {
				free = 0
			}
		}
		if slots[free] = e.fp; t.named {
			t.ordinals[free] = e.ordinal
		}
	}
}

// shrink makes of the table a cache of half the size, which has forgotten everything.
func (t *table) shrink() {
	size := len(t.slots) / 2
	release(t.slots)
	*t = newCache(size)
}

func newCache(size int) table {
	size = max(minSlots, size)
	return table{slots: allocate[uint64](size), limit: int(maxLoad * float64(size)), fixed: true}
}

// free gives back the table's memory.
func (t *table) free() {
	release(t.slots)
	release(t.ordinals)
	*t = table{named: t.named}
}

// record is a step on its way to the partition of its target's fingerprint.
type record struct {
	fp     uint64
	parent uint32 // ordinal within its block
	step   uint32
}

// expect touches the home slots of the first records that will be merged next.
func (t *table) expect(recs []record) {
	if t.slots == nil {
		return
	}
	for i := range recs[:min(len(recs), lookAhead)] {
		t.touch ^= t.slots[t.home(recs[i].fp)]
	}
}

// merge inserts the fingerprints of recs in order and calls found for those that
// were absent.
func (t *table) merge(recs []record, found func(*record)) {
	if t.slots == nil {
		t.grow()
	}
	for i := range recs {
		// Cache misses are what a look-up costs: let the next ones overlap.
		if i+lookAhead < len(recs) {
			t.touch ^= t.slots[t.home(recs[i+lookAhead].fp)]
		}
		if t.insert(recs[i].fp) {
			found(&recs[i])
		}
	}
}
