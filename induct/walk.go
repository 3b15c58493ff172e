package induct

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// budget is what the workers of a walk share: units of work, taken in order, and when
// to stop.
type budget struct {
	next     atomic.Int64 // the next unit
	last     atomic.Int64 // the last unit that is worth while: one failed
	made     atomic.Uint64
	exceeded atomic.Bool
	stopped  atomic.Bool // by the context
}

// walker makes the states of one worker. A unit of its work is what follows a partial
// state of the first variables, or a sample.
type walker struct {
	*run
	pass
	spec.Prover
	*tally
	first   bool // counts what all workers do
	split   int  // the variable before which units begin
	leaf    int64
	unit    int64
	within  uint64    // of the unit, abandoned
	pending int       // states made since the budget was told
	at      int       // how many variables are assigned
	found   []finding // in the steps from the state at hand
	failing uint64    // lemmas that the state at hand fails
	err     error
}

// finding is a counterexample in the steps from the state at hand.
type finding struct {
	slot **witness
	step spec.Instance
}

// minUnits is how many units there should at least be.
const minUnits = 256

// walk makes all states, or samples. Then it looks for ways to those that should have
// been made, and, where states that fail lemmas were left out, makes some of those.
func (r *run) walk(ctx context.Context) (*tally, error) {
	slack := 0
	if r.mode == All {
		slack = math.MaxInt
	}
	total, err := r.pass(ctx, pass{slack: slack, most: r.opts.MaxStates})
	if err != nil || r.mode == Sampled || ctx.Err() != nil {
		return total, err
	}
	if outside := total.outside(); len(outside) > 0 {
		again, err := r.pass(ctx, pass{slack: slack, most: r.opts.MaxStates, hunted: outside})
		if err != nil {
			return nil, err
		}
		total.outsideAt = again.outsideAt
	}
	if r.mode == Pruned {
		err = r.support(ctx, total)
	}
	return total, err
}

// support makes the states that fail one lemma for one element, too, if they are not
// too many: they tell what lemmas are needed for.
func (r *run) support(ctx context.Context, total *tally) error {
	more, err := r.pass(ctx, pass{slack: 1, most: r.opts.MaxSupport})
	if _, ok := errors.AsType[*TooLargeError](err); ok {
		return nil
	}
	if err == nil && ctx.Err() == nil {
		total.kept, total.implied = more.kept, more.implied
		total.supported, total.failingOne = true, more.made-total.made
	}
	return err
}

// pass tells what one pass over the states is for.
type pass struct {
	slack  int             // of how many elements lemmas may be false
	most   uint64          // partial states
	hunted map[uint64]bool // states to find a way to, in place of everything else
}

// pass makes all states once.
func (r *run) pass(ctx context.Context, p pass) (*tally, error) {
	r.limit = budget{}
	r.limit.last.Store(math.MaxInt64)
	defer context.AfterFunc(ctx, func() { r.limit.stopped.Store(true) })()
	split := r.split()
	var walkers []*walker
	var group sync.WaitGroup
	for k := range r.opts.Workers {
		w := &walker{run: r, Prover: r.NewProver(), tally: newTally(r.Inductive), first: k == 0, split: split, unit: -1, pass: p}
		w.Keep(true)
		walkers = append(walkers, w)
		group.Go(func() { w.guarded(w.work) })
	}
	group.Wait()
	total := newTally(r.Inductive)
	var failed *walker
	for _, w := range walkers {
		if w.err != nil && (failed == nil || w.unit < failed.unit) {
			failed = w
		}
		total.merge(w.tally)
	}
	if failed != nil {
		return nil, failed.err
	}
	if r.mode != Sampled && total.partial > p.most {
		return nil, &TooLargeError{Model: r.Machine.Name, Space: r.space, Limit: p.most}
	}
	return total, nil
}

// split returns how many variables make a unit: it does not depend on the workers.
func (r *run) split() int {
	units := 1
	for k, v := range r.Variables[:len(r.Variables)-1] {
		if units >= minUnits {
			return k
		}
		units *= max(1, v.Values)
	}
	return len(r.Variables) - 1
}

