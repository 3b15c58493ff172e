package spec_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

type node struct{ spec.Index }

func (n node) String() string { return spec.Name("n", n) }

var (
	three = spec.NewDomain[node](3)
	ns    = slices.Collect(three.All())
)

func TestDomain(t *testing.T) {
	agree(t, "Len", three.Len(), 3)
	agree(t, "All", names(ns...), "n1 n2 n3")
	agree(t, "Others", names(slices.Collect(three.Others(ns[1]))...), "n1 n3")
	agree(t, "Others of none", names(slices.Collect(three.Others(node{}))...), "n1 n2 n3")
	var pairs []node
	for a, b := range three.Pairs() {
		pairs = append(pairs, a, b)
	}
	agree(t, "Pairs", names(pairs...), "n1 n2 n1 n3 n2 n1 n2 n3 n3 n1 n3 n2")
	for range three.All() {
		break // an iterator that goes on would panic
	}
	for range three.Others(ns[0]) {
		break
	}
	for range three.Pairs() {
		break
	}
	agree(t, "the zero value", names(node{}), "nil")
	agree(t, "None", spec.None(node{}), true)
	agree(t, "None of an element", spec.None(ns[0]), false)
}

func names(elems ...node) (out string) {
	for k, e := range elems {
		if k > 0 {
			out += " "
		}
		out += e.String()
	}
	return out
}

func TestFnMapsEveryElement(t *testing.T) {
	var f spec.Fn[node, string, [4]string]
	agree(t, "zero value", f.Get(ns[2]), "")
	f.Set(ns[1], "b")
	*f.At(ns[2]) += "c"
	agree(t, "values", []string{f.Get(ns[0]), f.Get(ns[1]), f.Get(ns[2])}, []string{"", "b", "c"})
	panics(t, "Get of none", func() { f.Get(node{}) })
	panics(t, "Set of none", func() { f.Set(node{}, "") })
	panics(t, "At of none", func() { f.At(node{}) })
}

// All pairs of subsets of a domain of the largest size's ends and middle.
// All functions from three elements, of an array with room for more, to three values.
func TestWhere(t *testing.T) {
	for code := range 27 {
		var f spec.Fn[node, uint8, [5]uint8]
		var want [3]spec.Subset[node]
		for _, n := range ns {
			f.Set(n, uint8(code%3))
			want[code%3].Add(n)
			code /= 3
		}
		for v := range want {
			got := spec.Where(three, &f, uint8(v))
			agree(t, fmt.Sprintf("%v: where %d", f, v), got.String(), want[v].String())
			agree(t, fmt.Sprintf("%v: Empty", got), got.Empty(), got.Len() == 0)
		}
	}
}

func TestFnString(t *testing.T) {
	var f spec.Fn[server, int, [4]int]
	k := 0
	for i := range spec.NewDomain[server](3).All() {
		f.Set(i, k)
		k--
	}
	agree(t, "a function", fmt.Sprint(f), "[s2: -1, s3: -2]")
}

func TestSubsetIsASet(t *testing.T) {
	all := slices.Collect(spec.NewDomain[node](spec.MaxIndex).All())
	elems := []node{all[0], all[1], all[7], all[15]}
	subset := func(mask int) (s spec.Subset[node]) {
		for k, e := range elems {
			if mask>>k&1 != 0 {
				s.Add(e)
			}
		}
		return s
	}
	for a := range 16 {
		s := subset(a)
		var members []node
		for k, e := range elems {
			if s.Has(e) != (a>>k&1 != 0) {
				t.Fatalf("%v.Has(%v) = %v", s, e, s.Has(e))
			}
			if s.Has(e) {
				members = append(members, e)
			}
			removed := s
			removed.Remove(e)
			if removed != subset(a&^(1<<k)) {
				t.Fatalf("%v without %v is %v", s, e, removed)
			}
		}
		if s.Has(node{}) || s.Has(all[3]) {
			t.Fatalf("%v has an element that was not added", s)
		}
		agree(t, "Len", s.Len(), len(members))
		agree(t, "All", names(slices.Collect(s.All())...), names(members...))
		if s != spec.SubsetOf(members...) {
			t.Fatalf("SubsetOf(%v) is not %v", members, s)
		}
		for b := range 16 {
			u := subset(b)
			if s.Union(u) != subset(a|b) || s.Intersect(u) != subset(a&b) || s.Contains(u) != (a&b == b) {
				t.Fatalf("%v with %v: union %v, intersection %v, contains %v", s, u, s.Union(u), s.Intersect(u), s.Contains(u))
			}
		}
	}
	s := subset(15)
	agree(t, "String", s.String(), "{n1, n2, n8, n16}")
	for range s.All() {
		break
	}
	panics(t, "Add of none", func() { s.Add(node{}) })
}
