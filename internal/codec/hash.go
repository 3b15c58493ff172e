package codec

import (
	"encoding/binary"
	"math/bits"
	"reflect"
	"unsafe"
)

// Odd 64-bit constants with balanced bits, from the digits of pi.
const (
	k0 = 0x243f6a8885a308d3
	k1 = 0x13198a2e03707345
	k2 = 0xa4093822299f31d1
	k3 = 0x082efa98ec4e6c89
)

// mix folds the 128-bit product of a and b: each input bit reaches each output
// bit.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// Mix combines two words into one; it is not commutative.
func Mix(a, b uint64) uint64 { return mix(a^k1, b^k3) }

// Hash returns the 64-bit fingerprint of b: multiply-and-fold over 16-byte
// blocks, the length mixed in at the end. It depends on nothing but b, on any
// machine and in any run; 0 is never returned.
func Hash(b []byte) uint64 {
	h := uint64(k0)
	n := len(b)
	for len(b) > 16 {
		h = mix(binary.LittleEndian.Uint64(b)^k1^h, binary.LittleEndian.Uint64(b[8:])^k2)
		h = bits.RotateLeft64(h, 29) + k3
		b = b[16:]
	}
	var lo, hi uint64
	switch {
	case len(b) >= 8:
		lo, hi = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[len(b)-8:])
	case len(b) >= 4:
		lo, hi = uint64(binary.LittleEndian.Uint32(b)), uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	case len(b) > 0:
		lo = uint64(b[0]) | uint64(b[len(b)/2])<<8 | uint64(b[len(b)-1])<<16
	}
	return finish(h, lo, hi, n)
}

// HashMemory hashes the n bytes at p for tables in memory, in little time if they are 8 to 16.
func HashMemory(p unsafe.Pointer, n uintptr) uint64 {
	if n >= wordSize && n <= 2*wordSize {
		return last(mix(load8(p, 0)^k0, load8(p, n-wordSize)^k2))
	}
	return Hash(bytesAt(p, n))
}

// finish mixes in the last two words and the length.
func finish(h, lo, hi uint64, n int) uint64 {
	return nonzero(mix(mix(lo^k1^h, hi^k2)^uint64(n), k3^h))
}

// Hash returns the 64-bit fingerprint of the value at p: equal values have the same,
// on any machine and in any run; it is never 0. Buf is room for an encoding, which is
// made only if the value's memory cannot be hashed.
func (l *Layout) Hash(p unsafe.Pointer, buf *[]byte) uint64 {
	if l.words == nil {
		*buf = l.Append((*buf)[:0], p)
		return Hash(*buf)
	}
	h := hashWords(l.words, p)
	for i := range l.lists {
		h = withList(h, l.lists[i].sum(p))
	}
	return last(h)
}

func withList(h, sum uint64) uint64 { return bits.RotateLeft64(h, 29)*k1 + mix(sum^k2, k0) }

func last(h uint64) uint64 { return nonzero(mix(h^k1, k3)) }

// HashChanged hashes values without slices, one after the other from p, that came from the
// one at q, whose fingerprint is known. It moves to the front the tags of those that differ from it, puts
// their fingerprints into out, and returns how many they are. Buf is that of Hash.
func (l *Layout) HashChanged(tags []uint32, out []uint64, p, q unsafe.Pointer, known uint64, buf *[]byte) int {
	size, n := l.Type.Size(), 0
	out = out[:len(tags)]
	if len(l.words) == 1 { // there is no less to compare than to hash
		w := &l.words[0]
		for i, tag := range tags {
			p := unsafe.Add(p, uintptr(i)*size)
			h := mix(w.at(p, 0)^k0, w.at(p, 1)^k1) ^ mix(w.at(p, 2)^k2, w.at(p, 3)^k3) // fold, inlined
			h = last(h)
			tags[n], out[n] = tag, h
			if h != known { // as likely as not, hence no branch
				n++
			}
		}
		return n
	}
	for i, tag := range tags {
		p := unsafe.Add(p, uintptr(i)*size)
		if l.words != nil && !differ(l.words, p, q) {
			continue
		}
		if h := l.Hash(p, buf); h != known {
			tags[n], out[n] = tag, h
			n++
		}
	}
	return n
}

// Identity tells apart the ways of encoding and hashing of different versions, by what they
// make of some values: what a program has written means nothing to one with another.
func Identity() uint64 {
	h := Hash([]byte("a value with more bytes than are hashed at once"))
	for _, groups := range [][]words{make([]words, 1), make([]words, 2)} { // a few, and many
		var value [2 * wordSize * 4]byte
		for i := range value {
			value[i] = byte(i)
		}
		for i := range groups {
			for k := range groups[i].off {
				groups[i].off[k], groups[i].mask[k] = uintptr(4*i+k)*wordSize, ^uint64(0)
			}
		}
		h = Mix(h, (&Layout{words: groups}).Hash(unsafe.Pointer(&value), nil))
	}
	sample := struct {
		A uint8
		B [3]uint32
		C []uint64
	}{1, [3]uint32{2, 3, 4}, []uint64{5, 6}}
	l, err := Of(reflect.TypeOf(sample), nil)
	if err != nil {
		panic(err)
	}
	in := struct {
		A uint8
		B [3]uint32
	}{sample.A, sample.B}
	words, err := Of(reflect.TypeOf(in), nil)
	if err != nil {
		panic(err)
	}
	h = Mix(h, l.Hash(unsafe.Pointer(&sample), nil))
	return Mix(h, Hash(words.Append(nil, unsafe.Pointer(&in))))
}

func nonzero(h uint64) uint64 {
	if h == 0 {
		return k0
	}
	return h
}
