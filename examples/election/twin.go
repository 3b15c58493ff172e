package main

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "Election", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"servers": spec.AsSet("Server", "s"),
	},
}
