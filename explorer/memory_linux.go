package explorer

import "syscall"

// mapPages returns size zero bytes outside of the heap, or nil. Huge pages spare most
// of the address look-ups that random access costs.
func mapPages(size int) []byte {
	const hugePage = 2 << 20
	pages, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	if size >= hugePage {
		_ = syscall.Madvise(pages, syscall.MADV_HUGEPAGE) // without it, it is slower
	}
	return pages
}

// unmapPages gives back what mapPages returned. It returns false of any other memory,
// and does nothing.
func unmapPages(pages []byte) bool { return syscall.Munmap(pages) == nil }
