package explorer

import "testing"

// What lies outside of the heap counts as memory, too.
func TestResidentCountsTables(t *testing.T) {
	const n = 4 << 20
	before := resident()
	s := allocate[uint64](n)
	for k := range s {
		if s[k] != 0 {
			t.Fatal("memory that is not zero")
		}
		s[k] = uint64(k)
	}
	with := resident()
	if with < before+8*n/2 {
		t.Errorf("%d bytes, %d with another %d", before, with, 8*n)
	}
	outside := mapped.Load()
	release(s)
	if left := mapped.Load(); outside > 0 && left != outside-8*n {
		t.Errorf("%d bytes outside of the heap, %d after %d were released", outside, left, 8*n)
	}
}

// A table that is small, or for which the system has no pages, lies in the heap.
func TestReleaseOfHeapMemory(t *testing.T) {
	outside := mapped.Load()
	release(make([]uint64, 16))
	release(make([]uint32, 1<<20))
	release[uint64](nil)
	if mapped.Load() != outside {
		t.Errorf("%d bytes outside of the heap, %d after heap memory was released", outside, mapped.Load())
	}
}
