package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// check is one command that checks a model, and its flags.
type check struct {
	*app
	subject
	simulating bool // as a verb of its own, rather than by flag

	workers, maxDepth      *option[int]
	seed, walks, maxStates *option[uint64]
	mem                    *option[uint64]
	timeout                *option[time.Duration]
	order, from            *option[string]
	simulate, goOn         *option[bool]
	quiet, json            *option[bool]
	noReduction, certify   *option[bool]
	liveness, resume       *option[bool]
	exact, bitstate        *option[bool]
	checkpoint, dir        *option[string]
	every                  *option[time.Duration]
	properties             []string
	drawings               drawings
}

// defaultBits is the size of the array of --bitstate, if there is no limit of memory.
const defaultBits = 256 << 20

func newCheck(a *app, e *spec.Entry, simulating bool) *check {
	return &check{
		app: a, subject: newSubject(e), simulating: simulating,
		workers: number(1, 1024), maxDepth: number(1, math.MaxInt32),
		seed: number[uint64](0, math.MaxInt64), walks: number[uint64](1, math.MaxInt64), maxStates: number[uint64](1, math.MaxInt64),
		mem: size(), timeout: duration(), order: oneOf("order", []string{string(explorer.BFS), string(explorer.DFS)}),
		simulate: yes(), goOn: yes(), quiet: yes(), json: yes(), noReduction: yes(), certify: yes(), liveness: yes(),
		from: file(), drawings: newDrawings(), checkpoint: file(), dir: file(), every: duration(), resume: yes(), exact: yes(), bitstate: yes(),
	}
}

// flags returns the flags that every model has.
func (c *check) flags() *pflag.FlagSet {
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	c.addWhat(f)
	if !c.simulating {
		f.Var(c.order, "order", "visit states breadth-first, which finds shortest counterexamples, or depth-first: `bfs|dfs` (default bfs)")
		addSwitch(f, c.simulate, "simulate", "walk at random instead of visiting every state")
	}
	f.Var(c.walks, "walks", "simulation: how many walks (default 10000)")
	f.Var(c.seed, "seed", "simulation: another seed, other walks (default 0)")
	c.addLimits(f)
	f.Var(c.dir, "dir", "at --mem do not stop, but go on on disk, in the directory `DIR` (breadth-first, without temporal properties)")
	addSwitch(f, c.goOn, "continue", "go on after a violation: report the first of each property")
	f.Var(c.from, "from", "start after the trace in this file: JSON of an earlier run, whose constants and bug are taken over, or a step a line (- is standard input)")
	addSwitch(f, c.noReduction, "no-reduction", "use neither symmetry nor the network's rules")
	addSwitch(f, c.certify, "certify", "establish the certificate of the reductions for this very run")
	if !c.simulating {
		addSwitch(f, c.exact, "exact", "keep and compare full states, so that no verdict rests on fingerprints")
		addSwitch(f, c.bitstate, "bitstate", "tell which states were seen by bits in half of --mem, or 256 MiB: for more states than there is memory for; it errs, so the verdict is never \"holds\"")
		c.addCheckpoints(f)
	}
	addSwitch(f, c.json, "json", "report in JSON")
	addSwitch(f, c.quiet, "quiet", "show no progress")
	c.drawings.add(f, "draw the counterexample as")
	return f
}

// addWhat adds the flags that say what is to be checked.
func (c *check) addWhat(f *pflag.FlagSet) {
	f.Var(c.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.StringArrayVar(&c.properties, "property", nil, "check the property `NAME` only; may be repeated")
	if !c.simulating {
		addSwitch(f, c.liveness, "liveness", "check the temporal properties, too, on a graph of all states and without reductions")
	}
}

// addLimits adds the flags that say how far a run goes.
func (c *check) addLimits(f *pflag.FlagSet) {
	f.Var(c.workers, "workers", "threads, 1..1024 (default: one a processor); no result depends on it")
	f.Var(c.maxStates, "max-states", "stop when there are more distinct states than this")
	f.Var(c.maxDepth, "max-depth", "do not go deeper; an initial state is at depth 1")
	f.Var(c.timeout, "timeout", "stop after this time, like 30s or 5m")
	f.Var(c.mem, "mem", "stop when memory exceeds this size, like 512MiB or 8GiB")
}

func addSwitch(f *pflag.FlagSet, o *option[bool], name, usage string) {
	f.VarPF(o, name, "", usage).NoOptDefVal = "true"
}

// checkCommand returns the command named after the model.
func (a *app) checkCommand(e *spec.Entry, simulating bool) *cobra.Command {
	c := newCheck(a, e, simulating)
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) }
	c.attach(cmd, c.flags())
	complete(cmd, "order", func() []string { return []string{string(explorer.BFS), string(explorer.DFS)} })
	complete(cmd, "property", c.propertyNames)
	return cmd
}

