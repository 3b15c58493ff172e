package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// proving is one command that checks the steps of a written proof.
type proving struct {
	*app
	entry       *spec.Entry
	workers     *option[int]
	timeout     *option[time.Duration]
	quick, json *option[bool]
	obligations []string
}

func (a *app) proveCommand(e *spec.Entry) *cobra.Command {
	p := &proving{app: a, entry: e, workers: number(1, 1024), timeout: duration(), quick: yes(), json: yes()}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.StringArrayVar(&p.obligations, "obligation", nil, "check only the obligation `NAME`, as the write-up cites it; may be repeated")
	addSwitch(f, p.quick, "quick", "leave out the instances that take long")
	f.Var(p.workers, "workers", "threads, 1..1024 (default: one a processor); no result depends on it")
	f.Var(p.timeout, "timeout", "stop after this time, like 30s or 5m")
	addSwitch(f, p.json, "json", "report in JSON")
	s := subject{entry: &spec.Entry{Name: e.Name, Doc: e.Doc}}
	s.attach(cmd, f)
	complete(cmd, "obligation", p.names)
	return cmd
}

func (p *proving) names() (names []string) {
	if p.entry.Proof != nil {
		for _, o := range p.entry.Proof.Obligations {
			names = append(names, o.Name())
		}
	}
	return names
}

func (p *proving) run(ctx context.Context) error {
	if p.entry.Proof == nil {
		return usagef("model %s: there is no written proof", p.entry.Name)
	}
	for _, name := range p.obligations {
		if !slices.Contains(p.names(), name) {
			return usagef("--obligation = %s, want one that %s cites%s", name, p.entry.Proof.File, didYouMean(name, p.names()))
		}
	}
	r, err := proof.Check(ctx, p.entry, proof.Options{
		Workers: p.workers.value, Timeout: p.timeout.value, Obligations: p.obligations, Quick: p.quick.value,
	})
	if err != nil {
		return err
	}
	p.status = provedStatus(r)
	if p.json.value {
		return render.ProofJSON(p.out, r)
	}
	if err := render.ProofText(p.out, r); err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.out, "\ntook %v\n", r.Elapsed.Round(time.Millisecond))
	return err
}

func provedStatus(r *proof.Result) int {
	switch {
	case r.Verdict == proof.Fails:
		return statusSafety
	case r.Verdict == proof.Incomplete:
		return statusIncomplete
	case len(r.Stale) > 0:
		return statusDiffers
	}
	return statusHolds
}
