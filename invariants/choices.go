package invariants

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// AtMostOne claims that no two elements of the domain hold the same key at the
// same time: at most one leader a term, at most one owner a lock. holds returns
// the key that an element holds, and false if it holds none.
func AtMostOne[S, I any, K comparable](name string, domain iter.Seq[I], holds func(*S, I) (K, bool)) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.Invariant(name, func(s *S) error {
		for a, i := range all {
			key, ok := holds(s, i)
			if !ok {
				continue
			}
			for _, j := range all[a+1:] {
				if other, ok := holds(s, j); ok && other == key {
					return fmt.Errorf("%v and %v both hold %v", i, j, key)
				}
			}
		}
		return nil
	})
}

// Agreement claims that all elements of the domain that have decided have
// decided the same. decided returns the decision of an element, and false if it
// has not decided yet.
func Agreement[S, I any, V comparable](name string, domain iter.Seq[I], decided func(*S, I) (V, bool)) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.Invariant(name, func(s *S) error {
		var first I
		var value V
		known := false
		for _, i := range all {
			v, ok := decided(s, i)
			switch {
			case !ok:
			case !known:
				first, value, known = i, v, true
			case v != value:
				return fmt.Errorf("%v has decided %v and %v has decided %v", first, value, i, v)
			}
		}
		return nil
	})
}

// Validity claims that whatever an element of the domain has decided was
// proposed before.
func Validity[S, I, V any](name string, domain iter.Seq[I], decided func(*S, I) (V, bool), proposed func(*S, V) bool) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.Invariant(name, func(s *S) error {
		for _, i := range all {
			if v, ok := decided(s, i); ok && !proposed(s, v) {
				return fmt.Errorf("%v has decided %v, which nobody has proposed", i, v)
			}
		}
		return nil
	})
}
