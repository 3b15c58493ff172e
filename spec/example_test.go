package spec_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

type jugs struct{ Small, Big int }

// A jug of 5 litres can be filled, and poured into one of 3 litres, which can be
// emptied. Who claims that one cannot measure 4 litres with them is shown how.
func Example() {
	model := spec.Model[jugs]{
		Name: "jugs", Init: spec.Only(jugs{}),
		Actions: []spec.Action[jugs]{
			spec.Do("FillBig", func(s *jugs) bool { s.Big = 5; return true }),
			spec.Do("EmptySmall", func(s *jugs) bool { s.Small = 0; return true }),
			spec.Do("BigToSmall", func(s *jugs) bool { n := min(s.Big, 3-s.Small); s.Big -= n; s.Small += n; return true }),
		},
		Properties: []spec.Property[jugs]{spec.Invariant("NeverFour", func(s *jugs) error {
			if s.Big != 4 {
				return nil
			}
			return errors.New("the big jug holds 4 litres")
		})},
	}
	result, err := explorer.Check(context.Background(), model, explorer.CheckOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range result.Violation().Trace {
		fmt.Printf("%-10s %v\n", step.Label, step.State)
	}
	fmt.Println(result.Violation().Property, "is violated:", result.Violation().Message)
	// Output:
	// Init       [small: 0, big: 0]
	// FillBig    [small: 0, big: 5]
	// BigToSmall [small: 3, big: 2]
	// EmptySmall [small: 0, big: 2]
	// BigToSmall [small: 2, big: 0]
	// FillBig    [small: 2, big: 5]
	// BigToSmall [small: 3, big: 4]
	// NeverFour is violated: the big jug holds 4 litres
}
