package consensus

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "Consensus", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"values": spec.AsSet("Value", "v"),
	},
}
