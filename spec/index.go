package spec

import (
	"fmt"
	"iter"
	"math/bits"
	"reflect"
	"slices"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// Index is what an opaque index type embeds:
//
//	type Server struct{ spec.Index }
//
// The elements of such a type can be compared for equality and iterated over,
// and nothing else: no order, no arithmetic, no "first server". This is what
// makes renaming them a symmetry of the model. The zero value is "none" (TLA+'s
// Nil): a votedFor that names nobody.
type Index = codec.Index

// IndexType is satisfied by opaque index types.
type IndexType interface {
	comparable
	~struct{ Index }
}

// MaxIndex is the largest number of elements of an index type.
const MaxIndex = codec.MaxIndex

func ord[I IndexType](i I) int { return codec.Ord(struct{ Index }(i).Index) }

// element is the conversion of a byte, which an Index is: a call of package codec would
// not be inlined where users iterate over a domain.
func element[I IndexType](ord int) I {
	i := uint8(ord)
	return *(*I)(unsafe.Pointer(&i))
}

// None reports whether i is the zero value, which is no element.
func None[I IndexType](i I) bool { return ord(i) == 0 }

// Name returns prefix and a number that tells i from other elements, or "nil"
// for none. It is meant for String methods: what a model decides must not
// depend on it.
func Name[I IndexType](prefix string, i I) string {
	if None(i) {
		return "nil"
	}
	return fmt.Sprint(prefix, ord(i))
}

// Domain is the finite set of elements of an index type: a CONSTANT such as
// Server = {s1, s2, s3}.
type Domain[I IndexType] struct{ size int }

// NewDomain returns the domain of I with the given number of elements,
// 1..MaxIndex. The number is checked when a model that uses it is compiled.
func NewDomain[I IndexType](size int) Domain[I] { return Domain[I]{size} }

// Len returns the number of elements.
func (d Domain[I]) Len() int { return d.size }

// All iterates over the elements.
func (d Domain[I]) All() iter.Seq[I] {
	return func(yield func(I) bool) {
		for k := 1; k <= d.size; k++ {
			if !yield(element[I](k)) {
				return
			}
		}
	}
}

// Others iterates over the elements other than i.
func (d Domain[I]) Others(i I) iter.Seq[I] {
	return func(yield func(I) bool) {
		for k := 1; k <= d.size; k++ {
			if k != ord(i) && !yield(element[I](k)) {
				return
			}
		}
	}
}

// Pairs iterates over the ordered pairs of different elements.
func (d Domain[I]) Pairs() iter.Seq2[I, I] {
	return func(yield func(I, I) bool) {
		for i := range d.All() {
			for j := range d.Others(i) {
				if !yield(i, j) {
					return
				}
			}
		}
	}
}

func (d Domain[I]) domain() codec.Domain {
	return codec.Domain{Type: reflect.TypeFor[I](), Size: d.size}
}

// AnyDomain is a Domain of some index type.
type AnyDomain interface{ domain() codec.Domain }

// Slots is satisfied by arrays of V: the storage of a Fn.
type Slots[V any] interface {
	[1]V | [2]V | [3]V | [4]V | [5]V | [6]V | [7]V | [8]V | [9]V | [10]V | [11]V | [12]V | [13]V | [14]V | [15]V | [16]V
}

// Fn is a function from the elements of I to values of V, TLA+'s [I -> V],
// stored in place: A is an array of V large enough for every domain of I that
// the model allows. A generic alias keeps declarations short:
//
//	type PerServer[V any] = spec.Fn[Server, V, [7]V]
//
// The zero value maps every element to V's zero value. Slots outside the
// declared domain are neither stored nor compared.
type Fn[I IndexType, V any, A Slots[V]] struct {
	_ codec.FnOf[I]
	v A
}

// At returns a pointer to the value at i, valid until the Fn is copied. It
// panics if i is none.
func (f *Fn[I, V, A]) At(i I) *V { return &f.v[ord(i)-1] }

// Get returns the value at i. It panics if i is none.
func (f *Fn[I, V, A]) Get(i I) V { return f.v[ord(i)-1] }

// Set makes v the value at i, TLA+'s [f EXCEPT ![i] = v]. It panics if i is none.
func (f *Fn[I, V, A]) Set(i I, v V) { f.v[ord(i)-1] = v }

// Where returns the elements that f maps to v, TLA+'s {i \in d : f[i] = v}. It takes the
// same time for any f: cheaper, where it is asked of every state, than a loop that a
// processor has to guess the way of.
func Where[I IndexType, V comparable, A Slots[V]](d Domain[I], f *Fn[I, V, A], v V) Subset[I] {
	var s Subset[I]
	for k := range d.size {
		is := uint16(0)
		if f.v[k] == v {
			is = 1
		}
		s.bits |= is << k
	}
	return s
}

// String formats f as [s1: a, s2: b], without the elements that it maps to V's zero
// value: f does not know its domain.
func (f Fn[I, V, A]) String() string {
	var pairs []string
	zero := fmt.Sprint(*new(V)) // as text, in which a slice that is empty is like one that is nil
	for k := range len(f.v) {
		if v := fmt.Sprint(f.v[k]); v != zero {
			pairs = append(pairs, fmt.Sprintf("%v: %s", element[I](k+1), v))
		}
	}
	return list("[", "]", slices.Values(pairs))
}

// Subset is a set of elements of I. The zero value is the empty set.
type Subset[I IndexType] struct {
	_    codec.SubsetOf[I]
	bits uint16
}

// SubsetOf returns the set of the given elements.
func SubsetOf[I IndexType](elems ...I) Subset[I] {
	var s Subset[I]
	for _, e := range elems {
		s.Add(e)
	}
	return s
}

// Add adds i, which must not be none.
func (s *Subset[I]) Add(i I) { s.bits |= 1 << (ord(i) - 1) }

// Remove removes i.
func (s *Subset[I]) Remove(i I) { s.bits &^= 1 << (ord(i) - 1) }

// Has reports whether i is a member. None is a member of no set.
func (s Subset[I]) Has(i I) bool { return uint32(s.bits)<<1>>ord(i)&1 != 0 }

// Len returns the number of members.
func (s Subset[I]) Len() int { return bits.OnesCount16(s.bits) }

// Empty reports whether there are no members.
func (s Subset[I]) Empty() bool { return s.bits == 0 }

// Contains reports whether every member of t is one of s.
func (s Subset[I]) Contains(t Subset[I]) bool { return t.bits&^s.bits == 0 }

// Union returns the elements of either set.
func (s Subset[I]) Union(t Subset[I]) Subset[I] { return Subset[I]{bits: s.bits | t.bits} }

// Intersect returns the elements of both sets.
func (s Subset[I]) Intersect(t Subset[I]) Subset[I] { return Subset[I]{bits: s.bits & t.bits} }

// All iterates over the members.
func (s Subset[I]) All() iter.Seq[I] {
	return func(yield func(I) bool) {
		for b := s.bits; b != 0; b &= b - 1 {
			if !yield(element[I](bits.TrailingZeros16(b) + 1)) {
				return
			}
		}
	}
}

// String formats s as {a, b}.
func (s Subset[I]) String() string { return braces(s.All()) }
