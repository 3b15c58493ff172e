package spec

import (
	"reflect"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// part is a variable of the state: a field of its struct, or the whole if it is none; or
// a field of what a function has for values, for all of them together, which is how TLA+
// would have it.
type part struct {
	name   string
	at     []uintptr
	layout *codec.Layout
}

// partsOf lists the variables of a type as people see them: see viewer.fields.
func partsOf(t reflect.Type, domains []codec.Domain) (parts []part, err error) {
	if !plain(t) {
		layout, err := codec.Of(t, domains)
		return []part{{"state", []uintptr{0}, layout}}, err
	}
	for f := range t.Fields() {
		if f.Name == "_" {
			continue
		}
		name, inner, at := variable(f.Name), f.Type, []uintptr{f.Offset}
		if f.Anonymous && plain(f.Type) {
			name = ""
		} else {
			layout, err := codec.Of(f.Type, domains)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part{name, at, layout})
		}
		if fn, ok := reflect.New(f.Type).Interface().(function); ok {
			name += "[i]"
			inner, at = fn.slots(f.Offset, domains)
		}
		if plain(inner) {
			within, err := partsOf(inner, domains)
			if err != nil {
				return nil, err
			}
			for _, p := range within {
				parts = append(parts, p.within(name, at))
			}
		}
	}
	return parts, nil
}

// within returns the part of values that are at these offsets.
func (p part) within(name string, offsets []uintptr) part {
	out := part{name: p.name, layout: p.layout}
	if name != "" {
		out.name = name + "." + p.name
	}
	for _, o := range offsets {
		for _, at := range p.at {
			out.at = append(out.at, o+at)
		}
	}
	return out
}

// function is implemented by *Fn.
type function interface {
	// slots returns the type of the values and where they are, if the function is at
	// the given offset.
	slots(at uintptr, domains []codec.Domain) (reflect.Type, []uintptr)
}

func (f *Fn[I, V, A]) slots(at uintptr, domains []codec.Domain) (reflect.Type, []uintptr) {
	var out []uintptr
	for _, d := range domains {
		for k := range uintptr(d.Size) {
			if d.Type == reflect.TypeFor[I]() {
				out = append(out, at+unsafe.Offsetof(f.v)+k*reflect.TypeFor[V]().Size())
			}
		}
	}
	return reflect.TypeFor[V](), out
}

// plain reports whether t is a struct that is no more than its fields.
func plain(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !codec.IsIndex(t) && t.PkgPath() != vocabulary
}

// VariableValues appends the fingerprint of each of Machine.Variables in the parent.
func (w *worker[S]) VariableValues(to []uint64) []uint64 {
	for _, p := range w.parts {
		sum := uint64(0)
		for k, at := range p.at {
			if fp := p.layout.Hash(unsafe.Add(pointer(&w.parent), at), &w.now); k == 0 {
				sum = fp
			} else {
				sum = codec.Mix(sum, fp)
			}
		}
		to = append(to, sum)
	}
	return to
}
