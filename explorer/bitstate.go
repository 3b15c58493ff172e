package explorer

import (
	"errors"
	"math/bits"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// bitSet is a set of states that may take a new one for one that it has: bit-state
// hashing, or supertrace (Holzmann, An analysis of bitstate hashing, 1998). A state sets
// some bits of an array, and counts as seen if they were set before: a Bloom filter
// (Dillinger and Manolios, Bloom filters in probabilistic verification, 2004). Each
// partition of fingerprints has its own part of the array, so that the outcome does not
// depend on the number of workers.
type bitSet struct {
	bytes uint64
	parts [partitions]bitPart
}

type bitPart struct {
	words []uint64
	set   uint64 // bits
	// omitted is how many new states are expected to have been taken for seen ones.
	omitted float64
	touch   uint64
}

// bitsPerState is the number of bits that a state sets.
const bitsPerState = 3

// leastBits is the smallest array, in bytes.
const leastBits = partitions * 8

// newBitSet returns nil unless bit-state hashing is asked for.
func newBitSet(o *Options) *bitSet {
	if o.Bitstate == 0 {
		return nil
	}
	s := new(bitSet)
	for p := range s.parts {
		s.parts[p].words = allocate[uint64](int(o.Bitstate / leastBits))
		s.bytes += 8 * uint64(len(s.parts[p].words))
	}
	return s
}

func (s *bitSet) free() {
	if s == nil {
		return
	}
	for p := range s.parts {
		release(s.parts[p].words)
	}
}

// bitstateOptions refuses what bit-state hashing cannot do.
func bitstateOptions(m *spec.Machine, o *Options, collect evidence) error {
	switch {
	case o.Bitstate == 0:
		return nil
	case o.Bitstate < leastBits:
		return errors.New("the array of bits is too small")
	case o.Order == Simulate:
		return errors.New("a simulation does not compare states: it has no use for bit-state hashing")
	case o.Exact:
		return errors.New("bit-state hashing keeps no states that could be compared in full")
	case collect.rules || collect.images:
		return errors.New("with bit-state hashing a run exhausts nothing to certify")
	case slices.ContainsFunc(m.Properties, func(p spec.PropertyInfo) bool { return p.Kind.Temporal() }):
		return errors.New("bit-state hashing cannot tell where a step leads: it does not decide temporal properties")
	}
	return nil
}

// bit returns the position of the k-th bit for a state: double hashing.
func (t *bitPart) bit(first, step uint64, k int) uint64 {
	at, _ := bits.Mul64(first+uint64(k)*step, 64*uint64(len(t.words)))
	return at
}

// hashes returns what the positions for a fingerprint are made of.
func hashes(fp uint64) (first, step uint64) {
	return codec.Mix(fp, digestHigh), codec.Mix(fp, digestLow)
}

// add adds a state, and reports whether it seems to have been absent.
func (t *bitPart) add(fp uint64) bool {
	first, step := hashes(fp)
	fresh := uint64(0)
	for k := range bitsPerState {
		at := t.bit(first, step, k)
		if word, bit := &t.words[at/64], uint64(1)<<(at%64); *word&bit == 0 {
			*word |= bit
			fresh++
		}
	}
	if fresh == 0 {
		return false
	}
	p := t.chance()
	t.omitted += p / (1 - p) // new states were turned away before this one was let in
	t.set += fresh
	return true
}

// chance is the probability that a state which is new seems to be seen.
func (t *bitPart) chance() float64 {
	p, occupancy := 1.0, float64(t.set)/float64(64*len(t.words))
	for range bitsPerState {
		p *= occupancy
	}
	return p
}

// merge is table.merge for a set of bits.
func (t *bitPart) merge(recs []record, found func(*record)) {
	for i := range recs {
		if i+lookAhead < len(recs) {
			first, step := hashes(recs[i+lookAhead].fp)
			for k := range bitsPerState {
				t.touch ^= t.words[t.bit(first, step, k)/64]
			}
		}
		if t.add(recs[i].fp) {
			found(&recs[i])
		}
	}
}

// Bitstate tells what bit-state hashing may have left out.
type Bitstate struct {
	Bytes     uint64  // of the array
	Bits      int     // that a state sets
	Occupancy float64 // the part of the array's bits that are set at the end
	// Chance is the probability, at the end of the search, that a new state is taken for
	// one that was seen.
	Chance float64
	// Omitted is how many states are expected to have been generated and taken for
	// others; what can be reached through them only is left out, too, and not counted.
	Omitted float64
}

// report returns nil unless bits were used.
func (s *bitSet) report() *Bitstate {
	if s == nil {
		return nil
	}
	r := &Bitstate{Bytes: s.bytes, Bits: bitsPerState}
	for p := range s.parts {
		t := &s.parts[p]
		r.Occupancy += float64(t.set) / float64(8*s.bytes)
		r.Chance += t.chance() / partitions
		r.Omitted += t.omitted
	}
	return r
}
