package codec

import (
	"bytes"
	"reflect"
	"unsafe"
)

// Index is the representation of an element of an opaque index type: 0 is
// "none", 1..n are the elements. Package spec embeds it in exported types whose
// users can only compare and iterate.
type Index struct{ ord uint8 }

// MakeIndex returns the index with the given ordinal, 0 meaning none.
func MakeIndex(ord int) Index { return Index{uint8(ord)} }

// Ord returns the ordinal of i: 0 for none, else 1..n.
func Ord(i Index) int { return int(i.ord) }

// MaxIndex is the largest number of elements that an index type may have.
const MaxIndex = 16

// The marks below are zero-size fields by which package spec tells the codec
// what a struct means. A mark is always the struct's first field.
type (
	// FnOf marks struct{ mark; array }: a function whose i-th slot belongs to
	// the i-th element of I. Only the slots of the declared domain exist.
	FnOf[I any] struct{}
	// SubsetOf marks struct{ mark; uint16 }: bit i-1 stands for element i of I.
	SubsetOf[I any] struct{}
	// Prefix marks struct{ mark; uint8; array }: only the first n slots exist.
	Prefix struct{}
	// Sorted marks struct{ mark; ...; slice }: the slice is kept in the order
	// of Compare, so that renaming indices must sort it again.
	Sorted struct{}
	// Guarded marks struct{ mark; bool; ... }: the bool guards the rest against
	// being read and is no part of the value's identity.
	Guarded struct{}
)

type indexMark interface{ indexType() reflect.Type }

func (FnOf[I]) indexType() reflect.Type     { return reflect.TypeFor[I]() }
func (SubsetOf[I]) indexType() reflect.Type { return reflect.TypeFor[I]() }

// IsIndex reports whether t is an index type: a struct whose only field is an
// embedded Index.
func IsIndex(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Type == reflect.TypeFor[Index]()
}

// SameMemory reports whether two values, ordered by o, hold the same bytes. Types with pointers
// never do, and neither may equal values with padding: false means unknown.
func SameMemory[T any](o *Order, a, b *T) bool {
	if !o.flat {
		return false
	}
	n := unsafe.Sizeof(*a)
	return bytes.Equal(bytesAt(unsafe.Pointer(a), n), bytesAt(unsafe.Pointer(b), n))
}
