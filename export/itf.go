package export

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// itf writes the Informal Trace Format of Apalache and Quint (ADR 015 of Apalache).
// Functions and bags are maps, from names and from elements to how many there are of
// them; all integers are big.
func itf(c *Counterexample) (string, error) {
	trace := c.Violation.Trace
	var states []any
	var vars []string
	for k, s := range trace {
		state := object{{"#meta", object{{"index", k}, {"action", s.Label}}}}
		for _, v := range variables(s.State) {
			state = append(state, member{v.Name, itfValue(v.Value)})
			if k == 0 {
				vars = append(vars, v.Name)
			}
		}
		states = append(states, state)
	}
	document := object{
		{"#meta", object{
			{"format", "ITF"}, {"format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html"},
			{"source", c.title()}, {"description", c.wrong()},
		}},
		{"params", []string{}}, {"vars", vars},
	}
	if loop := c.loop(); loop >= 0 {
		document = append(document, member{"loop", loop})
	}
	return indented(append(document, member{"states", states}))
}

func itfValue(v spec.Value) any {
	switch v.Kind {
	case spec.RecordValue:
		out := object{}
		for _, f := range v.Fields {
			out = append(out, member{f.Name, itfValue(f.Value)})
		}
		return out
	case spec.FunctionValue:
		pairs := [][2]any{}
		for _, f := range v.Fields {
			pairs = append(pairs, [2]any{f.Name, itfValue(f.Value)})
		}
		return object{{"#map", pairs}}
	case spec.SetValue:
		return object{{"#set", itfValues(v.Elems)}}
	case spec.BagValue:
		pairs := [][2]any{}
		for _, e := range counted(v.Elems) {
			pairs = append(pairs, [2]any{itfValue(e.value), bigint(e.count)})
		}
		return object{{"#map", pairs}}
	case spec.SequenceValue, spec.ArrayValue:
		return itfValues(v.Elems)
	}
	switch atom := v.Atom.(type) {
	case nil:
		return none
	case bool, string:
		return atom
	}
	return bigint(v.Atom)
}

// none stands for no element of an index type.
const none = "nil"

func itfValues(elems []spec.Value) []any {
	out := []any{}
	for _, e := range elems {
		out = append(out, itfValue(e))
	}
	return out
}

func bigint(n any) object { return object{{"#bigint", fmt.Sprint(n)}} }

// multiple is an element of a bag, and how often it is there.
type multiple struct {
	value spec.Value
	count int
}

func counted(elems []spec.Value) (out []multiple) {
	at := map[string]int{}
	for _, e := range elems {
		k, ok := at[e.Key()]
		if !ok {
			k = len(out)
			at[e.Key()] = k
			out = append(out, multiple{value: e})
		}
		out[k].count++
	}
	return out
}

// object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for k, m := range o {
		if k > 0 {
			b.WriteByte(',')
		}
		name, err := marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

func indented(v any) (string, error) {
	text, err := marshal(v)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = json.Indent(&b, text, "", "  ")
	b.WriteByte('\n')
	return b.String(), err
}
