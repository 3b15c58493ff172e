package codec_test

import (
	"testing"
	"unsafe"

	"github.com/mcheck/mcheck/spec"
)

// A value with elements beyond the domain is found out, wherever they are.
func TestWithin(t *testing.T) {
	last := nodes[2]
	for name, put := range map[string]func(*everything){
		"an element": func(e *everything) { e.Who = last },
		"a subset":   func(e *everything) { e.Nodes.Add(last) },
		"an array":   func(e *everything) { e.Plain[1] = last },
		"a slice":    func(e *everything) { e.Deep.Append(spec.SetOf(nodes[0], last)) },
		"a function": func(e *everything) { e.Votes.At(nodes[1]).At(values[0]).Add(last) },
		"a prefix":   func(e *everything) { e.Log.Append(entry{Value: values[1]}) },
	} {
		t.Run(name, func(t *testing.T) {
			var e everything
			put(&e)
			small := domains(2, false)
			if name == "a prefix" {
				small[1].Size = 1
			}
			if err := layout[everything](t, small).Within(unsafe.Pointer(&e)); err == nil {
				t.Error("not found in a smaller domain")
			}
			if err := layout[everything](t, domains(3, false)).Within(unsafe.Pointer(&e)); err != nil {
				t.Error(err)
			}
		})
	}
}
