package invariants

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Monotone claims that no step decreases a value that each element of the domain
// has: terms, ballots, commit indices.
func Monotone[S, I any, V cmp.Ordered](name string, domain iter.Seq[I], value func(*S, I) V) spec.Property[S] {
	all := slices.Collect(domain)
	return spec.StepInvariant(name, func(old, new *S, _ spec.Step) error {
		for _, i := range all {
			if was, is := value(old, i), value(new, i); is < was {
				return fmt.Errorf("%v went back from %v to %v", i, was, is)
			}
		}
		return nil
	})
}

// Conservation claims that no step changes a total: money in accounts and in
// flight, tokens in a ring.
func Conservation[S any, V comparable](name string, total func(*S) V) spec.Property[S] {
	return spec.StepInvariant(name, func(old, new *S, step spec.Step) error {
		if was, is := total(old), total(new); is != was {
			return fmt.Errorf("%s changed the total from %v to %v", step.Label(), was, is)
		}
		return nil
	})
}
