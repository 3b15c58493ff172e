package explorer

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unsafe"
)

// spool is a file that is written from the start to the end, and then read, maybe
// several times. Errors are told to the disk; what is read then is nothing.
type spool struct {
	disk *disk
	file *os.File
	size int64 // bytes written
	left int64 // bytes not yet read
	w    *bufio.Writer
	r    *bufio.Reader
}

const spoolBuffer = 1 << 16

// create returns an empty spool. Of the same name there may be one that is still read.
func (d *disk) create(name string) *spool {
	file, err := os.CreateTemp(d.dir, name+"-*")
	d.fail(err)
	if err != nil {
		return &spool{disk: d, w: bufio.NewWriter(io.Discard)}
	}
	return &spool{disk: d, file: file, w: bufio.NewWriterSize(file, spoolBuffer)}
}

// bytes returns how much was written to the file, if there is one.
func (f *spool) bytes() int64 {
	if f == nil {
		return 0
	}
	return f.size
}

// close closes and removes the file, if there is one.
func (f *spool) close() {
	if f == nil || f.file == nil {
		return
	}
	_ = f.file.Close()
	_ = os.Remove(f.file.Name())
	f.file = nil
}

func (f *spool) write(b []byte) {
	f.size += int64(len(b))
	_, err := f.w.Write(b)
	f.disk.fail(err)
}

// rewind makes reads begin at the start.
func (f *spool) rewind() {
	if f.w != nil {
		f.disk.fail(f.w.Flush())
		f.w = nil
	}
	if f.file == nil {
		f.r = bufio.NewReader(strings.NewReader("")) // what failed was told
		return
	}
	_, err := f.file.Seek(0, io.SeekStart)
	f.disk.fail(err)
	f.left = f.size
	f.r = bufio.NewReaderSize(f.file, spoolBuffer)
}

// read fills b as far as there is something left, and returns how much that was. A file
// that has become shorter is an error.
func (f *spool) read(b []byte) int {
	n, err := io.ReadFull(f.r, b[:min(int64(len(b)), f.left)])
	f.left -= int64(n)
	f.disk.fail(shorter(f.file, err))
	return n
}

// shorter says of the error of a read past the end what it means.
func shorter(file *os.File, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s has become shorter", file.Name())
	}
	return err
}

// rawOf is the memory of plain values, to be written and read on the same machine.
func rawOf[T record | newcomer | numbered | uint32 | uint64](values []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(*new(T))))
}

// put writes a block of states.
func (f *spool) put(b *block) {
	var head [24]byte
	for k, v := range []int{len(b.data), len(b.ends), b.size, b.count, int(b.first), b.depth} {
		binary.LittleEndian.PutUint32(head[4*k:], uint32(v))
	}
	f.write(head[:])
	f.write(b.data)
	f.write(rawOf(b.ends))
}

// get reads a block of states into b, and reports whether there was one.
func (f *spool) get(b *block) bool {
	var head [24]byte
	if f.left == 0 || f.read(head[:]) < len(head) {
		return false
	}
	field := func(k int) int { return int(binary.LittleEndian.Uint32(head[4*k:])) }
	b.data = slices.Grow(b.data[:0], field(0))[:field(0)]
	if b.ends = nil; field(1) > 0 {
		b.ends = make([]uint32, field(1))
	}
	b.size, b.count, b.first, b.depth = field(2), field(3), uint32(field(4)), field(5)
	return f.read(b.data) == len(b.data) && f.read(rawOf(b.ends)) == 4*len(b.ends)
}

// column reads or writes a spool of numbers; there are none to read without one.
type column struct {
	f      *spool
	values []uint64
}

const columnValues = spoolBuffer / 8

func (c *column) next() (uint64, bool) {
	if c.f == nil {
		return 0, false
	}
	if len(c.values) == 0 {
		c.values = slices.Grow(c.values, columnValues)[:columnValues]
		if c.values = c.values[:c.f.read(rawOf(c.values))/8]; len(c.values) == 0 {
			return 0, false
		}
	}
	value := c.values[0]
	c.values = c.values[1:]
	return value, true
}

func (c *column) append(value uint64) {
	if c.values = append(c.values, value); len(c.values) == columnValues {
		c.flush()
	}
}

func (c *column) flush() {
	c.f.write(rawOf(c.values))
	c.values = c.values[:0]
}
