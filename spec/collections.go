package spec

import (
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/internal/codec"
)

// Set is a finite set of values of T, TLA+'s SUBSET T. It is kept sorted, so
// that equal sets have equal representations. The zero value is empty.
//
// T may be any type that can be part of a state.
type Set[T any] struct {
	_     codec.Sorted
	elems []T
}

// SetOf returns the set of the given elements.
func SetOf[T any](elems ...T) Set[T] {
	var s Set[T]
	for _, e := range elems {
		s.Add(e)
	}
	return s
}

func (s *Set[T]) search(e *T) (int, bool) { return s.searchBy(codec.OrderOf[T](), e) }

// searchBy is search where the order is at hand.
func (s *Set[T]) searchBy(order *codec.Order, e *T) (int, bool) {
	lo, hi := 0, len(s.elems)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch codec.Compare(order, &s.elems[mid], e) {
		case 0:
			return mid, true
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return lo, false
}

// Add adds e and reports whether it was absent.
func (s *Set[T]) Add(e T) bool { return s.addBy(codec.OrderOf[T](), e) }

func (s *Set[T]) addBy(order *codec.Order, e T) bool {
	k, found := s.searchBy(order, &e)
	if !found {
		s.elems = slices.Insert(s.elems, k, e)
	}
	return !found
}

// Remove removes e and reports whether it was present.
func (s *Set[T]) Remove(e T) bool {
	k, found := s.search(&e)
	if found {
		s.elems = slices.Delete(s.elems, k, k+1)
	}
	return found
}

// Has reports whether e is a member.
func (s *Set[T]) Has(e T) bool {
	_, found := s.search(&e)
	return found
}

// Len returns the number of members.
func (s *Set[T]) Len() int { return len(s.elems) }

// All iterates over the members in their canonical order.
func (s *Set[T]) All() iter.Seq[T] { return slices.Values(s.elems) }

// String formats s as {a, b}.
func (s Set[T]) String() string { return braces(s.All()) }

// Bag is a finite multiset of values of T, TLA+'s Bags module. The zero value is
// empty.
type Bag[T any] struct {
	_     codec.Sorted
	elems []T
}

func (b *Bag[T]) search(e *T) (int, bool) { return (*Set[T])(b).search(e) }

// Add adds one copy of e.
func (b *Bag[T]) Add(e T) {
	k, _ := b.search(&e)
	b.elems = slices.Insert(b.elems, k, e)
}

// Remove removes one copy of e and reports whether there was one.
func (b *Bag[T]) Remove(e T) bool { return (*Set[T])(b).Remove(e) }

// Count returns the number of copies of e.
func (b *Bag[T]) Count(e T) int {
	n := 0
	order := codec.OrderOf[T]()
	for i := range b.elems {
		if codec.Compare(order, &b.elems[i], &e) == 0 {
			n++
		}
	}
	return n
}

// Len returns the number of copies of all elements together.
func (b *Bag[T]) Len() int { return len(b.elems) }

// All iterates over the copies in their canonical order.
func (b *Bag[T]) All() iter.Seq[T] { return slices.Values(b.elems) }

// String formats b as (a, a, b).
func (b Bag[T]) String() string { return list("(", ")", b.All()) }

// Seq is a finite sequence of any length, TLA+'s Seq(T), indexed from 1 as there.
// The zero value is the empty sequence.
type Seq[T any] struct{ elems []T }

// SeqOf returns the sequence of the given elements.
func SeqOf[T any](elems ...T) Seq[T] { return Seq[T]{slices.Clone(elems)} }

// Len returns the length.
func (s *Seq[T]) Len() int { return len(s.elems) }

// Get returns the k-th element, 1 <= k <= Len.
func (s *Seq[T]) Get(k int) T { return s.elems[k-1] }

// At returns a pointer to the k-th element, valid until the sequence changes.
func (s *Seq[T]) At(k int) *T { return &s.elems[k-1] }

// Append appends e.
func (s *Seq[T]) Append(e T) { s.elems = append(s.elems, e) }

// Truncate keeps the first n elements, TLA+'s SubSeq(s, 1, n), 0 <= n <= Len.
func (s *Seq[T]) Truncate(n int) {
	// Slicing alone would bring removed elements back from the capacity.
	checkTruncate(n, len(s.elems))
	s.elems = s.elems[:n]
}

// Head returns the first element of a sequence that is not empty.
func (s *Seq[T]) Head() T { return s.elems[0] }

// Tail removes the first element of a sequence that is not empty.
func (s *Seq[T]) Tail() { s.elems = slices.Delete(s.elems, 0, 1) }

// All iterates over positions, from 1, and elements.
func (s *Seq[T]) All() iter.Seq2[int, T] { return fromOne(s.elems) }

// Values iterates over the elements in order.
func (s *Seq[T]) Values() iter.Seq[T] { return slices.Values(s.elems) }

// String formats s as <<a, b>>.
func (s Seq[T]) String() string { return list("<<", ">>", slices.Values(s.elems)) }

// Vec is a sequence of bounded length stored in place in the array A, indexed
// from 1: what a short log should be. The zero value is the empty sequence.
//
//	type Log = spec.Vec[Entry, [4]Entry]
type Vec[T any, A Slots[T]] struct {
	_ codec.Prefix
	n uint8
	v A
}

// Len returns the length.
func (s *Vec[T, A]) Len() int { return int(s.n) }

// Cap returns the largest length.
func (s *Vec[T, A]) Cap() int { return len(s.v) }

// Get returns the k-th element, 1 <= k <= Len.
func (s *Vec[T, A]) Get(k int) T { return *s.At(k) }

// At returns a pointer to the k-th element, 1 <= k <= Len.
func (s *Vec[T, A]) At(k int) *T {
	if k > int(s.n) {
		panic(fmt.Sprintf("spec: element %d of a sequence of length %d", k, s.n))
	}
	return &s.v[k-1]
}

// Append appends e. It panics if the sequence is full.
func (s *Vec[T, A]) Append(e T) {
	if int(s.n) == len(s.v) {
		panic(fmt.Sprintf("spec: Append to a full sequence of length %d", s.n))
	}
	s.v[s.n] = e
	s.n++
}

// Truncate keeps the first n elements, TLA+'s SubSeq(s, 1, n), 0 <= n <= Len.
func (s *Vec[T, A]) Truncate(n int) {
	checkTruncate(n, int(s.n))
	var zero T
	for int(s.n) > n {
		s.n--
		s.v[s.n] = zero
	}
}

// All iterates over positions, from 1, and elements.
func (s *Vec[T, A]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for k := range int(s.n) {
			if !yield(k+1, s.v[k]) {
				return
			}
		}
	}
}

