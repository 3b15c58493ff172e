package codec_test

import (
	"encoding/binary"
	"testing"

	"github.com/mcheck/mcheck/internal/codec"
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
