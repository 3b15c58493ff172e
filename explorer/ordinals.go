package explorer

// This file lets a table tell the ordinal of a state by its fingerprint, for the
// state graph. Other searches have no use for that, and do not pay.

// noOrdinal is the ordinal of no state.
const noOrdinal = ^uint32(0)

// name sets the ordinal of a fingerprint that is present.
func (t *table) name(fp uint64, ordinal uint32) { t.ordinals[t.slot(fp)] = ordinal }

// ordinalOf returns the ordinal of the state with a fingerprint, or noOrdinal.
func (s *search) ordinalOf(fp uint64) uint32 {
	t := &s.tables[partitionOf(fp)]
	if slot := t.slot(fp); slot >= 0 {
		return t.ordinals[slot]
	}
	return noOrdinal
}

// peek touches the memory that a look-up of fp will need.
func (t *table) peek(fp uint64) uint64 {
	if t.used == 0 {
		return 0
	}
	home := t.home(fp)
	return t.slots[home] ^ uint64(t.ordinals[home])
}
