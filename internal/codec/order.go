package codec

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Order is a total order on the values of one Go type, consistent with
// equality: field by field, numbers by value, sequences lexicographically.
type Order struct {
	of    reflect.Type
	cmp   []cmpOp
	flat  bool
	short uintptr // 8..16: the order is that of so many bytes
}

// cmpOp compares a run of single bytes (num == Uint8), one number, or a value
// whose length varies.
type cmpOp struct {
	off uintptr
	n   uintptr
	num reflect.Kind
	dyn *node
	sub []cmpOp
}

var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

var orders sync.Map // reflect.Type -> *Order

// OrderOf returns the order of T. It panics if T has no identity: the model
// that uses T is refused with a better message when it is compiled, but a
// collection may be used before that.
func OrderOf[T any]() *Order {
	t := reflect.TypeFor[T]()
	latest := &latestOrders[reflect.ValueOf(t).Pointer()/64%uintptr(len(latestOrders))]
	if o := latest.Load(); o != nil && o.of == t {
		return o
	}
	o := orderOfType(t)
	latest.Store(o)
	return o
}

// latestOrders saves most of looking up orders, by address.
var latestOrders [64]atomic.Pointer[Order]

func orderOfType(t reflect.Type) *Order {
	if o, ok := orders.Load(t); ok {
		return o.(*Order)
	}
	b := builder{l: &Layout{flat: true}, lenient: true}
	root, err := b.build(t, t.String(), nil)
	if err != nil {
		panic(fmt.Sprintf("spec: %v", err))
	}
	made := orderOf(root)
	made.of, made.flat = t, b.l.flat
	o, _ := orders.LoadOrStore(t, made)
	return o.(*Order)
}

func orderOf(root *node) *Order {
	var ops []cmpOp
	var walk func(n *node, base uintptr)
	walk = func(n *node, base uintptr) {
		switch n.kind {
		case kBytes, kIndex, kSubset:
			num := n.num
			if num == reflect.Bool {
				num = reflect.Uint8
			}
			at := base + n.off
			if k := len(ops) - 1; num == reflect.Uint8 && k >= 0 && ops[k].num == num && ops[k].off+ops[k].n == at {
				ops[k].n++
				return
			}
			ops = append(ops, cmpOp{off: at, n: n.size, num: num})
		case kStruct:
			for _, f := range n.fields {
				walk(f, base+n.off)
			}
		case kArray:
			for i := range n.count {
				walk(n.elem, base+n.off+uintptr(i)*n.stride)
			}
		default:
			o := cmpOp{off: base + n.off, dyn: n}
			if n.elem != nil {
				o.sub = orderOf(n.elem).cmp
			}
			ops = append(ops, o)
		}
	}
	walk(root, 0)
	o := &Order{cmp: ops}
	if len(ops) == 1 && ops[0].num == reflect.Uint8 && ops[0].off == 0 && ops[0].n >= 8 && ops[0].n <= 16 && littleEndian {
		o.short = ops[0].n
	}
	return o
}

// Flat reports whether values are the same if their memory is: there are no slices or
// strings.
func (o *Order) Flat() bool { return o.flat }

// Compare returns -1, 0 or +1 as *a is before, equal to or after *b.
func Compare[T any](o *Order, a, b *T) int {
	return o.compare(unsafe.Pointer(a), unsafe.Pointer(b))
}

func (o *Order) compare(p, q unsafe.Pointer) int {
	if o.short != 0 {
		x, y := bits.ReverseBytes64(*(*uint64)(p)), bits.ReverseBytes64(*(*uint64)(q))
		if x == y {
			x = bits.ReverseBytes64(*(*uint64)(unsafe.Add(p, o.short-8)))
			y = bits.ReverseBytes64(*(*uint64)(unsafe.Add(q, o.short-8)))
		}
		return cmp.Compare(x, y)
	}
	return compareOps(o.cmp, p, q)
}

func compareOps(ops []cmpOp, a, b unsafe.Pointer) int {
	for i := range ops {
		o := &ops[i]
		if c := o.compare(unsafe.Add(a, o.off), unsafe.Add(b, o.off)); c != 0 {
			return c
		}
	}
	return 0
}

func (o *cmpOp) compare(a, b unsafe.Pointer) int {
	if o.dyn != nil {
		return o.compareDyn(a, b)
	}
	switch o.num {
	case reflect.Uint8:
		return bytes.Compare(bytesAt(a, o.n), bytesAt(b, o.n))
	case reflect.Int8:
		return compareAs[int8](a, b)
	case reflect.Int16:
		return compareAs[int16](a, b)
	case reflect.Uint16:
		return compareAs[uint16](a, b)
	case reflect.Int32:
		return compareAs[int32](a, b)
	case reflect.Uint32:
		return compareAs[uint32](a, b)
	case reflect.Int, reflect.Int64:
		return compareAs[int64](a, b)
	default:
		return compareAs[uint64](a, b)
	}
}

func compareAs[T cmp.Ordered](a, b unsafe.Pointer) int { return cmp.Compare(*(*T)(a), *(*T)(b)) }

func (o *cmpOp) compareDyn(a, b unsafe.Pointer) int {
	n := o.dyn
	if n.kind == kString {
		return strings.Compare(*(*string)(a), *(*string)(b))
	}
	da, la := n.elements(a)
	db, lb := n.elements(b)
	for i := range min(la, lb) {
		step := uintptr(i) * n.stride
		if c := compareOps(o.sub, unsafe.Add(da, step), unsafe.Add(db, step)); c != 0 {
			return c
		}
	}
	return cmp.Compare(la, lb)
}

// elements returns the first element and the number of elements of the slice or
// prefix at p.
func (n *node) elements(p unsafe.Pointer) (unsafe.Pointer, int) {
	if n.kind == kPrefix {
		return unsafe.Add(p, n.data-n.off), int(*(*byte)(p))
	}
	h := sliceAt(p)
	return h.data, h.len
}
