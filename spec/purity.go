package spec

import (
	"bytes"
	"errors"
)

// This file looks for code of the model that changes what it may only read, or
// what is not there. A worker that is strict looks after each piece of code.

// ImpureError says that code of the model changed what it must not.
type ImpureError struct{ What string }

func (e *ImpureError) Error() string { return e.What }

// NetworkReadError says that a reduced model read its network.
var NetworkReadError error = sealedRead{}

// IsNetworkRead reports whether a panic of the model's code comes from reading a
// network whose reduction forbids it.
func IsNetworkRead(err error) bool { return errors.Is(err, NetworkReadError) }

// outside is how a model comes to do different things in one state.
const outside = "the model depends on something outside of its state (a map's order, a global, time)"

// snapshot is what a state is compared with to see whether it was changed.
type snapshot struct {
	encoding []byte
	digest   uint64 // of its memory, which is compared first
}

func (w *worker[S]) take(was *snapshot, s *S) {
	was.encoding = w.layout.Append(was.encoding[:0], pointer(s))
	was.digest = w.layout.Digest(pointer(s))
}

// readOnly panics if what ran last has changed s.
func (w *worker[S]) readOnly(s *S, was *snapshot) {
	if !w.unchanged(s, was) {
		panic(&ImpureError{What: w.Where() + " changed the state, which it may only read"})
	}
}

func (w *worker[S]) unchanged(s *S, was *snapshot) bool {
	if was.digest != 0 && w.layout.Digest(pointer(s)) == was.digest {
		return true
	}
	w.now = w.layout.Append(w.now[:0], pointer(s))
	return bytes.Equal(w.now, was.encoding)
}

// proper panics unless the action that ran last wrote only where states are.
func (w *worker[S]) proper() {
	if w.layout.Beyond(pointer(&w.work)) {
		panic(&ImpureError{What: w.Where() + " wrote to a slot of a function beyond the declared domain: Model.Domains says how many elements there are"})
	}
	if w.reduce && !w.reducer.grew(&w.work, &w.parent) {
		panic(&ImpureError{What: w.Where() + " took messages out of a network of type Messages, which only grows: use MessageBag, or drop the rules"})
	}
}

// unread panics if a sealed network was read since it was last called.
func (w *worker[S]) unread() {
	if n := sealedReads.Load(); w.reduce && n != w.reads {
		w.reads = n
		panic(sealedRead{})
	}
}
