package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// maxSwept bounds the runs of a sweep: more are a typing mistake.
const maxSwept = 1000

// sweepCommand returns the command that checks a model at several constants.
func (a *app) sweepCommand(e *spec.Entry) *cobra.Command {
	c := newCheck(a, e, false)
	c.ranges = map[string]*option[[]int]{}
	for _, p := range e.Params {
		c.ranges[p.Name] = several(p)
	}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return c.sweep(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	c.addWhat(f)
	c.addLimits(f) // of each run
	addSwitch(f, c.noReduction, "no-reduction", "use neither symmetry nor the network's rules")
	addSwitch(f, c.json, "json", "report in JSON")
	addSwitch(f, c.quiet, "quiet", "show no progress")
	c.attach(cmd, f)
	complete(cmd, "property", c.propertyNames)
	return cmd
}

// several accepts values of a constant: one, or ranges and values between commas.
func several(p spec.Param) *option[[]int] {
	one := constant(p)
	return &option[[]int]{kind: "VALUES", text: one.text, parse: func(text string) (values []int, err error) {
		for part := range strings.SplitSeq(text, ",") {
			from, to, is := strings.Cut(part, "..")
			if !is {
				to = from
			}
			low, err := p.Parse(from)
			high, err2 := p.Parse(to)
			if err = errors.Join(err, err2); err != nil || low > high {
				return nil, fmt.Errorf("want %s, or several of them, like 2..4 or 2,4", p.Wanted())
			}
			for v := low; v <= high; v++ {
				values = append(values, v)
			}
		}
		slices.Sort(values)
		return slices.Compact(values), nil
	}}
}

// sweep checks the model at each combination of the constants given, and reports.
func (c *check) sweep(ctx context.Context) error {
	if len(c.entry.Params) == 0 {
		return usagef("model %s has no constants to sweep over", c.entry.Name)
	}
	if p := c.entry.Params[0]; len(c.given()) == 0 {
		low, high := p.Range()
		return usagef("want several values of a constant, like --%s %v..%v", p.Name, p.Value(low), p.Value(high))
	}
	all := c.combinations()
	if len(all) > maxSwept {
		return usagef("these are %d combinations of constants, want at most %d", len(all), maxSwept)
	}
	var table *render.SweepTable
	status := statusHolds
	for _, values := range all {
		for name, v := range values {
			c.constants[name].value, c.constants[name].given = v, true
		}
		swept, err := c.sweepOne(ctx)
		if err != nil {
			return err
		}
		if table == nil {
			table = render.NewSweep(c.out, c.entry, swept.Run.Bug, c.given(), len(all), c.json.value)
		}
		if err := table.Add(swept); err != nil {
			return err
		}
		status = graver(status, c.status)
		if ctx.Err() != nil {
			break
		}
	}
	c.status = status
	return table.End()
}

// sweepOne checks the model at the constants that are set.
func (c *check) sweepOne(ctx context.Context) (render.Swept, error) {
	found, err := c.search(ctx)
	if assumption, ok := errors.AsType[*spec.AssumptionError](err); ok {
		constants, err := c.entry.Constants(c.set(), c.bug.value)
		c.status = statusAssumption
		return render.Swept{
			Values: constants.Values, Assumption: assumption,
			Run: render.Run{Constants: render.Constants(c.entry, constants), Bug: constants.Bug},
		}, err
	}
	if err != nil {
		return render.Swept{}, err
	}
	return render.Swept{Values: found.constants.Values, Run: render.Run{
		Result: found.result, Constants: render.Constants(c.entry, found.constants), Bug: found.constants.Bug,
	}}, nil
}

// set returns the constants that are set.
func (c *check) set() map[string]int {
	set := map[string]int{}
	for name, o := range c.constants {
		if o.given {
			set[name] = o.value
		}
	}
	return set
}

// given names the constants that the command line gives, in the model's order.
func (c *check) given() (names []string) {
	for _, p := range c.entry.Params {
		if c.ranges[p.Name].given {
			names = append(names, p.Name)
		}
	}
	return names
}

// combinations lists the values of the constants given, the last one changing fastest.
func (c *check) combinations() []map[string]int {
	all := []map[string]int{{}}
	for _, name := range c.given() {
		var longer []map[string]int
		for _, values := range all {
			for _, v := range c.ranges[name].value {
				more := map[string]int{name: v}
				for k, old := range values {
					more[k] = old
				}
				longer = append(longer, more)
			}
			if len(longer) > maxSwept {
				break
			}
		}
		all = longer
	}
	return all
}

// graver returns which of two exit statuses tells more: a violation, by kind, before a
// run that is incomplete, before an assumption that fails, before success.
func graver(a, b int) int {
	for _, s := range []int{statusSafety, statusLiveness, statusDeadlock, statusUnreachable, statusFailed, statusIncomplete, statusAssumption} {
		if a == s || b == s {
			return s
		}
	}
	return statusHolds
}
