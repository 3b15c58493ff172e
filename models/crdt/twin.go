package crdt

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "MCCRDT", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"type":     spec.AsValue("Type"),
		"replicas": spec.AsValue("Replicas"),
		"updates":  spec.AsValue("MaxUpdates"),
		"elements": spec.AsValue("Elements"),
	},
}
