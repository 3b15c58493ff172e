// Package behaviour studies single behaviours of a model, as a search finds them:
// it follows them step by step, finds where they leave the correct protocol, and
// which messages run between which nodes.
package behaviour
