package cli

import (
	"context"
	"math"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// explanation is one command that explains a counterexample.
type explanation struct {
	*check
	blind *option[bool]
	limit *option[int]
}

// pivotStates is how many states the search for the pivot explores at most.
const pivotStates = 20_000

func (a *app) explainCommand(e *spec.Entry) *cobra.Command {
	x := &explanation{check: newCheck(a, e, false), blind: yes(), limit: number(1, math.MaxInt32)}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return x.run(cmd.Context()) }
	f := x.flags()
	x.limit.value, x.limit.text = pivotStates, "20000"
	f.Var(x.limit, "pivot-states", "explore at most so many states for the pivot")
	addSwitch(f, x.blind, "blind", "do not tell which bug is built in")
	x.attach(cmd, f)
	complete(cmd, "order", func() []string { return []string{string(explorer.BFS), string(explorer.DFS)} })
	complete(cmd, "property", x.propertyNames)
	return cmd
}

func (x *explanation) run(ctx context.Context) error {
	if len(x.drawings.wanted()) > 0 {
		return usagef("--svg, --png and --dot: mcheck %s draws the counterexample", x.entry.Name)
	}
	found, violation, err := x.counterexample(ctx)
	if err != nil {
		return err
	}
	explained, err := x.explain(ctx, found, violation)
	if err != nil {
		return x.failed(err)
	}
	run := render.Run{Result: found.result, Constants: render.Constants(x.entry, found.constants)}
	if !x.blind.value {
		run.Bug = found.constants.Bug
	}
	if x.json.value {
		return render.ExplanationJSON(x.out, run, explained)
	}
	return render.Explanation(x.out, run, explained)
}

// explain explains a violation, with the protocol without its bug if it has one.
func (x *explanation) explain(ctx context.Context, found *outcome, v *explorer.Violation) (*behaviour.Explanation, error) {
	properties := []string{}
	if v.Property != "" {
		properties = append(properties, v.Property)
	}
	model, err := x.make(found.constants)
	if err != nil {
		return nil, err
	}
	machine, err := x.forProperties(model, properties)
	if err != nil {
		return nil, err
	}
	var correct *spec.Machine
	if found.constants.Bug != "" {
		if model, err = x.entry.WithoutBug(found.constants); err != nil {
			return nil, err
		}
		if correct, err = x.forProperties(model, []string{}); err != nil {
			return nil, err
		}
	}
	return behaviour.Explain(ctx, machine, correct, v, x.limit.value)
}

// forProperties compiles a model without reductions, with the given properties only.
func (x *explanation) forProperties(model spec.Checkable, properties []string) (m *spec.Machine, err error) {
	defer x.caught("compiling it", &err)
	return model.Compile(spec.CompileOptions{Properties: properties})
}
