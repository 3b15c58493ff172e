package codec

import (
	"encoding/binary"
	"math/bits"
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
	h = mix(mix(lo^k1^h, hi^k2)^uint64(n), k3^h)
	if h == 0 {
		return k0
	}
	return h
}
