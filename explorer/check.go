package explorer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// CheckOptions tells how to check a model: how to search, and what the verdict
// may rest on.
type CheckOptions struct {
	Options
	// Properties names those to check; nil means all but the temporal ones.
	Properties []string
	// Liveness adds all temporal properties. They are decided on a graph of all
	// states, in memory, without any reduction.
	Liveness bool
	// NoReduction turns symmetry and the network's rules off.
	NoReduction bool
	// Without names reductions of the network that are not to be used.
	Without []string
	// Small is the same model with smaller constants, at which the certificate of
	// the network's rules is established before the run; without it the rules are
	// used only with Certify.
	Small     spec.Checkable
	SmallName string // its constants, for the ledger
	// Certify establishes the certificate for the run itself, and compares every
	// state with a renamed image of it.
	Certify bool
}

// smallStates bounds the search that establishes a certificate before the run.
const smallStates = 1_000_000

// Check compiles the model and searches its reachable states, with those
// reductions that are in order: a rule of the network that its certificate
// refutes is dropped, and the ledger says so.
func Check(ctx context.Context, model spec.Checkable, opts CheckOptions) (*Result, error) {
	began := time.Now()
	if opts.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	k := &checker{model: model, opts: opts}
	if err := k.chooseProperties(); err != nil {
		return nil, err
	}
	if err := k.tryPrefix(); err != nil {
		return nil, err
	}
	if err := k.prepareCheckpoints(); err != nil {
		return nil, err
	}
	if err := k.chooseRules(ctx); err != nil {
		return nil, err
	}
	for {
		result, err := k.attempt(ctx)
		if result != nil {
			result.Elapsed = k.before + time.Since(began) // certificates included
		}
		if err != nil || result != nil {
			return result, err
		}
	}
}

// checker holds what is known about the rules while a model is checked.
type checker struct {
	model spec.Checkable
	opts  CheckOptions
	// Where the certificate of the rules in use comes from, and how much it saw.
	basis    string
	evidence Evidence
	dropped  []RuleStatus
	fallback []Behaviour   // found with sends taken at once, when they still were
	before   time.Duration // what runs have taken that this one goes on with
	liveness
}

// drop takes a rule out of use.
func (k *checker) drop(rule, why string) {
	k.dropped = append(k.dropped, RuleStatus{Name: rule, Basis: why})
}

func (k *checker) dropAll(why string) {
	k.dropClaims(why)
	k.dropEager(why)
}

// dropClaims takes the rules out of use that need a certificate.
func (k *checker) dropClaims(why string) {
	for _, rule := range k.model.Rules() {
		if rule != spec.EagerSends && !k.without(rule) {
			k.drop(rule, why)
		}
	}
}

// dropEager takes the one out of use that needs none.
func (k *checker) dropEager(why string) {
	if slices.Contains(k.model.Rules(), spec.EagerSends) && !k.without(spec.EagerSends) {
		k.drop(spec.EagerSends, why)
	}
}

func (k *checker) without(rule string) bool {
	for _, d := range k.dropped {
		if d.Name == rule {
			return true
		}
	}
	return false
}

// What a machine is compiled for.
const (
	searching  = false
	certifying = true // states only, so that it does not matter what has no trace
)

func (k *checker) compile(model spec.Checkable, properties []string, certifying bool) (*spec.Machine, error) {
	var without []string
	for _, d := range k.dropped {
		if d.Found == "" || !certifying {
			without = append(without, d.Name)
		}
	}
	return model.Compile(spec.CompileOptions{
		Properties: properties, Symmetry: !k.opts.NoReduction, Reduce: !k.opts.NoReduction, Without: without,
	})
}

// tryPrefix refuses a trace that is none of the model's before anything is certified.
func (k *checker) tryPrefix() error {
	if len(k.opts.From) == 0 {
		return nil
	}
	m, err := k.model.Compile(spec.CompileOptions{Properties: []string{}})
	if err == nil {
		_, err = replayPrefix(m, k.opts.From)
	}
	return err
}

// chooseRules settles which rules the run starts with.
func (k *checker) chooseRules(ctx context.Context) error {
	if k.opts.NoReduction {
		k.dropAll(cmp.Or(k.unreduced, "reductions are off"))
		return nil
	}
	for _, rule := range k.opts.Without {
		k.drop(rule, "not asked for")
	}
	m, err := k.model.Compile(spec.CompileOptions{Properties: k.opts.Properties, Symmetry: true})
	if err != nil || len(k.model.Rules()) == 0 {
		return err
	}
	switch {
	case m.Networks != 1:
		k.dropAll("the model has several networks, and one could be read in place of another")
	case !m.AllowDeadlock:
		k.dropAll("a reduction does not preserve deadlock, which is checked")
	case k.opts.Order == Simulate:
		k.dropAll("a simulation gains nothing from it")
	case k.opts.Certify:
		return nil
	case k.opts.Small == nil:
		k.dropClaims("no certificate: ask for one at these constants")
	default:
		return k.certifySmall(ctx)
	}
	return nil
}

