package codec

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// list is a slice of a value whose elements are hashed in place. Its part of the value's
// fingerprint is a sum over elements, so that a few more or less change it by a few
// terms.
type list struct {
	at     uintptr // of the slice's header
	stride uintptr
	words  []words // of an element
	short  bool    // all of an element counts, and it has two words at the most, which may overlap
	sorted bool    // in an order that the elements give: their places say nothing
}

// listsOf returns the slices of a value, and false if one cannot be hashed in place: its
// elements are less than a word, or have slices or strings themselves.
func listsOf(ops []op) ([]list, bool) {
	var out []list
	for _, o := range ops {
		if o.dyn == nil || o.dyn.kind != kSlice {
			continue
		}
		l := list{at: o.off + o.dyn.off, stride: o.dyn.stride, words: wordsOf(o.dyn.ops, o.dyn.stride), sorted: o.dyn.sorted}
		if l.words == nil || o.dyn.pointers {
			return nil, false
		}
		l.short = o.dyn.dense && l.stride <= 2*wordSize
		out = append(out, l)
	}
	return out, true
}

// term is what the k-th element adds to the sum.
func (l *list) term(data unsafe.Pointer, k int) uint64 {
	at, h := unsafe.Add(data, uintptr(k)*l.stride), uint64(0)
	if l.short {
		h = HashMemory(at, l.stride)
	} else {
		h = last(hashWords(l.words, at))
	}
	if l.sorted {
		return h
	}
	return Mix(h, uint64(k))
}

// terms adds up those of elements from..to-1.
func (l *list) terms(data unsafe.Pointer, from, to int) (sum uint64) {
	for k := from; k < to; k++ {
		sum += l.term(data, k)
	}
	return sum
}

// sum returns the list's part of the fingerprint of the value at p. The number of elements
// is in it: none has the term 0.
func (l *list) sum(p unsafe.Pointer) uint64 {
	h := sliceAt(unsafe.Add(p, l.at))
	return l.terms(h.data, 0, h.len)
}

// sumFrom is sum for a value whose list came from that of the value at q, of which the sum
// is known: most of the elements are the same.
func (l *list) sumFrom(p, q unsafe.Pointer, known uint64) uint64 {
	is, was := sliceAt(unsafe.Add(p, l.at)), sliceAt(unsafe.Add(q, l.at))
	n := l.stride * uintptr(min(is.len, was.len))
	before := prefix(is.data, was.data, n)
	if before == n && is.len == was.len {
		return known
	}
	first, after := int(before/l.stride), 0
	if l.sorted {
		n -= l.stride * uintptr(first)
		after = int(suffix(is.data, was.data, l.stride*uintptr(is.len), l.stride*uintptr(was.len), n) / l.stride)
	}
	return known + l.terms(is.data, first, is.len-after) - l.terms(was.data, first, was.len-after)
}

// prefix returns how many of the n bytes at a and b are the same, from the first on, or
// a few less.
func prefix(a, b unsafe.Pointer, n uintptr) uintptr {
	at := uintptr(0)
	for ; at+2*wordSize <= n; at += 2 * wordSize {
		if differ2(unsafe.Add(a, at), unsafe.Add(b, at)) {
			break
		}
	}
	for ; at+wordSize <= n; at += wordSize {
		if load8(a, at) != load8(b, at) {
			return at
		}
	}
	if string(bytesAt(unsafe.Add(a, at), n-at)) == string(bytesAt(unsafe.Add(b, at), n-at)) {
		return n
	}
	return at
}

// suffix is prefix for the n bytes before offsets endA and endB, from the last on.
func suffix(a, b unsafe.Pointer, endA, endB, n uintptr) uintptr {
	at := uintptr(0)
	for ; at+2*wordSize <= n; at += 2 * wordSize {
		if differ2(unsafe.Add(a, endA-at-2*wordSize), unsafe.Add(b, endB-at-2*wordSize)) {
			break
		}
	}
	for ; at+wordSize <= n && load8(a, endA-at-wordSize) == load8(b, endB-at-wordSize); at += wordSize {
	}
	return at
}

