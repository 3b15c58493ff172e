package codec

import (
	"encoding/binary"
	"reflect"
	"slices"
	"unsafe"
)

// op is one step of the flattened encoding program: a run of n bytes, or a
// node whose length depends on the value.
type op struct {
	off uintptr
	n   uintptr
	dyn *node
}

// compile flattens the fixed part of a layout into as few byte runs as the
// padding and the undeclared slots allow.
func compile(root *node) []op {
	var ops []op
	var walk func(n *node, base uintptr)
	walk = func(n *node, base uintptr) {
		switch n.kind {
		case kBytes, kIndex, kSubset:
			at := base + n.off
			if k := len(ops) - 1; k >= 0 && ops[k].dyn == nil && ops[k].off+ops[k].n == at {
				ops[k].n += n.size
				return
			}
			ops = append(ops, op{off: at, n: n.size})
		case kStruct:
			for _, f := range n.fields {
				walk(f, base+n.off)
			}
		case kArray:
			for i := range n.count {
				walk(n.elem, base+n.off+uintptr(i)*n.stride)
			}
		default:
			ops = append(ops, op{off: base, dyn: n})
		}
	}
	walk(root, 0)
	for _, o := range ops {
		if o.dyn != nil && o.dyn.elem != nil {
			o.dyn.prepare()
		}
	}
	return ops
}

// prepare compiles the program of a dynamic node's elements.
func (n *node) prepare() {
	n.ops = compile(n.elem)
	n.dense = len(n.ops) == 1 && n.ops[0].dyn == nil && n.ops[0].n == n.stride
	n.pointers = n.elem.holdsPointers()
	n.owns = owning(n.ops)
}

func (n *node) holdsPointers() bool {
	switch n.kind {
	case kString, kSlice:
		return true
	case kArray, kPrefix:
		return n.elem.holdsPointers()
	case kStruct:
		return slices.ContainsFunc(n.fields, (*node).holdsPointers)
	}
	return false
}

func bytesAt(p unsafe.Pointer, n uintptr) []byte { return unsafe.Slice((*byte)(p), n) }

func sliceAt(p unsafe.Pointer) *sliceHeader { return (*sliceHeader)(p) }

type sliceHeader struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// Append appends the canonical encoding of the value at p to buf.
func (l *Layout) Append(buf []byte, p unsafe.Pointer) []byte {
	switch {
	case l.coded != nil:
		return appendWords(buf, l.coded, p)
	case l.fixed == 0:
		return appendOps(buf, l.ops, p)
	}
	n := len(buf)
	buf = slices.Grow(buf, l.fixed)[:n+l.fixed]
	to, at := unsafe.Pointer(&buf[n]), uintptr(0)
	for i := range l.ops {
		o := &l.ops[i]
		move(unsafe.Add(to, at), unsafe.Add(p, o.off), o.n)
		at += o.n
	}
	return buf
}

// move copies n bytes, of which there are few, hence in at most two pieces, which may
// overlap.
func move(to, from unsafe.Pointer, n uintptr) {
	switch {
	case n > 16:
		copy(bytesAt(to, n), bytesAt(from, n))
	case n >= 8:
		move2[uint64](to, from, n-8)
	case n >= 4:
		move2[uint32](to, from, n-4)
	case n >= 2:
		move2[uint16](to, from, n-2)
	default:
		*(*byte)(to) = *(*byte)(from)
	}
}

func move2[T uint16 | uint32 | uint64](to, from unsafe.Pointer, second uintptr) {
	a, b := *(*T)(from), *(*T)(unsafe.Add(from, second))
	*(*T)(to), *(*T)(unsafe.Add(to, second)) = a, b
}

// Equal reports whether the values at p and q, but for their slices at offsets
// [from, to), have the same encoding. It may say false of equal values if their
// type has padding, or slices that hold pointers.
func (l *Layout) Equal(p, q unsafe.Pointer, from, to uintptr) bool {
	return l.memory != nil && l.memory.same(p, q, from, to)
}

