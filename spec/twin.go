package spec

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Twin is the TLA+ module that says the same as an entry's model, so that TLC can
// be asked the same questions.
type Twin struct {
	// Module is the root module; its configuration, which has a line of its own for
	// each constant and property, has the same name.
	Module string
	// Files holds the modules and the configuration.
	Files fs.FS
	// Constants tells which CONSTANT each of the entry's parameters is.
	Constants map[string]TwinConstant
	// Bug is the CONSTANT that names the bug, if there is one.
	Bug string
}

// TwinConstant is the CONSTANT of a module that a parameter stands for.
type TwinConstant struct {
	name   string
	letter string // that the names of model values begin with
}

// AsSet says that the parameter is the size of a set of model values, whose names
// are the letter and a number.
func AsSet(constant, letter string) TwinConstant { return TwinConstant{constant, letter} }

// AsValue says that the constant has the parameter's value: a number, a string or a
// boolean.
func AsValue(constant string) TwinConstant { return TwinConstant{name: constant} }

// Values returns the value, in TLA+, of each CONSTANT that the constants decide.
func (e *Entry) Values(c Constants) (map[string]string, error) {
	values := map[string]string{}
	for _, p := range e.Params {
		t, ok := e.Twin.Constants[p.Name]
		if !ok {
			return nil, fmt.Errorf("no CONSTANT of %s is known for %s", e.Twin.Module, p.Name)
		}
		values[t.name] = t.value(p.Value(c.Int(p.Name)))
	}
	switch {
	case e.Twin.Bug != "" && c.Bug == "":
		values[e.Twin.Bug] = strconv.Quote("none")
	case e.Twin.Bug != "":
		values[e.Twin.Bug] = strconv.Quote(c.Bug)
	case c.Bug != "":
		return nil, fmt.Errorf("%s has no bugs", e.Twin.Module)
	}
	return values, nil
}

func (t TwinConstant) value(v any) string {
	switch v := v.(type) {
	case bool:
		return strings.ToUpper(strconv.FormatBool(v))
	case string:
		return strconv.Quote(v)
	case int:
		if t.letter == "" {
			return strconv.Itoa(v)
		}
		var elems []string
		for k := range v {
			elems = append(elems, t.letter+strconv.Itoa(k+1))
		}
		return "{" + strings.Join(elems, ", ") + "}"
	}
	panic(fmt.Sprintf("spec: constant of type %T", v))
}

// Sets returns the CONSTANTS that are sets of model values: TLC's symmetry sets.
func (t *Twin) Sets() (names []string) {
	for _, c := range t.Constants {
		if c.letter != "" {
			names = append(names, c.name)
		}
	}
	return names
}
