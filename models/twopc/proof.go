package twopc

import (
	"github.com/mcheck/mcheck/docs/proofs"
	"github.com/mcheck/mcheck/spec"
)

// proof is what a machine can check of docs/proofs/twopc.md.
func proof() *spec.Proof {
	two, three := spec.Scope{Values: map[string]int{"rms": 2}}, spec.Scope{Values: map[string]int{"rms": 3}}
	return &spec.Proof{
		Files: proofs.Files, File: "twopc.md",
		Obligations: []spec.Obligation{
			spec.Holds("TCConsistent", two, three),
			spec.ByInduction("CommitSent", three),
			spec.Violated("TCConsistent", spec.Scope{Bug: AbortPrepared}),
		},
	}
}
