// Package invariants makes properties that many protocols share, from accessors
// that say where a model keeps what they speak about.
//
// A domain (servers, processes, links) is read once; everything else is read
// from the state by functions, so that a property that holds allocates nothing,
// however often it is evaluated. Each constructor returns an ordinary property:
// Doc and the other methods apply, and the message of a violation names the
// culprits.
package invariants
