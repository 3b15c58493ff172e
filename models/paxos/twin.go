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
	Live: &spec.LiveTwin{
		Module: "PaxosLive", Temporal: []string{"EventuallyChosen"},
		Constants: map[string]spec.TwinConstant{
			"acceptors": spec.AsSet("Acceptor", "a"),
			"values":    spec.Unread(),
			"ballots":   spec.Unread(),
			"crashes":   spec.Unread(),
			"proposers": spec.AsSet("Proposer", "p"),
			"elect":     spec.AsValue("Distinguished"),
		},
		Alone: func(c spec.Constants) bool { return c.Int("proposers") > 0 },
	},
}