// FixedSize returns the length of every encoding, or 0 if lengths vary.
func (l *Layout) FixedSize() int { return l.fixed }

func fixedSize(ops []op) int {
	size := 0
	for _, o := range ops {
		if o.dyn != nil {
			return 0
		}
		size += int(o.n)
	}
	return size
}

func appendOps(buf []byte, ops []op, p unsafe.Pointer) []byte {
	for i := range ops {
		o := &ops[i]
		if o.dyn == nil {
			n := len(buf)
			buf = slices.Grow(buf, int(o.n))[:n+int(o.n)]
			move(unsafe.Pointer(&buf[n]), unsafe.Add(p, o.off), o.n)
			continue
		}
		buf = appendDyn(buf, o.dyn, unsafe.Add(p, o.off+o.dyn.off))
	}
	return buf
}

func appendDyn(buf []byte, n *node, p unsafe.Pointer) []byte {
	switch n.kind {
	case kString:
		s := *(*string)(p)
		return append(binary.AppendUvarint(buf, uint64(len(s))), s...)
	case kPrefix:
		count := int(*(*byte)(p))
		buf = append(buf, byte(count))
		return n.appendElems(buf, unsafe.Add(p, n.data-n.off), count)
	default:
		h := sliceAt(p)
		buf = binary.AppendUvarint(buf, uint64(h.len))
		return n.appendElems(buf, h.data, h.len)
	}
}

func (n *node) appendElems(buf []byte, data unsafe.Pointer, count int) []byte {
	if n.dense {
		return append(buf, bytesAt(data, n.stride*uintptr(count))...)
	}
	for i := range count {
		buf = appendOps(buf, n.ops, unsafe.Add(data, uintptr(i)*n.stride))
	}
	return buf
}

// Scratch owns the memory behind the slices of one reused value: every Decode
// or Copy into that value cuts fresh slices from it, so that whatever the value
// was made to point at before (by an action that shared a slice between two
// fields, say) is never written again.
type Scratch struct {
	l       *Layout
	arenas  []arena
	strings map[string]string
}

type arena struct {
	elem reflect.Type
	size uintptr // of elem
	data unsafe.Pointer
	used int
	cap  int
}

// NewScratch returns the buffers for one value of the layout's type.
func (l *Layout) NewScratch() *Scratch {
	s := &Scratch{l: l, strings: map[string]string{}}
	for _, t := range l.arenas {
		s.arenas = append(s.arenas, arena{elem: t, size: t.Size()})
	}
	return s
}

// Reset makes all of the scratch's memory available again. The values cut from
// it so far must not be used any more.
func (s *Scratch) Reset() {
	for i := range s.arenas {
		s.arenas[i].used = 0
	}
}

// cut returns room for n elements, with some capacity to grow that is shared
// with nobody.
func (a *arena) cut(n int) sliceHeader {
	if n == 0 && a.cap == 0 {
		return sliceHeader{}
	}
	room := n + max(4, n/2)
	if a.used+room > a.cap {
		a.grow(room)
	}
	h := sliceHeader{data: unsafe.Add(a.data, uintptr(a.used)*a.size), len: n, cap: room}
	a.used += room
	return h
}

func (a *arena) grow(room int) {
	a.cap = max(64, 2*a.cap, room)
	a.data = reflect.MakeSlice(reflect.SliceOf(a.elem), a.cap, a.cap).UnsafePointer()
	a.used = 0
}

// Copy deep-copies *src to *dst, whose former content it forgets.
func Copy[S any](s *Scratch, dst, src *S) {
	*dst = *src
	if !s.l.flat {
		s.Own(unsafe.Pointer(dst))
	}
}

// Own replaces every slice of the value at p, a shallow copy of another value,
// by a private copy.
func (s *Scratch) Own(p unsafe.Pointer) {
	s.Reset()
	s.Keep(p)
}

// Keep is Own for one value of several, which are all good until the next Reset.
func (s *Scratch) Keep(p unsafe.Pointer) { s.own(s.l.owns, p) }

