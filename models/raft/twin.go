package raft

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "MCRaft", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"nodes":   spec.AsSet("Server", "s"),
		"terms":   spec.AsValue("MaxTerm"),
		"log":     spec.AsValue("MaxLog"),
		"crashes": spec.AsValue("MaxCrashes"),
		"timers":  spec.AsValue("Timers"),
	},
	Live: &spec.LiveTwin{
		Module: "RaftLive", Temporal: []string{"EventuallyLeader", "EventuallyCommitted"},
		Constants: map[string]spec.TwinConstant{
			"nodes":   spec.AsSet("Server", "s"),
			"terms":   spec.AsValue("MaxTerm"),
			"log":     spec.AsValue("MaxLog"),
			"crashes": spec.Unread(),
			"timers":  spec.AsValue("Timers"),
		},
		Alone: func(c spec.Constants) bool { return c.Int("timers") != 0 },
	},
}
