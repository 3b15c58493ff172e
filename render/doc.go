// Package render shows what a run found: as text for a terminal, as JSON for
// programs, and as Graphviz drawings of a counterexample or of a whole small
// state graph. It writes to an io.Writer and decides nothing else; package
// render/draw turns drawings into SVG and PNG.
//
// Everything but Measured and the last three fields of JSON is the same for
// every run with the same answer: no times, no memory, no worker counts, so that
// outputs can be compared and kept.
//
// States are shown in TLA+'s terms: a field RMState is the variable rmState, a
// part of it is rmState[r1], and a change is a path with the old and the new
// value. Elements of sets are shown as they come and go.
package render
