package spec

import (
	"fmt"
	"io/fs"
	"slices"
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
	// Live is the twin with fairness, if there is one.
	Live *LiveTwin
}

// LiveTwin is a module that says what has to happen at last, with a configuration of
// its own.
type LiveTwin struct {
	Module string
	// Constants are those of the other twin if they are nil.
	Constants map[string]TwinConstant
	// Temporal names the properties that hold under fairness.
	Temporal []string
	// Alone, if not nil, tells at which constants the model is this module's in all
	// respects: a form of the protocol that is there for liveness.
	Alone func(Constants) bool
}

// For returns the twin to ask about the properties at the constants, and whether one of
// them is temporal.
func (t *Twin) For(c Constants, properties []string) (twin *Twin, temporal bool) {
	live := t.Live
	if live == nil {
		return t, false
	}
	temporal = slices.ContainsFunc(properties, func(p string) bool { return slices.Contains(live.Temporal, p) })
	if !temporal && (live.Alone == nil || !live.Alone(c)) {
		return t, false
	}
	twin = &Twin{Module: live.Module, Files: t.Files, Constants: live.Constants, Bug: t.Bug}
	if twin.Constants == nil {
		twin.Constants = t.Constants
	}
	return twin, temporal
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

// Unread says that the module does not depend on the parameter.
func Unread() TwinConstant { return TwinConstant{} }

// Values returns the value, in TLA+, of each CONSTANT of the twin that the entry's
// constants decide.
func (t *Twin) Values(e *Entry, c Constants) (map[string]string, error) {
	values := map[string]string{}
	for _, p := range e.Params {
		k, ok := t.Constants[p.Name]
		if !ok {
			return nil, fmt.Errorf("no CONSTANT of %s is known for %s", t.Module, p.Name)
		}
		if k != Unread() {
			values[k.name] = k.value(p.Value(c.Int(p.Name)))
		}
	}
	switch {
	case t.Bug != "" && c.Bug == "":
		values[t.Bug] = strconv.Quote("none")
	case t.Bug != "":
		values[t.Bug] = strconv.Quote(c.Bug)
	case c.Bug != "":
		return nil, fmt.Errorf("%s has no bugs", t.Module)
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
