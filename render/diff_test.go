package render_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

func atom(v any) spec.Value { return spec.Value{Atom: v} }

func of(kind spec.ValueKind, elems ...any) spec.Value {
	v := spec.Value{Kind: kind}
	for _, e := range elems {
		v.Elems = append(v.Elems, atom(e))
	}
	return v
}

func fields(kind spec.ValueKind, pairs ...any) spec.Value {
	v := spec.Value{Kind: kind}
	for k := 0; k < len(pairs); k += 2 {
		v.Fields = append(v.Fields, spec.Field{Name: pairs[k].(string), Value: pairs[k+1].(spec.Value)})
	}
	return v
}

func TestChanges(t *testing.T) {
	record := func(v spec.Value) spec.Value { return fields(spec.RecordValue, "z", atom("same"), "x", v) }
	perServer := func(a, b any) spec.Value {
		return fields(spec.FunctionValue, "s1", fields(spec.RecordValue, "term", atom(a)), "s2", fields(spec.RecordValue, "term", atom(b)))
	}
	hidden := func(n int64) spec.Value {
		v := fields(spec.RecordValue, "n", atom(n))
		v.Text = "opaque"
		return v
	}
	for _, test := range []struct {
		reason   string
		from, to spec.Value
		want     []string
	}{
		{"equal", atom(int64(1)), atom(int64(1)), nil},
		{"atom", atom(int64(0)), atom(int64(1)), []string{"x: 0 -> 1"}},
		{"nil becomes an element", atom(nil), atom("s1"), []string{"x: nil -> s1"}},
		{"inside of a function to records", perServer(1, 1), perServer(1, 2), []string{"x[s2].term: 1 -> 2"}},
		{"several, in order", perServer(1, 1), perServer(2, 2), []string{"x[s1].term: 1 -> 2", "x[s2].term: 1 -> 2"}},
		{"set", of(spec.SetValue, "a", "b"), of(spec.SetValue, "b", "c", "d"), []string{"x: - a", "x: + c", "x: + d"}},
		{"bag counts copies", of(spec.BagValue, "a", "a"), of(spec.BagValue, "a", "a", "a"), []string{"x: + a"}},
		{"sequence of equal length", of(spec.SequenceValue, 1, 2), of(spec.SequenceValue, 1, 3), []string{"x[2]: 2 -> 3"}},
		{"sequence that grows", of(spec.SequenceValue), of(spec.SequenceValue, 1), []string{"x: <<>> -> <<1>>"}},
		{"array", of(spec.ArrayValue, 1, 2), of(spec.ArrayValue, 1, 3), []string{"x[1]: 2 -> 3"}},
		{"behind a String method", hidden(1), hidden(2), []string{"x.n: 1 -> 2"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var got []string
			for _, c := range render.Changes(record(test.from), record(test.to)) {
				got = append(got, fmt.Sprint(c))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// More than ten fields stay in their order.
func TestChangesOrder(t *testing.T) {
	var from, to, want []any
	for k := range 12 {
		name := fmt.Sprintf("f%d", k)
		from, to, want = append(from, name, atom(0)), append(to, name, atom(1)), append(want, name+": 0 -> 1")
	}
	for k, c := range render.Changes(fields(spec.RecordValue, from...), fields(spec.RecordValue, to...)) {
		if fmt.Sprint(c) != want[k] {
			t.Errorf("change %d is %v, want %v", k, c, want[k])
		}
	}
}
