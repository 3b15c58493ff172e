// Package report writes what a run found as a bundle that can be handed in, and
// verifies such a bundle.
//
// A bundle is a directory: index.html, one page that needs nothing else; report.md
// and report.tex, which show the files in figures; and evidence.json, from which
// Verify replays every trace and repeats the run. The pages are written from one
// document, so that they cannot disagree; only the evidence is evidence.
package report
