package codec_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// ordered requires that elems, which are strictly increasing, are compared so,
// both ways round.
func ordered[T any](t *testing.T, name string, elems ...T) {
	t.Helper()
	order := codec.OrderOf[T]()
	for i := range elems {
		for j := range elems {
			if got, want := codec.Compare(order, &elems[i], &elems[j]), cmp.Compare(i, j); got != want {
				t.Errorf("%s: Compare(%v, %v) = %d, want %d", name, elems[i], elems[j], got, want)
			}
		}
	}
}

func TestOrderByValue(t *testing.T) {
	ordered(t, "bool", false, true)
	ordered(t, "int", -1<<40, -256, -1, 0, 1, 255, 256, 1<<40)
	ordered(t, "int8", []int8{-128, -1, 0, 127}...)
	ordered(t, "int16", []int16{-256, -1, 0, 1, 256}...)
	ordered(t, "int32", []int32{-1 << 20, -1, 0, 1 << 20}...)
	ordered(t, "int64", []int64{-1 << 60, 0, 1 << 60}...)
	ordered(t, "uint8", []uint8{0, 1, 128, 255}...)
	ordered(t, "uint16", []uint16{0, 1, 255, 256, 65535}...)
	ordered(t, "uint32", []uint32{0, 255, 256, 1 << 31}...)
	ordered(t, "uint64", []uint64{0, 256, 1 << 63}...)
	ordered(t, "uint", []uint{0, 256, 1 << 63}...)
	ordered(t, "string", "", "a", "aa", "b")
	ordered(t, "slice", nil, []int{-1}, []int{-1, 0}, []int{2})
	ordered(t, "index", node{}, nodes[0], nodes[1], nodes[2])
	ordered(t, "array", [2]uint16{0, 300}, [2]uint16{1, 0}, [2]uint16{1, 1}, [2]uint16{256, 0})
	ordered(t, "fields in order", entry{Size: 9}, entry{Value: values[0]}, entry{Value: values[0], Size: 1}, entry{Term: 1})
	ordered(t, "nested", spec.SetOf[string](), spec.SetOf("a"), spec.SetOf("a", "b"), spec.SetOf("b"))
	type runs struct {
		A, B uint8
		C    bool
		D    int8
		E    uint8
	}
	ordered(t, "byte runs", runs{D: -1}, runs{E: 1}, runs{D: 1}, runs{C: true}, runs{B: 1}, runs{A: 1})
}

func TestOrderIsTotal(t *testing.T) {
	order, l := codec.OrderOf[everything](), layout[everything](t, domains(3, false))
	var all []everything
	for _, b := range samples(3_000) {
		all = append(all, made(b[:min(len(b), 60)]))
	}
	compare := func(a, b everything) int { return codec.Compare(order, &a, &b) }
	slices.SortFunc(all, compare)
	for k := 1; k < len(all); k++ {
		a, b := &all[k-1], &all[k]
		c, back := codec.Compare(order, a, b), codec.Compare(order, b, a)
		if c > 0 || c != -back {
			t.Fatalf("Compare = %d, reversed %d, for\n%+v and\n%+v", c, back, *a, *b)
		}
		if equal := encode(l, a) == encode(l, b); (c == 0) != equal {
			t.Fatalf("Compare = %d, encodings equal: %v, for\n%+v and\n%+v", c, equal, *a, *b)
		}
		// A sorted sequence is transitive if distant elements agree.
		if far := &all[k/2]; codec.Compare(order, far, b) > 0 {
			t.Fatalf("not transitive: %+v and %+v", *far, *b)
		}
	}
}

func TestOrderOfUnidentifiableTypePanics(t *testing.T) {
	defer func() {
		if r, _ := recover().(string); !strings.Contains(r, "cannot be part of a state") {
			t.Errorf("panicked with %q", r)
		}
	}()
	codec.OrderOf[map[int]int]()
}
