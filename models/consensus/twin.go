package consensus

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.tla *.cfg
var modules embed.FS

var twin = &spec.Twin{
	Module: "Consensus", Files: modules, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"values": spec.AsSet("Value", "v"),
	},
}