// certifySmall establishes the certificate at smaller constants, dropping rules
// until it holds.
func (k *checker) certifySmall(ctx context.Context) error {
	purpose := certifying
	for {
		m, err := k.compile(k.opts.Small, []string{}, purpose)
		if err != nil || !claims(m) {
			return err
		}
		result, cert, err := run(ctx, m, Options{Workers: k.opts.Workers, MaxStates: smallStates, Exact: k.opts.Exact}, evidence{rules: true, images: true})
		if model := readsNetwork(err); model != nil {
			k.dropAll(fmt.Sprintf("%s reads the network", model.Where))
			return nil
		}
		if k.found(err) {
			purpose = searching
			continue
		}
		if err != nil {
			return err
		}
		if result.Verdict != Holds {
			k.dropClaims(fmt.Sprintf("no certificate: at %s, %s", k.opts.SmallName, result.Reason))
			return nil
		}
		refutation, err := cert.Verify(ctx)
		if err != nil {
			k.dropClaims("no certificate: " + ended(err, k.opts.Timeout))
			return nil
		}
		if refutation == nil {
			k.certified("at "+k.opts.SmallName, result, cert)
			return nil
		}
		k.refuted(refutation, "at "+k.opts.SmallName)
	}
}

// certified notes where the rules in use were certified.
func (k *checker) certified(where string, result *Result, cert spec.Certificate) {
	k.basis = "certified " + where
	k.evidence = Evidence{States: result.Distinct, CertificateSize: cert.Size()}
}

func (k *checker) refuted(r *spec.Refutation, where string) {
	why := fmt.Sprintf("refuted %s: %s", where, r.What)
	if r.Rule == "" {
		k.dropClaims(why)
		return
	}
	k.drop(r.Rule, why)
}

// attempt runs the search with the rules chosen. It returns no result if one of
// them turned out to be unfit.
func (k *checker) attempt(ctx context.Context) (*Result, error) {
	m, err := k.compile(k.model, k.opts.Properties, searching)
	if err != nil {
		return nil, err
	}
	opts := k.opts.Options
	opts.dropped, opts.fallback = k.dropped, k.fallback
	result, cert, err := run(ctx, m, opts, evidence{rules: k.opts.Certify, images: k.opts.Certify})
	if k.opts.Checkpoints != nil { // if there is another attempt, it begins anew
		c := *k.opts.Checkpoints
		c.Resume, k.opts.Checkpoints = false, &c
	}
	var replay *ReplayError
	switch model := readsNetwork(err); {
	case k.found(err):
		return nil, nil
	case model != nil && len(m.Rules) > 0:
		k.dropAll(fmt.Sprintf("%s reads the network", model.Where))
		return nil, nil
	case errors.As(err, &replay) && len(m.Rules) > 0:
		k.dropAll("a counterexample found with it does not replay without it")
		return nil, nil
	case err != nil:
		return nil, err
	}
	if cert != nil && result.Ledger.Exhausted { // a missing witness is a verdict on all states, too
		refutation, err := cert.Verify(ctx)
		switch {
		case err != nil:
			result.uncertified(ended(err, k.opts.Timeout) + " while the rules were being certified")
			k.basis = "not certified: " + result.Reason
		case refutation != nil:
			k.refuted(refutation, "in this run")
			return nil, nil
		default:
			k.certified("in this run", result, cert)
		}
	} else if k.opts.Certify && claims(m) {
		k.basis = "not certified: the run did not exhaust the states; a counterexample stands, because it replays without it"
	}
	for i := range result.Ledger.Rules {
		if r := &result.Ledger.Rules[i]; r.Name == spec.EagerSends {
			r.Basis = "by type: an action sees no message but the one that it receives; depths do not count what only sends"
		} else {
			r.Basis, r.Evidence = k.basis, k.evidence
		}
	}
	result.Ledger.Rules = append(result.Ledger.Rules, k.dropped...)
	k.fallBack(result, m)
	k.note(result)
	return result, nil
}

// claims reports whether the machine relies on rules that need a certificate.
func claims(m *spec.Machine) bool {
	return slices.ContainsFunc(m.Rules, func(rule string) bool { return rule != spec.EagerSends })
}

// untracedError says why a search goes without sends taken at once: it found something
// with them, of which the trace may not be a shortest one, or there is no end of them.
type untracedError struct {
	why        string
	what       string       // was found, if something was
	violations []*Violation // with the traces that could be made
}

func (e *untracedError) Error() string { return e.why }

func untraced(what string, violations ...*Violation) *untracedError {
	return &untracedError{what + " was found with it, and looked for again without, for a shortest trace", what, violations}
}

// found reports whether err says so, and then goes without that reduction.
func (k *checker) found(err error) bool {
	var untraced *untracedError
	if !errors.As(err, &untraced) {
		return false
	}
	if !k.without(spec.EagerSends) {
		k.dropped = append(k.dropped, RuleStatus{Name: spec.EagerSends, Basis: untraced.why, Found: untraced.what})
		for _, v := range untraced.violations {
			k.fallback = append(k.fallback, v.behaviour(len(k.opts.From)))
		}
	}
	return true
}

// readsNetwork returns the error if it says that the model has read its network.
func readsNetwork(err error) *ModelError {
	var model *ModelError
	if errors.As(err, &model) && spec.IsNetworkRead(model.Unwrap()) {
		return model
	}
	return nil
}
