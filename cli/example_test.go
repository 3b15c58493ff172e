package cli_test

import (
	"context"
	"fmt"
	"os"

	"github.com/mcheck/mcheck/cli"
	"github.com/mcheck/mcheck/spec"
)

// Counter is the state of a model.
type Counter struct{ X int32 }

var counter = spec.Model[Counter]{
	Name: "counter",
	Doc:  "counts to three",
	Init: spec.Only(Counter{}),
	Actions: []spec.Action[Counter]{
		spec.Do("Step", func(s *Counter) bool {
			if s.X == 3 {
				return false
			}
			s.X++
			return true
		}),
	},
	Properties: []spec.Property[Counter]{
		spec.Invariant("Small", func(s *Counter) error {
			if s.X > 5 {
				return fmt.Errorf("x = %d, want at most 5", s.X)
			}
			return nil
		}).Doc("x stays small"),
	},
	AllowDeadlock: true,
}

// A program for one's own model is cli.Main(spec.Single(counter)); Run is the same
// without leaving the process.
func ExampleRun() {
	args := []string{"prog", "list", "counter"}
	status := cli.Run(context.Background(), args, os.Stdin, os.Stdout, os.Stderr, spec.Single(counter))
	fmt.Println("exit status", status)
	// Output:
	// counter: counts to three
	//   properties
	//     Small  invariant  x stays small
	// exit status 0
}
