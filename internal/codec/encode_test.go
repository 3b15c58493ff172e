package codec_test

import (
	"fmt"
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// text is an identity of its own: String methods follow the values, %v treats
// nil and empty slices alike.
func text(v any) string { return fmt.Sprintf("%+v", v) }

func TestPaddingIsNeverEncoded(t *testing.T) {
	type padded struct {
		A uint8
		B uint32
		C uint8
		D [2]struct {
			X uint8
			Y uint16
		}
		V spec.Vec[entry, [3]entry]
		F spec.Fn[node, entry, [4]entry]
	}
	l := layout[padded](t, domains(3, false))
	fill := func(garbage byte) *padded {
		p := new(padded)
		for i := range unsafe.Slice((*byte)(unsafe.Pointer(p)), unsafe.Sizeof(*p)) {
			*(*byte)(unsafe.Add(unsafe.Pointer(p), i)) = garbage
		}
		// Field by field: an assignment of the whole would clear the padding.
		p.A, p.B, p.C = 1, 2, 3
		for k := range p.D {
			p.D[k].X, p.D[k].Y = 4, 5
		}
		*(*uint8)(unsafe.Pointer(&p.V)) = 2
		set := func(e *entry) { e.Term, e.Value, e.Size = 6, values[1], 7 }
		set(p.V.At(1))
		set(p.V.At(2))
		for _, n := range nodes {
			set(p.F.At(n))
		}
		return p
	}
	if clean, dirty := encode(l, fill(0)), encode(l, fill(0xa5)); clean != dirty {
		t.Errorf("padding or undeclared slots were encoded:\n%x\n%x", clean, dirty)
	}
	var elems [2][]padded
	for k, garbage := range []byte{0, 0xa5} {
		elems[k] = unsafe.Slice(fill(garbage), 1)
	}
	ls := layout[[]padded](t, domains(3, false))
	if clean, dirty := encode(ls, &elems[0]), encode(ls, &elems[1]); clean != dirty {
		t.Errorf("padding inside of a slice was encoded:\n%x\n%x", clean, dirty)
	}
}

func TestNilEqualsEmpty(t *testing.T) {
	type state struct {
		S []int
		Q spec.Seq[int]
		X spec.Set[string]
	}
	l := layout[state](t, nil)
	empty := state{S: []int{}, Q: spec.SeqOf(1), X: spec.SetOf("a")}
	empty.Q.Tail()
	empty.X.Remove("a")
	if a, b := encode(l, new(state)), encode(l, &empty); a != b {
		t.Errorf("nil is %x, empty is %x", a, b)
	}
}

// The lock of a network is no part of its identity.
func TestGuardIsNotEncoded(t *testing.T) {
	type network struct {
		_      codec.Guarded
		sealed bool
		N      int
	}
	l := layout[network](t, nil)
	if a, b := encode(l, &network{N: 1}), encode(l, &network{N: 1, sealed: true}); a != b {
		t.Errorf("open is %x, sealed is %x", a, b)
	}
}

func TestEncodingIsStable(t *testing.T) {
	type state struct {
		A int16
		V spec.Vec[uint8, [3]uint8]
		S spec.Set[uint16]
		T string
		N node
		F spec.Fn[node, bool, [4]bool]
	}
	s := state{A: 0x0102, S: spec.SetOf[uint16](9, 3), T: "ab", N: nodes[2]}
	s.V.Append(7)
	s.F.Set(nodes[1], true)
	got := fmt.Sprintf("%x", encode(layout[state](t, domains(3, false)), &s))
	if want := "0201" + "0107" + "02" + "0300" + "0900" + "026162" + "03" + "000100"; got != want {
		t.Errorf("encoding is %s, want %s", got, want)
	}
}

// checkRoundTrip encodes a value and decodes it into memory that held another
// one.
func checkRoundTrip(t *testing.T, l *codec.Layout, scratch *codec.Scratch, dst *everything, bytes []byte) {
	v := made(bytes)
	code := encode(l, &v)
	rest := scratch.Decode(unsafe.Pointer(dst), []byte(code))
	if len(rest) != 0 {
		t.Fatalf("%d bytes were not read", len(rest))
	}
	if text(*dst) != text(v) {
		t.Fatalf("decoded\n%+v, want\n%+v", *dst, v)
	}
	if again := encode(l, dst); again != code {
		t.Fatalf("encodes as\n%x, want\n%x", again, code)
	}
}

func TestRoundTrip(t *testing.T) {
	l := layout[everything](t, domains(3, false))
	scratch, dst := l.NewScratch(), new(everything)
	for _, b := range samples(5_000) {
		checkRoundTrip(t, l, scratch, dst, b)
	}
}

func FuzzRoundTrip(f *testing.F) {
	l := layout[everything](f, domains(3, false))
	scratch, dst := l.NewScratch(), new(everything)
	for _, b := range samples(20) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkRoundTrip(t, l, scratch, dst, b) })
}

