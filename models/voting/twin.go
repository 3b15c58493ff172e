package voting

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "MCVoting", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"acceptors": spec.AsSet("Acceptor", "a"),
		"values":    spec.AsSet("Value", "v"),
		"ballots":   spec.AsValue("Ballots"),
	},
}
