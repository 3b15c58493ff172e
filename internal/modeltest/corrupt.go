package modeltest

import (
	"iter"
	"testing"
)

// Corrupted is for properties that no bug violates, as TypeOK: property holds in the
// given state, and not in what each of the corruptions makes of it.
func Corrupted[S any](t *testing.T, state func() S, property func(*S) error, corruptions map[string]func(*S)) {
	t.Helper()
	sound := state()
	if err := property(&sound); err != nil {
		t.Fatal(err)
	}
	for name, corrupt := range corruptions {
		s := state()
		if corrupt(&s); property(&s) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Last returns the last of several elements, to corrupt.
func Last[T any](all iter.Seq[T]) (last T) {
	for v := range all {
		last = v
	}
	return last
}
