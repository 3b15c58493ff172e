package codec_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// Fingerprints must not change from run to run or from machine to machine:
// counts, orders and traces depend on them.
func TestHashIsStable(t *testing.T) {
	bytes := make([]byte, 100)
	for k := range bytes {
		bytes[k] = byte(3 * k)
	}
	for _, tt := range []struct {
		n    int
		want uint64
	}{
		{0, 0x3fb00dcea28f8c32}, {1, 0x13cffddec89d1098}, {2, 0x2e9581b1821c8e49}, {3, 0x6f1b34c38d4bfd79},
		{4, 0x8ee7593d08cdd00d}, {7, 0x33b575f3b1d22ad3}, {8, 0x9333b8a410b5a3e6}, {15, 0xbd6dd3249959444a},
		{16, 0x072b59057b8697a3}, {17, 0x437c3212d73a9d12}, {32, 0xb8ca8999de247362}, {33, 0x45f29e756da32b02},
		{100, 0xcb6b493af1ba0e94},
	} {
		if got := codec.Hash(bytes[:tt.n]); got != tt.want {
			t.Errorf("Hash(%d bytes) = %#x, want %#x", tt.n, got, tt.want)
		}
	}
	if got, want := codec.Mix(1, 2), uint64(0x5b7ab2cf837bc42c); got != want {
		t.Errorf("Mix(1, 2) = %#x, want %#x", got, want)
	}
	// Whoever changes how memory is hashed or encoded changes this, too.
	if got, want := codec.Identity(), uint64(0x1fb0e156f9f166c0); got != want {
		t.Errorf("Identity() = %#x, want %#x", got, want)
	}
	if codec.Mix(1, 2) == codec.Mix(2, 1) {
		t.Error("Mix is commutative")
	}
}

// distinct requires that n inputs have different hashes, evenly spread over both
// ends of the word: the top bits choose the partition, the low ones the filter's
// slot.
func distinct(t *testing.T, n int, input func(k uint64) []byte) {
	t.Helper()
	seen := make(map[uint64]struct{}, n)
	var top, low [64]int
	for k := range n {
		h := codec.Hash(input(uint64(k)))
		seen[h] = struct{}{}
		top[h>>58]++
		low[h&63]++
	}
	if len(seen) != n {
		t.Errorf("%d collisions among %d inputs", n-len(seen), n)
	}
	want := n / 64
	for k := range 64 {
		// Ten standard deviations: not by chance.
		if spread := 10*isqrt(want) + 1; top[k] < want-spread || top[k] > want+spread || low[k] < want-spread || low[k] > want+spread {
			t.Errorf("bucket %d holds %d by the top bits, %d by the low ones, want about %d", k, top[k], low[k], want)
		}
	}
}

func isqrt(n int) int {
	r := 0
	for r*r < n {
		r++
	}
	return r
}

func TestHashSpreadsStructuredInputs(t *testing.T) {
	const million = 1_000_000
	buf := make([]byte, 64)
	at := func(offset, length, shift int) func(uint64) []byte {
		return func(k uint64) []byte {
			clear(buf)
			binary.LittleEndian.PutUint64(buf[offset:], k<<shift)
			return buf[:length]
		}
	}
	t.Run("counter", func(t *testing.T) { distinct(t, million, at(0, 8, 0)) })
	t.Run("high bits", func(t *testing.T) { distinct(t, million, at(0, 8, 44)) })
	t.Run("first block of four", func(t *testing.T) { distinct(t, million, at(0, 64, 0)) })
	t.Run("second word", func(t *testing.T) { distinct(t, million, at(8, 64, 0)) })
	t.Run("tail", func(t *testing.T) { distinct(t, million, at(27, 35, 3)) })
	t.Run("one byte a field", func(t *testing.T) {
		// Like the states of a protocol: few values in each of many bytes.
		distinct(t, million, func(k uint64) []byte {
			clear(buf)
			for i := range 20 {
				buf[2*i] = byte(k & 1)
				k >>= 1
			}
			return buf[:40]
		})
	})
	t.Run("lengths", func(t *testing.T) {
		zeros := make([]byte, 4096)
		distinct(t, len(zeros), func(k uint64) []byte { return zeros[:k] })
	})
}

// fixedSize has padding, undeclared slots, a last word that overlaps the one before,
// and words of which nothing counts.
type fixedSize struct {
	A uint8
	B uint32
	F spec.Fn[node, uint64, [4]uint64] // two of them declared
	C [3]uint8
	D spec.Subset[node]
	E uint8
}

