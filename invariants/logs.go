package invariants

import (
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Log says where a state S keeps the log of each element I of a domain: its
// length, and its entries, which are indexed from 1. What counts as the log is
// the model's choice: with the commit index as Len, it is the committed part.
type Log[S, I, E any] struct {
	Len func(*S, I) int
	At  func(*S, I, int) E
}

// PrefixConsistency claims that of any two logs one is a prefix of the other:
// what replicas have applied never diverges.
func PrefixConsistency[S, I any, E comparable](name string, domain iter.Seq[I], log Log[S, I, E]) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.Invariant(name, func(s *S) error {
		for a, i := range all {
			for _, j := range all[a+1:] {
				for k := 1; k <= min(log.Len(s, i), log.Len(s, j)); k++ {
					if x, y := log.At(s, i, k), log.At(s, j, k); x != y {
						return fmt.Errorf("at index %d %v has %v and %v has %v", k, i, x, j, y)
					}
				}
			}
		}
		return nil
	})
}

// LogMatching claims that two logs whose entries at some index have the same key
// are identical up to that index: Raft's property of that name, the key being
// the entry's term.
func LogMatching[S, I any, E, K comparable](name string, domain iter.Seq[I], log Log[S, I, E], key func(E) K) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.Invariant(name, func(s *S) error {
		for a, i := range all {
			for _, j := range all[a+1:] {
				differ := 0
				for k := 1; k <= min(log.Len(s, i), log.Len(s, j)); k++ {
					x, y := log.At(s, i, k), log.At(s, j, k)
					if differ == 0 && x != y {
						differ = k
					}
					if differ > 0 && key(x) == key(y) {
						return fmt.Errorf("%v and %v have entries of %v at index %d but differ at index %d, where %v has %v and %v has %v",
							i, j, key(x), k, differ, i, log.At(s, i, differ), j, log.At(s, j, differ))
					}
				}
			}
		}
		return nil
	})
}

// AppendOnly claims that no step removes or overwrites an entry of a log, as
// long as when holds: of a leader's log while it is the leader. A nil when means
// always.
func AppendOnly[S, I any, E comparable](name string, domain iter.Seq[I], log Log[S, I, E], when func(old, new *S, i I) bool) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.StepInvariant(name, func(old, new *S, _ spec.Step) error {
		for _, i := range all {
			if when != nil && !when(old, new, i) {
				continue
			}
			had, has := log.Len(old, i), log.Len(new, i)
			for k := 1; k <= had; k++ {
				was := log.At(old, i, k)
				if k > has {
					return fmt.Errorf("%v deleted its entry %d, %v", i, k, was)
				}
				if is := log.At(new, i, k); is != was {
					return fmt.Errorf("%v overwrote its entry %d, %v, with %v", i, k, was, is)
				}
			}
		}
		return nil
	})
}
