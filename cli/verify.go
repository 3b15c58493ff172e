package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/report"
	"github.com/mcheck/mcheck/spec"
)

// verification is the command that verifies a report.
type verification struct {
	*app
	quick        *option[bool]
	seed         *option[uint64]
	timeout      *option[time.Duration]
	junit, sarif *option[string]
}

func (a *app) verifyCommand() *cobra.Command {
	v := &verification{
		app: a, quick: yes(), seed: number[uint64](0, 1<<62), timeout: duration(), junit: file(), sarif: file(),
	}
	cmd := &cobra.Command{
		Use: "verify DIR", Short: "verify a report: replay its traces and repeat its run", GroupID: groupVerbs,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("want one directory, %s", cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd.Context(), args[0]) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	addSwitch(f, v.quick, "quick", "replay the traces, but repeat the run only down to a level drawn at random")
	f.Var(v.seed, "seed", "quick: another seed, another level (default: drawn, and shown)")
	f.Var(v.timeout, "timeout", "give up after this time, like 30s or 5m")
	f.Var(v.junit, "junit", "write the result as JUnit XML")
	f.Var(v.sarif, "sarif", "write the result as SARIF")
	return cmd
}

func (v *verification) run(ctx context.Context, dir string) error {
	if v.seed.given && !v.quick.value {
		return usagef("--seed needs --quick")
	}
	raw, err := evidenceIn(dir)
	if err != nil {
		return err
	}
	if v.timeout.given {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, v.timeout.value)
		defer cancel()
	}
	if !v.seed.given {
		v.seed.value = uint64(time.Now().UnixNano()) >> 2
	}
	verifier := &report.Verifier{Entries: v.entries, Version: ownVersion(), Check: v.check, Prove: v.prove, Quick: v.quick.value, Seed: v.seed.value}
	findings, err := verifier.Verify(ctx, raw)
	if err != nil {
		return v.failed(err)
	}
	return errors.Join(v.show(findings), v.grade(findings))
}

// maxEvidence is more than a report's evidence may have, so that a larger file is
// refused without being read whole.
const maxEvidence = 16<<20 + 1

func evidenceIn(dir string) ([]byte, error) {
	path := filepath.Join(dir, report.EvidenceFile)
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() { // a pipe, say, that nobody writes to
		return nil, fmt.Errorf("%s is no file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxEvidence))
}

// check runs the model as the command named after it does.
func (v *verification) check(ctx context.Context, e *spec.Entry, constants spec.Constants, opts explorer.CheckOptions) (*explorer.Result, error) {
	c := newCheck(v.app, e, opts.Order == explorer.Simulate)
	c.properties = opts.Properties
	model, err := c.make(constants)
	if err != nil {
		return nil, err
	}
	if err := c.subject.certificate(&opts, model, constants); err != nil {
		return nil, err
	}
	result, err := explorer.Check(ctx, model, opts)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("verify: %w before the run was repeated; --quick takes less", ctx.Err())
	}
	result.Ledger.Notes = append(result.Ledger.Notes, c.notes(constants, result)...)
	return result, nil
}

// prove checks the steps of a model's written proof.
func (v *verification) prove(ctx context.Context, e *spec.Entry, opts proof.Options) (*proof.Result, error) {
	result, err := proof.Check(ctx, e, opts)
	if err == nil && ctx.Err() != nil {
		err = fmt.Errorf("verify: %w before the proof was checked; --quick takes less", ctx.Err())
	}
	return result, err
}

// maxDifferences is how many differences of one part are shown.
const maxDifferences = 10

// show reports on standard output.
func (v *verification) show(findings []report.Finding) error {
	var b bytes.Buffer
	partial := false
	for _, f := range findings {
		partial = partial || f.Partial
		if len(f.Wrong) == 0 {
			_, _ = fmt.Fprintf(&b, "ok     %s: %s\n", f.What, f.Note)
			continue
		}
		v.status = statusForged
		_, _ = fmt.Fprintf(&b, "WRONG  %s\n", f.What)
		for k, wrong := range f.Wrong {
			if k == maxDifferences {
				_, _ = fmt.Fprintf(&b, "       and %d more\n", len(f.Wrong)-k)
				break
			}
			_, _ = fmt.Fprintf(&b, "       %s\n", wrong)
		}
	}
	switch {
	case v.status == statusForged:
		b.WriteString("NOT VERIFIED\n")
	case partial && !v.quick.value:
		b.WriteString("VERIFIED IN PART: the evidence is of a run that was cut short, which cannot be repeated\n")
	case partial:
		_, _ = fmt.Fprintf(&b, "VERIFIED IN PART, by --quick --seed %d\n", v.seed.value)
	default:
		b.WriteString("VERIFIED\n")
	}
	_, err := b.WriteTo(v.out)
	return err
}

// grade writes the files that were asked for.
func (v *verification) grade(findings []report.Finding) error {
	var errs []error
	for _, one := range []struct {
		to    *option[string]
		write func(io.Writer) error
	}{
		{v.junit, func(w io.Writer) error { return report.JUnit(w, findings) }},
		{v.sarif, func(w io.Writer) error { return report.SARIF(w, ownVersion(), findings) }},
	} {
		if !one.to.given {
			continue
		}
		var b bytes.Buffer
		errs = append(errs, one.write(&b), os.WriteFile(one.to.value, b.Bytes(), 0o666))
	}
	return errors.Join(errs...)
}
