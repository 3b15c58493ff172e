package explorer

import "unsafe"

// mappedFrom is the least number of bytes worth pages of their own.
const mappedFrom = 1 << 17

// allocate returns n zeros. Where the system allows it, many of them lie outside of
// the heap: the garbage collector, which lets a heap double before it frees what a
// table has grown out of, would cost more memory than the tables.
func allocate[T uint32 | uint64](n int) []T {
	size := n * int(unsafe.Sizeof(T(0)))
	if size < mappedFrom {
		return make([]T, n)
	}
	pages := mapPages(size)
	if pages == nil {
		return make([]T, n)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(pages))), n)
}

// release gives back what allocate returned, which nobody may use any more.
func release[T uint32 | uint64](s []T) {
	if size := len(s) * int(unsafe.Sizeof(T(0))); size >= mappedFrom {
		unmapPages(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size))
	}
}
