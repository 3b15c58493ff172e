package crdt

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Protocol offers the models on the command line.
var Protocol = spec.Entry{
	Name:   "crdt",
	Symbol: "github.com/mcheck/mcheck/models/crdt.Protocol",
	Doc:    "conflict-free replicated data types, state-based and operation-based (Shapiro et al., INRIA RR-7506)",
	Params: []spec.Param{
		{Name: "type", Doc: "the data type", Choices: typeNames(), Default: typeNamed("or-set")},
		{Name: "replicas", Doc: "replicas", Min: 1, Max: MaxReplicas, Default: 3},
		{Name: "updates", Doc: "updates in a behaviour", Min: 1, Max: MaxUpdates, Default: 3},
		{Name: "elements", Doc: "elements that may be in a set; 1 for all other types", Min: 1, Max: MaxElements, Default: 1},
	},
	Bugs:     bugs,
	Instance: map[string]int{"replicas": 2, "updates": 2},
	Twin:     twin, Sources: sources,
	Proof: proof(),
	New:   func(c spec.Constants) (spec.Checkable, error) { return newModel(c, false) },
}

// newModel returns the model of the type that the constants name, with the lemmas of its
// proof or without.
func newModel(c spec.Constants, lemmas bool) (spec.Checkable, error) {
	t := Types[c.Int("type")]
	if !t.Set && c.Int("elements") > 1 {
		return nil, fmt.Errorf("elements = %d, want 1: type %s is no set", c.Int("elements"), t.Name)
	}
	if c.Bug != "" && !slices.Contains(t.Bugs, c.Bug) {
		return nil, fmt.Errorf("bug = %s, want one of type %s, which has %q", c.Bug, t.Name, t.Bugs)
	}
	return t.model(Config{
		Replicas: spec.NewDomain[Replica](c.Int("replicas")), Elements: spec.NewDomain[Element](c.Int("elements")),
		MaxUpdates: c.Int("updates"), Bug: c.Bug, Lemmas: lemmas,
	}, t), nil
}
