package crdt

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "MCCRDT", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"type":     spec.AsValue("Type"),
		"replicas": spec.AsValue("Replicas"),
		"updates":  spec.AsValue("MaxUpdates"),
		"elements": spec.AsValue("Elements"),
	},
	Live: &spec.LiveTwin{Module: "MCCRDTLive", Temporal: []string{"Convergence"}},
}
