package spectest

import (
	"fmt"
	"reflect"
	"strconv"
	"sync"
)

// identity returns a text that two states share exactly when they are equal.
func identity[S any](s *S) string {
	return string(appendValue(nil, reflect.ValueOf(s).Elem()))
}

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(b, v.Uint(), 10)
	case reflect.String:
		return strconv.AppendQuote(b, v.String())
	case reflect.Slice, reflect.Array:
		b = append(b, '[')
		for k := range v.Len() {
			b = append(appendValue(b, v.Index(k)), ' ')
		}
		return append(b, ']')
	case reflect.Struct:
		b = append(b, '{')
		for k := range v.NumField() {
			b = append(appendValue(b, v.Field(k)), ' ')
		}
		return append(b, '}')
	}
	panic(fmt.Sprintf("spectest: a %s in a state that was compiled", v.Type()))
}

// difference names the first place where two states differ, and both values.
func difference[S any](was, is *S) string {
	path, a, b := differ("", reflect.ValueOf(was).Elem(), reflect.ValueOf(is).Elem())
	return fmt.Sprintf("%s: %s became %s", path, a, b)
}

func differ(path string, a, b reflect.Value) (where, was, is string) {
	was, is = string(appendValue(nil, a)), string(appendValue(nil, b))
	if was == is {
		return "", was, is
	}
	switch a.Kind() {
	case reflect.Struct:
		for k := range a.NumField() {
			if where, x, y := differ(path+"."+a.Type().Field(k).Name, a.Field(k), b.Field(k)); where != "" {
				return where, x, y
			}
		}
	case reflect.Slice, reflect.Array:
		for k := range min(a.Len(), b.Len()) {
			if where, x, y := differ(fmt.Sprintf("%s[%d]", path, k), a.Index(k), b.Index(k)); where != "" {
				return where, x, y
			}
		}
	}
	return path, was, is
}

// span is the memory that a slice may write to without growing.
type span struct {
	path       string
	start, end uintptr
}

// hasSlices reports whether values of t can hold slices.
func hasSlices(t reflect.Type) bool {
	if known, ok := withSlices.Load(t); ok {
		return known.(bool)
	}
	has := t.Kind() == reflect.Slice || t.Kind() == reflect.Array && hasSlices(t.Elem())
	if t.Kind() == reflect.Struct {
		for f := range t.Fields() {
			has = has || hasSlices(f.Type)
		}
	}
	withSlices.Store(t, has)
	return has
}

var withSlices sync.Map // reflect.Type -> bool

// spans lists the memory of all slices inside v.
func spans(found []span, path string, v reflect.Value) []span {
	if !hasSlices(v.Type()) {
		return found
	}
	switch v.Kind() {
	case reflect.Struct:
		for k := range v.NumField() {
			if f := v.Type().Field(k); hasSlices(f.Type) {
				found = spans(found, path+"."+f.Name, v.Field(k))
			}
		}
	case reflect.Slice:
		if size := uintptr(v.Cap()) * v.Type().Elem().Size(); size > 0 {
			found = append(found, span{path, v.Pointer(), v.Pointer() + size})
		}
		fallthrough
	case reflect.Array:
		for k := range v.Len() {
			if !hasSlices(v.Type().Elem()) {
				break
			}
			found = spans(found, fmt.Sprintf("%s[%d]", path, k), v.Index(k))
		}
	}
	return found
}

// shared returns the paths of two slices that can write to the same memory: both
// in after, or one in after and one in before.
func shared[S any](before, after *S) (one, other string, found bool) {
	mine := spans(nil, "", reflect.ValueOf(after).Elem())
	all := spans(mine, "the state before the step ", reflect.ValueOf(before).Elem())
	for i, a := range mine {
		for _, b := range all[i+1:] {
			if a.start < b.end && b.start < a.end {
				return a.path, b.path, true
			}
		}
	}
	return "", "", false
}
