package main

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "Election", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"servers": spec.AsSet("Server", "s"),
	},
}
