package codec

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

type kind uint8

const (
	kBytes  kind = iota // n bytes of fixed-size, pointer-free data
	kIndex              // one byte: an element of index type dom
	kSubset             // two bytes: a subset of index type dom
	kArray              // count elements, stride apart; dom >= 0 if indexed by dom
	kPrefix             // a length byte at off, then up to count elements at data
	kSlice              // a slice header; sorted if it must stay in order
	kString             // a string header
	kStruct             // a sequence of children
)

// node is one step of a type's layout. Offsets are relative to the enclosing
// value: a field to its struct, an element to its own first byte.
type node struct {
	kind   kind
	off    uintptr
	size   uintptr // bytes of a kBytes run
	count  int
	stride uintptr
	data   uintptr // kPrefix: offset of the array
	dom    int     // ordinal of the index type in Layout.domains, or -1
	sorted bool
	arena  int    // kSlice: which of the scratch's buffers backs it
	id     uint64 // distinguishes the node in signatures
	elem   *node
	fields []*node
	typ    reflect.Type
	num    reflect.Kind // kBytes holding one number: how to order it

	// Set by compile on the nodes whose length depends on the value.
	ops      []op // the program of an element
	owns     []op // of which, see owning
	dense    bool // an element's encoding is its memory
	pointers bool // an element holds pointers
}

// Domain states that index type Type has Size elements, and whether renaming
// them is a symmetry of the model: Symmetric if it is to be used, Alike if it could be. A
// value is encoded the same whether it is used or not.
type Domain struct {
	Type      reflect.Type
	Size      int
	Symmetric bool
	Alike     bool
}

// Layout describes how values of one Go type are encoded, copied, ordered and
// renamed. It is immutable and safe for concurrent use.
type Layout struct {
	Type    reflect.Type
	domains []Domain
	root    *node
	flat    bool      // pointer-free
	guarded int       // structs marked Guarded
	ops     []op      // the encoding program
	owns    []op      // of which, see owning
	fixed   int       // the length of every encoding, or 0
	words   []words   // what of its own memory counts; nil if it cannot be hashed in place
	lists   []list    // its slices, likewise
	coded   []word    // the encoding is these words, in place of ops; or nil
	gaps    []gap     // what it leaves out on purpose: see Beyond
	memory  *digester // nil if the memory of slices holds pointers
	arenas  []reflect.Type
	symOff  []int // first global ordinal of each domain among the symmetric ones, or -1
	symTot  int
}

// Flat reports whether a value of the type holds no pointers, so that plain
// assignment copies it.
func (l *Layout) Flat() bool { return l.flat }

// Symmetric reports whether the layout declares a symmetric index type.
func (l *Layout) Symmetric() bool { return l.symTot > 0 }

// Guarded returns how many guarded structs the type has fields for.
func (l *Layout) Guarded() int { return l.guarded }

// Domains returns the index types that the layout was derived with.
func (l *Layout) Domains() []Domain { return l.domains }

// Of derives the layout of t. An index type that t uses must be in domains.
func Of(t reflect.Type, domains []Domain) (*Layout, error) {
	l := &Layout{Type: t, domains: domains, flat: true}
	for _, d := range domains {
		l.symOff = append(l.symOff, -1)
		if d.Symmetric {
			l.symOff[len(l.symOff)-1] = l.symTot
			l.symTot += d.Size
		}
	}
	b := builder{l: l}
	root, err := b.build(t, t.String(), nil)
	if err != nil {
		return nil, err
	}
	l.root = root
	l.ops, l.gaps = compile(root), gaps(root, 0)
	l.owns = owning(l.ops)
	l.fixed = fixedSize(l.ops)
	l.memory = newDigester(t.Size(), l.ops)
	if lists, ok := listsOf(l.ops); ok {
		l.words, l.lists = wordsOf(l.ops, t.Size()), lists
	}
	renamed := slices.ContainsFunc(domains, func(d Domain) bool { return d.Symmetric || d.Alike })
	if l.fixed > 0 && !renamed { // renamings write encodings themselves
		if l.coded = inWords(l.words, l.fixed); l.coded != nil {
			l.fixed = len(l.coded) * wordSize
		}
	}
	return l, nil
}

type builder struct {
	l       *Layout
	lenient bool // index types need no domain: all slots count
	ids     uint64
}

