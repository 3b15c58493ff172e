package spec_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/spec"
)

// panics requires that f does.
func panics(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s did not panic", what)
		}
	}()
	f()
}

// agree requires that a collection says of itself what its oracle says.
func agree(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got)\n%s", what, diff)
	}
}

// pair has padding and more than one field, so that its order is not its memory's.
type pair struct {
	A int8
	B uint32
}

func TestSetIsASet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var set spec.Set[pair]
	oracle := map[pair]bool{}
	byOrder := func(a, b pair) int {
		if a.A != b.A {
			return int(a.A) - int(b.A)
		}
		return int(a.B) - int(b.B)
	}
	for range 5_000 {
		e := pair{int8(r.IntN(5) - 2), uint32(r.IntN(4)) << 7}
		if r.IntN(2) == 0 {
			agree(t, "Add", set.Add(e), !oracle[e])
			oracle[e] = true
		} else {
			agree(t, "Remove", set.Remove(e), oracle[e])
			delete(oracle, e)
		}
		agree(t, "Has", set.Has(e), oracle[e])
		agree(t, "Len", set.Len(), len(oracle))
		agree(t, "All", slices.Collect(set.All()), slices.SortedFunc(maps.Keys(oracle), byOrder))
	}
}

func TestSetIgnoresOrderAndRepetition(t *testing.T) {
	a, b := spec.SetOf(3, 1, 2, 3), spec.SetOf(2, 1, 3)
	agree(t, "String", a.String(), "{1, 2, 3}")
	agree(t, "String", b.String(), a.String())
	agree(t, "empty", spec.Set[int]{}.String(), "{}")
	nested := spec.SetOf(a, b, spec.SetOf(9))
	agree(t, "set of sets", nested.String(), "{{1, 2, 3}, {9}}")
}

func TestBagCountsCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var bag spec.Bag[string]
	oracle, size := map[string]int{}, 0
	for range 5_000 {
		e := fmt.Sprint(r.IntN(6))
		if r.IntN(2) == 0 {
			bag.Add(e)
			oracle[e]++
			size++
		} else {
			agree(t, "Remove", bag.Remove(e), oracle[e] > 0)
			if oracle[e] > 0 {
				oracle[e]--
				size--
			}
		}
		agree(t, "Count", bag.Count(e), oracle[e])
		agree(t, "Len", bag.Len(), size)
		if !slices.IsSorted(slices.Collect(bag.All())) {
			t.Fatalf("%v is not in order", bag)
		}
	}
	var b spec.Bag[int]
	b.Add(2)
	b.Add(1)
	b.Add(2)
	agree(t, "String", b.String(), "(1, 2, 2)")
}

// sequence is what Seq and Vec have in common: both run the same tests.
type sequence interface {
	Len() int
	Get(int) int
	At(int) *int
	Append(int)
	Truncate(int)
	All() func(func(int, int) bool)
	Values() func(func(int) bool)
	String() string
}

type (
	seq struct{ spec.Seq[int] }
	vec struct{ spec.Vec[int, [5]int] }
)

func (s *seq) All() func(func(int, int) bool) { return s.Seq.All() }
func (s *seq) Values() func(func(int) bool)   { return s.Seq.Values() }
func (s *vec) All() func(func(int, int) bool) { return s.Vec.All() }
func (s *vec) Values() func(func(int) bool)   { return s.Vec.Values() }

var sequences = []struct {
	name string
	new  func() sequence
}{
	{"Seq", func() sequence { return new(seq) }},
	{"Vec", func() sequence { return new(vec) }},
}

func TestSequencesCountFromOne(t *testing.T) {
	for _, tt := range sequences {
		t.Run(tt.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			s := tt.new()
			oracle := []int{}
			for range 2_000 {
				switch k := r.IntN(len(oracle) + 1); {
				case r.IntN(5) == 0:
					s.Truncate(k)
					oracle = oracle[:k]
				case r.IntN(3) == 0 && k > 0:
					*s.At(k) = k * 10
					oracle[k-1] = k * 10
				case len(oracle) < 5:
					s.Append(k)
					oracle = append(oracle, k)
				}
				agree(t, "Len", s.Len(), len(oracle))
				positions, elems := []int{}, []int{}
				for k, e := range s.All() {
					positions, elems = append(positions, k), append(elems, e)
					agree(t, "Get", s.Get(k), e)
				}
				agree(t, "All", elems, oracle)
				agree(t, "Values", append([]int{}, slices.Collect(s.Values())...), oracle)
				for k, p := range positions {
					agree(t, "position", p, k+1)
				}
			}
			s.Truncate(0)
			agree(t, "empty", s.String(), "<<>>")
			s.Append(4)
			s.Append(4)
			agree(t, "String", s.String(), "<<4, 4>>")
			for range s.All() {
				break // an iterator that goes on would panic
			}
			for range s.Values() {
				break
			}
		})
	}
}

// What was truncated must not come back.
func TestSequencesRefuseOtherPositions(t *testing.T) {
	for _, tt := range sequences {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.new()
			for k := range 4 {
				s.Append(k)
			}
			s.Truncate(2)
			panics(t, "Get(0)", func() { s.Get(0) })
			panics(t, "Get(3)", func() { s.Get(3) })
			panics(t, "At(3)", func() { s.At(3) })
			panics(t, "Truncate(-1)", func() { s.Truncate(-1) })
			s = tt.new()
			for k := range 4 {
				s.Append(k)
			}
			s.Truncate(2)
			panics(t, "Truncate(3)", func() { s.Truncate(3) })
			agree(t, "afterwards", s.String(), "<<0, 1>>")
		})
	}
}

func TestSeqHeadAndTail(t *testing.T) {
	s := spec.SeqOf(1, 2, 3)
	agree(t, "Head", s.Head(), 1)
	s.Tail()
	agree(t, "Tail", s.String(), "<<2, 3>>")
	s.Tail()
	s.Tail()
	panics(t, "Head of the empty sequence", func() { s.Head() })
	panics(t, "Tail of the empty sequence", s.Tail)
	from := []int{1}
	s = spec.SeqOf(from...)
	from[0] = 9
	agree(t, "SeqOf copies", s.Get(1), 1)
}

func TestVecIsBounded(t *testing.T) {
	var v spec.Vec[int, [2]int]
	v.Append(1)
	v.Append(2)
	agree(t, "Cap", v.Cap(), 2)
	panics(t, "Append to a full Vec", func() { v.Append(3) })
}

func TestBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var b spec.Bits
	oracle := map[int]bool{}
	for range 2_000 {
		k := r.IntN(64)
		if r.IntN(2) == 0 {
			b.Add(k)
			oracle[k] = true
		} else {
			b.Remove(k)
			delete(oracle, k)
		}
		agree(t, "Has", b.Has(k), oracle[k])
		agree(t, "Len", b.Len(), len(oracle))
		agree(t, "All", slices.Collect(b.All()), slices.Sorted(maps.Keys(oracle)))
	}
	b = 0
	b.Add(63)
	b.Add(0)
	agree(t, "String", b.String(), "{0, 63}")
	for range b.All() {
		break
	}
	// An element that is silently dropped would be a wrong model.
	panics(t, "Add(64)", func() { b.Add(64) })
	panics(t, "Add(-1)", func() { b.Add(-1) })
}
