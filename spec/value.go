package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Value is a neutral view of a state or of a part of it: what a renderer needs
// and no more. Struct types, array lengths and slots outside of a domain are
// gone; names, order and nesting are kept.
type Value struct {
	Kind ValueKind
	// Atom is nil, a bool, an int64, a uint64 or a string: the value of an atom.
	// Elements of index types and enumerations are strings, "none" is nil.
	Atom any
	// Fields are those of a record in their order, or the pairs of a function in
	// the order of its domain.
	Fields []Field
	// Elems are the elements of a set, bag, sequence or array.
	Elems []Value
	// Text is what the String method of the value's own type returns, if the
	// value is no atom and no collection of this package.
	Text string
}

// Field is a named component of a Value.
type Field struct {
	Name  string
	Value Value
}

// ValueKind is the shape of a Value.
type ValueKind uint8

// The shapes.
const (
	AtomValue     ValueKind = iota
	RecordValue             // TLA+'s [a |-> 1, b |-> 2]
	FunctionValue           // from the elements of an index type
	SetValue
	BagValue
	SequenceValue // indexed from 1
	ArrayValue    // a Go array or slice, indexed from 0
)

// String formats v for people: records and functions as [a: 1, b: 2], sets as
// {a, b}, bags as (a, a, b), sequences as <<a, b>>, arrays as [a, b], and as its type
// has it where the type has a String method.
func (v Value) String() string {
	if v.Text != "" {
		return v.Text
	}
	return v.format(Value.String)
}

// Key is a string that two values of one type share if and only if they are
// equal. Unlike String it looks behind String methods.
func (v Value) Key() string {
	if text, ok := v.Atom.(string); ok {
		return fmt.Sprintf("%q", text)
	}
	return v.format(Value.Key)
}

func (v Value) format(part func(Value) string) string {
	switch v.Kind {
	case RecordValue, FunctionValue:
		parts := make([]string, len(v.Fields))
		for k, f := range v.Fields {
			parts[k] = f.Name + ": " + part(f.Value)
		}
		return list("[", "]", slices.Values(parts))
	case AtomValue:
		switch v.Atom {
		case nil:
			return "nil"
		case "":
			return `""`
		}
		return fmt.Sprint(v.Atom)
	}
	parts := make([]string, len(v.Elems))
	for k, e := range v.Elems {
		parts[k] = part(e)
	}
	brackets := [...]string{SetValue: "{ }", BagValue: "( )", SequenceValue: "<< >>", ArrayValue: "[ ]"}[v.Kind]
	left, right, _ := strings.Cut(brackets, " ")
	return list(left, right, slices.Values(parts))
}

// MarshalJSON encodes records and functions as objects in the order of their
// fields, and all with elements as arrays.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.Kind {
	case AtomValue:
		return json.Marshal(v.Atom)
	case RecordValue, FunctionValue:
		var b bytes.Buffer
		b.WriteByte('{')
		for k, f := range v.Fields {
			if k > 0 {
				b.WriteByte(',')
			}
			name, err := json.Marshal(f.Name)
			if err != nil {
				return nil, err
			}
			value, err := f.Value.MarshalJSON()
			if err != nil {
				return nil, err
			}
			b.Write(name)
			b.WriteByte(':')
			b.Write(value)
		}
		b.WriteByte('}')
		return b.Bytes(), nil
	}
	if v.Elems == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(v.Elems)
}
