// Package spectest tests models and engines.
//
// Check walks the reachable states of a model and verifies the laws that every
// engine relies on; a model's test calls it once. Reference is an explorer that
// is too simple to be wrong, against which engines are compared.
//
// Neither trusts the codec: both tell states apart by a canonical text that
// reflection derives from the value, in which String methods have no say and a
// nil slice equals an empty one.
package spectest