// The memory of a value is hashed in place: each bit that is encoded must count, and
// none besides.
func TestHashOfValueSeesWhatIsEncoded(t *testing.T) {
	l := layout[fixedSize](t, domains(2, false))
	var buf []byte
	hash := func(v *fixedSize) uint64 { return l.Hash(unsafe.Pointer(v), &buf) }
	v := &fixedSize{A: 1, B: 2, C: [3]uint8{3, 4, 5}, E: 6}
	was, encoding, copied := hash(v), l.Append(nil, unsafe.Pointer(v)), *v
	memory := unsafe.Slice((*byte)(unsafe.Pointer(v)), unsafe.Sizeof(*v))
	seen := map[uint64]bool{was: true}
	counted := 0
	for i := range memory {
		for bit := range 8 {
			memory[i] ^= 1 << bit
			now := hash(v)
			if same := bytes.Equal(l.Append(nil, unsafe.Pointer(v)), encoding); same != (now == was) {
				t.Fatalf("bit %d of byte %d: encoded alike %t, hashed alike %t", bit, i, same, now == was)
			} else if changed := hashChanged(l, was, v, &copied); len(changed) > 1 || same != (len(changed) == 0) || !same && changed[0] != now {
				t.Fatalf("bit %d of byte %d: hashed %#x alone and %#x with another", bit, i, now, changed)
			} else if !same {
				counted++
				if seen[now] {
					t.Fatalf("bit %d of byte %d: a collision", bit, i)
				}
				seen[now] = true
			}
			memory[i] ^= 1 << bit
		}
	}
	if want := 8 * (1 + 4 + 2*8 + 3 + 2 + 1); counted != want {
		t.Errorf("%d bits count, want %d", counted, want)
	}
	if l.FixedSize() == 0 || len(buf) > 0 {
		t.Error("an encoding was made")
	}
	small := layout[uint32](t, nil)
	one := uint32(1)
	if got, want := small.Hash(unsafe.Pointer(&one), &buf), codec.Hash([]byte{1, 0, 0, 0}); got != want {
		t.Errorf("a value of less than a word: %#x, want that of its encoding, %#x", got, want)
	}
	none := uint32(0)
	if got, want := hashChanged(small, small.Hash(unsafe.Pointer(&none), &buf), &one, &none), []uint64{codec.Hash([]byte{1, 0, 0, 0})}; !slices.Equal(got, want) {
		t.Errorf("values of less than a word: %#x, want %#x", got, want)
	}
}

// hashChanged hashes a copy of like, v, and a copy again, by what is known of like. It
// returns the fingerprints of those that have changed.
func hashChanged[T any](l *codec.Layout, known uint64, v, like *T) []uint64 {
	values, tags, buf := [3]T{*like, *v, *like}, []uint32{10, 11, 12}, []byte(nil)
	out := make([]uint64, len(values))
	n := l.HashChanged(tags, out, unsafe.Pointer(&values), unsafe.Pointer(like), known, &buf)
	if n == 1 && tags[0] != 11 {
		panic(fmt.Sprintf("%d has changed, want 11", tags[0]))
	}
	return out[:n]
}

// Few words are not compared first.
func TestHashChangedOfSmallValues(t *testing.T) {
	type small struct {
		A [17]uint8
		B uint16
		C uint32
	}
	l := layout[small](t, nil)
	var buf []byte
	like := &small{A: [17]uint8{16: 1}, B: 2}
	known := l.Hash(unsafe.Pointer(like), &buf)
	for k := range 1 << 12 {
		v := &small{A: [17]uint8{0: uint8(k), 16: 1}, B: 2, C: uint32(k >> 8)}
		var want []uint64
		if k != 0 {
			want = []uint64{l.Hash(unsafe.Pointer(v), &buf)}
		}
		if got := hashChanged(l, known, v, like); !slices.Equal(got, want) {
			t.Fatalf("%d: %#x, want %#x", k, got, want)
		}
	}
}

func TestHashOfValueSpreads(t *testing.T) {
	l := layout[fixedSize](t, domains(2, false))
	var buf []byte
	v := new(fixedSize)
	seen := map[uint64]bool{}
	for k := range 1 << 16 {
		v.A, v.C[1], v.E, v.B = uint8(k&7), uint8(k>>3&7), uint8(k>>6&7), uint32(k>>9)
		seen[l.Hash(unsafe.Pointer(v), &buf)] = true
	}
	if len(seen) != 1<<16 {
		t.Errorf("%d collisions", 1<<16-len(seen))
	}
}
