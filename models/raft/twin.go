package raft

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "MCRaft", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"nodes":   spec.AsSet("Server", "s"),
		"terms":   spec.AsValue("MaxTerm"),
		"log":     spec.AsValue("MaxLog"),
		"crashes": spec.AsValue("MaxCrashes"),
		"timers":  spec.AsValue("Timers"),
	},
}
