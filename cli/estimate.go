package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/forecast"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// defaultBudget is what an estimate takes unless --timeout says otherwise.
const defaultBudget = 10 * time.Second

// estimateCommand returns the command that says what a check would take.
func (a *app) estimateCommand(e *spec.Entry) *cobra.Command {
	c := newCheck(a, e, false)
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return c.estimate(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(c.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.Var(c.timeout, "timeout", "how long the estimate may take (default 10s)")
	f.Var(c.workers, "workers", "threads, 1..1024 (default: one a processor)")
	addSwitch(f, c.noReduction, "no-reduction", "estimate a check with neither symmetry nor the network's rules")
	addSwitch(f, c.json, "json", "report in JSON")
	addSwitch(f, c.quiet, "quiet", "show no progress")
	c.attach(cmd, f)
	return cmd
}

// estimate says what a check would take, and what it would take less of.
func (c *check) estimate(ctx context.Context) error {
	model, constants, err := c.build(&render.Saved{})
	if err != nil {
		return err
	}
	s := &surveyor{check: c, live: newProgress(c.err, c.quiet.value), end: time.Now().Add(cmp.Or(c.timeout.value, defaultBudget))}
	for _, p := range c.entry.Params {
		if p.Choices == nil && !p.Switch {
			s.numbers = append(s.numbers, p)
		}
	}
	if err := s.survey(ctx, model, constants); err != nil {
		return c.failed(err)
	}
	e := s.estimated()
	if c.status = statusHolds; e.States == nil {
		c.status = statusIncomplete
	}
	return render.WriteEstimate(c.out, e, c.json.value)
}

// estimated puts together what the runs say.
func (s *surveyor) estimated() *render.Estimate {
	asked := s.asked
	e := &render.Estimate{Run: render.Run{
		Result: asked.result, Constants: render.Constants(s.entry, asked.constants), Bug: asked.constants.Bug,
	}}
	if asked.over() {
		e.States = exactly(float64(asked.result.Distinct))
		e.Seconds, e.Bytes = exactly(asked.result.Elapsed.Seconds()), exactly(float64(asked.result.PeakRSS))
		e.Levels = exactly(float64(asked.result.Depth))
	} else {
		s.forecast(e)
	}
	for _, p := range s.smaller {
		e.Smaller = append(e.Smaller, render.Swept{Values: p.constants.Values, Run: render.Run{
			Result: p.result, Constants: render.Constants(s.entry, p.constants), Bug: p.constants.Bug,
		}})
	}
	if asked.whole() || !asked.over() {
		e.Savings = s.savings(e.States)
	}
	return e
}

func exactly(n float64) *forecast.Interval { return &forecast.Interval{Low: n, High: n} }

// forecast takes the narrowest of what the levels tell, what they tell beside those of a
// smaller run, and what the numbers of states at smaller constants tell.
func (s *surveyor) forecast(e *render.Estimate) {
	s.byLevels(e)
	s.bySizes(e)
	if e.States == nil {
		return
	}
	seen := float64(s.asked.result.Distinct)
	*e.States = e.States.AtLeast(seen)
	if e.Levels != nil {
		*e.Levels = e.Levels.AtLeast(float64(s.asked.result.Depth))
	}
	if e.Seconds != nil {
		*e.Seconds = e.Seconds.AtLeast(s.asked.result.Elapsed.Seconds())
	}
	if bytes, ok := forecast.Memory(float64(s.asked.start), float64(s.asked.memory), seen, *e.States); ok {
		e.Bytes = &bytes
	}
}

// byLevels forecasts from the levels of the run, alone or beside those of a smaller one.
func (s *surveyor) byLevels(e *render.Estimate) {
	levels := s.asked.levels
	best, err := forecast.Of(levels)
	basis := "the sizes of its levels"
	for _, p := range s.smaller {
		if !p.whole() || s.below(p.constants) != 1 {
			continue
		}
		f, no := forecast.Like(levels, p.levels)
		if no == nil && (err != nil || f.States.Wide() < best.States.Wide()) {
			best, err = f, nil
			basis = "the sizes of its levels, and those with " + s.change(p.constants)
		}
	}
	if err != nil {
		e.Why = err.Error()
		return
	}
	e.States, e.Levels, e.Basis = &best.States, &best.Levels, basis
	if best.Left.High > 0 {
		before := levels[len(levels)-1].Elapsed.Seconds()
		e.Seconds = &forecast.Interval{Low: before + best.Left.Low, High: before + best.Left.High}
	}
}

// bySizes forecasts from the numbers of states at smaller constants, if that is narrower.
func (s *surveyor) bySizes(e *render.Estimate) {
	sizes := s.sizes()
	states, ok := forecast.FromSmaller(coordinates(s.numbers, s.asked.constants), sizes)
	if !ok || states.High < float64(s.asked.result.Distinct) || e.States != nil && e.States.Wide() < states.Wide() {
		return
	}
	e.States, e.Levels, e.Seconds, e.Why = &states, nil, nil, ""
	e.Basis = fmt.Sprintf("the numbers of states with %d smaller sets of constants", len(sizes))
	if pace, ok := forecast.Pace(s.asked.levels); ok {
		e.Seconds = &forecast.Interval{Low: states.Low * pace.Low, High: states.High * pace.High}
	}
}

// sizes lists the numbers of states that are known.
func (s *surveyor) sizes() (sizes []forecast.Size) {
	for _, p := range s.smaller {
		if p.whole() && s.sameSwitches(p.constants) {
			sizes = append(sizes, forecast.Size{Numbers: coordinates(s.numbers, p.constants), States: p.result.Distinct})
		}
	}
	return sizes
}

func (s *surveyor) sameSwitches(c spec.Constants) bool {
	return !slices.ContainsFunc(s.entry.Params, func(p spec.Param) bool {
		return p.Switch && c.Int(p.Name) != s.asked.constants.Int(p.Name)
	})
}

// coordinates lists the values of constants.
func coordinates(numbers []spec.Param, c spec.Constants) (at []int) {
	for _, p := range numbers {
		at = append(at, c.Int(p.Name))
	}
	return at
}

// below returns by how much the numbers are less than those asked for, in all.
func (s *surveyor) below(c spec.Constants) (d int) {
	for _, p := range s.numbers {
		d += s.asked.constants.Int(p.Name) - c.Int(p.Name)
	}
	return d
}

// change names the constants that differ from those asked for, as on the command line.
func (s *surveyor) change(c spec.Constants) string {
	changed := map[string]int{}
	for name, v := range c.Values {
		if v != s.asked.constants.Int(name) {
			changed[name] = v
		}
	}
	return words(s.entry, changed)
}

// savings lists what fewer states could be had by, the one that saves most first.
func (s *surveyor) savings(states *forecast.Interval) (all []render.Saving) {
	for _, c := range s.oneLess(s.asked.constants) {
		if saving, ok := s.saving(states, c); ok {
			all = append(all, saving)
		}
	}
	if p := s.reduced; p != nil && p.whole() && states != nil {
		all = append(all, render.Saving{
			By: "without --no-reduction", Factor: over(*states, *exactly(float64(p.result.Distinct))), Counted: s.asked.whole(),
		})
	}
	slices.SortStableFunc(all, func(a, b render.Saving) int {
		return cmp.Compare(b.Factor.Low*b.Factor.High, a.Factor.Low*a.Factor.High)
	})
	return all
}

// saving tells what smaller constants save: counted, or the narrower of what their run
// and what the trend of sizes says.
func (s *surveyor) saving(states *forecast.Interval, c spec.Constants) (saving render.Saving, ok bool) {
	saving.By = s.change(c)
	if p := s.at(c); p != nil && p.whole() && states != nil {
		saving.Factor, ok = over(*states, *exactly(float64(p.result.Distinct))), true
		saving.Counted = s.asked.whole()
	}
	k := slices.IndexFunc(s.numbers, func(p spec.Param) bool { return c.Int(p.Name) < s.asked.constants.Int(p.Name) })
	if saving.Counted || k < 0 {
		return saving, ok
	}
	if f, known := forecast.Saved(coordinates(s.numbers, s.asked.constants), k, s.sizes()); known && (!ok || f.Wide() < saving.Factor.Wide()) {
		saving.Factor, ok = f, true
	}
	return saving, ok
}

func over(a, b forecast.Interval) forecast.Interval {
	return forecast.Interval{Low: a.Low / b.High, High: a.High / b.Low}
}
