package spec

import (
	"fmt"
	"maps"
	"slices"
)

// Entry is a model as a command line offers it: its constants with their
// ranges, its deliberate bugs, and how to make it.
type Entry struct {
	Name   string
	Doc    string
	Params []Param
	Bugs   []Bug
	// New returns the model for the given constants, all of them in range.
	New func(Constants) (Checkable, error)
	// Small returns constants, no larger than the given ones, at which the
	// certificates of the model's reductions can be established within a second
	// or so; nil if the model declares no rules.
	Small func(Constants) Constants
}

// Param is a constant of a model: TLA+'s CONSTANT, with its range.
type Param struct {
	Name    string // of the flag, without dashes
	Doc     string
	Min     int
	Max     int
	Default int
}

// Bug is a deliberate mistake in a model.
type Bug struct {
	Name     string
	Doc      string
	Rule     string         // the rule of the paper that it breaks
	Violates string         // the property that is reported
	Exposed  map[string]int // constants, where they differ from the defaults, at which it is found
}

// Constants are values for an Entry's parameters, and the bug to build in.
type Constants struct {
	Values map[string]int
	Bug    string // empty for the correct protocol
}

// Int returns the value of a constant.
func (c Constants) Int(name string) int {
	v, ok := c.Values[name]
	if !ok {
		panic(fmt.Sprintf("spec: constant %q is not declared", name))
	}
	return v
}

// With returns a copy of c in which the constant has the given value.
func (c Constants) With(name string, value int) Constants {
	c.Values = maps.Clone(c.Values)
	c.Values[name] = value
	return c
}

// Constants completes the given values with those at which the bug is exposed
// and with defaults, in this order of preference, and checks names and ranges.
func (e *Entry) Constants(given map[string]int, bug string) (Constants, error) {
	c := Constants{Values: map[string]int{}, Bug: bug}
	var exposed map[string]int
	if bug != "" {
		k := slices.IndexFunc(e.Bugs, func(b Bug) bool { return b.Name == bug })
		if k < 0 {
			var names []string
			for _, b := range e.Bugs {
				names = append(names, b.Name)
			}
			return c, fmt.Errorf("%s: unknown bug %q, want one of %q", e.Name, bug, names)
		}
		exposed = e.Bugs[k].Exposed
	}
	for _, p := range e.Params {
		v := p.Default
		if x, ok := exposed[p.Name]; ok {
			v = x
		}
		if x, ok := given[p.Name]; ok {
			v = x
		}
		if v < p.Min || v > p.Max {
			return c, fmt.Errorf("%s: %s = %d, want %d..%d", e.Name, p.Name, v, p.Min, p.Max)
		}
		c.Values[p.Name] = v
	}
	for name := range given {
		if _, ok := c.Values[name]; !ok {
			return c, fmt.Errorf("%s: unknown constant %q", e.Name, name)
		}
	}
	return c, nil
}

// Single returns the entry of a model without constants.
func Single[S any](m Model[S]) Entry {
	return Entry{Name: m.Name, Doc: m.Doc, New: func(Constants) (Checkable, error) { return m, nil }}
}
