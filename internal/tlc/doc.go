// Package tlc asks TLC, the model checker of TLA+, for a second opinion: it runs TLC
// on the TLA+ twin of a model, for any constants, and says what it counted or which
// property it found violated, and how soon.
//
// TLC is found by the environment variable TLA2TOOLS: a Java class path, such as
// /opt/tla2tools.jar.
package tlc
