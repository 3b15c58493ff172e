package induct

import (
	"context"

	"github.com/mcheck/mcheck/spec"
)

// CheckPruned is Check, which gives up states however few there are.
func CheckPruned(ctx context.Context, n *spec.Inductive, opts Options) (*Result, error) {
	return check(ctx, n, opts.complete(), 0)
}
