// Package proofs holds the written proofs, for the models whose steps they cite.
package proofs

import "embed"

// Files holds a write-up for each model that has one.
//
//go:embed *.md
var Files embed.FS
