package cli

import (
	"context"
	"math"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// fairness is one command that finds out which fairness a temporal property needs.
type fairness struct {
	*app
	subject
	property    *option[string]
	workers     *option[int]
	maxStates   *option[uint64]
	mem         *option[uint64]
	timeout     *option[time.Duration]
	quiet, json *option[bool]
}

func (a *app) fairnessCommand(e *spec.Entry) *cobra.Command {
	c := &fairness{
		app: a, subject: newSubject(e),
		property: &option[string]{kind: "NAME", parse: func(text string) (string, error) { return text, nil }},
		workers:  number(1, 1024), maxStates: number[uint64](1, math.MaxInt64), mem: size(), timeout: duration(),
		quiet: yes(), json: yes(),
	}
	cmd := &cobra.Command{Use: e.Name + " --property NAME [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(c.property, "property", "the temporal property `NAME`")
	f.Var(c.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.Var(c.workers, "workers", "threads, 1..1024 (default: one a processor); no result depends on it")
	f.Var(c.maxStates, "max-states", "stop when there are more distinct states than this")
	f.Var(c.timeout, "timeout", "stop after this time, like 30s or 5m")
	f.Var(c.mem, "mem", "stop when memory exceeds this size, like 512MiB or 8GiB")
	addSwitch(f, c.json, "json", "report in JSON")
	addSwitch(f, c.quiet, "quiet", "show no progress")
	c.attach(cmd, f)
	complete(cmd, "property", c.temporalNames)
	return cmd
}

// temporalNames lists the temporal properties, as far as the model can be made.
func (c *fairness) temporalNames() []string {
	machine, err := c.machine()
	if err != nil {
		return nil
	}
	return temporalNames(machine)
}

func temporalNames(m *spec.Machine) (names []string) {
	for _, p := range m.Properties {
		if p.Kind.Temporal() {
			names = append(names, p.Name)
		}
	}
	return names
}

func (c *fairness) run(ctx context.Context) error {
	model, constants, err := c.build(&render.Saved{})
	if err != nil {
		return err
	}
	machine, err := c.compile(model)
	if err != nil {
		return err
	}
	if err := known("temporal property of "+c.entry.Name, c.property.value, temporalNames(machine)); err != nil {
		return usagef("--property = %s, %w", c.property.value, err)
	}
	live := newProgress(c.err, c.quiet.value)
	needs, err := explorer.MinimalFairness(ctx, model, c.property.value, explorer.Options{
		Workers: c.workers.value, MaxStates: c.maxStates.value, Timeout: c.timeout.value, Memory: c.mem.value,
		Progress: live.show, Interval: live.interval(), Warn: live.warn,
	})
	live.clear()
	if err != nil {
		return c.failed(err)
	}
	c.status = verdictStatus(needs.Result)
	run := render.Run{Result: needs.Result, Constants: render.Constants(c.entry, constants), Bug: constants.Bug}
	if c.json.value {
		return render.FairnessJSON(c.out, run, needs)
	}
	return render.Fairness(c.out, run, needs)
}
