// Package snapshot keeps values in files that are whole or refused.
//
// A file is a line that says what it is, values in the order in which they were
// written, and a checksum of all that. It appears under its name once it is on disk.
package snapshot

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash"
	"hash/crc64"
	"io"
	"os"
	"path/filepath"
	"unsafe"
)

const (
	magic      = "mcheck snapshot 1\n"
	bufferSize = 1 << 20
	sumSize    = 8
)

var table = crc64.MakeTable(crc64.ECMA)

// ErrDamaged says that a file is no snapshot, or not all of one.
var ErrDamaged = errors.New("damaged: the checksum is wrong")

// Number is what arrays may be of.
type Number interface {
	~bool | ~uint8 | ~uint32 | ~uint64
}

// Writer writes values. The first error is kept.
type Writer struct {
	buf *bufio.Writer
	sum hash.Hash64
	err error
}

// Write makes the file, of what fill writes. If that fails, a file of this name is
// left as it was.
func Write(path string, fill func(*Writer)) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	w := &Writer{sum: crc64.New(table)}
	w.buf = bufio.NewWriterSize(io.MultiWriter(file, w.sum), bufferSize)
	w.write([]byte(magic))
	fill(w)
	if err = errors.Join(w.err, w.buf.Flush()); err != nil {
		return err
	}
	if _, err = file.Write(w.sum.Sum(nil)); err != nil {
		return err
	}
	if err = errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.buf.Write(b)
	}
}

// Value writes a value of any type that gob encodes.
func (w *Writer) Value(v any) {
	var b bytes.Buffer
	w.Fail(gob.NewEncoder(&b).Encode(v))
	Put(w, b.Bytes())
}

// Fail makes an error of what should have been written the writer's, unless it is nil.
func (w *Writer) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Put writes an array.
func Put[T Number](w *Writer, values []T) {
	w.write(binary.LittleEndian.AppendUint64(nil, uint64(len(values))))
	w.write(memory(values))
}

// memory returns the bytes of an array: a snapshot is read where it was written, or
// on a machine with the same order of bytes.
func memory[T Number](values []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(*new(T))))
}

// Reader reads values in the order in which they were written. The first error is
// kept.
type Reader struct {
	buf  *bufio.Reader
	left int64 // bytes
	err  error
}

// Read lets use read the file, if all of it is there. It returns ErrDamaged if not,
// or if use reads what was not written.
func Read(path string, use func(*Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	size, err := whole(file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := file.Seek(int64(len(magic)), io.SeekStart); err != nil {
		return err
	}
	r := &Reader{buf: bufio.NewReaderSize(file, bufferSize), left: size - int64(len(magic)) - sumSize}
	if err := use(r); err != nil {
		return err
	}
	if r.err != nil {
		return fmt.Errorf("%s: %w", path, r.err)
	}
	return nil
}

// whole returns the size of the file if it ends with its checksum.
func whole(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	size := info.Size()
	if size < int64(len(magic))+sumSize {
		return 0, ErrDamaged
	}
	start := make([]byte, len(magic))
	if _, err := file.ReadAt(start, 0); err != nil {
		return 0, err
	}
	if string(start) != magic {
		return 0, ErrDamaged
	}
	sum := crc64.New(table)
	if _, err := io.CopyN(sum, file, size-sumSize); err != nil {
		return 0, err
	}
	end := make([]byte, sumSize)
	if _, err := io.ReadFull(file, end); err != nil {
		return 0, err
	}
	if !bytes.Equal(end, sum.Sum(nil)) {
		return 0, ErrDamaged
	}
	return size, nil
}

func (r *Reader) read(b []byte) {
	if r.err != nil {
		return
	}
	if r.left -= int64(len(b)); r.left < 0 {
		r.err = ErrDamaged
		return
	}
	_, r.err = io.ReadFull(r.buf, b)
}

// Value reads a value into *v.
func (r *Reader) Value(v any) {
	b := Get[byte](r)
	if r.err == nil {
		r.err = gob.NewDecoder(bytes.NewReader(b)).Decode(v)
	}
}

// Get reads an array.
func Get[T Number](r *Reader) []T {
	return GetInto(r, func(n int) []T { return make([]T, n) })
}

// GetInto reads an array into what allocate returns.
func GetInto[T Number](r *Reader, allocate func(n int) []T) []T {
	var n [8]byte
	r.read(n[:])
	count := binary.LittleEndian.Uint64(n[:])
	if r.err == nil && count > uint64(r.left)/uint64(unsafe.Sizeof(*new(T))) {
		r.err = ErrDamaged
	}
	if r.err != nil {
		return nil
	}
	values := allocate(int(count))
	r.read(memory(values))
	return values
}

// Fail makes an error of what was read the reader's, unless it is nil.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Err returns the first error so far.
func (r *Reader) Err() error { return r.err }