// run checks the model and reports.
func (c *check) run(ctx context.Context) error {
	found, err := c.search(ctx)
	if err != nil {
		return err
	}
	run := render.Run{Result: found.result, Constants: render.Constants(c.entry, found.constants), Bug: found.constants.Bug}
	c.tellCheckpoint(found.result)
	return errors.Join(c.report(run), c.draw(ctx, run))
}

// outcome is what a search was asked and what it found.
type outcome struct {
	constants spec.Constants
	opts      explorer.CheckOptions
	machine   *spec.Machine // without reductions
	result    *explorer.Result
}

// search checks the model.
func (c *check) search(ctx context.Context) (*outcome, error) {
	if err := c.consistent(); err != nil {
		return nil, err
	}
	from, err := c.origin()
	if err != nil {
		return nil, err
	}
	model, constants, err := c.build(from)
	if err != nil {
		return nil, err
	}
	machine, err := c.compile(model)
	if err != nil {
		return nil, err
	}
	opts, err := c.options(model, machine, constants)
	if err != nil {
		return nil, err
	}
	opts.From = from.Labels
	if opts.Checkpoints, err = c.checkpoints(constants); err != nil {
		return nil, err
	}
	if err := c.drawings.creatable(); err != nil {
		return nil, err
	}
	if err := c.writable(); err != nil {
		return nil, err
	}
	if c.mem.given {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(c.mem.value)))
	}
	live := newProgress(c.err, c.quiet.value)
	opts.Progress, opts.Interval, opts.Warn = live.show, live.interval(), live.warn
	if foreseeable(&opts) && c.temporal(machine) == "" {
		opts.Level = live.level
	}
	result, err := explorer.Check(ctx, model, opts)
	live.clear()
	if err != nil {
		return nil, c.failed(err)
	}
	result.Ledger.Notes = append(result.Ledger.Notes, c.notes(constants, result)...)
	c.status = verdictStatus(result)
	return &outcome{constants, opts, machine, result}, nil
}

