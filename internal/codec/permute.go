package codec

import (
	"bytes"
	"math/bits"
	"reflect"
	"sort"
	"unsafe"
)

// symOp is one step of the program that renames the elements of the symmetric
// index types inside a value. Runs of bytes take part in signatures only.
type symOp struct {
	kind   kind // kBytes, kIndex, kSubset, kArray (a function over an index type), kPrefix or kSlice
	off    uintptr
	n      uintptr // kBytes: length
	first  int     // global ordinal of the index type's first element
	count  int
	node   *node
	elem   []symOp
	moving []symOp // those of elem that mention an index
	moves  bool    // there are such
	id     uint64
	order  *Order // kSlice: to be kept
	swap   []byte // kArray: room for all the elements, when they hold no pointers
	points bool   // the elements hold pointers
	tight  bool   // kArray: the elements have no padding and no undeclared slots
}

// filled returns how many bytes of a value's memory ops account for.
func filled(ops []symOp) (n uintptr) {
	for i := range ops {
		switch o := &ops[i]; {
		case o.kind == kBytes:
			n += o.n
		case o.kind == kIndex || o.kind == kSubset:
			n += o.node.size
		case o.kind == kArray && o.tight:
			n += uintptr(o.count) * o.node.stride
		}
	}
	return n
}

func (l *Layout) symProgram(root *node) []symOp {
	var ops []symOp
	var walk func(n *node, base uintptr)
	walk = func(n *node, base uintptr) {
		at := base + n.off
		sym := n.dom >= 0 && l.symOff[n.dom] >= 0
		switch {
		case (n.kind == kIndex || n.kind == kSubset) && sym:
			ops = append(ops, symOp{kind: n.kind, off: at, first: l.symOff[n.dom], count: l.domains[n.dom].Size, node: n, id: n.id * k3})
		case n.kind == kArray && sym:
			o := symOp{kind: kArray, off: at, first: l.symOff[n.dom], count: n.count, node: n, id: n.id * k3, elem: l.symProgram(n.elem), points: n.elem.holdsPointers()}
			o.tight = filled(o.elem) == n.stride
			if !o.points {
				o.swap = make([]byte, uintptr(n.count)*n.stride)
			}
			ops = append(ops, o)
		case n.kind == kStruct:
			for _, f := range n.fields {
				walk(f, at)
			}
		case n.kind == kArray:
			for i := range n.count {
				walk(n.elem, at+uintptr(i)*n.stride)
			}
		case n.kind == kPrefix || n.kind == kSlice:
			o := symOp{kind: n.kind, off: at, node: n, id: n.id * k3, elem: l.symProgram(n.elem), points: n.pointers}
			if n.sorted {
				o.order = orderOf(n.elem)
			}
			ops = append(ops, o)
		case n.kind == kString:
			ops = append(ops, symOp{kind: kString, off: at})
		default:
			if k := len(ops) - 1; k >= 0 && ops[k].kind == kBytes && ops[k].off+ops[k].n == at {
				ops[k].n += n.size
				return
			}
			ops = append(ops, symOp{kind: kBytes, off: at, n: n.size, id: n.id * k3})
		}
	}
	walk(root, 0)
	for i := range ops {
		ops[i].moving = moving(ops[i].elem)
		ops[i].moves = len(ops[i].moving) > 0
	}
	return ops
}

// moving returns those ops that a renaming changes.
func moving(ops []symOp) (out []symOp) {
	for _, o := range ops {
		if o.kind == kIndex || o.kind == kSubset || o.kind == kArray || o.moves {
			out = append(out, o)
		}
	}
	return out
}

// Renamer renames the elements of a layout's symmetric index types inside a
// value, and finds the representative of its orbit. It is not safe for
// concurrent use.
type Renamer struct {
	l      *Layout
	ops    []symOp
	moving []symOp
	perm   []uint8 // global ordinal -> new ordinal (1-based) within its type
	color  []uint64
	next   []uint64
	rank   []int
	best   []byte
	trial  []byte
	memo   []memo
}

