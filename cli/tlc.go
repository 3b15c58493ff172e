package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/tlc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// comparison is one command that asks TLC what mcheck is asked.
type comparison struct {
	*app
	subject
	timeout *option[time.Duration]
}

func (a *app) tlcCommand(e *spec.Entry) *cobra.Command {
	c := &comparison{app: a, subject: newSubject(e), timeout: duration()}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(c.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.Var(c.timeout, "timeout", "end after this time, like 30s or 5m")
	c.attach(cmd, f)
	return cmd
}

// run prints what both found. The status says whether they agree.
func (c *comparison) run(ctx context.Context) error {
	if c.entry.Twin == nil {
		return usagef("model %s has no TLA+ twin", c.entry.Name)
	}
	model, constants, err := c.build(&render.Saved{})
	if err != nil {
		return err
	}
	classPath, err := tlc.Find()
	if err != nil {
		return err
	}
	if c.timeout.given {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout.value)
		defer cancel()
	}
	_, _ = fmt.Fprintln(c.out, c.title(constants))
	err = c.compare(ctx, model, tlc.Question{Entry: c.entry, Constants: constants, Checked: "all"}, classPath)
	if err != nil && ctx.Err() != nil {
		c.status = statusIncomplete
		_, _ = fmt.Fprintln(c.out, "  not finished")
		return nil
	}
	return err
}

func (c *comparison) compare(ctx context.Context, model spec.Checkable, q tlc.Question, classPath string) error {
	ours, err := unreduced(ctx, model)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.out, "  mcheck  %s\n", ours)
	theirs, err := tlc.Ask(ctx, classPath, q)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(c.out, "  TLC     %s\n", theirs)
	if ours != theirs {
		return errors.New("mcheck and TLC differ")
	}
	_, _ = fmt.Fprintln(c.out, "  equal")
	return nil
}

// unreduced is what the search without reductions finds, in the words of package
// tlc.
func unreduced(ctx context.Context, model spec.Checkable) (string, error) {
	r, err := explorer.Check(ctx, model, explorer.CheckOptions{NoReduction: true})
	if err != nil {
		return "", err
	}
	if r.Verdict == explorer.Incomplete {
		return "", errors.New(r.Reason)
	}
	if v := r.Violation(); v != nil && v.Kind == explorer.Safety {
		return tlc.Violated(v.Property, len(v.Trace)), nil
	}
	return tlc.Counted(r.Distinct, r.Generated, r.Depth), nil
}
