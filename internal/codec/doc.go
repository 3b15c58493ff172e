// Package codec derives, once per state type, everything an engine needs to
// know about a Go value without its author writing a line: a canonical
// encoding, a deep copy that reuses its buffers, a total order, a fingerprint,
// and the effect of renaming the elements of an index type.
//
// Identity has one source. Two values are equal exactly when their encodings
// are, padding bytes never take part, a nil slice equals an empty one, and a
// type whose identity cannot be derived (pointers, maps, functions, channels,
// interfaces, floating point) is refused with the path of the offending field.
//
// Values are reached through unsafe pointers laid over the reflected type; the
// package is internal so that the only way to use it is through package spec.
package codec
