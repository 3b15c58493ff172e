package multipaxos

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "MCMultiPaxos", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"acceptors": spec.AsSet("Acceptor", "a"),
		"learners":  spec.AsSet("Learner", "l"),
		"commands":  spec.AsSet("Command", "c"),
		"ballots":   spec.AsValue("Ballots"),
		"slots":     spec.AsValue("Slots"),
	},
}
