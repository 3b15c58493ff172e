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

// pure panics unless s has the encoding was.
func (w *worker[S]) pure(s *S, was []byte, complaint string) {
	w.now = w.layout.Append(w.now[:0], pointer(s))
	if !bytes.Equal(w.now, was) {
		panic(&ImpureError{What: complaint})
	}
}

// readOnly is pure after what ran last.
func (w *worker[S]) readOnly(s *S, was []byte) {
	w.now = w.layout.Append(w.now[:0], pointer(s))
	if !bytes.Equal(w.now, was) {
		panic(&ImpureError{What: w.Where() + " changed the state, which it may only read"})
	}
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
