package proof

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// Options tells what to check.
type Options struct {
	Workers     int           // 0 means one a processor
	Timeout     time.Duration // 0 means no limit
	Obligations []string      // names; nil means all
	// Quick leaves out the scopes that take long.
	Quick bool
}

// Check reads the write-up of the entry's proof, and checks its obligations, those of
// one scope in one run.
func Check(ctx context.Context, e *spec.Entry, opts Options) (*Result, error) {
	began := time.Now()
	d, err := Open(e)
	if err != nil {
		return nil, err
	}
	if opts.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	c := &checker{
		entry: e, document: d, opts: opts,
		searches: map[string]*explorer.Result{}, inductions: map[string]*induct.Result{},
	}
	r := &Result{
		Model: e.Name, WriteUp: e.Proof.File, Found: map[string]string{},
		Defects: append(d.Defects(), d.Disagreements(e)...), Unchecked: d.Unchecked(),
	}
	outcomes, err := c.outcomes(ctx)
	if err != nil {
		return nil, err
	}
	for _, o := range e.Proof.Obligations {
		if all := outcomes[o.Name()]; len(all) > 0 && len(all) == len(o.Scopes) {
			r.Found[o.Name()] = sentence(all)
		}
	}
	r.report(d, e, outcomes)
	r.conclude()
	r.Elapsed = time.Since(began)
	return r, nil
}

// report makes a row of each outcome, in the write-up's order.
func (r *Result) report(d *Document, e *spec.Entry, outcomes map[string][]Outcome) {
	for _, at := range d.citations() {
		o, _ := obligation(e, at.Obligation)
		all := outcomes[at.Obligation]
		r.LeftOut += len(o.Scopes) - len(all)
		for _, outcome := range all {
			r.Rows = append(r.Rows, Row{Step: at.at, Statement: at.statement, Obligation: at.Obligation, Claim: o.Claim, Outcome: outcome})
		}
		if found := sentence(all); len(all) > 0 && !says(at.Found, all, len(all) == len(o.Scopes)) {
			r.Stale = append(r.Stale, Stale{Step: at.at, Obligation: at.Obligation, Says: at.Found, Found: found})
		}
	}
}

// says reports whether the write-up says what was found, and no more if that is
// complete. What does not hold is no matter of the write-up.
func says(text string, all []Outcome, complete bool) bool {
	for _, o := range all {
		if o.Verdict != Holds {
			return true
		}
	}
	found := sentence(all)
	if complete {
		return text == found
	}
	return strings.HasPrefix(text, strings.TrimSuffix(found, ".")+"; ")
}

// checker remembers what was found in each scope.
type checker struct {
	entry      *spec.Entry
	document   *Document
	opts       Options
	searches   map[string]*explorer.Result
	inductions map[string]*induct.Result
}

// outcomes checks what was asked for.
func (c *checker) outcomes(ctx context.Context) (map[string][]Outcome, error) {
	all := map[string][]Outcome{}
	for _, o := range c.asked() {
		for _, s := range c.scopes(o) {
			outcome, err := c.outcome(ctx, o, s)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", o.Name(), err)
			}
			if outcome.Verdict != Holds {
				outcome.How = ""
			}
			all[o.Name()] = append(all[o.Name()], outcome)
		}
	}
	return all, nil
}

func (c *checker) asked() (asked []spec.Obligation) {
	for _, o := range c.entry.Proof.Obligations {
		if c.opts.Obligations == nil || slices.Contains(c.opts.Obligations, o.Name()) {
			asked = append(asked, o)
		}
	}
	return asked
}

// scopes are those in which the obligation is checked.
func (c *checker) scopes(o spec.Obligation) []spec.Scope {
	return slices.DeleteFunc(slices.Clone(o.Scopes), func(s spec.Scope) bool { return s.Full && c.opts.Quick })
}

func (c *checker) outcome(ctx context.Context, o spec.Obligation, s spec.Scope) (Outcome, error) {
	in, err := c.instance(s)
	if err != nil {
		return Outcome{}, err
	}
	switch o.Claim {
	case spec.ClaimInductive:
		return c.inductive(ctx, o, in)
	case spec.ClaimViolated:
		return c.violated(ctx, o, in)
	}
	return c.holds(ctx, o, in)
}

// instance is a scope with its model.
type instance struct {
	spec.Scope
	entry     *spec.Entry
	constants spec.Constants
	model     spec.Checkable
	words     string // as on the command line
	make      func(spec.Constants) (spec.Checkable, error)
}

func (c *checker) instance(s spec.Scope) (*instance, error) {
	in := &instance{Scope: s, entry: s.Entry}
	switch {
	case in.entry == nil:
		in.entry = c.entry
		in.make = c.entry.New
		if c.entry.Proof.New != nil {
			in.make = c.entry.Proof.New
		}
	default:
		in.make = s.Entry.New
	}
	var err error
	if in.constants, err = in.entry.Constants(s.Values, s.Bug); err != nil {
		return nil, err
	}
	in.words = in.entry.Name
	for _, p := range in.entry.Params {
		if v, ok := s.Values[p.Name]; ok {
			in.words += " " + p.Flag(v)
		}
	}
	if s.Bug != "" {
		in.words += " --bug " + s.Bug
	}
	in.model, err = in.make(in.constants)
	return in, err
}

// options are those of a search in the scope.
func (c *checker) options(ctx context.Context, in *instance, properties ...string) (explorer.CheckOptions, error) {
	opts := explorer.CheckOptions{Properties: properties, Options: explorer.Options{Workers: c.opts.Workers, From: in.From}}
	if deadline, ok := ctx.Deadline(); ok {
		opts.Timeout = max(time.Nanosecond, time.Until(deadline))
	}
	if in.entry.Small == nil || len(in.model.Rules()) == 0 {
		return opts, nil
	}
	small := in.entry.Small(in.constants)
	small.Bug = in.constants.Bug
	var err error
	opts.Small, err = in.make(small)
	opts.SmallName = fmt.Sprint(small.Values)
	return opts, err
}

// kind returns the kind of a property in the scope.
func (in *instance) kind(property string) (spec.Kind, error) {
	m, err := in.model.Compile(spec.CompileOptions{Every: true})
	if err != nil {
		return 0, err
	}
	for _, p := range m.Properties {
		if p.Name == property {
			return p.Kind, nil
		}
	}
	return 0, fmt.Errorf("%s has no property %s", in.words, property)
}