func (w *walker) work() {
	if w.first {
		w.begin()
	}
	if w.mode == Sampled {
		for w.claim(); w.unit < int64(w.opts.Samples) && !w.over(); w.claim() {
			w.sample()
		}
		return
	}
	w.claim()
	w.extend(0, 0, 0)
}

func (w *walker) claim() { w.unit = w.limit.next.Add(1) - 1 }

// guarded runs f and turns a panic of the model's code into an error.
func (w *walker) guarded(f func()) {
	defer func() {
		if cause := recover(); cause != nil {
			w.fail(&ModelError{Model: w.Machine.Name, Where: w.Where(), Cause: cause, State: w.Made(w.at), Stack: debug.Stack()})
		}
	}()
	f()
}

// fail ends the work, but for units before this one, so that it is the first failure
// that is reported.
func (w *walker) fail(err error) {
	w.err = err
	for last := w.limit.last.Load(); w.unit < last; last = w.limit.last.Load() {
		w.limit.last.CompareAndSwap(last, w.unit)
	}
}

// over reports whether the walker should stop.
func (w *walker) over() bool {
	return w.err != nil || w.limit.stopped.Load() || w.limit.exceeded.Load() || w.unit > w.limit.last.Load()
}

// spend counts a partial state.
func (w *walker) spend() {
	w.partial++
	if w.pending++; w.pending == 1<<10 {
		w.pending = 0
		if w.limit.made.Add(1<<10) > w.most && w.mode != Sampled {
			w.limit.exceeded.Store(true)
		}
	}
}

// extend gives all values to the variables from the k-th on, in a partial state that
// fails the given lemmas, for so many elements.
func (w *walker) extend(k int, failing uint64, cases int) {
	if k != w.split {
		w.choose(k, failing, cases)
		return
	}
	w.leaf++
	if w.leaf-1 == w.unit {
		w.within = 0
		w.choose(k, failing, cases)
		w.claim() // not deferred: a panic is the failure of this unit, not of the next
	}
}

// choose is extend within a unit, or outside of all.
func (w *walker) choose(k int, failing uint64, cases int) {
	if k == len(w.Variables) {
		w.state(failing)
		return
	}
	mine := k >= w.split || w.first
	for v := range w.Choices(k) {
		if w.over() {
			return
		}
		w.assign(k, v)
		f, n := w.Decided(k)
		f, n = f|failing, n+cases
		if mine {
			w.spend()
		}
		if n > w.slack {
			if mine {
				w.abandoned++
				w.within++
				w.doubt(k)
			}
			continue
		}
		w.extend(k+1, f, n)
	}
}

func (w *walker) assign(k, v int) {
	w.at = k
	w.Assign(k, v)
	w.at = k + 1
}

// doubt completes a partial state that was given up, now and then, by values drawn at
// random: lemmas that were found false must be false of the complete state.
func (w *walker) doubt(k int) {
	if w.within > 100 && w.within%64 != 0 {
		return
	}
	rng := rand.New(rand.NewPCG(uint64(w.unit), w.within))
	for k++; k < len(w.Variables); k++ {
		n := w.Choices(k)
		if n == 0 {
			return
		}
		w.assign(k, rng.IntN(n))
		w.Decided(k)
	}
	w.Complete()
	w.checkFootprint()
}

func (w *walker) checkFootprint() {
	if err := w.Footprint(); err != nil && w.err == nil {
		w.fail(&FootprintError{Model: w.Machine.Name, Err: err, State: w.State()})
	}
}

// state looks at a complete state that fails the given lemmas.
func (w *walker) state(failing uint64) {
	w.Complete()
	w.checkFootprint()
	if !w.Inside() || w.err != nil {
		return
	}
	w.failing = failing
	w.made++
	if failing == 0 {
		w.satisfying++
		w.states.add(w.Fingerprint())
	}
	if w.hunted == nil {
		w.CheckState(false, func(p int, _ error) {
			w.implied[p].add(failing)
			w.counterexample(&w.impliedAt[p], 0)
		}, nil)
	}
	if w.hunted == nil || failing == 0 {
		w.Expand(w, false)
	}
	w.record()
}

