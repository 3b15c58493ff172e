package codec

import (
	"fmt"
	"unsafe"
)

// Within returns an error if the value at p mentions an element of an index type
// that is outside of the declared domain: a value that came from elsewhere, where
// the domain is larger.
func (l *Layout) Within(p unsafe.Pointer) error { return l.within(l.root, p) }

func (l *Layout) within(n *node, base unsafe.Pointer) error {
	at := unsafe.Add(base, n.off)
	switch n.kind {
	case kIndex:
		return l.has(n.dom, int(*(*byte)(at)))
	case kSubset:
		for k, bits := 1, *(*uint16)(at); bits != 0; k, bits = k+1, bits>>1 {
			if err := l.has(n.dom, k*int(bits&1)); err != nil {
				return err
			}
		}
	case kStruct:
		for _, f := range n.fields {
			if err := l.within(f, at); err != nil {
				return err
			}
		}
	case kArray:
		return l.elemsWithin(n, at, n.count)
	case kPrefix:
		return l.elemsWithin(n, unsafe.Add(base, n.data), int(*(*byte)(at)))
	case kSlice:
		h := sliceAt(at)
		return l.elemsWithin(n, h.data, h.len)
	}
	return nil
}

func (l *Layout) elemsWithin(n *node, data unsafe.Pointer, count int) error {
	for i := range count {
		if err := l.within(n.elem, unsafe.Add(data, uintptr(i)*n.stride)); err != nil {
			return err
		}
	}
	return nil
}

// has returns an error unless the domain has an element with the ordinal; 0 is
// none, which every type has.
func (l *Layout) has(dom, ord int) error {
	if d := l.domains[dom]; ord > d.Size {
		return fmt.Errorf("element %d of %s, of which there are %d", ord, d.Type.Name(), d.Size)
	}
	return nil
}

// gap is the memory of slots that belong to no element of the declared domain.
type gap struct{ off, n uintptr }

// gaps lists them, but for those in slices and in sequences of varying length.
func gaps(n *node, base uintptr) (all []gap) {
	at := base + n.off
	switch n.kind {
	case kStruct:
		for _, f := range n.fields {
			all = append(all, gaps(f, at)...)
		}
	case kArray:
		for i := range n.count {
			all = append(all, gaps(n.elem, at+uintptr(i)*n.stride)...)
		}
		if slots := n.typ.Len(); slots > n.count {
			all = append(all, gap{at + uintptr(n.count)*n.stride, uintptr(slots-n.count) * n.stride})
		}
	}
	return all
}

// Beyond reports whether the value at p has something in a slot that belongs to no
// element of the declared domain: it is no part of the value's identity.
func (l *Layout) Beyond(p unsafe.Pointer) bool {
	for _, g := range l.gaps {
		for _, b := range bytesAt(unsafe.Add(p, g.off), g.n) {
			if b != 0 {
				return true
			}
		}
	}
	return false
}
