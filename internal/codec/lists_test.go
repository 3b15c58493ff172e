package codec_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// note is an element that is hashed in place, with padding inside and a last word that
// overlaps the one before.
type note struct {
	To   node
	Term uint32
	What [3]uint16
}

// listed has all that is hashed in place.
type listed struct {
	A     uint8
	Seq   spec.Seq[note]
	Log   spec.Vec[entry, [3]entry]
	Set   spec.Set[note]
	Logs  spec.Fn[node, spec.Vec[uint16, [4]uint16], [4]spec.Vec[uint16, [4]uint16]]
	Bag   spec.Bag[note]
	Deep  spec.Vec[spec.Vec[uint8, [2]uint8], [2]spec.Vec[uint8, [2]uint8]]
	Words []uint64
}

// mutate makes a small change, or none.
func (s *listed) mutate(rng *rand.Rand) {
	few := func() uint16 { return uint16(rng.IntN(3)) }
	some := note{To: nodes[rng.IntN(3)], Term: uint32(few()), What: [3]uint16{few(), 0, few()}}
	logs := s.Logs.At(nodes[rng.IntN(3)])
	switch rng.IntN(16) {
	case 0:
		s.A = uint8(few())
	case 1:
		s.Seq.Append(some)
	case 2:
		if s.Seq.Len() > 0 {
			s.Seq.Tail()
		}
	case 3:
		if n := s.Seq.Len(); n > 0 {
			s.Seq.At(1+rng.IntN(n)).Term++
		}
	case 4:
		if s.Log.Len() < s.Log.Cap() {
			s.Log.Append(entry{Term: uint8(few()), Size: uint32(few())})
		}
	case 5:
		s.Log.Truncate(rng.IntN(s.Log.Len() + 1))
	case 6, 7, 8:
		s.Set.Add(some)
	case 9:
		s.Set.Remove(some)
	case 10:
		if logs.Len() < logs.Cap() {
			logs.Append(few())
		}
	case 11:
		logs.Truncate(rng.IntN(logs.Len() + 1))
	case 12:
		s.Bag.Add(some)
	case 13:
		s.Bag.Remove(some)
	case 14:
		if s.Deep.Len() < s.Deep.Cap() {
			s.Deep.Append(spec.Vec[uint8, [2]uint8]{})
		} else if inner := s.Deep.At(1 + rng.IntN(2)); inner.Len() < inner.Cap() {
			inner.Append(uint8(few()))
		} else {
			inner.Truncate(1)
		}
	case 15:
		s.Words = append(s.Words, uint64(few()))
		if len(s.Words) > 3 {
			s.Words = s.Words[1:]
		}
	}
}

// Values have the same fingerprint if and only if they have the same encoding, and the
// one that comes from another by small changes has the one that it has by itself. What
// is decoded into memory that held something else, copied, or made step by step is alike.
func TestHashOfLists(t *testing.T) {
	l := layout[listed](t, domains(3, false))
	rng := rand.New(rand.NewPCG(1, 2))
	var buf []byte
	hash := func(v *listed) uint64 { return l.Hash(unsafe.Pointer(v), &buf) }
	var parent, child, decoded listed
	parentMem, childMem, decodedMem := l.NewScratch(), l.NewScratch(), l.NewScratch()
	origin := l.NewOrigin(unsafe.Pointer(&parent))
	fields := reflect.TypeFor[listed]()
	field := func(name string) codec.Field {
		f, _ := fields.FieldByName(name)
		return codec.Field{Path: name, Offset: f.Offset, Type: f.Type}
	}
	zero, nothing := l.Zero([]codec.Field{field("A"), field("Logs")}), 0
	if l.Zero([]codec.Field{field("A"), field("Set")}) != nil {
		t.Error("a set is zeroed like what has no memory elsewhere")
	}
	seen, encodings, same := map[string]uint64{}, map[uint64]string{}, 0
	for range 200_000 {
		known := origin.Take(&buf)
		codec.Copy(childMem, &child, &parent)
		for range rng.IntN(4) {
			child.mutate(rng)
		}
		encoding, fp := string(l.Append(nil, unsafe.Pointer(&child))), hash(&child)
		if got := origin.Hash(unsafe.Pointer(&child), &buf); got != fp {
			t.Fatalf("%+v from %+v: %#x, alone %#x", child, parent, got, fp)
		}
		zeroed := child
		zeroed.A, zeroed.Logs = listed{}.A, listed{}.Logs
		got, differs := origin.HashZeroed(zero, unsafe.Pointer(&child))
		if want := hash(&zeroed); differs != (want != fp) || differs && got != want {
			t.Fatalf("%+v zeroed: %#x (%v), want %#x", child, got, differs, want)
		}
		if !differs {
			nothing++
		}
		if equal := encoding == string(l.Append(nil, unsafe.Pointer(&parent))); equal != (fp == known) {
			t.Fatalf("%+v from %+v: encoded alike %v, hashed alike %v", child, parent, equal, fp == known)
		} else if equal {
			same++
		}
		if was, ok := seen[encoding]; ok && was != fp {
			t.Fatalf("%+v: %#x, and before %#x", child, fp, was)
		}
		if was, ok := encodings[fp]; ok && was != encoding {
			t.Fatalf("%+v: a collision", child)
		}
		seen[encoding], encodings[fp] = fp, encoding
		decodedMem.Decode(unsafe.Pointer(&decoded), []byte(encoding))
		if got := hash(&decoded); got != fp || !bytes.Equal(l.Append(nil, unsafe.Pointer(&decoded)), []byte(encoding)) {
			t.Fatalf("%+v decoded: %#x, want %#x", child, got, fp)
		}
		codec.Copy(parentMem, &parent, &child)
		if rng.IntN(40) == 0 {
			parent = listed{}
		}
	}
	if len(seen) < 100_000 || same < 10_000 || nothing < 1000 || len(buf) > 0 {
		t.Errorf("%d values, %d changes of nothing, %d with nothing to zero, %d bytes encoded", len(seen), same, nothing, len(buf))
	}
}
