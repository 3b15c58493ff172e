package induct

import (
	"cmp"
	"math/bits"
	"slices"
)

// family holds, for one obligation, the sets of lemmas that are false of states where
// the obligation fails; of those only the minimal ones, since what keeps a state from
// counting is that some lemma is false of it. A set of lemmas suffices for the
// obligation exactly if it meets every member. An empty member is a counterexample.
type family struct{ sets []uint64 }

func (f *family) add(set uint64) {
	for _, s := range f.sets {
		if s&^set == 0 {
			return
		}
	}
	f.sets = append(slices.DeleteFunc(f.sets, func(s uint64) bool { return set&^s == 0 }), set)
}

func (f *family) merge(g *family) {
	for _, s := range g.sets {
		f.add(s)
	}
}

// needs reports whether the obligation fails without the lemma.
func (f *family) needs(lemma int) bool { return slices.Contains(f.sets, 1<<lemma) }

// essential returns the lemmas without each of which the obligation fails.
func (f *family) essential() (lemmas uint64) {
	for _, s := range f.sets {
		if bits.OnesCount64(s) == 1 {
			lemmas |= s
		}
	}
	return lemmas
}

// smallest returns a smallest set of lemmas that meets every member of the family: of
// several the one with the lemmas that come first.
func (f *family) smallest() uint64 {
	sets := slices.Clone(f.sets)
	slices.SortFunc(sets, func(a, b uint64) int {
		return cmp.Or(cmp.Compare(bits.OnesCount64(a), bits.OnesCount64(b)), cmp.Compare(a, b))
	})
	for size := 0; ; size++ {
		if found, ok := meet(sets, 0, size); ok {
			return found
		}
	}
}

// meet extends the chosen lemmas by at most room others so that they meet all sets.
func meet(sets []uint64, chosen uint64, room int) (uint64, bool) {
	k := slices.IndexFunc(sets, func(s uint64) bool { return s&chosen == 0 })
	if k < 0 {
		return chosen, true
	}
	if room == 0 {
		return 0, false
	}
	for s := sets[k]; s != 0; s &= s - 1 {
		if found, ok := meet(sets[k+1:], chosen|s&-s, room-1); ok {
			return found, true
		}
	}
	return 0, false
}
