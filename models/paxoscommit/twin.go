package paxoscommit

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "PaxosCommit", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"rms":       spec.AsSet("RM", "r"),
		"acceptors": spec.AsSet("Acceptor", "a"),
		"ballots":   spec.AsValue("Ballots"),
	},
}
