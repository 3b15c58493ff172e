// Package proof reads the write-up of a proof, and checks of its steps what finite
// instances can tell: the obligations that the model declares, see spec.Proof.
//
// A write-up is Markdown. A heading "Lemma 1 (Name)" or "Theorem 2 (Name)" begins a
// claim. Its proof is a list in Lamport's hierarchical style, one item a step:
//
//   - **⟨1⟩1.** What the step says.
//
//     PROOF: why, by earlier steps.
//
//     CHECKED: `name of an obligation`
//
//   - **⟨1⟩2.** Q.E.D.
//
//     PROOF: by ⟨1⟩1.
//
// Instead of a paragraph PROOF a step may have a list of steps one level deeper, which
// ends with Q.E.D. A heading that is the name of a bug in code, `double-vote`, begins a
// section about where the proof breaks: a paragraph "FAILS AT: Lemma 1 ⟨1⟩1." and
// CHECKED what becomes of it. What follows the name of an obligation in its paragraph
// is what a machine found: Compose writes it, and Check compares it.
package proof
