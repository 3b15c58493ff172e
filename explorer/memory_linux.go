package explorer

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// hugePage is the size of the pages that spare most of the address look-ups that
// random access costs.
const hugePage = 2 << 20

// mapPages returns size zero bytes outside of the heap, or nil.
func mapPages(size int) []byte {
	pages, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return advised(pages)
}

// remapPages makes what mapPages returned longer, with zero bytes. It returns nil, and
// does nothing, if there is no room or it is other memory.
func remapPages(pages []byte, size int) []byte {
	if len(pages) < mappedFrom {
		return nil
	}
	longer, err := unix.Mremap(pages, size, unix.MREMAP_MAYMOVE)
	if err != nil {
		return nil
	}
	return advised(longer)
}

func advised(pages []byte) []byte {
	if len(pages) >= hugePage {
		_ = unix.Madvise(pages, unix.MADV_HUGEPAGE) // without it, it is slower
	}
	return pages
}

// residentPages returns the size of the pages that the process has in memory, or 0.
func residentPages() uint64 {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var all, resident uint64
	if _, err := fmt.Sscan(string(statm), &all, &resident); err != nil {
		return 0
	}
	return resident * uint64(os.Getpagesize())
}

// unmapPages gives back what mapPages or remapPages returned. It returns false of any
// other memory, and does nothing.
func unmapPages(pages []byte) bool { return unix.Munmap(pages) == nil }
