package threepc

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "ThreePhase", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"rms":                    spec.AsSet("RM", "r"),
		"crashes":                spec.AsValue("Crashes"),
		"false-suspicions":       spec.AsValue("FalseSuspicions"),
		"independent-recoveries": spec.AsValue("IndependentRecoveries"),
	},
	Live: &spec.LiveTwin{Module: "ThreePhaseLive", Temporal: []string{"Termination"}},
}
