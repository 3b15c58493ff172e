// Package explorer enumerates the reachable states of a model and checks its
// properties.
//
// # One loop
//
// There is one search loop (search.go). It works in rounds: take some blocks of
// states from the frontier, expand them in parallel, decide which successors are
// new, rebuild and check those, put them back as blocks. Breadth-first,
// depth-first and simulation differ in where the frontier gives blocks from
// and in what counts as new, and in nothing else.
//
// Workers never share a table. Expanding a block appends {fingerprint, parent,
// step} records to one buffer for each (block, partition) pair; then each
// partition, owned by one worker at a time, merges its buffers in block order,
// so that the first comer is the least (parent, step) whatever the workers did.
// Counts, verdict and the reported trace therefore do not depend on how many
// workers there are.
//
// # Counting
//
// As TLC counts: generated is the number of initial states plus every successor,
// repeats and self-loops included; depth is the number of states on the longest
// shortest path, an initial state being at depth 1. A successor that a
// constraint excludes is generated and checked, and is neither distinct nor
// expanded.
//
// # Liveness
//
// If the machine has temporal properties, the search records its state graph, and
// they are decided on that when all states are known and nothing worse was found.
// A counterexample is a lasso: a trace with a state that it returns to. Lassos do not
// depend on the number of workers either.
package explorer