// NewRenamer returns a renamer for values of the layout's type.
func (l *Layout) NewRenamer() *Renamer {
	ops := l.symProgram(l.root)
	return &Renamer{
		l: l, ops: ops, moving: moving(ops), memo: make([]memo, memoSize),
		perm: make([]uint8, l.symTot), color: make([]uint64, l.symTot), next: make([]uint64, l.symTot), rank: make([]int, l.symTot),
	}
}

// Size returns the number of elements of all symmetric index types together.
func (r *Renamer) Size() int { return r.l.symTot }

// Types calls visit with the range of global ordinals of each symmetric type.
func (r *Renamer) Types(visit func(first, size int)) {
	for d, first := range r.l.symOff {
		if first >= 0 {
			visit(first, r.l.domains[d].Size)
		}
	}
}

// Rename applies perm (global ordinal -> new ordinal, 1-based within its type)
// to the value at p, which must be a private copy.
func (r *Renamer) Rename(p unsafe.Pointer, perm []uint8) { rename(r.moving, p, perm) }

func rename(ops []symOp, p unsafe.Pointer, perm []uint8) {
	for i := range ops {
		o := &ops[i]
		at := unsafe.Add(p, o.off)
		switch o.kind {
		case kIndex:
			if v := (*byte)(at); *v != 0 {
				*v = perm[o.first+int(*v)-1]
			}
		case kSubset:
			var out uint16
			for b := *(*uint16)(at); b != 0; b &= b - 1 {
				out |= 1 << (perm[o.first+bits.TrailingZeros16(b)] - 1)
			}
			*(*uint16)(at) = out
		case kArray:
			if o.moves {
				for k := range o.count {
					rename(o.moving, unsafe.Add(at, uintptr(k)*o.node.stride), perm)
				}
			}
			o.move(at, perm[o.first:])
		case kPrefix, kSlice:
			if !o.moves {
				continue
			}
			data, n := o.node.elements(at)
			for k := range n {
				rename(o.moving, unsafe.Add(data, uintptr(k)*o.node.stride), perm)
			}
			if o.order != nil {
				o.sort(at, data, n)
			}
		}
	}
}

// move puts slot k of the function at p where perm sends element k.
func (o *symOp) move(p unsafe.Pointer, perm []uint8) {
	s := o.node.stride
	if o.points {
		at := reflect.NewAt(o.node.typ, p).Elem()
		was := reflect.New(o.node.typ).Elem()
		was.Set(at)
		for k := range o.count {
			at.Index(int(perm[k]) - 1).Set(was.Index(k))
		}
		return
	}
	all := bytesAt(p, uintptr(o.count)*s)
	copy(o.swap, all)
	for k := range o.count {
		copy(all[uintptr(perm[k]-1)*s:][:s], o.swap[uintptr(k)*s:])
	}
}

// sort restores the order of n elements at data, header at p; they are few and
// nearly sorted.
func (o *symOp) sort(p, data unsafe.Pointer, n int) {
	s := o.node.stride
	if o.points || s > 64 {
		v := reflect.NewAt(o.node.typ, p).Elem().Interface()
		sort.SliceStable(v, func(a, b int) bool {
			return o.order.compare(unsafe.Add(data, uintptr(a)*s), unsafe.Add(data, uintptr(b)*s)) < 0
		})
		return
	}
	var held [64]byte
	hold := unsafe.Pointer(&held)
	for i := 1; i < n; i++ {
		at := unsafe.Add(data, uintptr(i)*s)
		if o.order.compare(unsafe.Add(at, -int(s)), at) <= 0 {
			continue
		}
		copy(held[:s], bytesAt(at, s))
		k := i
		for k > 0 && o.order.compare(unsafe.Add(data, uintptr(k-1)*s), hold) > 0 {
			k--
		}
		copy(bytesAt(unsafe.Add(data, uintptr(k+1)*s), uintptr(i-k)*s), bytesAt(unsafe.Add(data, uintptr(k)*s), uintptr(i-k)*s))
		copy(bytesAt(unsafe.Add(data, uintptr(k)*s), s), held[:s])
	}
}

