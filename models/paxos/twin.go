package paxos

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "MCPaxos", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"acceptors": spec.AsSet("Acceptor", "a"),
		"values":    spec.AsSet("Value", "v"),
		"ballots":   spec.AsValue("Ballots"),
		"crashes":   spec.AsValue("MaxCrashes"),
		"proposers": spec.AsValue("Proposers"),
		"elect":     spec.AsValue("Elect"),
	},
}
