// Package export writes counterexamples in the formats of other tools: traces for
// Apalache and Quint, for TLC and for ShiViz, sequence diagrams for Mermaid and
// PlantUML, a Go test, and a schedule for a simulated network.
package export
