package codec

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

const self = 0x9e3779b97f4a7c15

// signatures adds to next[g], for every element g, a summary of where and how
// the value mentions g: equal for values that differ by a renaming.
func (r *Renamer) signatures(p unsafe.Pointer) {
	for i := range r.ops {
		o := &r.ops[i]
		at := unsafe.Add(p, o.off)
		switch o.kind {
		case kIndex, kSubset:
			r.spread(r.ops[i:i+1], p, o.id, -1)
		case kArray:
			for k := range o.count {
				g, e := o.first+k, unsafe.Add(at, uintptr(k)*o.node.stride)
				h := r.hash(o.elem, e, g)
				r.next[g] += Mix(h, o.id)
				if o.moves {
					r.spread(o.elem, e, h^o.id, g)
				}
			}
		case kPrefix, kSlice:
			if !o.moves {
				continue
			}
			data, n := o.node.elements(at)
			for k := range n {
				e := unsafe.Add(data, uintptr(k)*o.node.stride)
				h := r.hash(o.elem, e, -1) ^ o.id
				if o.order == nil {
					h = Mix(h, uint64(k))
				}
				r.spread(o.elem, e, h, -1)
			}
		}
	}
}

// hash summarises the value at p, owned by element owner or by none (-1).
func (r *Renamer) hash(ops []symOp, p unsafe.Pointer, owner int) uint64 {
	h := uint64(len(ops))
	for i := range ops {
		o := &ops[i]
		at := unsafe.Add(p, o.off)
		switch o.kind {
		case kBytes:
			h = Mix(h, load(at, o.n))
		case kString:
			h = Mix(h, Hash([]byte(*(*string)(at))))
		case kIndex:
			h = Mix(h, r.seen(o.first+int(*(*byte)(at))-1, owner, *(*byte)(at) == 0))
		case kSubset:
			var sum uint64
			for b := *(*uint16)(at); b != 0; b &= b - 1 {
				sum += Mix(r.seen(o.first+bits.TrailingZeros16(b), owner, false), o.id)
			}
			h = Mix(h, sum)
		case kArray:
			if o.blank(at) {
				continue
			}
			var sum uint64
			for k := range o.count {
				sum += Mix(r.hash(o.elem, unsafe.Add(at, uintptr(k)*o.node.stride), owner), r.seen(o.first+k, owner, false))
			}
			h = Mix(h, sum)
		case kPrefix, kSlice:
			data, n := o.node.elements(at)
			sum := uint64(n)
			for k := range n {
				e := r.hash(o.elem, unsafe.Add(data, uintptr(k)*o.node.stride), owner)
				if o.order != nil {
					sum += Mix(e, o.id)
				} else {
					sum = Mix(sum, e)
				}
			}
			h = Mix(h, sum)
		}
	}
	return h
}

// blank reports whether the function at p, if its values are small and fill their
// memory, is zero everywhere: so common that it is worth telling.
func (o *symOp) blank(p unsafe.Pointer) bool {
	n := uintptr(o.count) * o.node.stride
	return o.tight && n <= 8 && load(p, n) == load(unsafe.Pointer(&zeros), n)
}

var zeros [8]byte

// seen is how an owner sees element g: as itself, or by its color.
func (r *Renamer) seen(g, owner int, none bool) uint64 {
	switch {
	case none:
		return k2
	case g == owner:
		return self
	}
	return r.color[g] ^ k1
}

// spread tells every element mentioned by the value at p, whose hash is h, that
// it is.
func (r *Renamer) spread(ops []symOp, p unsafe.Pointer, h uint64, owner int) {
	for i := range ops {
		o := &ops[i]
		at := unsafe.Add(p, o.off)
		switch o.kind {
		case kIndex:
			if v := int(*(*byte)(at)); v != 0 {
				r.next[o.first+v-1] += Mix(h, o.id+self)
			}
		case kSubset:
			for b := *(*uint16)(at); b != 0; b &= b - 1 {
				r.next[o.first+bits.TrailingZeros16(b)] += Mix(h, o.id+self)
			}
		case kArray:
			if o.blank(at) {
				continue
			}
			for k := range o.count {
				e := unsafe.Add(at, uintptr(k)*o.node.stride)
				eh := Mix(h^o.id, r.hash(o.elem, e, owner))
				r.next[o.first+k] += eh
				if o.moves {
					r.spread(o.elem, e, eh, owner)
				}
			}
		case kPrefix, kSlice:
			if !o.moves {
				continue
			}
			data, n := o.node.elements(at)
			for k := range n {
				e := unsafe.Add(data, uintptr(k)*o.node.stride)
				eh := Mix(h^o.id, r.hash(o.elem, e, owner))
				if o.order == nil {
					eh = Mix(eh, uint64(k))
				}
				r.spread(o.elem, e, eh, owner)
			}
		}
	}
}

// load returns up to eight bytes as a number, more as their hash.
func load(p unsafe.Pointer, n uintptr) uint64 {
	b := bytesAt(p, n)
	switch {
	case n == 1:
		return uint64(b[0])
	case n == 2:
		return uint64(binary.LittleEndian.Uint16(b))
	}
	return Hash(b)
}