func TestEqualEncodingsIffEqualValues(t *testing.T) {
	l := layout[everything](t, domains(3, false))
	codes, texts := map[string]string{}, map[string]string{}
	for _, b := range samples(20_000) {
		v := made(b[:min(len(b), 40)])
		code, txt := encode(l, &v), text(v)
		if old, known := texts[code]; known && old != txt {
			t.Fatalf("one encoding for\n%s and\n%s", old, txt)
		}
		if old, known := codes[txt]; known && old != code {
			t.Fatalf("two encodings for\n%s", txt)
		}
		texts[code], codes[txt] = txt, code
	}
	if len(codes) < 5_000 {
		t.Errorf("only %d different values", len(codes))
	}
}

func TestCopyIsIndependent(t *testing.T) {
	l := layout[everything](t, domains(3, false))
	scratch := l.NewScratch()
	var dst everything
	for _, b := range samples(2_000) {
		src := made(b)
		was := text(src)
		codec.Copy(scratch, &dst, &src)
		if text(dst) != was {
			t.Fatalf("copied\n%+v, want\n%s", dst, was)
		}
		// Write to everything that the copy can reach, in place and by growing.
		for _, n := range nodes {
			for k := range dst.Inbox.At(n).Len() {
				m := dst.Inbox.At(n).At(k + 1)
				m.Entries = append(m.Entries, entry{Term: 99})
				m.Entries[0].Term = 98
			}
			dst.Inbox.At(n).Append(message{To: n})
			dst.PerNode.At(n).Size = 97
		}
		for k := range dst.Raw {
			dst.Raw[k] = append(dst.Raw[k], 96)
			dst.Raw[k][0] = 95
		}
		for k := range dst.Deep.Len() {
			dst.Deep.At(k + 1).Add(nodes[k])
		}
		dst.Raw = append(dst.Raw, []int16{1})
		dst.Words.Add("new")
		dst.Bag.Add(entry{Term: 94})
		if text(src) != was {
			t.Fatalf("the source became\n%+v, was\n%s", src, was)
		}
	}
}

// Growing one slice of a copy must not write into another, although all are cut
// from the same memory.
func TestSlackIsNotShared(t *testing.T) {
	type state struct{ A, B [][]int }
	l := layout[state](t, nil)
	scratch := l.NewScratch()
	src := state{A: [][]int{{1}, {2, 3}, nil}, B: [][]int{{4}}}
	check := func(what string, s *state) {
		t.Helper()
		for k := range s.A {
			for n := range 40 {
				s.A[k] = append(s.A[k], n)
			}
		}
		for range 40 {
			s.A = append(s.A, []int{9})
		}
		got := text([]any{s.A[1][:2], s.B, src})
		if want := text([]any{[]int{2, 3}, [][]int{{4}}, state{A: [][]int{{1}, {2, 3}, nil}, B: [][]int{{4}}}}); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	var s state
	for range 3 {
		codec.Copy(scratch, &s, &src)
		check("copied", &s)
		scratch.Decode(unsafe.Pointer(&s), l.Append(nil, unsafe.Pointer(&src)))
		check("decoded", &s)
	}
}

// Whatever an action did to the slices of a reused value, the next copy does not
// write there.
func TestReusedValueForgetsItsSlices(t *testing.T) {
	type state struct{ A, B []int }
	l := layout[state](t, nil)
	scratch := l.NewScratch()
	src, s := state{A: []int{1, 2}, B: []int{3}}, state{}
	codec.Copy(scratch, &s, &src)
	s.A = src.B // as an action must not
	s.B = s.A
	codec.Copy(scratch, &s, &state{A: []int{7}, B: []int{8}})
	if got := text(src); got != "{A:[1 2] B:[3]}" {
		t.Errorf("the source became %s", got)
	}
	if got := text(s); got != "{A:[7] B:[8]}" {
		t.Errorf("the copy is %s", got)
	}
}

// A model's states are encoded by one layout and decoded by another, where only one of them
// uses the symmetry.
func TestEncodingIsThatOfTheSymmetricLayout(t *testing.T) {
	type state struct {
		Of   spec.Fn[node, uint8, [7]uint8]
		Has  spec.Subset[node]
		Last node
		Some [9]uint8
	}
	plain := domains(3, false)
	for k := range plain {
		plain[k].Alike = true
	}
	v := state{Some: [9]uint8{8: 5}}
	for i := range spec.NewDomain[node](3).All() {
		v.Of.Set(i, 7)
		v.Has.Add(i)
		v.Last = i
	}
	l, symmetric := layout[state](t, plain), layout[state](t, domains(3, true))
	code := encode(l, &v)
	if other := encode(symmetric, &v); code != other {
		t.Errorf("encoded as %x, and as %x where the symmetry is used", code, other)
	}
	if alone := encode(layout[state](t, domains(3, false)), &v); len(alone)%8 != 0 || alone == code {
		t.Errorf("encoded as %x without symmetry, which should be in words", alone)
	}
}
