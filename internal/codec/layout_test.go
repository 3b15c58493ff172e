package codec_test

import (
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

type node struct{ spec.Index }

type value struct{ spec.Index }

// domains declares n nodes and two values.
func domains(n int, symmetric bool) []codec.Domain {
	return []codec.Domain{
		{Type: reflect.TypeFor[node](), Size: n, Symmetric: symmetric},
		{Type: reflect.TypeFor[value](), Size: 2, Symmetric: symmetric},
	}
}

func layout[T any](t testing.TB, d []codec.Domain) *codec.Layout {
	t.Helper()
	l, err := codec.Of(reflect.TypeFor[T](), d)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func encode[T any](l *codec.Layout, v *T) string { return string(l.Append(nil, unsafe.Pointer(v))) }

type list struct {
	Next []list
}

func TestRefusals(t *testing.T) {
	type inner[T any] struct{ Bad T }
	type outer[T any] struct {
		Good int
		Deep [2][]inner[T]
	}
	for _, tt := range []struct {
		name, remedy string
		typ          reflect.Type
	}{
		{"map", "use spec.Set, spec.Bag or spec.Fn", reflect.TypeFor[outer[map[int]bool]]()},
		{"pointer", "store the value, or an index into a sequence", reflect.TypeFor[outer[*int]]()},
		{"unsafe pointer", "store the value", reflect.TypeFor[outer[unsafe.Pointer]]()},
		{"uintptr", "store the value", reflect.TypeFor[outer[uintptr]]()},
		{"interface", "use a struct with a kind field", reflect.TypeFor[outer[any]]()},
		{"func", "store data and decide in the action", reflect.TypeFor[outer[func()]]()},
		{"chan", "store data", reflect.TypeFor[outer[chan int]]()},
		{"float32", "use integers", reflect.TypeFor[outer[float32]]()},
		{"float64", "use integers", reflect.TypeFor[outer[float64]]()},
		{"complex", "use integers", reflect.TypeFor[outer[complex128]]()},
		{"index without domain", "add its domain to Model.Domains", reflect.TypeFor[outer[node]]()},
		{"subset without domain", "add its domain to Model.Domains", reflect.TypeFor[outer[spec.Subset[node]]]()},
		{"function without domain", "add its domain to Model.Domains", reflect.TypeFor[outer[spec.Fn[node, int, [2]int]]]()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := codec.Of(tt.typ, nil)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range []string{".Deep[][].Bad", tt.remedy} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}

	if _, err := codec.Of(reflect.TypeFor[list](), nil); err == nil || !strings.Contains(err.Error(), "list.Next[]: recursive type") {
		t.Errorf("recursive type: error %v", err)
	}
	if _, err := codec.Of(reflect.TypeFor[spec.Fn[node, int, [2]int]](), domains(3, false)); err == nil || !strings.Contains(err.Error(), "3 elements, its array holds 2") {
		t.Errorf("function smaller than its domain: error %v", err)
	}
}

func TestFlatAndFixedSize(t *testing.T) {
	type flat struct {
		A, B uint16
		F    spec.Fn[node, uint32, [4]uint32]
	}
	type padded struct {
		A uint8
		B uint32
	}
	type sparse struct {
		A, B, C spec.Fn[node, uint8, [16]uint8]
	}
	for _, tt := range []struct {
		name string
		l    *codec.Layout
		flat bool
		size int // whole words, unless that would be more than twice as long
	}{
		{"all slots", layout[flat](t, domains(4, false)), true, 3 * 8},
		{"slots outside of the domain", layout[flat](t, domains(3, false)), true, 2 * 8},
		{"padding", layout[padded](t, nil), true, 8},
		{"symmetric", layout[flat](t, domains(3, true)), true, 16},
		{"few bytes of many words", layout[sparse](t, domains(1, false)), true, 3},
		{"slice", layout[struct{ S []int }](t, nil), false, 0},
		{"string", layout[struct{ S string }](t, nil), false, 0},
		{"vec", layout[struct{ V spec.Vec[uint8, [3]uint8] }](t, nil), true, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.l.Flat(); got != tt.flat {
				t.Errorf("Flat = %v, want %v", got, tt.flat)
			}
			if got := tt.l.FixedSize(); got != tt.size {
				t.Errorf("FixedSize = %d, want %d", got, tt.size)
			}
		})
	}
}

func TestTagged(t *testing.T) {
	type inner struct {
		History []int `spec:"ghost"`
		Real    int
	}
	type outer struct {
		A inner
		B int `spec:"ghost"`
		C int `spec:"other"`
	}
	want := []string{"A.History", "B"}
	var got []string
	for _, f := range codec.Tagged(reflect.TypeFor[outer](), "ghost") {
		got = append(got, f.Path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
