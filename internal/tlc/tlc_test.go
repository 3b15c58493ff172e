package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/internal/spaces"
)

const sample = `\* prose
SPECIFICATION Spec

CONSTANTS
  Server  = {s1, s2}
  Bug     = "none"
  MaxTerm = 2
  Timeout <- MCTimeout

INVARIANTS
  TypeOK
  Safe

PROPERTY
  GrowsProp

CHECK_DEADLOCK FALSE
`

var sampled = twin{
	module: "Sample", bug: "Bug", sets: map[string]set{"nodes": {"Server", "s"}}, numbers: map[string]string{"terms": "MaxTerm"},
}

const constants = `SPECIFICATION Spec
CONSTANTS Server = {s1, s2, s3}
CONSTANTS Bug = "odd"
CONSTANTS MaxTerm = 4
CONSTANTS   Timeout <- MCTimeout
`

func TestConfig(t *testing.T) {
	for checked, properties := range map[string]string{
		"all":   "INVARIANTS   TypeOK\nINVARIANTS   Safe\nPROPERTY   GrowsProp\n",
		"none":  "",
		"Safe":  "INVARIANTS   Safe\n",
		"Grows": "PROPERTY   GrowsProp\n",
	} {
		got, err := sampled.config(sample, spaces.Row{Constants: map[string]int{"nodes": 3, "terms": 4}, Bug: "odd", Checked: checked})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(constants+properties+"CHECK_DEADLOCK FALSE\n", got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", checked, diff)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	for says, row := range map[string]spaces.Row{
		"no property Unsafe":             {Constants: map[string]int{"nodes": 3, "terms": 4}, Checked: "Unsafe"},
		"no CONSTANT of Sample is known": {Constants: map[string]int{"colors": 3}, Checked: "all"},
	} {
		if _, err := sampled.config(sample, row); err == nil || !strings.Contains(err.Error(), says) {
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
