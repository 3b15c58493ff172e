package paxoscommit

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "PaxosCommit", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"rms":       spec.AsSet("RM", "r"),
		"acceptors": spec.AsSet("Acceptor", "a"),
		"ballots":   spec.AsValue("Ballots"),
	},
}
