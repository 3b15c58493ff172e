package explorer

import (
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"unsafe"
)

// mappedFrom is the least number of bytes worth pages of their own.
const mappedFrom = 1 << 17

// mapped counts the bytes that lie outside of the heap.
var mapped atomic.Int64

// allocate returns n zeros. Where the system allows it, many of them lie outside of
// the heap: the garbage collector, which lets a heap double before it frees what a
// table has grown out of, would cost more memory than the tables.
func allocate[T byte | uint32 | uint64](n int) []T {
	size := n * int(unsafe.Sizeof(T(0)))
	if size < mappedFrom {
		return make([]T, n)
	}
	pages := mapPages(size)
	if pages == nil {
		return make([]T, n)
	}
	mapped.Add(int64(size))
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(pages))), n)
}

// extend returns s with zeros after it, n elements in all. Nobody may use s any more:
// its memory is part of the result, or given back.
func extend[T byte | uint32 | uint64](s []T, n int) []T {
	if pages := remapPages(bytesOf(s), n*int(unsafe.Sizeof(T(0)))); pages != nil {
		mapped.Add(int64(len(pages) - len(bytesOf(s))))
		return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(pages))), n)
	}
	longer := allocate[T](n)
	copy(longer, s)
	release(s)
	return longer
}

func bytesOf[T byte | uint32 | uint64](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(T(0))))
}

// release gives back what allocate returned, which nobody may use any more.
func release[T byte | uint32 | uint64](s []T) {
	if pages := bytesOf(s); len(pages) >= mappedFrom && unmapPages(pages) {
		mapped.Add(-int64(len(pages)))
	}
}

// tooLarge reports whether the process needs more memory than it may have. What it
// holds without need does not count.
func (o *Options) tooLarge() bool {
	if o.Memory == 0 || o.resident() <= o.Memory {
		return false
	}
	debug.FreeOSMemory()
	return o.resident() > o.Memory
}

// resident returns the memory that the process holds, in bytes: what the system says,
// or else what was asked for.
func resident() uint64 {
	if size := residentPages(); size > 0 {
		return size
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() - sample[1].Value.Uint64() + uint64(mapped.Load())
}