// writable makes the directories that the run may have to write to, and tries to: an
// error is better now than after hours.
func (c *check) writable() error {
	for name, dir := range map[string]string{"dir": c.dir.value, "checkpoint": c.checkpoint.value} {
		if dir == "" || c.resume.value {
			continue
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
		f, err := os.CreateTemp(dir, "writable")
		if err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
		_ = f.Close()
		if err := os.Remove(f.Name()); err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
	}
	return nil
}

// consistent refuses combinations of flags of which one could not be honoured.
func (c *check) consistent() error {
	walking := c.simulating || c.simulate.value
	for _, clash := range []struct {
		is   bool
		text string
	}{
		{!walking && c.walks.given, "--walks needs --simulate"},
		{!walking && c.seed.given, "--seed needs --simulate"},
		{walking && c.order.given, "--order %s and --simulate: want one of them"},
		{walking && c.goOn.value, "--continue and --simulate: a simulation ends at the first violation"},
		{walking && c.maxStates.given, "--max-states and --simulate: a simulation does not know which states are distinct; want --walks"},
		{walking && c.certify.value, "--certify and --simulate: a simulation exhausts nothing to certify"},
		{walking && c.exact.value, "--exact and --simulate: a simulation does not compare states"},
		{walking && c.bitstate.value, "--bitstate and --simulate: a simulation does not compare states"},
		{c.exact.value && c.bitstate.value, "--exact and --bitstate: want one of them"},
		{c.certify.value && c.bitstate.value, "--certify and --bitstate: the run exhausts nothing to certify"},
		{walking && c.checkpoint.given, "--checkpoint and --simulate: a simulation has nothing to keep"},
		{c.dir.given && !c.mem.given, "--dir needs --mem, the memory that is to be enough"},
		{c.dir.given && (walking || c.order.value == string(explorer.DFS)), "--dir: only a breadth-first search goes on on disk"},
		{c.dir.given && c.exact.value, "--dir and --exact: full states are compared in memory; want one of them"},
		{c.dir.given && c.bitstate.value, "--dir and --bitstate: want one of them"},
		{c.certify.value && c.checkpoint.given, "--checkpoint and --certify: a certificate for the very run is not kept"},
		{c.certify.value && c.noReduction.value, "--certify and --no-reduction: nothing is left to certify"},
	} {
		if clash.is {
			return usagef("%s", strings.Replace(clash.text, "%s", c.order.value, 1))
		}
	}
	return nil
}

// options completes what the engine is to do.
func (c *check) options(model spec.Checkable, machine *spec.Machine, constants spec.Constants) (opts explorer.CheckOptions, err error) {
	opts = explorer.CheckOptions{
		Options: explorer.Options{
			Order: explorer.Order(c.order.value), Workers: c.workers.value,
			MaxStates: c.maxStates.value, MaxDepth: c.maxDepth.value, Timeout: c.timeout.value, Memory: c.mem.value, Dir: c.dir.value,
			Walks: c.walks.value, Seed: c.seed.value, Continue: c.goOn.value, Exact: c.exact.value,
		},
		Properties:  c.properties,
		NoReduction: c.noReduction.value,
		Certify:     c.certify.value,
		Liveness:    c.liveness.value,
	}
	if c.bitstate.value {
		opts.Bitstate = cmp.Or(opts.Memory/2, defaultBits)
	}
	if c.simulating || c.simulate.value {
		opts.Order = explorer.Simulate
	}
	if err := c.knownProperties(machine, c.properties); err != nil {
		return opts, err
	}
	if name := c.temporal(machine); name != "" {
		switch {
		case opts.Order == explorer.Simulate:
			return opts, usagef("%s and --simulate: a simulation does not see loops", name)
		case c.bitstate.value:
			return opts, usagef("%s and --bitstate: bits do not tell where a step leads", name)
		case c.from.given:
			return opts, usagef("%s and --from: a temporal property is about whole behaviours", name)
		case c.certify.value:
			return opts, usagef("%s and --certify: temporal properties are checked without reductions", name)
		case c.dir.given:
			return opts, usagef("%s and --dir: temporal properties are decided in memory", name)
		}
	}
	walking := opts.Order == explorer.Simulate
	if c.properties == nil && !walking && !c.from.given && !c.certify.value && !c.bitstate.value && c.breaksLiveness(machine, constants.Bug) {
		if c.dir.given {
			return opts, usagef("--bug %s and --dir: it violates a temporal property, which is decided in memory", constants.Bug)
		}
		opts.Liveness = true
	}
	if c.certify.value && len(model.Rules()) == 0 && !model.HasSymmetry() {
		return opts, usagef("--certify: model %s declares no reduction to certify", c.entry.Name)
	}
	return opts, c.certificate(&opts, model, constants)
}

// temporal returns the flag that asks for temporal properties, or "".
func (c *check) temporal(machine *spec.Machine) string {
	for _, p := range machine.Properties {
		if p.Kind.Temporal() && slices.Contains(c.properties, p.Name) {
			return "--property " + p.Name
		}
	}
	if c.liveness.value {
		return "--liveness"
	}
	return ""
}

// breaksLiveness reports whether the bug violates a temporal property.
func (c *check) breaksLiveness(machine *spec.Machine, bug string) bool {
	return slices.ContainsFunc(c.entry.Bugs, func(b spec.Bug) bool {
		return b.Name == bug && slices.ContainsFunc(machine.Properties, func(p spec.PropertyInfo) bool {
			return p.Name == b.Violates && p.Kind.Temporal()
		})
	})
}

// notes says why a bug that was asked for may not have been found.
func (c *check) notes(constants spec.Constants, r *explorer.Result) (notes []string) {
	k := slices.IndexFunc(c.entry.Bugs, func(b spec.Bug) bool { return b.Name == constants.Bug })
	if k < 0 || r.Verdict == explorer.Violated {
		return nil
	}
	bug := c.entry.Bugs[k]
	if c.properties != nil && !slices.Contains(c.properties, bug.Violates) {
		notes = append(notes, fmt.Sprintf("bug %s violates %s, which was not checked", bug.Name, bug.Violates))
	}
	for _, p := range c.entry.Params {
		want, ok := bug.Exposed[p.Name]
		if !ok {
			want = p.Default
		}
		if constants.Int(p.Name) != want {
			return append(notes, "not exposed here; exposed at "+exposure(c.entry, bug.Exposed))
		}
	}
	return notes
}

// statuses lists the kinds of violation, the one that decides first.
var statuses = []struct {
	kind   explorer.ViolationKind
	status int
}{
	{explorer.Safety, statusSafety},
	{explorer.Liveness, statusLiveness},
	{explorer.Deadlock, statusDeadlock},
	{explorer.Unreachable, statusUnreachable},
}

func verdictStatus(r *explorer.Result) int {
	switch r.Verdict {
	case explorer.Holds:
		return statusHolds
	case explorer.Incomplete:
		return statusIncomplete
	}
	for _, s := range statuses {
		if slices.ContainsFunc(r.Violations, func(v *explorer.Violation) bool { return v.Kind == s.kind }) {
			return s.status
		}
	}
	return statusFailed
}