func (b *builder) build(t reflect.Type, path string, open []reflect.Type) (*node, error) {
	for _, o := range open {
		if o == t {
			return nil, fmt.Errorf("%s: recursive type %s has no bounded identity: use an index into a sequence", path, t)
		}
	}
	open = append(open, t)
	if IsIndex(t) {
		dom, err := b.domain(t, path)
		b.ids++
		return &node{kind: kIndex, size: 1, dom: dom, typ: t, num: reflect.Uint8, id: b.ids}, err
	}
	b.ids++
	n := &node{typ: t, size: t.Size(), dom: -1, id: b.ids}
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n.kind, n.num = kBytes, t.Kind()
		return n, nil
	case reflect.String:
		b.l.flat = false
		n.kind = kString
		return n, nil
	case reflect.Slice:
		b.l.flat = false
		elem, err := b.build(t.Elem(), path+"[]", open)
		if err != nil {
			return nil, err
		}
		n.kind, n.elem, n.stride, n.arena = kSlice, elem, t.Elem().Size(), len(b.l.arenas)
		b.l.arenas = append(b.l.arenas, t.Elem())
		return n, nil
	case reflect.Array:
		elem, err := b.build(t.Elem(), path+"[]", open)
		if err != nil {
			return nil, err
		}
		n.kind, n.elem, n.count, n.stride = kArray, elem, t.Len(), t.Elem().Size()
		return n, nil
	case reflect.Struct:
		return b.buildStruct(t, path, open)
	}
	return nil, refuse(t, path)
}

func (b *builder) buildStruct(t reflect.Type, path string, open []reflect.Type) (*node, error) {
	n := &node{kind: kStruct, typ: t, size: t.Size(), dom: -1}
	for f := range t.Fields() {
		child, err := b.build(f.Type, path+"."+f.Name, open)
		if err != nil {
			return nil, err
		}
		child.off = f.Offset
		n.fields = append(n.fields, child)
	}
	if t.NumField() == 0 {
		return n, nil
	}
	switch mark := reflect.Zero(t.Field(0).Type).Interface().(type) {
	case indexMark:
		dom, err := b.domain(mark.indexType(), path)
		if err != nil {
			return nil, err
		}
		if n.fields[1].kind != kArray {
			b.ids++
			return &node{kind: kSubset, off: n.fields[1].off, size: 2, dom: dom, typ: t, num: reflect.Uint16, id: b.ids}, nil
		}
		fn := n.fields[1]
		if dom < 0 {
			break
		}
		size := b.l.domains[dom].Size
		if size > fn.count {
			return nil, fmt.Errorf("%s: %s has %d elements, its array holds %d", path, mark.indexType(), size, fn.count)
		}
		fn.count, fn.dom = size, dom
	case Prefix:
		length, array := n.fields[1], n.fields[2]
		n.fields = []*node{{
			kind: kPrefix, off: length.off, data: array.off, count: array.count, stride: array.stride, elem: array.elem, dom: -1, typ: t, id: n.id,
		}}
	case Guarded:
		b.l.guarded++
		n.fields = append(n.fields[:1:1], n.fields[2:]...)
	case Sorted:
		for _, f := range n.fields {
			f.sorted = f.kind == kSlice
		}
	}
	return n, nil
}

func (b *builder) domain(t reflect.Type, path string) (int, error) {
	for k, d := range b.l.domains {
		if d.Type == t {
			return k, nil
		}
	}
	if b.lenient {
		return -1, nil
	}
	return -1, fmt.Errorf("%s: index type %s has no size: add its domain to Model.Domains", path, t)
}

func refuse(t reflect.Type, path string) error {
	remedy := "use a struct of integers, arrays, strings, slices and spec collections"
	switch t.Kind() {
	case reflect.Map:
		remedy = "a Go map has no canonical order: use spec.Set, spec.Bag or spec.Fn"
	case reflect.Pointer, reflect.UnsafePointer, reflect.Uintptr:
		remedy = "a pointer's identity is not its target's: store the value, or an index into a sequence"
	case reflect.Interface:
		remedy = "an interface hides its type: use a struct with a kind field"
	case reflect.Func, reflect.Chan:
		remedy = "behaviour is not state: store data and decide in the action"
	case reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		remedy = "floating point has several zeros and NaNs: use integers"
	}
	return fmt.Errorf("%s: type %s cannot be part of a state: %s", path, t, remedy)
}

// Field is a field of a struct, or of a struct inside it.
type Field struct {
	Path   string // dotted
	Offset uintptr
	Type   reflect.Type
}

// Tagged lists the fields of the struct type t whose struct tag is spec:"tag".
func Tagged(t reflect.Type, tag string) []Field {
	var out []Field
	var walk func(t reflect.Type, path string, at uintptr)
	walk = func(t reflect.Type, path string, at uintptr) {
		if t.Kind() != reflect.Struct {
			return
		}
		for f := range t.Fields() {
			p := strings.TrimPrefix(path+"."+f.Name, ".")
			if f.Tag.Get("spec") == tag {
				out = append(out, Field{p, at + f.Offset, f.Type})
				continue
			}
			walk(f.Type, p, at+f.Offset)
		}
	}
	walk(t, "", 0)
	return out
}

// In returns the field of the value at p.
func (f Field) In(p unsafe.Pointer) reflect.Value {
	return reflect.NewAt(f.Type, unsafe.Add(p, f.Offset)).Elem()
}
