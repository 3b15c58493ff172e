package spec_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

type process struct{ spec.Index }

func (p process) String() string { return spec.Name("p", p) }

type mutex struct {
	Seen   spec.Subset[process] // those that have seen the lock free
	Inside spec.Subset[process] // those in the critical section
}

// A lock that is tested in one step and taken in the next: both processes get in.
func Example_lock() {
	processes := spec.NewDomain[process](2)
	lock := spec.Model[mutex]{
		Name:     "lock",
		Domains:  []spec.AnyDomain{processes},
		Symmetry: []spec.AnyDomain{processes}, // their names do not matter
		Init:     spec.Only(mutex{}),
		Actions: []spec.Action[mutex]{
			spec.ForAll("Test", processes.All(), func(s *mutex, p process) bool {
				if s.Inside.Len() > 0 || s.Seen.Has(p) {
					return false
				}
				s.Seen.Add(p)
				return true
			}),
			spec.ForAll("Enter", processes.All(), func(s *mutex, p process) bool {
				if !s.Seen.Has(p) {
					return false
				}
				s.Seen.Remove(p)
				s.Inside.Add(p)
				return true
			}),
			spec.ForAll("Leave", processes.All(), func(s *mutex, p process) bool {
				if !s.Inside.Has(p) {
					return false
				}
				s.Inside.Remove(p)
				return true
			}),
		},
		Properties: []spec.Property[mutex]{
			spec.Invariant("MutualExclusion", func(s *mutex) error {
				if s.Inside.Len() > 1 {
					return errors.New("both processes are inside")
				}
				return nil
			}),
		},
	}
	result, err := explorer.Check(context.Background(), lock, explorer.CheckOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range result.Violation().Trace {
		fmt.Printf("%-9s %v\n", step.Label, step.State)
	}
	fmt.Println(result.Violation().Property, "is violated:", result.Violation().Message)
	// Output:
	// Init      [seen: {}, inside: {}]
	// Test(p1)  [seen: {p1}, inside: {}]
	// Test(p2)  [seen: {p1, p2}, inside: {}]
	// Enter(p1) [seen: {p2}, inside: {p1}]
	// Enter(p2) [seen: {}, inside: {p1, p2}]
	// MutualExclusion is violated: both processes are inside
}
