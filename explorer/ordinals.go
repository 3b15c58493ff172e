package explorer

// This file lets a table tell the ordinal of a state by its fingerprint, for the
// state graph. Other searches have no use for that, and do not pay.

// noOrdinal is the ordinal of no state.
const noOrdinal = ^uint32(0)

// name sets the ordinal of a fingerprint that is present.
func (t *table) name(fp uint64, ordinal uint32) { t.ordinals[t.slot(fp)] = ordinal }

// name sets the ordinal of a state that is present.
func (s *search) name(fp uint64, state []byte, ordinal uint32) {
	p := partitionOf(fp)
	if s.exact != nil {
		slot, _ := s.exact.find(p, fp, state)
		s.exact.parts[p].ordinals[slot] = ordinal
		return
	}
	s.tables[p].name(fp, ordinal)
}

// ordinalOf returns the ordinal of the state with a fingerprint, or noOrdinal. Only if
// full states are compared the state is looked at.
func (s *search) ordinalOf(fp uint64, state []byte) uint32 {
	if s.exact != nil {
		return s.exact.ordinalOf(fp, state)
	}
	t := &s.tables[partitionOf(fp)]
	if slot := t.slot(fp); slot >= 0 {
		return t.ordinals[slot]
	}
	return noOrdinal
}

func (e *exactSet) ordinalOf(fp uint64, state []byte) uint32 {
	p := partitionOf(fp)
	if fp == 0 || e.parts[p].used == 0 {
		return noOrdinal
	}
	slot, present := e.find(p, fp, state)
	if !present {
		return noOrdinal
	}
	return e.parts[p].ordinals[slot]
}

// peek touches the memory that a look-up of fp will need.
func (t *table) peek(fp uint64) uint64 {
	if t.used == 0 {
		return 0
	}
	home := t.home(fp)
	return t.slots[home] ^ uint64(t.ordinals[home])
}
