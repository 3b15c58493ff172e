package induct

import "slices"

// fingerprints is a set of states that is added to many times and read once.
type fingerprints struct {
	all    []uint64
	unique int // how many of the first are sorted and different
	recent [1 << 12]uint64
}

func (f *fingerprints) add(fp uint64) {
	if r := &f.recent[fp%uint64(len(f.recent))]; *r != fp {
		*r = fp
		f.all = append(f.all, fp)
		if len(f.all) > 2*f.unique+1<<16 {
			f.settle()
		}
	}
}

// settle sorts what there is, and drops what is there twice.
func (f *fingerprints) settle() []uint64 {
	slices.Sort(f.all)
	f.all = slices.Compact(f.all)
	f.unique = len(f.all)
	return f.all
}

func (f *fingerprints) merge(g *fingerprints) {
	f.all = append(f.all, g.all...)
	f.settle()
}

// missing returns the elements of f that are not in g.
func (f *fingerprints) missing(g *fingerprints) []uint64 {
	have := g.settle()
	return slices.DeleteFunc(slices.Clone(f.settle()), func(fp uint64) bool {
		_, found := slices.BinarySearch(have, fp)
		return found
	})
}