// owning returns those of a program's ops whose memory a copy has to have for itself.
func owning(ops []op) (out []op) {
	for _, o := range ops {
		if o.dyn != nil && (o.dyn.kind == kSlice || o.dyn.kind == kPrefix && o.dyn.pointers) {
			out = append(out, o)
		}
	}
	return out
}

func (s *Scratch) own(ops []op, p unsafe.Pointer) {
	for i := range ops {
		o := &ops[i]
		n, at := o.dyn, unsafe.Add(p, o.off+o.dyn.off)
		if n.kind == kPrefix {
			s.ownElems(n, unsafe.Add(at, n.data-n.off), int(*(*byte)(at)))
			continue
		}
		h := sliceAt(at)
		old := *h
		*h = s.arenas[n.arena].cut(old.len)
		if !n.pointers {
			copy(bytesAt(h.data, n.stride*uintptr(old.len)), bytesAt(old.data, n.stride*uintptr(old.len)))
			continue
		}
		reflect.Copy(reflect.NewAt(n.typ, at).Elem(), reflect.NewAt(n.typ, unsafe.Pointer(&old)).Elem())
		s.ownElems(n, h.data, old.len)
	}
}

func (s *Scratch) ownElems(n *node, data unsafe.Pointer, count int) {
	for i := range count {
		s.own(n.owns, unsafe.Add(data, uintptr(i)*n.stride))
	}
}

// Decode reads the value encoded at the front of b into dst and returns the
// rest of b. Slots outside the declared domains are left as they are.
func (s *Scratch) Decode(dst unsafe.Pointer, b []byte) []byte {
	l := s.l
	switch {
	case l.coded != nil:
		return decodeWords(l.coded, dst, b)
	case l.fixed == 0:
		s.Reset()
		return s.decode(l.ops, dst, b)
	}
	from, at := unsafe.Pointer(&b[:l.fixed][0]), uintptr(0)
	for i := range l.ops {
		o := &l.ops[i]
		move(unsafe.Add(dst, o.off), unsafe.Add(from, at), o.n)
		at += o.n
	}
	return b[l.fixed:]
}

func (s *Scratch) decode(ops []op, p unsafe.Pointer, b []byte) []byte {
	for i := range ops {
		o := &ops[i]
		if o.dyn == nil {
			move(unsafe.Add(p, o.off), unsafe.Pointer(&b[:o.n][0]), o.n)
			b = b[o.n:]
			continue
		}
		n, at := o.dyn, unsafe.Add(p, o.off+o.dyn.off)
		switch n.kind {
		case kString:
			size, w := binary.Uvarint(b)
			*(*string)(at) = s.intern(b[w : w+int(size)])
			b = b[w+int(size):]
		case kPrefix:
			count := int(b[0])
			data := unsafe.Add(at, n.data-n.off)
			for was := int(*(*byte)(at)); was > count; was-- {
				reflect.NewAt(n.elem.typ, unsafe.Add(data, uintptr(was-1)*n.stride)).Elem().SetZero()
			}
			*(*byte)(at) = byte(count)
			b = s.decodeElems(n, data, count, b[1:])
		default:
			size, w := binary.Uvarint(b)
			h := sliceAt(at)
			*h = s.arenas[n.arena].cut(int(size))
			b = s.decodeElems(n, h.data, int(size), b[w:])
		}
	}
	return b
}

func (s *Scratch) decodeElems(n *node, data unsafe.Pointer, count int, b []byte) []byte {
	if n.dense {
		size := n.stride * uintptr(count)
		copy(bytesAt(data, size), b[:size])
		return b[size:]
	}
	for i := range count {
		b = s.decode(n.ops, unsafe.Add(data, uintptr(i)*n.stride), b)
	}
	return b
}

func (s *Scratch) intern(b []byte) string {
	if v, ok := s.strings[string(b)]; ok {
		return v
	}
	v := string(b)
	s.strings[v] = v
	return v
}
