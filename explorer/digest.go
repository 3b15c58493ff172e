package explorer

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"

	"github.com/mcheck/mcheck/internal/codec"
)

// Digest tells sets of states apart: the sum of 128 bits that are drawn from each
// state's fingerprint, so that the order in which they were found does not matter.
// It guards against accidents and careless forgery: as fingerprints are, it is no
// cryptographic hash.
type Digest struct{ High, Low uint64 }

// The constants make two words of one fingerprint.
const (
	digestHigh = 0x9E3779B97F4A7C15
	digestLow  = 0xC2B2AE3D27D4EB4F
)

// add adds a state with the given fingerprint.
func (d *Digest) add(fp uint64) {
	d.merge(Digest{codec.Mix(fp, digestHigh), codec.Mix(fp, digestLow)})
}

// merge adds the states of e, none of which are in d.
func (d *Digest) merge(e Digest) {
	var carry uint64
	d.Low, carry = bits.Add64(d.Low, e.Low, 0)
	d.High, _ = bits.Add64(d.High, e.High, carry)
}

// String returns 32 hexadecimal digits.
func (d Digest) String() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], d.High)
	binary.BigEndian.PutUint64(b[8:], d.Low)
	return hex.EncodeToString(b[:])
}