// counterexample notes that the state at hand, or a step from it, is one.
func (w *walker) counterexample(slot **witness, step spec.Instance) {
	if w.failing == 0 && *slot == nil {
		w.found = append(w.found, finding{slot, step})
	}
}

// record keeps what was noted, now that the current state is the parent again.
func (w *walker) record() {
	for _, f := range w.found {
		if *f.slot == nil {
			*f.slot = &witness{unit: w.unit, from: w.EncodeRaw(nil), step: f.step}
		}
	}
	w.found = w.found[:0]
}

// Successor implements spec.Sink.
func (w *walker) Successor(step spec.Instance, fp uint64) { w.successor(step, fp) }

// Cut implements spec.Sink. What a constraint excludes is a successor all the same.
func (w *walker) Cut(step spec.Instance, _ int) { w.successor(step, w.Fingerprint()) }

// Refused implements spec.Sink.
func (w *walker) Refused(spec.Instance, int) {
	if w.failing == 0 {
		w.refused++
	}
}

// Violated implements spec.Sink.
func (w *walker) Violated(spec.Instance, int, error) {}

// Seen implements spec.Sink.
func (w *walker) Seen(spec.Instance, int) {}

func (w *walker) successor(step spec.Instance, fp uint64) {
	a := step.Action()
	if w.hunted != nil {
		if w.hunted[fp] {
			w.counterexample(&w.outsideAt[a+1], step)
		}
		return
	}
	after := w.Failing()
	for _, i := range lemmasIn(after) {
		w.kept[i][a].add(w.failing)
		w.counterexample(&w.keptAt[i][a], step)
	}
	if w.failing == 0 {
		w.steps++
		w.taken[a]++
		if after == 0 && w.Inside() {
			w.reached.add(fp)
		}
	}
}

// begin looks at the initial states.
func (w *walker) begin() {
	w.Initial(func() {
		fp := w.Fingerprint()
		if w.hunted != nil {
			if w.hunted[fp] && w.outsideAt[0] == nil {
				w.outsideAt[0] = w.initialState()
			}
			return
		}
		failing := w.Failing()
		for _, i := range lemmasIn(failing) {
			w.initial[i].add(0)
			if w.initialAt[i] == nil {
				w.initialAt[i] = w.initialState()
			}
		}
		if failing == 0 && w.Inside() {
			w.reached.add(fp)
		}
	})
}

func (w *walker) initialState() *witness { return &witness{from: w.EncodeRaw(nil), first: true} }

// sample draws one state that satisfies all lemmas, if it can.
func (w *walker) sample() {
	rng := rand.New(rand.NewPCG(codec.Mix(w.opts.Seed, uint64(w.unit)), w.opts.Seed))
	if tries := maxTries; !w.draw(rng, 0, &tries) {
		w.failed++
	}
}

// Limits of a sample: partial states, and values of one variable that are tried.
const (
	maxTries  = 100_000
	maxValues = 256
)

// draw gives the variables from the k-th on values in random order until a state is
// complete.
func (w *walker) draw(rng *rand.Rand, k int, tries *int) bool {
	if k == len(w.Variables) {
		w.state(0)
		return true
	}
	n := w.Choices(k)
	for _, v := range order(rng, n) {
		if *tries--; *tries < 0 || w.over() {
			return false
		}
		w.assign(k, v)
		w.spend()
		if failing, _ := w.Decided(k); failing != 0 {
			w.abandoned++
			continue
		}
		if w.draw(rng, k+1, tries) {
			return true
		}
	}
	return false
}

// order returns the numbers below n in random order, or some if they are many.
func order(rng *rand.Rand, n int) []int {
	if n <= maxValues {
		return rng.Perm(n)
	}
	some := make([]int, maxValues)
	for k := range some {
		some[k] = rng.IntN(n)
	}
	return some
}