// differ2 compares two words with one branch.
func differ2(a, b unsafe.Pointer) bool {
	return (load8(a, 0)^load8(b, 0))|(load8(a, wordSize)^load8(b, wordSize)) != 0
}

func load8(p unsafe.Pointer, at uintptr) uint64 {
	return binary.LittleEndian.Uint64((*[wordSize]byte)(unsafe.Add(p, at))[:])
}

// Origin is what is known of a value that others come from by small changes.
type Origin struct {
	l           *Layout
	at          unsafe.Pointer
	fingerprint uint64
	sums        []uint64 // by list
}

// NewOrigin returns what will be known of the value at p, which Take has to be called for
// whenever it has changed.
func (l *Layout) NewOrigin(p unsafe.Pointer) *Origin {
	return &Origin{l: l, at: p, sums: make([]uint64, len(l.lists))}
}

// Take looks at the value and returns its fingerprint. Buf is that of Layout.Hash.
func (o *Origin) Take(buf *[]byte) uint64 {
	if o.l.words == nil {
		o.fingerprint = o.l.Hash(o.at, buf)
		return o.fingerprint
	}
	h := hashWords(o.l.words, o.at)
	for i := range o.l.lists {
		o.sums[i] = o.l.lists[i].sum(o.at)
		h = withList(h, o.sums[i])
	}
	o.fingerprint = last(h)
	return o.fingerprint
}

// Hash is Layout.Hash for a value that came from there.
func (o *Origin) Hash(p unsafe.Pointer, buf *[]byte) uint64 {
	if o.l.words == nil {
		if o.l.Equal(p, o.at, 0, 0) {
			return o.fingerprint
		}
		return o.l.Hash(p, buf)
	}
	return o.hash(o.l.words, p)
}

func (o *Origin) hash(own []words, p unsafe.Pointer) uint64 {
	h := hashWords(own, p)
	for i := range o.l.lists {
		h = withList(h, o.l.lists[i].sumFrom(p, o.at, o.sums[i]))
	}
	return last(h)
}

// HashOwn is Hash for a value whose slices are known to have the same elements.
func (o *Origin) HashOwn(p unsafe.Pointer, buf *[]byte) uint64 {
	if o.l.words == nil {
		return o.l.Hash(p, buf)
	}
	h := hashWords(o.l.words, p)
	for _, sum := range o.sums {
		h = withList(h, sum)
	}
	return last(h)
}

// Zeroing hashes values as if some of their fields were zero.
type Zeroing struct{ kept, gone []words }

// Zero returns what does so for the given fields, or nil if they have slices, or the values'
// memory cannot be hashed.
func (l *Layout) Zero(fields []Field) *Zeroing {
	if l.words == nil {
		return nil
	}
	gone := make([]byte, l.Type.Size())
	for _, f := range fields {
		for i := range f.Type.Size() {
			gone[f.Offset+i] = 0xff
		}
	}
	if slices.ContainsFunc(l.lists, func(li list) bool { return gone[li.at] != 0 }) {
		return nil
	}
	z := &Zeroing{kept: slices.Clone(l.words), gone: slices.Clone(l.words)}
	for i := range l.words {
		for k, off := range l.words[i].off {
			mask := binary.LittleEndian.Uint64(gone[off:])
			z.kept[i].mask[k] &^= mask
			z.gone[i].mask[k] &= mask
		}
	}
	return z
}

// HashZeroed is Hash of the value with the fields zero. It returns false if they are zero
// as it is.
func (o *Origin) HashZeroed(z *Zeroing, p unsafe.Pointer) (uint64, bool) {
	is := uint64(0)
	for i := range z.gone {
		for k := range z.gone[i].off {
			is |= z.gone[i].at(p, k)
		}
	}
	if is == 0 {
		return 0, false
	}
	return o.hash(z.kept, p), true
}
