package tlc

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/spec"
)

const sample = `\* prose
SPECIFICATION Spec

CONSTANTS
  Server  = {s1, s2}
  Kind    = "none"
  Fast    = FALSE
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

func sampled(config string) *spec.Entry {
	return &spec.Entry{
		Name: "sampled",
		Params: []spec.Param{
			{Name: "nodes", Max: 9}, {Name: "terms", Max: 9}, {Name: "kind", Choices: []string{"set", "bag"}}, {Name: "fast", Switch: true},
		},
		Twin: &spec.Twin{
			Files: fstest.MapFS{"Sample.cfg": {Data: []byte(config)}}, Module: "Sample", Bug: "Bug",
			Constants: map[string]spec.TwinConstant{
				"nodes": spec.AsSet("Server", "s"), "terms": spec.AsValue("MaxTerm"), "kind": spec.AsValue("Kind"), "fast": spec.AsValue("Fast"),
			},
		},
	}
}

func jobOf(config string, properties []string) *Job {
	return &Job{
		Entry: sampled(config), Properties: properties,
		Constants: spec.Constants{Values: map[string]int{"nodes": 3, "terms": 4, "kind": 1, "fast": 1}, Bug: "odd"},
	}
}

const constants = `SPECIFICATION Spec
CONSTANTS Server = {s1, s2, s3}
CONSTANTS Kind = "bag"
CONSTANTS Fast = TRUE
CONSTANTS Bug = "odd"
CONSTANTS MaxTerm = 4
CONSTANTS   Timeout <- MCTimeout
`

func TestConfig(t *testing.T) {
	for _, row := range []struct {
		properties []string
		want       string
	}{
		{nil, "INVARIANTS   TypeOK\nINVARIANTS   Safe\nPROPERTY   GrowsProp\n"},
		{[]string{}, ""},
		{[]string{"Safe"}, "INVARIANTS   Safe\n"},
		{[]string{"Grows", "TypeOK"}, "INVARIANTS   TypeOK\nPROPERTY   GrowsProp\n"},
	} {
		got, err := jobOf(sample, row.properties).Config()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(constants+row.want+"CHECK_DEADLOCK FALSE\n", got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", row.properties, diff)
		}
	}
}

func TestConfigRefuses(t *testing.T) {
	without := strings.Replace(sample, "  MaxTerm = 2\n", "", 1)
	several := strings.Replace(sample, "  TypeOK\n", "", 1)
	several = strings.Replace(several, "INVARIANTS\n", "INVARIANTS TypeOK\n", 1)
	unknown := jobOf(sample, nil)
	unknown.Entry.Params = append(unknown.Entry.Params, spec.Param{Name: "colors"})
	twinless := jobOf(sample, nil)
	twinless.Entry.Twin = nil
	bugless := jobOf(sample, nil)
	bugless.Entry.Twin.Bug = ""
	for says, job := range map[string]*Job{
		"no property Unsafe":                        jobOf(sample, []string{"Unsafe"}),
		"no line for the constants map[MaxTerm:4]":  jobOf(without, nil),
		"want each name on a line of its own":       jobOf(several, nil),
		"in no section that is known":               jobOf("Server = {s1}\n", nil),
		"no CONSTANT of Sample is known for colors": unknown,
		"model sampled has no TLA+ twin":            twinless,
		"Sample has no bugs":                        bugless,
	} {
		if _, err := job.Config(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q in it", err, says)
		}
	}
}

// lively is a model with a module for what happens at last; if it is slow, that is all
// there is.
func lively(properties []string, fast int, symmetry bool) *Job {
	j := jobOf(sample, properties)
	j.Constants.Values["fast"], j.Symmetry = fast, symmetry
	j.Entry.Twin.Files = fstest.MapFS{
		"Sample.cfg":     {Data: []byte(sample)},
		"SampleLive.cfg": {Data: []byte("SPECIFICATION LiveSpec\nCONSTANTS\nServer = {s1}\nBug = \"none\"\nINVARIANT\nSafe\nPROPERTY\nDone\n")},
	}
	j.Entry.Twin.Live = &spec.LiveTwin{
		Module: "SampleLive", Temporal: []string{"Done"}, Alone: func(c spec.Constants) bool { return !c.Bool("fast") },
		Constants: map[string]spec.TwinConstant{
			"nodes": spec.AsSet("Server", "s"), "terms": spec.Unread(), "kind": spec.Unread(), "fast": spec.Unread(),
		},
	}
	return j
}

func TestLive(t *testing.T) {
	const header, safe, done = "SPECIFICATION LiveSpec\nCONSTANTS Server = {s1, s2, s3}\nCONSTANTS Bug = \"odd\"\n", "INVARIANT Safe\n", "PROPERTY Done\n"
	for _, row := range []struct {
		job    *Job
		module string
		want   string
	}{
		{lively([]string{"Done"}, 1, false), "SampleLive", header + done},
		{lively([]string{"Done", "Safe"}, 0, false), "SampleLive", header + safe + done},
		{lively(nil, 0, true), "SampleLive", header + safe},
		{lively([]string{}, 1, false), "Sample", constants},
	} {
		got, err := row.job.Config()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(row.want, got); !strings.HasPrefix(got, row.want) || row.job.Module() != row.module {
			t.Errorf("%q on %s (-want +got):\n%s", row.job.Properties, row.job.Module(), diff)
		}
	}
	if _, err := lively([]string{"Done"}, 1, true).Config(); err == nil || !strings.Contains(err.Error(), "symmetry with Done") {
		t.Errorf("error %v, want none of symmetry with a temporal property", err)
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]Outcome{
		"No error has been found.\n" +
			"7 states generated, 5 distinct states found, 0 states left on queue.\n" +
			"The depth of the complete state graph search is 3.\n": {Distinct: 5, Generated: 7, Depth: 3},
		"Error: Invariant Safe is violated.\nState 1: x\nState 2: y\n":                   {Violated: "Safe", Depth: 2},
		"Error: Invariant Safe is violated by the initial state:\nx = 1\n":               {Violated: "Safe", Depth: 1},
		"Error: Action property GrowsProp is violated.\nState 1: x\nState 2: y\n":        {Violated: "Grows", Depth: 2},
		"Error: Temporal property Done was violated.\nState 1: x\nState 2: Stuttering\n": {Violated: "Done"},
		"Error: Deadlock reached.\nError: The behavior is:\nState 1: x\n":                {Violated: Deadlock, Depth: 1},
		"7 states generated, 5 distinct states found, 2 states left on queue.\n":         {},
		"Error: Could not find the module.\n":                                            {},
		"7 states generated, 5 distinct states found, 0 states left on queue.\nx\n":      {},
	} {
		if got, ok := read(text); got != want || ok != (want != Outcome{}) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestVersionOf(t *testing.T) {
	for text, want := range map[string]string{
		"TLC2 Version 2.19 of 08 August 2024 (rev: 5a47802)\nRunning\n": "TLC2 Version 2.19 of 08 August 2024 (rev: 5a47802)",
		"TLC2 Version 2026.11.22.215200\nRunning\n":                     "TLC2, built without a version",
		"Running\n": "TLC2, built without a version",
	} {
		if got := versionOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
