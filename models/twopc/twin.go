package twopc

import (
	"embed"

	"github.com/mcheck/mcheck/spec"
)

//go:embed *.go *.tla *.cfg
var sources embed.FS

var twin = &spec.Twin{
	Module: "TwoPhaseRecovery", Files: sources, Bug: "Bug",
	Constants: map[string]spec.TwinConstant{
		"rms":                 spec.AsSet("RM", "r"),
		"coordinator-crashes": spec.AsValue("CoordinatorCrashes"),
		"participant-crashes": spec.AsValue("ParticipantCrashes"),
		"recovery":            spec.AsValue("Recovery"),
		"false-suspicions":    spec.AsValue("FalseSuspicions"),
	},
	Live: &spec.LiveTwin{Module: "TwoPhaseRecoveryLive", Temporal: []string{"Termination", "TerminationIfAllReturn"}},
}
