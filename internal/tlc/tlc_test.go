package tlc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/spec"
)

const sample = `\* prose
SPECIFICATION Spec

CONSTANTS
  Server  = {s1, s2}
  Bug     = "none"
  MaxTerm = 2
  Quick   = FALSE
  Timeout <- MCTimeout

INVARIANTS
  TypeOK
  Safe

PROPERTY
  GrowsProp

CHECK_DEADLOCK FALSE
`

var sampled = spec.Entry{
	Name: "sample", Params: []spec.Param{{Name: "nodes", Min: 1, Max: 9}, {Name: "terms", Min: 1, Max: 9}, {Name: "quick", Switch: true}},
	Twin: &spec.Twin{Module: "Sample", Bug: "Bug", Constants: map[string]spec.TwinConstant{
		"nodes": spec.AsSet("Server", "s"), "terms": spec.AsValue("MaxTerm"), "quick": spec.AsValue("Quick"),
	}},
}

func ask(checked string) Question {
	return Question{Entry: &sampled, Constants: spec.Constants{Values: map[string]int{"nodes": 3, "terms": 4, "quick": 1}, Bug: "odd"}, Checked: checked}
}

const constants = `SPECIFICATION Spec
CONSTANTS Server = {s1, s2, s3}
CONSTANTS Bug = "odd"
CONSTANTS MaxTerm = 4
CONSTANTS Quick = TRUE
CONSTANTS   Timeout <- MCTimeout
`

func TestConfig(t *testing.T) {
	for checked, properties := range map[string]string{
		"all":   "INVARIANTS   TypeOK\nINVARIANTS   Safe\nPROPERTY   GrowsProp\n",
		"none":  "",
		"Safe":  "INVARIANTS   Safe\n",
		"Grows": "PROPERTY   GrowsProp\n",
	} {
		q := ask(checked)
		got, err := q.config(sample)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(constants+properties+"CHECK_DEADLOCK FALSE\n", got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", checked, diff)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	strange := ask("all")
	strange.Entry = &spec.Entry{Params: []spec.Param{{Name: "colors", Max: 9}}, Twin: sampled.Twin}
	strange.Constants.Values = map[string]int{"colors": 3}
	for says, q := range map[string]Question{"no property Unsafe": ask("Unsafe"), "no CONSTANT of Sample is known": strange} {
		if _, err := q.config(sample); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q in it", err, says)
		}
	}
}

func TestOutcome(t *testing.T) {
	for text, want := range map[string]string{
		"No error has been found.\n" +
			"7 states generated, 5 distinct states found, 0 states left on queue.\n" +
			"The depth of the complete state graph search is 3.\n": "5 distinct, 7 generated, depth 3",
		"Error: Invariant Safe is violated.\nState 1: x\nState 2: y\n":              "Safe violated, trace of 2 states",
		"Error: Action property GrowsProp is violated.\nState 1: x\nState 2: y\n":   "Grows violated, trace of 2 states",
		"7 states generated, 5 distinct states found, 2 states left on queue.\n":    "",
		"Error: Could not find the module.\n":                                       "",
		"7 states generated, 5 distinct states found, 0 states left on queue.\nx\n": "",
	} {
		if got, ok := outcome(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
