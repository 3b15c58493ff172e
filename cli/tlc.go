package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/tlc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// opinion is one command that lays what TLC finds beside what we find.
type opinion struct {
	*app
	subject
	properties                   []string
	count, symmetry, quiet, json *option[bool]
	workers                      *option[int]
	timeout                      *option[time.Duration]
}

func (a *app) tlcCommand(e *spec.Entry) *cobra.Command {
	o := &opinion{
		app: a, subject: newSubject(e), count: yes(), symmetry: yes(), quiet: yes(), json: yes(), workers: number(1, 1024), timeout: duration(),
	}
	cmd := &cobra.Command{Use: e.Name + " [flags]", Short: e.Doc, GroupID: groupModels, Args: noWords}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) }
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.SortFlags = false
	f.Var(o.bug, "bug", "build in the deliberate mistake `NAME`; constants not given become those that expose it")
	f.StringArrayVar(&o.properties, "property", nil, "check the property `NAME` only; may be repeated")
	addSwitch(f, o.count, "count", "check no property, so that all states are counted, whatever is violated in them")
	addSwitch(f, o.symmetry, "symmetry", "let TLC use symmetry, and mcheck its reductions: numbers of states are not compared then")
	f.Var(o.workers, "workers", "threads of mcheck, 1..1024 (default: one a processor); TLC has one, for exact depths")
	f.Var(o.timeout, "timeout", "stop each of the two after this time, like 30s or 5m")
	addSwitch(f, o.json, "json", "report in JSON")
	addSwitch(f, o.quiet, "quiet", "show no progress")
	o.attach(cmd, f)
	complete(cmd, "property", o.propertyNames)
	return cmd
}

// compared is what the command reports.
type compared struct {
	Model    string         `json:"model"`
	Params   map[string]any `json:"params"`
	Bug      string         `json:"bug"` // "" for the correct protocol
	Module   string         `json:"module"`
	Version  string         `json:"tlc_version"`
	Symmetry bool           `json:"symmetry"`
	TLC      tlc.Outcome    `json:"tlc"`
	Mcheck   tlc.Outcome    `json:"mcheck"`
	Agree    bool           `json:"agree"`
}

func (o *opinion) run(ctx context.Context) error {
	if o.count.value && o.properties != nil {
		return usagef("--count and --property: want one of them")
	}
	model, constants, err := o.build(&render.Saved{})
	if err != nil {
		return err
	}
	machine, err := o.compile(model)
	if err != nil {
		return err
	}
	if err := o.knownProperties(machine, o.properties); err != nil {
		return err
	}
	job, err := o.job(constants)
	if err != nil {
		return err
	}
	checker, err := tlc.Find()
	if err != nil {
		return err
	}
	report := compared{
		Model: o.entry.Name, Params: map[string]any{}, Bug: constants.Bug, Module: job.Module(), Symmetry: job.Symmetry,
	}
	for _, p := range render.Constants(o.entry, constants) {
		report.Params[p.Name] = p.Value
	}
	if err := o.ask(ctx, checker, model, job, &report); err != nil {
		return o.unfinished(err)
	}
	return o.report(&report, o.title(constants))
}

// job is what TLC is to do, which its configuration must know of.
func (o *opinion) job(constants spec.Constants) (*tlc.Job, error) {
	job := &tlc.Job{Entry: o.entry, Constants: constants, Properties: o.properties, Symmetry: o.symmetry.value}
	if o.count.value {
		job.Properties = []string{}
	}
	if _, err := job.Config(); err != nil {
		return nil, &usageError{err}
	}
	return job, nil
}

// ask asks both checkers, and compares their answers.
func (o *opinion) ask(ctx context.Context, checker *tlc.TLC, model spec.Checkable, job *tlc.Job, r *compared) (err error) {
	if r.Mcheck, err = o.ours(ctx, model, job); err != nil {
		return err
	}
	if !o.quiet.value {
		_, _ = fmt.Fprintf(o.err, "mcheck: %v; TLC is running\n", r.Mcheck)
	}
	limited := ctx
	if o.timeout.given {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, o.timeout.value)
		defer cancel()
	}
	if r.TLC, r.Version, err = checker.Run(limited, job); err != nil {
		return err
	}
	if a, b := r.Mcheck.Violated, r.TLC.Violated; a != b && a != "" && b != "" && job.Properties == nil {
		// Several properties may fail equally soon, and each name another one.
		only := *job
		only.Properties = []string{b}
		if r.Mcheck, err = o.ours(ctx, model, &only); err != nil {
			return err
		}
	}
	a, b := r.Mcheck, r.TLC
	if r.Symmetry && a.Violated == "" && b.Violated == "" {
		a, b = tlc.Outcome{}, tlc.Outcome{}
	}
	r.Agree = a == b
	return nil
}

