package explorer

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The estimate of what is left out is right for states that are all different.
func TestOmissions(t *testing.T) {
	for _, words := range []int{64, 1024, 4096} {
		rng := rand.New(rand.NewPCG(1, uint64(words)))
		part := bitPart{words: make([]uint64, words)}
		turnedAway, n := 0, 24*words // as many bits as there are: occupied by two thirds in the end
		for range n {
			if !part.add(rng.Uint64()) {
				turnedAway++
			}
		}
		if off := math.Abs(part.omitted - float64(turnedAway)); turnedAway < n/50 || off > 3*math.Sqrt(float64(turnedAway)) {
			t.Errorf("%d words: %d of %d states were left out, estimated %.1f", words, turnedAway, n, part.omitted)
		}
		set := 0
		for _, word := range part.words {
			for ; word != 0; word &= word - 1 {
				set++
			}
		}
		if part.set != uint64(set) {
			t.Errorf("%d bits are set, %d counted", set, part.set)
		}
	}
}

func TestPackedLinks(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	plain, packed := links{}, links{packed: new(packedLinks)}
	add := func(parent, step uint32) uint32 {
		n := plain.grow(1)
		packed.grow(1)
		plain.set(uint32(n), parent, step)
		packed.set(uint32(n), parent, step)
		return uint32(n)
	}
	for k := range uint32(3) {
		add(noParent, 7*k)
	}
	for range 3000 {
		round := []*block{{first: rng.Uint32N(uint32(plain.n))}, {first: rng.Uint32N(uint32(plain.n))}} // in no order, as depth-first
		var run []newcomer
		for range 1 + rng.IntN(maxBlock) {
			run = append(run, newcomer{block: rng.Uint32N(2), index: rng.Uint32N(3), step: rng.Uint32() >> rng.IntN(32)})
		}
		first := uint32(plain.n)
		for _, n := range run {
			add(round[n.block].first+n.index, n.step)
		}
		packed.packed.pack(run, round, first)
	}
	for ordinal := range uint32(plain.n) {
		if ordinal > 2000 && ordinal%997 != 0 {
			continue
		}
		parent, step := plain.get(ordinal)
		if p, s := packed.get(ordinal); p != parent || s != step {
			t.Fatalf("state %d: %d, %x, packed %d, %x", ordinal, parent, step, p, s)
		}
	}
	if len(packed.packed.chunks) < 2 {
		t.Error("all in one chunk")
	}
	plain.free()
	packed.free()
}
