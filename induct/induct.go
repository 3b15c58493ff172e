package induct

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"runtime"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// Options tells how to go about it. The zero value makes every state with one worker
// a processor.
type Options struct {
	Workers int // 0 means one a processor
	// Samples, if not 0, is how many states to draw instead of making all of them.
	Samples uint64
	Seed    uint64
	// MaxStates is how many partial states to make at most; 0 means 100 million.
	MaxStates uint64
	// MaxSupport is how many states to make at most in order to find out what lemmas
	// are needed for: all type-correct ones, or else partial ones that fail a lemma for
	// one element. 0 means 4 million.
	MaxSupport uint64
	Timeout    time.Duration // 0 means no limit
	// MaxReachable bounds the search that finds out whether the states of
	// counterexamples are reachable, in states; 0 means a million.
	MaxReachable uint64
}

// Bounds that the options leave to us.
const (
	defaultStates    = 100_000_000
	defaultSupport   = 4_000_000
	defaultReachable = 1_000_000
)

// TooLargeError says that there are too many states to make.
type TooLargeError struct {
	Model string
	Space *big.Int // type-correct states; nil if that is not known
	Limit uint64   // partial states
}

func (e *TooLargeError) Error() string {
	space := "an unknown number of"
	if e.Space != nil {
		space = Approximately(e.Space)
	}
	return fmt.Sprintf("model %s has %s type-correct states, and more than %d partial ones remain after pruning: choose smaller constants, a larger limit, or a sample", e.Model, space, e.Limit)
}

// ModelError says that code of the model failed on a type-correct state.
type ModelError struct {
	Model string
	Where string
	Cause any
	State spec.Value
	Stack []byte
}

func (e *ModelError) Error() string {
	return fmt.Sprintf("model %s: %s panicked in a type-correct state: %v, in %v", e.Model, e.Where, e.Cause, e.State)
}

// Unwrap returns the cause, if it is an error.
func (e *ModelError) Unwrap() error {
	err, _ := e.Cause.(error)
	return err
}

// FootprintError says that a lemma reads more than it declares.
type FootprintError struct {
	Model string
	Err   error
	State spec.Value
}

func (e *FootprintError) Error() string {
	return fmt.Sprintf("model %s: %v, as in %v", e.Model, e.Err, e.State)
}

// Unwrap returns what is wrong with the lemma.
func (e *FootprintError) Unwrap() error { return e.Err }

// Approximately writes a large number with three digits.
func Approximately(n *big.Int) string {
	if n.IsUint64() && n.Uint64() < 10_000_000 {
		return n.String()
	}
	return new(big.Float).SetInt(n).Text('g', 3)
}

// Check tries to establish the inductive invariant of a model.
func Check(ctx context.Context, n *spec.Inductive, opts Options) (*Result, error) {
	opts = opts.complete()
	return check(ctx, n, opts, opts.MaxSupport)
}

func (o Options) complete() Options {
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.MaxStates = cmp.Or(o.MaxStates, defaultStates)
	o.MaxSupport = cmp.Or(o.MaxSupport, defaultSupport)
	o.MaxReachable = cmp.Or(o.MaxReachable, defaultReachable)
	return o
}

// check is Check with complete options. It makes all states if there are at most all.
func check(ctx context.Context, n *spec.Inductive, opts Options, all uint64) (*Result, error) {
	began := time.Now()
	if opts.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	r := &run{Inductive: n, opts: opts, space: space(n), mode: Pruned}
	switch {
	case opts.Samples > 0:
		r.mode = Sampled
	case r.space != nil && r.space.IsUint64() && r.space.Uint64() <= all:
		r.mode = All
	}
	total, err := r.walk(ctx)
	if err != nil {
		return nil, err
	}
	result := r.result(ctx, total)
	result.Elapsed = time.Since(began)
	return result, nil
}

// run is what the workers of a run share.
type run struct {
	*spec.Inductive
	opts  Options
	mode  Mode
	space *big.Int
	limit budget
}

// space returns the number of type-correct states, or nil.
func space(n *spec.Inductive) *big.Int {
	size := big.NewInt(1)
	for _, v := range n.Variables {
		if v.Values < 0 {
			return nil
		}
		size.Mul(size, big.NewInt(int64(v.Values)))
	}
	return size
}

// why says why a run ended early.
func why(ctx context.Context, opts Options) string {
	switch {
	case ctx.Err() == nil:
		return ""
	case errors.Is(ctx.Err(), context.DeadlineExceeded) && opts.Timeout > 0:
		return fmt.Sprintf("the time limit of %v was reached", opts.Timeout)
	}
	return "interrupted"
}
