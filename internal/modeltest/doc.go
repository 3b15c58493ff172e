// Package modeltest holds the tests that every model of this repository has: that
// the table in its documentation, its actions and its TLA+ twin name the same
// operators, that its numbers of states are those that are known, and that each of
// its bugs is found, with a counterexample that does not change unnoticed.
package modeltest
