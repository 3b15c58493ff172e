package voting

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "MCVoting", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"acceptors": spec.AsSet("Acceptor", "a"),
		"values":    spec.AsSet("Value", "v"),
		"ballots":   spec.AsValue("Ballots"),
	},
}
