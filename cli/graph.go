package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// graph is one command that draws a state graph.
type graph struct {
	*app
	subject
	maxStates *option[int]
	drawings  drawings
}

// maxGraphStates is how many states may be asked for: laying out takes time that
// grows with the square.
const maxGraphStates = 10_000

func (a *app) graphCommand(e *spec.Entry) *cobra.Command {
	g := &graph{app: a, subject: newSubject(e), maxStates: number(1, maxGraphStates), drawings: newDrawings()}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return g.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(g.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	g.maxStates.value, g.maxStates.text = render.DefaultGraphStates, fmt.Sprint(render.DefaultGraphStates)
	f.Var(g.maxStates, "max-states", fmt.Sprintf("refuse to draw more states, 1..%d", maxGraphStates))
	g.drawings.out = a.out
	g.drawings.add(f, "draw the graph (- is standard output) as")
	g.attach(cmd, f)
	return cmd
}

func (g *graph) run(ctx context.Context) error {
	if len(g.drawings.wanted()) == 0 {
		return usagef("nothing to draw to, want --svg, --png or --dot FILE")
	}
	model, constants, err := g.build(&render.Saved{})
	if err != nil {
		return err
	}
	machine, err := g.compile(model)
	if err != nil {
		return err
	}
	if err := g.drawings.creatable(); err != nil {
		return err
	}
	return interruptible(ctx, func() error {
		states, err := render.Graph(machine, g.maxStates.value)
		if err != nil {
			return err
		}
		states.Model = g.title(constants)
		var dot bytes.Buffer
		if err := states.DOT(&dot); err != nil {
			return err
		}
		if err := g.drawings.write(ctx, dot.Bytes()); err != nil {
			return err
		}
		for _, d := range g.drawings.wanted() {
			if d.value != "-" {
				_, _ = fmt.Fprintf(g.err, "%s: %d states, %d steps\n", d.value, len(states.States), len(states.Edges))
			}
		}
		return nil
	})
}

// interruptible runs work that does not listen to a context, and abandons it when
// ctx is cancelled: the process is about to end.
func interruptible(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("interrupted")
	}
}
