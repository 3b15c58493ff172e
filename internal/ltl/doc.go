// Package ltl is linear temporal logic without "next", over numbered atoms: its
// formulas, their truth on a word that ends in a loop, and their translation to
// generalised Büchi automata.
//
// A word is a sequence of letters; a letter is the set of atoms that are true
// at a position, as bits of a uint64. Atoms may speak of a state or of the step
// that leaves it.
package ltl
