package spec

import (
	"reflect"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// part is a variable of the state: a field of its struct, or the whole if it is none.
type part struct {
	name   string
	at     uintptr
	layout *codec.Layout
}

// partsOf lists the variables of a type as people see them: see viewer.fields.
func partsOf(t reflect.Type, domains []codec.Domain) (parts []part, err error) {
	if !plain(t) {
		layout, err := codec.Of(t, domains)
		return []part{{"state", 0, layout}}, err
	}
	for f := range t.Fields() {
		if f.Name == "_" {
			continue
		}
		if f.Anonymous && plain(f.Type) {
			inner, err := partsOf(f.Type, domains)
			if err != nil {
				return nil, err
			}
			for _, p := range inner {
				parts = append(parts, part{p.name, f.Offset + p.at, p.layout})
			}
			continue
		}
		layout, err := codec.Of(f.Type, domains)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{variable(f.Name), f.Offset, layout})
	}
	return parts, nil
}

// plain reports whether t is a struct that is no more than its fields.
func plain(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !codec.IsIndex(t) && t.PkgPath() != vocabulary
}

// VariableValues appends the fingerprint of each of Machine.Variables in the parent.
func (w *worker[S]) VariableValues(to []uint64) []uint64 {
	for _, p := range w.parts {
		to = append(to, p.layout.Hash(unsafe.Add(pointer(&w.parent), p.at), &w.now))
	}
	return to
}
