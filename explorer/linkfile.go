package explorer

import (
	"encoding/binary"
	"os"
	"sync"
)

// linkFile has the first segments of links: of each the parents, and then the steps.
type linkFile struct {
	file   *os.File
	stored uint32 // segments

	mu     sync.Mutex
	failed error // the first error of get
}

// store moves to disk all segments that are complete.
func (l *links) store(d *disk) {
	if l.file == nil {
		file, err := os.CreateTemp(d.dir, "links-*")
		if d.fail(err); err != nil {
			return
		}
		l.file = &linkFile{file: file}
	}
	for f := l.file; uint64(f.stored+1)<<segmentBits <= l.n; f.stored++ {
		k := f.stored
		for part, values := range [][]uint32{l.parents[k], l.steps[k]} {
			if _, err := f.file.WriteAt(rawOf(values), f.at(k, uint32(part)*segmentSize)); err != nil {
				d.fail(err)
				return
			}
		}
		release(l.parents[k])
		release(l.steps[k])
		l.parents[k], l.steps[k] = nil, nil
	}
}

// segment reads a whole segment.
func (f *linkFile) segment(k uint32) (parents, steps []uint32, err error) {
	parents, steps = make([]uint32, segmentSize), make([]uint32, segmentSize)
	for part, values := range [][]uint32{parents, steps} {
		if _, err = f.file.ReadAt(rawOf(values), f.at(k, uint32(part)*segmentSize)); err != nil {
			break
		}
	}
	return parents, steps, shorter(f.file, err)
}

func (f *linkFile) at(segment, k uint32) int64 { return 4 * (2*segmentSize*int64(segment) + int64(k)) }

func (f *linkFile) has(segment uint32) bool { return f != nil && segment < f.stored }

// get returns a link. If it cannot be read the path ends there, and failed says why.
func (f *linkFile) get(segment, k uint32) (parent, step uint32) {
	var b [8]byte
	_, err := f.file.ReadAt(b[:4], f.at(segment, k))
	if err == nil {
		_, err = f.file.ReadAt(b[4:], f.at(segment, segmentSize+k))
	}
	if err != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.failed = shorter(f.file, err)
		return noParent, 0
	}
	return binary.NativeEndian.Uint32(b[:4]), binary.NativeEndian.Uint32(b[4:])
}

// error returns why a link could not be read.
func (f *linkFile) error() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed
}
