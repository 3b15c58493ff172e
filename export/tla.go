package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// tla writes a TLA+ module of which the trace is the only behaviour, with a
// configuration in it that makes TLC print it: the invariant NotTheEnd is false in the
// last state.
func tla(c *Counterexample) (string, error) {
	trace := c.Violation.Trace
	var names []string
	for _, v := range variables(trace[0].State) {
		names = append(names, v.Name)
	}
	m := &module{vars: names, action: unused("action", names), step: unused("step", names)}
	m.linef("%s MODULE %s %s", dashes, c.Name, dashes)
	m.linef(`\* %s`, c.title())
	m.linef(`\* %s`, c.wrong())
	m.linef(`\* TLC prints it: tlc2.TLC -config %s.tla %s.tla`, c.Name, c.Name)
	m.linef("EXTENDS Integers, Sequences, TLC")
	m.linef("")
	all := append([]string{m.step, m.action}, names...)
	m.linef("VARIABLES %s", strings.Join(all, ", "))
	m.linef("vars == <<%s>>", strings.Join(all, ", "))
	m.linef("")
	m.linef("Trace == <<")
	for k, s := range trace {
		fields := []string{fmt.Sprintf("%s |-> %s", m.action, tlaString(s.Label))}
		for _, v := range variables(s.State) {
			fields = append(fields, fmt.Sprintf("%s |-> %s", v.Name, tlaValue(v.Value)))
		}
		comma := ","
		if k == len(trace)-1 {
			comma = ""
		}
		m.linef("  [ %s ]%s", strings.Join(fields, ",\n    "), comma)
	}
	m.linef(">>")
	m.linef("")
	m.steps(c.loop())
	m.linef("%s", strings.Repeat("=", 2*len(dashes)+len(" MODULE  ")+len(c.Name)))
	m.linef("")
	m.linef("%s CONFIG %s %s", dashes, c.Name, dashes)
	m.linef("SPECIFICATION Spec")
	m.linef("INVARIANT NotTheEnd")
	m.linef("CHECK_DEADLOCK FALSE")
	m.linef("%s", strings.Repeat("=", 2*len(dashes)+len(" CONFIG  ")+len(c.Name)))
	return m.String(), nil
}

const dashes = "----------------"

// module is a TLA+ module.
type module struct {
	printer
	vars         []string
	step, action string
}

// unused is name, or as many underscores after it as no variable has.
func unused(name string, vars []string) string {
	for slices.Contains(vars, name) {
		name += "_"
	}
	return name
}

// steps writes the specification.
func (m *module) steps(loop int) {
	m.linef("Init ==")
	m.linef("  /\\ %s = 1", m.step)
	for _, v := range append([]string{m.action}, m.vars...) {
		m.linef("  /\\ %s = Trace[1].%s", v, v)
	}
	m.linef("")
	m.linef("Next ==")
	if loop >= 0 {
		m.linef("  /\\ %s' = IF %s < Len(Trace) THEN %s + 1 ELSE %d", m.step, m.step, m.step, loop+1)
	} else {
		m.linef("  /\\ %s < Len(Trace)", m.step)
		m.linef("  /\\ %s' = %s + 1", m.step, m.step)
	}
	for _, v := range append([]string{m.action}, m.vars...) {
		m.linef("  /\\ %s' = Trace[%s'].%s", v, m.step, v)
	}
	m.linef("")
	m.linef("Spec == Init /\\ [][Next]_vars")
	m.linef("")
	m.linef("NotTheEnd == %s < Len(Trace)", m.step)
	m.linef("")
}

// tlaString quotes a string.
func tlaString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// tlaValue writes a value. Elements of index types are strings; a bag is the function
// to how many there are of each element; an array is a function from 0 on.
func tlaValue(v spec.Value) string {
	switch v.Kind {
	case spec.RecordValue:
		var fields []string
		for _, f := range v.Fields {
			fields = append(fields, f.Name+" |-> "+tlaValue(f.Value))
		}
		if fields == nil {
			return "<<>>"
		}
		return "[" + strings.Join(fields, ", ") + "]"
	case spec.FunctionValue:
		var pairs []string
		for _, f := range v.Fields {
			pairs = append(pairs, tlaString(f.Name)+" :> "+tlaValue(f.Value))
		}
		return tlaFunction(pairs)
	case spec.BagValue:
		var pairs []string
		for _, e := range counted(v.Elems) {
			pairs = append(pairs, fmt.Sprintf("%s :> %d", tlaValue(e.value), e.count))
		}
		return tlaFunction(pairs)
	case spec.ArrayValue:
		var pairs []string
		for k, e := range v.Elems {
			pairs = append(pairs, fmt.Sprintf("%d :> %s", k, tlaValue(e)))
		}
		return tlaFunction(pairs)
	case spec.SetValue:
		return "{" + tlaValues(v.Elems) + "}"
	case spec.SequenceValue:
		return "<<" + tlaValues(v.Elems) + ">>"
	}
	switch atom := v.Atom.(type) {
	case nil:
		return tlaString(none)
	case bool:
		return strings.ToUpper(strconv.FormatBool(atom))
	case string:
		return tlaString(atom)
	}
	return fmt.Sprint(v.Atom)
}

func tlaValues(elems []spec.Value) string {
	var parts []string
	for _, e := range elems {
		parts = append(parts, tlaValue(e))
	}
	return strings.Join(parts, ", ")
}

// tlaFunction merges pairs; the function with none is the empty sequence.
func tlaFunction(pairs []string) string {
	if len(pairs) == 0 {
		return "<<>>"
	}
	return "(" + strings.Join(pairs, " @@ ") + ")"
}
