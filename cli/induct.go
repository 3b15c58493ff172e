package cli

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// induction is one command that establishes a model's inductive invariant.
type induction struct {
	*app
	subject
	workers                  *option[int]
	samples, seed, maxMade   *option[uint64]
	maxSupport, maxReachable *option[uint64]
	timeout                  *option[time.Duration]
	json                     *option[bool]
	without                  []string
}

func (a *app) inductCommand(e *spec.Entry) *cobra.Command {
	e = e.ForInduction()
	i := &induction{
		app: a, subject: newSubject(e), workers: number(1, 1024),
		samples: number[uint64](1, math.MaxInt64), seed: number[uint64](0, math.MaxInt64),
		maxMade: number[uint64](1, math.MaxInt64), maxReachable: number[uint64](1, math.MaxInt64), maxSupport: number[uint64](1, math.MaxInt64),
		timeout: duration(), json: yes(),
	}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return i.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(i.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.StringArrayVar(&i.without, "without", nil, "leave the lemma `NAME` out, to see what it is needed for; may be repeated")
	f.Var(i.samples, "sample", "draw this many states at random instead of making all of them; proves nothing")
	f.Var(i.seed, "seed", "sample: another seed, other states (default 0)")
	f.Var(i.maxMade, "max-states", "refuse to make more states, partial ones included (default 100000000)")
	f.Var(i.maxSupport, "max-support", "make so many states to find out what lemmas are needed for (default 4000000)")
	f.Var(i.maxReachable, "max-reachable", "visit so many states to find out whether a counterexample is reachable (default 1000000)")
	f.Var(i.workers, "workers", "threads, 1..1024 (default: one a processor); no result depends on it")
	f.Var(i.timeout, "timeout", "stop after this time, like 30s or 5m")
	addSwitch(f, i.json, "json", "report in JSON")
	i.attach(cmd, f)
	complete(cmd, "without", i.lemmaNames)
	return cmd
}

// lemmaNames lists the lemmas, as far as the model can be made.
func (i *induction) lemmaNames() (names []string) {
	constants, err := i.entry.Constants(nil, "")
	if err != nil {
		return nil
	}
	model, err := i.make(constants)
	if err != nil {
		return nil
	}
	proof, err := i.prepare(model)
	if err != nil {
		return nil
	}
	for _, l := range proof.Lemmas {
		names = append(names, l.Name)
	}
	return names
}

// prepare compiles the inductive invariant.
func (i *induction) prepare(model spec.Checkable, without ...string) (proof *spec.Inductive, err error) {
	defer i.caught("compiling its inductive invariant", &err)
	return model.CompileInduction(without...)
}

func (i *induction) run(ctx context.Context) error {
	if i.seed.given && !i.samples.given {
		return usagef("--seed needs --sample")
	}
	if i.maxMade.given && i.samples.given {
		return usagef("--max-states and --sample: a sample makes as many states as it is told to")
	}
	model, constants, err := i.build(&render.Saved{})
	if err != nil {
		return err
	}
	proof, err := i.prepare(model)
	if errors.Is(err, spec.ErrNoInduction) {
		return &usageError{err}
	}
	if err != nil {
		return err
	}
	var names []string
	for _, l := range proof.Lemmas {
		names = append(names, l.Name)
	}
	for _, name := range i.without {
		if err := known("lemma of "+i.entry.Name, name, names); err != nil {
			return usagef("--without = %s, %w", name, err)
		}
	}
	if proof, err = i.prepare(model, i.without...); err != nil {
		return err
	}
	result, err := induct.Check(ctx, proof, induct.Options{
		Workers: i.workers.value, Samples: i.samples.value, Seed: i.seed.value,
		MaxStates: i.maxMade.value, MaxSupport: i.maxSupport.value, MaxReachable: i.maxReachable.value, Timeout: i.timeout.value,
	})
	if err != nil {
		return i.failed(err)
	}
	i.status = proofStatus(result)
	return i.report(render.Induction{
		Result: result, Constants: render.Constants(i.entry, constants), Bug: constants.Bug, Without: i.without,
	})
}

// failed adds to an error what the command line can do about it.
func (i *induction) failed(err error) error {
	if _, ok := errors.AsType[*induct.TooLargeError](err); ok {
		return fmt.Errorf("%w (--max-states, --sample)", err)
	}
	if model, ok := errors.AsType[*induct.ModelError](err); ok {
		_, _ = i.err.Write(model.Stack)
	}
	return err
}

func (i *induction) report(proof render.Induction) error {
	if i.json.value {
		return render.InductionJSON(i.out, proof)
	}
	if err := render.InductionText(i.out, proof); err != nil {
		return err
	}
	_, err := fmt.Fprintf(i.out, "\n%s\n", render.InductionMeasured(proof.Result))
	return err
}

func proofStatus(r *induct.Result) int {
	switch r.Verdict {
	case induct.Proved:
		return statusHolds
	case induct.Incomplete:
		return statusIncomplete
	}
	return statusSafety
}
