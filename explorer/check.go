package explorer

import (
	"context"

	"github.com/mcheck/mcheck/spec"
)

// CheckOptions tells how to check a model: how to search, and what the verdict
// may rest on.
type CheckOptions struct {
	Options
	// Properties names those to check; nil means all.
	Properties []string
	// NoReduction turns symmetry and the network's rules off.
	NoReduction bool
	// Small is the same model with smaller constants, at which the certificates
	// of the network's rules are established before the run; nil means that the
	// rules are used only with Certify.
	Small     spec.Checkable
	SmallName string // its constants, for the ledger
	// Certify establishes the certificates for the run itself.
	Certify bool
}

// Check compiles the model and searches its reachable states, with those
// reductions that are in order.
func Check(ctx context.Context, model spec.Checkable, opts CheckOptions) (*Result, error) {
	m, err := model.Compile(spec.CompileOptions{Properties: opts.Properties, Symmetry: !opts.NoReduction, Reduce: !opts.NoReduction})
	if err != nil {
		return nil, err
	}
	return Run(ctx, m, opts.Options)
}