// incomplete says why one of the two has no answer.
type incomplete struct{ who, why string }

// Error implements error.
func (i *incomplete) Error() string { return "incomplete: " + i.who + ": " + i.why }

// ours is what we find, without reductions. Witnesses are left out: TLC has none.
func (o *opinion) ours(ctx context.Context, model spec.Checkable, job *tlc.Job) (out tlc.Outcome, err error) {
	machine, err := o.compile(model)
	if err != nil {
		return out, err
	}
	opts := explorer.CheckOptions{
		Options:     explorer.Options{Workers: o.workers.value, Timeout: o.timeout.value},
		Properties:  job.Properties,
		NoReduction: !job.Symmetry,
	}
	if job.Properties == nil {
		opts.Properties = safety(machine)
	}
	if err := o.certificate(&opts, model, job.Constants); err != nil {
		return out, err
	}
	live := newProgress(o.err, o.quiet.value)
	opts.Progress, opts.Interval, opts.Warn = live.show, live.interval(), live.warn
	r, err := explorer.Check(ctx, model, opts)
	live.clear()
	switch {
	case err != nil:
		return out, err
	case r.Verdict == explorer.Incomplete:
		return out, &incomplete{"mcheck", r.Reason}
	}
	v := r.Violation()
	switch {
	case v == nil:
		return tlc.Outcome{Distinct: r.Distinct, Generated: r.Generated, Depth: r.Depth}, nil
	case v.Kind == explorer.Deadlock:
		return tlc.Outcome{Violated: tlc.Deadlock, Depth: len(v.Trace)}, nil
	case v.Kind == explorer.Liveness:
		return tlc.Outcome{Violated: v.Property}, nil
	}
	return tlc.Outcome{Violated: v.Property, Depth: len(v.Trace)}, nil
}

// safety names the properties that a shortest trace refutes.
func safety(m *spec.Machine) []string {
	names := []string{}
	for _, p := range m.Properties {
		if p.Kind != spec.KindReachable && !p.Kind.Temporal() {
			names = append(names, p.Name)
		}
	}
	return names
}

// unfinished tells a comparison that was cut short, which is no failure.
func (o *opinion) unfinished(err error) error {
	var cut *incomplete
	var failure *tlc.Failure
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		cut = &incomplete{"TLC", "the time limit of " + o.timeout.text + " was reached"}
	case errors.Is(err, context.Canceled):
		cut = &incomplete{"TLC", "interrupted"}
	case errors.As(err, &failure):
		_, _ = fmt.Fprint(o.err, failure.Output)
	}
	if cut == nil && !errors.As(err, &cut) {
		return err
	}
	o.status = statusIncomplete
	_, err = fmt.Fprintln(o.out, cut.Error())
	return err
}

// report writes the comparison to standard output.
func (o *opinion) report(r *compared, title string) error {
	if !r.Agree {
		o.status = statusDiffers
	}
	if o.json.value {
		out := json.NewEncoder(o.out)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	verdict := "AGREE"
	if !r.Agree {
		verdict = "DIFFER"
	}
	_, _ = fmt.Fprintf(o.out, "%s: mcheck and TLC on %s\n\n", verdict, title)
	w := tabwriter.NewWriter(o.out, 0, 0, 2, ' ', 0)
	row := func(name string, f tlc.Outcome) {
		if f.Violated != "" && f.Depth == 0 {
			_, _ = fmt.Fprintf(w, "  %s\t%s violated\t-\t-\t-\n", name, f.Violated)
			return
		}
		if f.Violated != "" {
			_, _ = fmt.Fprintf(w, "  %s\t%s violated\t-\t-\t%d\n", name, f.Violated, f.Depth)
			return
		}
		_, _ = fmt.Fprintf(w, "  %s\tholds\t%s\t%s\t%d\n", name, comma(f.Distinct), comma(f.Generated), f.Depth)
	}
	_, _ = fmt.Fprint(w, "  \tverdict\tdistinct\tgenerated\tdepth\n")
	row("mcheck", r.Mcheck)
	row("TLC", r.TLC)
	if err := w.Flush(); err != nil {
		return err
	}
	note := ""
	if r.Symmetry {
		note = "; both reduced, so that their numbers of states are not comparable"
	}
	_, err := fmt.Fprintf(o.out, "\n%s, on %s.tla%s\n", r.Version, r.Module, note)
	return err
}