// Values iterates over the elements in order.
func (s *Vec[T, A]) Values() iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, e := range s.All() {
			if !yield(e) {
				return
			}
		}
	}
}

// String formats s as <<a, b>>.
func (s Vec[T, A]) String() string { return list("<<", ">>", s.Values()) }

// Bits is a subset of 0..63. The zero value is empty.
type Bits uint64

// Add adds k. It panics unless 0 <= k <= 63.
func (b *Bits) Add(k int) {
	if uint(k) > 63 {
		panic("spec: Bits.Add: want 0..63")
	}
	*b |= 1 << k
}

// Remove removes k.
func (b *Bits) Remove(k int) { *b &^= 1 << k }

// Has reports whether k is a member.
func (b Bits) Has(k int) bool { return b>>k&1 != 0 }

// Len returns the number of members.
func (b Bits) Len() int { return bits.OnesCount64(uint64(b)) }

// All iterates over the members in increasing order.
func (b Bits) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; b != 0; b &= b - 1 {
			if !yield(bits.TrailingZeros64(uint64(b))) {
				return
			}
		}
	}
}

// String formats b as {1, 4}.
func (b Bits) String() string { return braces(b.All()) }

func checkTruncate(n, length int) {
	if n < 0 || n > length {
		panic(fmt.Sprintf("spec: first %d elements of a sequence of length %d", n, length))
	}
}

func fromOne[T any](elems []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for k, e := range elems {
			if !yield(k+1, e) {
				return
			}
		}
	}
}

func braces[T any](elems iter.Seq[T]) string { return list("{", "}", elems) }

func list[T any](left, right string, elems iter.Seq[T]) string {
	var b strings.Builder
	b.WriteString(left)
	sep := ""
	for e := range elems {
		fmt.Fprint(&b, sep, e)
		sep = ", "
	}
	b.WriteString(right)
	return b.String()
}
