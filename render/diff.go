package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Op tells what happened to a part of a state.
type Op uint8

// What can happen: a value is replaced, or an element is added to a set or bag,
// or removed from it.
const (
	Replaced Op = iota
	Added
	Removed
)

// Change is one difference between two states.
type Change struct {
	Path     string // such as servers[s2].currentTerm
	Op       Op
	From, To spec.Value // an added element has no From, a removed one no To
}

// String formats c as "path: from -> to", "path: + element" or "path: - element".
func (c Change) String() string { return c.Path + ": " + c.effect("->") }

// effect is what follows the path.
func (c Change) effect(arrow string) string {
	switch c.Op {
	case Added:
		return "+ " + c.To.String()
	case Removed:
		return "- " + c.From.String()
	}
	return fmt.Sprintf("%v %s %v", c.From, arrow, c.To)
}

// Changes lists the differences between two states of a model, in the order of
// the state's fields. It looks into records, functions, and sequences and arrays of
// equal length; for sets and bags it tells which elements came and went.
func Changes(from, to spec.Value) []Change {
	d := &differ{}
	cmp.Equal(from, to, cmp.Reporter(d),
		cmp.FilterValues(sameShape, cmp.Transformer("parts", parts)),
		cmp.FilterValues(func(a, b spec.Value) bool { return !sameShape(a, b) },
			cmp.Comparer(func(a, b spec.Value) bool { return a.Key() == b.Key() })))
	return d.changes
}

// LocalChanges lists the changes of a step, but for those of the network: that a
// message comes or goes.
func LocalChanges(before, after *explorer.Step) []Change {
	is := func(text string) func(spec.Envelope) bool {
		return func(m spec.Envelope) bool { return m.Text == text }
	}
	return slices.DeleteFunc(Changes(before.State, after.State), func(c Change) bool {
		return c.Op == Added && slices.ContainsFunc(after.InFlight, is(c.To.String())) ||
			c.Op == Removed && slices.ContainsFunc(before.InFlight, is(c.From.String()))
	})
}

// part names a component of a value: go-cmp visits them in this order.
type part struct {
	pos  int
	name string // as it is written in a path
}

func parts(v spec.Value) map[part]spec.Value {
	out := map[part]spec.Value{}
	for k, f := range v.Fields {
		name := "." + f.Name
		if v.Kind == spec.FunctionValue {
			name = "[" + f.Name + "]"
		}
		out[part{k, name}] = f.Value
	}
	first := 1
	if v.Kind == spec.ArrayValue {
		first = 0
	}
	for k, e := range v.Elems {
		out[part{k, fmt.Sprintf("[%d]", first+k)}] = e
	}
	return out
}

// sameShape reports whether two values can be compared part by part.
func sameShape(a, b spec.Value) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case spec.RecordValue, spec.FunctionValue:
		return slices.EqualFunc(a.Fields, b.Fields, func(x, y spec.Field) bool { return x.Name == y.Name })
	case spec.SequenceValue, spec.ArrayValue:
		return len(a.Elems) == len(b.Elems)
	}
	return false
}

// differ collects what go-cmp reports as different.
type differ struct {
	path    cmp.Path
	changes []Change
}

// PushStep is called by go-cmp when it descends.
func (d *differ) PushStep(s cmp.PathStep) { d.path = append(d.path, s) }

// PopStep is called by go-cmp when it ascends.
func (d *differ) PopStep() { d.path = d.path[:len(d.path)-1] }

// Report is called by go-cmp on every leaf.
func (d *differ) Report(r cmp.Result) {
	if r.Equal() {
		return
	}
	var path strings.Builder
	for _, s := range d.path {
		if key, ok := s.(cmp.MapIndex); ok {
			path.WriteString(key.Key().Interface().(part).name)
		}
	}
	x, y := d.path.Last().Values()
	from, to := x.Interface().(spec.Value), y.Interface().(spec.Value)
	where := strings.TrimPrefix(path.String(), ".")
	if from.Kind != to.Kind || from.Kind != spec.SetValue && from.Kind != spec.BagValue {
		d.changes = append(d.changes, Change{Path: where, From: from, To: to})
		return
	}
	for _, e := range without(from.Elems, to.Elems) {
		d.changes = append(d.changes, Change{Path: where, Op: Removed, From: e})
	}
	for _, e := range without(to.Elems, from.Elems) {
		d.changes = append(d.changes, Change{Path: where, Op: Added, To: e})
	}
}

// without returns the elements of a that are not in b, with multiplicity.
func without(a, b []spec.Value) []spec.Value {
	have := map[string]int{}
	for _, e := range b {
		have[e.Key()]++
	}
	var out []spec.Value
	for _, e := range a {
		if have[e.Key()]--; have[e.Key()] < 0 {
			out = append(out, e)
		}
	}
	return out
}

// variable is a line of a state shown whole.
type variable struct{ name, value string }

// variables lists the variables of a state. A function to records, such as the
// servers of Raft, has a line for each element, and those with equal values share
// one.
func variables(state spec.Value) []variable {
	if state.Kind != spec.RecordValue {
		return []variable{{"state", state.String()}}
	}
	var out []variable
	for _, f := range state.Fields {
		if f.Value.Kind != spec.FunctionValue || len(f.Value.Fields) == 0 || f.Value.Fields[0].Value.Kind != spec.RecordValue {
			out = append(out, variable{f.Name, f.Value.String()})
			continue
		}
		var order []string
		names := map[string][]string{}
		for _, e := range f.Value.Fields {
			text := e.Value.String()
			if names[text] == nil {
				order = append(order, text)
			}
			names[text] = append(names[text], e.Name)
		}
		for _, text := range order {
			out = append(out, variable{f.Name + "[" + strings.Join(names[text], ", ") + "]", text})
		}
	}
	return out
}
