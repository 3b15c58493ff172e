package pbft

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "PBFT", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"faults":   spec.AsValue("Faults"),
		"views":    spec.AsValue("Views"),
		"seqs":     spec.AsValue("Seqs"),
		"requests": spec.AsSet("Request", "x"),

		"faulty-primaries": spec.AsValue("FaultyPrimaries"),
	},
	Live: &spec.LiveTwin{Module: "PBFTLive", Temporal: []string{"RequestExecuted"}},
}
