package multipaxos

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "MCMultiPaxos", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"acceptors": spec.AsSet("Acceptor", "a"),
		"learners":  spec.AsSet("Learner", "l"),
		"commands":  spec.AsSet("Command", "c"),
		"ballots":   spec.AsValue("Ballots"),
		"slots":     spec.AsValue("Slots"),
	},
}
