package codec

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

const wordSize = 8

// words are four times eight bytes of a value's memory, and which of their bits are part
// of its identity.
type words struct {
	off  [4]uintptr
	mask [4]uint64
}

func (w *words) at(p unsafe.Pointer, k int) uint64 {
	return binary.LittleEndian.Uint64((*[wordSize]byte)(unsafe.Add(p, w.off[k]))[:]) & w.mask[k]
}

// fold multiplies and folds pairs, independently of each other: a processor works on both.
func (w *words) fold(p unsafe.Pointer) uint64 {
	return mix(w.at(p, 0)^k0, w.at(p, 1)^k1) ^ mix(w.at(p, 2)^k2, w.at(p, 3)^k3)
}

// wordsOf covers the bytes that count, of a value of the given size. It returns nil if there
// is less than a word, or if what counts depends on the value: of slices that is left to
// listsOf, and slots of a Vec that are not in use are zero.
func wordsOf(ops []op, size uintptr) []words {
	counts := make([]byte, size) // 0xff for the bytes that count
	if size < wordSize || !mark(counts, ops, 0) {
		return nil
	}
	out, n := []words{}, 0
	for off := uintptr(0); off < size; off += wordSize {
		at := min(off, size-wordSize)
		if mask := binary.LittleEndian.Uint64(counts[at:]); mask != 0 {
			if n%4 == 0 {
				out = append(out, words{})
			}
			out[n/4].off[n%4], out[n/4].mask[n%4] = at, mask
			n++
		}
		clear(counts[at : at+wordSize]) // the last word may overlap the one before
	}
	return out
}

// mark marks what the program encodes of a value that begins at an offset, but for slices.
// It returns false if there are strings.
func mark(counts []byte, ops []op, at uintptr) bool {
	for _, o := range ops {
		n, first := o.n, at+o.off
		switch d := o.dyn; {
		case d == nil:
		case d.kind == kPrefix:
			n, first = 1, first+d.off
			for i := range d.count {
				if !mark(counts, d.ops, at+o.off+d.data+uintptr(i)*d.stride) {
					return false
				}
			}
		case d.kind == kSlice && at == 0:
			continue
		default:
			return false
		}
		for i := range n {
			counts[first+i] = 0xff
		}
	}
	return true
}

// hashWords hashes the value's own memory.
func hashWords(groups []words, p unsafe.Pointer) uint64 {
	if len(groups) == 0 {
		return k0
	}
	h := groups[0].fold(p)
	for i := range groups[1:] {
		h = bits.RotateLeft64(h, 29)*k1 + groups[1+i].fold(p)
	}
	return h
}

// differ reports whether two values of fixed size are different ones.
func differ(groups []words, p, q unsafe.Pointer) bool {
	diff := uint64(0)
	for i := range groups {
		w := &groups[i]
		for k := range w.off {
			diff |= w.at(p, k) ^ w.at(q, k)
		}
	}
	return diff != 0
}

// word is one of a value's words.
type word struct {
	off  uintptr
	mask uint64
}

// inWords returns the words that small values are encoded in, so that no loop over bytes
// is needed, or nil if that would be more than twice as long as the given size.
func inWords(groups []words, size int) (out []word) {
	for _, w := range groups {
		for k, mask := range w.mask {
			if mask != 0 {
				out = append(out, word{w.off[k], mask})
			}
		}
	}
	if len(out)*wordSize > 2*size {
		return nil
	}
	return out
}

func appendWords(buf []byte, words []word, p unsafe.Pointer) []byte {
	n := len(buf)
	buf = slices.Grow(buf, len(words)*wordSize)[:n+len(words)*wordSize]
	to := unsafe.Slice((*[wordSize]byte)(unsafe.Pointer(&buf[n])), len(words))
	for i, w := range words {
		v := binary.LittleEndian.Uint64((*[wordSize]byte)(unsafe.Add(p, w.off))[:])
		binary.LittleEndian.PutUint64(to[i][:], v&w.mask)
	}
	return buf
}

// decodeWords leaves alone what is not part of the value's identity.
func decodeWords(words []word, p unsafe.Pointer, b []byte) []byte {
	from := unsafe.Slice((*[wordSize]byte)(unsafe.Pointer(&b[:len(words)*wordSize][0])), len(words))
	for i, w := range words {
		at := (*[wordSize]byte)(unsafe.Add(p, w.off))[:]
		binary.LittleEndian.PutUint64(at, binary.LittleEndian.Uint64(at)&^w.mask|binary.LittleEndian.Uint64(from[i][:]))
	}
	return b[len(words)*wordSize:]
}
