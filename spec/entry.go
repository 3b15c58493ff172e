package spec

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
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
	// Correct returns the model without its bug in the variables that it has with one;
	// nil if they are those that New gives it.
	Correct func(Constants) (Checkable, error)
	// Small returns constants, no larger than the given ones, at which the
	// certificates of the model's reductions can be established within a second
	// or so; nil if the model declares no rules.
	Small func(Constants) Constants
	// Instance gives constants, where they differ from the defaults, at which the
	// inductive invariant is established if none are given: it is about all
	// type-correct states, of which there are many more than reachable ones.
	Instance map[string]int
	// Twin is the TLA+ module that the model mirrors, if there is one.
	Twin *Twin
	// Proof is the written proof that the model is right, if there is one.
	Proof *Proof
	// Sources are the files that the model is written in, for telling whether it is
	// still the one that something was found out about; nil if they are not known.
	Sources fs.FS
	// Symbol is the exported variable that holds the entry, after the path of its
	// package and a dot: where a generated program finds the model; empty if none can.
	Symbol string
}

// WithoutBug returns the model without the bug, to compare with the one that has it.
func (e *Entry) WithoutBug(c Constants) (Checkable, error) {
	c.Bug = ""
	if e.Correct != nil {
		return e.Correct(c)
	}
	return e.New(c)
}

// Param is a constant of a model: TLA+'s CONSTANT, with its range. It is a number
// in Min..Max, or one of several Choices, or a Switch.
type Param struct {
	Name    string // of the flag, without dashes
	Doc     string
	Min     int
	Max     int
	Choices []string // the names of the values 0, 1, ..., if it is no number
	Switch  bool     // 0 or 1: false or true, a flag without a value
	Default int
}

// names returns the names of the values, nil for numbers.
func (p *Param) names() []string {
	if p.Switch {
		return []string{"false", "true"}
	}
	return p.Choices
}

// Flag returns how the value is given on a command line.
func (p *Param) Flag(v int) string {
	if p.Switch {
		return fmt.Sprintf("--%s=%v", p.Name, p.Value(v))
	}
	return fmt.Sprintf("--%s %v", p.Name, p.Value(v))
}

// Range returns the least and the largest value.
func (p *Param) Range() (low, high int) {
	if names := p.names(); names != nil {
		return 0, len(names) - 1
	}
	return p.Min, p.Max
}

// Wanted says which values there are.
func (p *Param) Wanted() string {
	switch {
	case p.Switch:
		return "true or false"
	case p.Choices != nil:
		return "one of " + strings.Join(p.Choices, ", ")
	}
	return fmt.Sprintf("%d..%d", p.Min, p.Max)
}

// Value returns a value as users know it: an int, a name or a bool.
func (p *Param) Value(v int) any {
	switch {
	case p.Switch:
		return v == 1
	case p.Choices != nil:
		return p.Choices[v]
	}
	return v
}

// Parse is the inverse of printing Value.
func (p *Param) Parse(text string) (int, error) {
	v, err := strconv.Atoi(text)
	if names := p.names(); names != nil {
		v = slices.Index(names, text)
	}
	low, high := p.Range()
	if err != nil && p.names() == nil || v < low || v > high {
		return 0, fmt.Errorf("want %s", p.Wanted())
	}
	return v, nil
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

// Bool returns the value of a switch.
func (c Constants) Bool(name string) bool { return c.Int(name) == 1 }

// With returns a copy of c in which the constant has the given value.
func (c Constants) With(name string, value int) Constants {
	c.Values = maps.Clone(c.Values)
	c.Values[name] = value
	return c
}

// Parse reads values for constants.
func (e *Entry) Parse(given map[string]string) (map[string]int, error) {
	values := map[string]int{}
	for name, text := range given {
		k := slices.IndexFunc(e.Params, func(p Param) bool { return p.Name == name })
		if k < 0 {
			return nil, fmt.Errorf("%s: unknown constant %q", e.Name, name)
		}
		v, err := e.Params[k].Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %s = %s, %w", e.Name, name, text, err)
		}
		values[name] = v
	}
	return values, nil
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
		if low, high := p.Range(); v < low || v > high {
			return c, fmt.Errorf("%s: %s = %d, want %s", e.Name, p.Name, v, p.Wanted())
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

// ForInduction returns the entry with the constants of its Instance for defaults.
func (e *Entry) ForInduction() *Entry {
	out := *e
	out.Params = slices.Clone(e.Params)
	for k := range out.Params {
		if v, ok := e.Instance[out.Params[k].Name]; ok {
			out.Params[k].Default = v
		}
	}
	return &out
}

// Single returns the entry of a model without constants.
func Single[S any](m Model[S]) Entry {
	return Entry{Name: m.Name, Doc: m.Doc, New: func(Constants) (Checkable, error) { return m, nil }}
}
