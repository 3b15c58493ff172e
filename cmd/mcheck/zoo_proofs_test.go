package main

import (
	"testing/fstest"

	"github.com/mcheck/mcheck/spec"
)

// writeUps are the proofs of the zoo, none of them in order.
var writeUps = fstest.MapFS{
	"argued.md": {Data: []byte("### Lemma 1\n\nIt holds.\n\nCHECKED: `Below`: true in all 9 states of `argued`.\n\n" +
		"CHECKED: `Strict`\n\n- **⟨1⟩1.** So it does.\n\n- **⟨1⟩2.** Q.E.D.\n\n  PROOF: By ⟨1⟩1.\n")},
	"stale.md": {Data: []byte("### Lemma 1\n\nIt holds.\n\nPROOF: By inspection.\n\nCHECKED: `Below`: true.\n")},
}

// proves is the counter with a write-up.
func proves(name string, obligations ...spec.Obligation) spec.Entry {
	m := counter(name, 3)
	m.Properties = append(m.Properties, below("Strict", 3))
	e := spec.Single(m)
	e.Proof = &spec.Proof{Files: writeUps, File: name + ".md", Obligations: obligations}
	return e
}