// Canonical appends to buf the encoding of the representative of the orbit of
// the value at p. The signatures of the elements, which no renaming changes,
// order them; only elements whose signatures tie are tried in every order, and
// the least encoding wins. The value at p, which must be a private copy, may be
// renamed in place; fresh returns another copy of it as it was.
func (r *Renamer) Canonical(buf []byte, p unsafe.Pointer, fresh func() unsafe.Pointer) []byte {
	tied := r.refine(p)
	if !tied {
		if !r.identity() {
			rename(r.moving, p, r.perm)
		}
		return r.l.Append(buf, p)
	}
	r.best = r.best[:0]
	r.tryTies(0, fresh)
	return append(buf, r.best...)
}

func (r *Renamer) identity() bool {
	same := true
	r.Types(func(first, size int) {
		for k := range size {
			same = same && int(r.perm[first+k]) == k+1
		}
	})
	return same
}

// refine computes signatures until they tell all elements apart or stop
// improving, sets perm to the order they give, and reports whether ties remain.
func (r *Renamer) refine(p unsafe.Pointer) (tied bool) {
	clear(r.color)
	// What an index type's functions say of each element by themselves is cheap
	// to summarise and mostly tells them apart.
	clear(r.next)
	for i := range r.ops {
		if o := &r.ops[i]; o.kind == kArray {
			for k := range o.count {
				r.next[o.first+k] += Mix(r.alone(o, k, unsafe.Add(p, o.off+uintptr(k)*o.node.stride)), o.id)
			}
		}
	}
	copy(r.color, r.next)
	classes := 0
	r.Types(func(first, size int) { classes += r.order(first, size) })
	if classes == r.l.symTot {
		return false
	}
	for {
		clear(r.next)
		r.signatures(p)
		for g := range r.color {
			r.color[g] = Mix(r.next[g], r.color[g])
		}
		n := 0
		r.Types(func(first, size int) { n += r.order(first, size) })
		if n == r.l.symTot {
			return false
		}
		if n == classes {
			return true
		}
		classes = n
	}
}

// alone is the hash of the value at p of element k of a function, before any
// element has a color. Few different values occur, so it is remembered: by
// fingerprint, since a mistake would only cost a state its representative.
func (r *Renamer) alone(o *symOp, k int, p unsafe.Pointer) uint64 {
	if o.points {
		return r.hash(o.elem, p, o.first+k)
	}
	key := Mix(Hash(bytesAt(p, o.node.stride)), uint64(o.first+k)^o.id)
	m := &r.memo[key%memoSize]
	if m.key != key {
		*m = memo{key, r.hash(o.elem, p, o.first+k)}
	}
	return m.hash
}

type memo struct{ key, hash uint64 }

const memoSize = 1 << 12

// order ranks one type's elements by color and returns the number of colors.
func (r *Renamer) order(first, size int) int {
	rank := r.rank[first : first+size]
	for k := range rank {
		rank[k] = k
		for j := k; j > 0 && r.color[first+rank[j-1]] > r.color[first+rank[j]]; j-- {
			rank[j-1], rank[j] = rank[j], rank[j-1]
		}
	}
	n := 0
	for k, e := range rank {
		r.perm[first+e] = uint8(k + 1)
		if k == 0 || r.color[first+e] != r.color[first+rank[k-1]] {
			n++
		}
	}
	return n
}

// tryTies assigns the ranks from global position g on in every way that the
// colors allow and keeps the least encoding in best.
func (r *Renamer) tryTies(g int, fresh func() unsafe.Pointer) {
	if g == r.l.symTot {
		p := fresh()
		rename(r.moving, p, r.perm)
		r.trial = r.l.Append(r.trial[:0], p)
		if len(r.best) == 0 || bytes.Compare(r.trial, r.best) < 0 {
			r.best, r.trial = r.trial, r.best
		}
		return
	}
	var first, last int
	r.Types(func(f, size int) {
		if f <= g && g < f+size {
			first, last = f, f+size
		}
	})
	// rank[g] holds the element at this position; swap in each later element of
	// the same color, which are adjacent.
	color := r.color[first+r.rank[g]]
	for k := g; k < last && r.color[first+r.rank[k]] == color; k++ {
		r.rank[g], r.rank[k] = r.rank[k], r.rank[g]
		r.perm[first+r.rank[g]] = uint8(g - first + 1)
		r.tryTies(g+1, fresh)
		r.rank[g], r.rank[k] = r.rank[k], r.rank[g]
	}
}
