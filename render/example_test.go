package render_test

import (
	"context"
	"fmt"
	"os"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

type lamp struct {
	Lit     bool
	Presses spec.Seq[string]
}

// A lamp that breaks when it is pressed twice: its counterexample, without the
// ledger that Text adds.
func ExampleCounterexamples() {
	m := spec.Model[lamp]{
		Name: "lamp",
		Init: spec.Only(lamp{}),
		Actions: []spec.Action[lamp]{
			spec.Do("Press", func(s *lamp) bool {
				s.Lit = !s.Lit
				s.Presses.Append("click")
				return true
			}).Rule("the manual, page 1"),
		},
		Properties: []spec.Property[lamp]{
			spec.Invariant("AtMostOnce", func(s *lamp) error {
				if n := s.Presses.Len(); n > 1 {
					return fmt.Errorf("pressed %d times", n)
				}
				return nil
			}),
		},
	}
	result, err := explorer.Check(context.Background(), m, explorer.CheckOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.Counterexamples(os.Stdout, render.Run{Result: result}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// AtMostOnce is violated
	// ======================
	// in lamp
	//
	//   1  initial state
	//        lit = false
	//        presses = <<>>
	//
	//   2  Press
	//      (the manual, page 1)
	//      * lit: false -> true
	//      * presses: <<>> -> <<click>>
	//
	//   3  Press
	//      (the manual, page 1)
	//      * lit: true -> false
	//      * presses: <<click>> -> <<click, click>>
	//
	// !! state 3: AtMostOnce is violated: pressed 2 times
}
