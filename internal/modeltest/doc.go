// Package modeltest holds the tests that every model of this repository has: that
// the table in its documentation, its actions and its TLA+ twin name the same
// operators, and that its numbers of states are those that are known.
package modeltest
