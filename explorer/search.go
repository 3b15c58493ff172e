package explorer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// search is the state of one run. Between phases only the coordinating goroutine
// touches it; within a phase, hands share it read-only but for their own blocks
// and partitions.
type search struct {
	machine  *spec.Machine
	opts     Options
	evidence evidence
	prefix   *prefix // what the run starts after, or nil
	// recording is nil unless temporal properties are to be decided.
	recording *recording
	refined   []abstractSet // by refinement: what earlier runs have seen
	keeper    *keeper       // nil unless checkpoints are wanted
	disk      *disk         // nil unless the search has outgrown its memory

	hands    []*hand
	frontier *frontier
	tables   [partitions]table
	exact    *exactSet // in place of tables, or nil
	bits     *bitSet   // likewise
	ghosts   ghosts
	links    links
	totals   counts
	levels   []uint64
	told     int      // how many of them Options.Level was told of
	digests  []Digest // by level
	depth    int      // of the deepest state
	rounds   uint64
	tooDeep  uint64 // states not expanded because of the depth limit
	initial  *block // simulation: where walks begin
	walks    uint64

	buffers   [][partitions][]record // by block of the round
	newcomers [partitions][]newcomer
	ends      [partitions][]int // of each block's newcomers
	ordered   []newcomer        // of all partitions

	findings  []finding // the least of each property so far
	pending   []bool    // witnesses still looked for
	temporal  *temporal // once the state graph is complete
	answers   []answer  // about temporal properties
	failure   *failure
	reason    string // why the run was cut short
	began     time.Time
	last      atomic.Int64 // the last unit of the phase that hands should work on
	abandoned chan struct{}
	shown     atomic.Pointer[Progress]
}

// The size of a round: about so many records, and at most so many states. And of
// a block, in states.
const (
	roundRecords = 1 << 20
	diskRecords  = 1 << 18
	exactRecords = 1 << 18 // with full states beside them
	roundStates  = 1 << 16
	minBlock     = 1 << 5
	maxBlock     = 1 << 10
)

// Run searches the reachable states of the machine. It returns an error only if
// the options are wrong, the model's code fails (a *ModelError), or a trace does
// not replay; everything else, being cut short included, is in the result.
func Run(ctx context.Context, m *spec.Machine, opts Options) (*Result, error) {
	result, _, err := run(ctx, m, opts, evidence{})
	return result, err
}

// evidence tells what a run collects for the machine's reductions.
type evidence struct {
	rules  bool // a certificate of the network's rules
	images bool // an image of every state, not just of a sample
}

// run is Run, which also returns the certificate, nil unless it was asked for
// and the machine has rules.
func run(ctx context.Context, m *spec.Machine, opts Options, collect evidence) (*Result, spec.Certificate, error) {
	s, err := explore(ctx, m, opts, collect, (*search).decideTemporal)
	if err != nil {
		return nil, nil, err
	}
	defer s.free()
	result, err := s.result()
	return result, s.certificate(), err
}

// explore searches the reachable states, and then decides what the states alone do
// not tell, in the same time.
func explore(ctx context.Context, m *spec.Machine, opts Options, collect evidence, decide func(*search, context.Context)) (*search, error) {
	opts, err := opts.complete()
	if err == nil {
		err = temporalOptions(m, &opts)
	}
	if err == nil {
		err = bitstateOptions(m, &opts, collect)
	}
	if err != nil {
		return nil, fmt.Errorf("explorer: %w", err)
	}
	s := &search{evidence: collect, machine: m, opts: opts, frontier: newFrontier(opts.Order), began: time.Now(), abandoned: make(chan struct{})}
	s.last.Store(math.MaxInt64)
	s.totals.reset(m)
	for _, p := range m.Properties {
		s.pending = append(s.pending, p.Kind == spec.KindReachable)
	}
	s.recording, s.refined, s.keeper = newRecording(m), newAbstractSets(m), newKeeper(m, &opts)
	for p := range s.tables {
		s.tables[p].named = s.recording != nil
	}
	s.exact = newExactSet(m, &opts, s.recording != nil)
	if s.bits = newBitSet(&opts); s.bits != nil {
		s.links.packed = new(packedLinks)
	}
	for range opts.Workers {
		s.hands = append(s.hands, newHand(s))
	}
	if len(opts.From) > 0 {
		if s.prefix, err = replayPrefix(m, opts.From); err != nil {
			return nil, err
		}
	}
	if err := s.takeUp(); err != nil {
		s.free()
		return nil, err
	}
	if opts.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.Timeout)
		defer cancel()
	}
	done := make(chan struct{})
	var helpers sync.WaitGroup
	helpers.Go(func() { s.watch(ctx, done) })
	s.run(ctx)
	decide(s, ctx)
	close(done)
	helpers.Wait()
	if s.keeper != nil && s.reason == "" && s.failure == nil {
		s.keeper.discard()
	}
	return s, nil
}

// free gives back what the search holds outside of the heap, unless a lost hand may
// come back to it.
func (s *search) free() {
	if s.disk != nil {
		s.disk.remove(s.links.file)
	}
	if s.hands == nil {
		return
	}
	s.links.free()
	s.exact.free()
	s.bits.free()
	for p := range s.tables {
		s.tables[p].free()
		s.ghosts.tables[p].free()
	}
}

// certificate returns what the hands have collected, or nil.
func (s *search) certificate() spec.Certificate {
	var all spec.Certificate
	for _, h := range s.hands {
		if all == nil {
			all = h.cert
		} else {
			all.Merge(h.cert)
		}
	}
	return all
}

// run is the search loop. What it leaves is a checkpoint, if the search was cut short
// or temporal properties are still to be decided: not if something was found, for
// another search would go on to the next level.
func (s *search) run(ctx context.Context) {
	if s.keeper == nil || !s.keeper.Resume {
		s.begin(ctx)
	}
	s.loop(ctx)
	if s.reason != "" || s.recording != nil && !s.decided() {
		s.keep()
	}
}

func (s *search) loop(ctx context.Context) {
	for s.cut(ctx) == "" {
		if s.disk == nil && s.outgrown() {
			s.spill(ctx)
			continue
		}
		if s.disk != nil {
			if !s.levelOnDisk(ctx) || s.decided() {
				return
			}
			s.levelsFound(ctx)
			continue
		}
		s.keepIfDue()
		blocks := s.frontier.take(s.roundSize())
		if len(blocks) == 0 {
			if !s.nextBatch() {
				return
			}
			continue
		}
		depth := blocks[0].depth // the round recycles them
		s.round(ctx, blocks)
		s.publish()
		if next, ok := s.frontier.peek(); ok && s.opts.Order == BFS && next.depth == depth {
			continue // the level is not complete
		}
		if s.failure != nil || s.decided() {
			return
		}
		s.levelsFound(ctx)
	}
}

// cut returns why the run must end now, or "".
func (s *search) cut(ctx context.Context) string {
	o := &s.opts
	switch {
	case s.reason != "" || s.failure != nil:
	case ctx.Err() != nil:
		s.reason = ended(ctx.Err(), o.Timeout)
	case o.MaxStates > 0 && s.totals.distinct > o.MaxStates && s.frontier.states > 0:
		s.reason = fmt.Sprintf("there are more states than the limit of %d", o.MaxStates)
	case o.tooLarge():
		s.reason = fmt.Sprintf("the memory limit of %d MiB was reached", o.Memory>>20)
	case s.disk != nil && s.disk.error() != nil:
		s.reason = s.disk.error().Error()
	case s.links.n > maxOrdinal-2*roundRecords:
		s.reason = fmt.Sprintf("the limit of %d states that a trace can name was reached", maxOrdinal)
	}
	if s.failure != nil {
		return "failed"
	}
	return s.reason
}

// ended says why a context is done.
func ended(err error, limit time.Duration) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("the time limit of %v was reached", limit)
	}
	return "interrupted"
}

// decided reports whether the findings so far end the search, and otherwise
// stops looking for the witnesses found.
func (s *search) decided() bool {
	for _, f := range s.findings {
		if f.witness {
			s.pending[f.property] = false
		} else if !s.opts.Continue || s.eager() { // which has no traces to go on with
			return true
		}
	}
	for _, h := range s.hands {
		h.Watch(s.pending)
	}
	return false
}

// roundSize is the number of states to expand in the next round: it depends on
// counts alone, never on the workers.
func (s *search) roundSize() int {
	if s.opts.Order == DFS {
		return roundStates / 16
	}
	if s.totals.expanded == 0 {
		return roundStates / 64
	}
	records := uint64(roundRecords)
	switch {
	case s.exact != nil:
		records = exactRecords
	case s.disk != nil: // where the order of the states does not depend on it
		records = diskRecords
	}
	branching := s.totals.generated/s.totals.expanded + 1
	return int(max(partitions, min(roundStates, records/branching)))
}

// parallel runs work(hand, unit) for each unit, hands taking units in order.
func (s *search) parallel(ctx context.Context, units int, work func(h *hand, unit int)) {
	var next atomic.Int64
	var group errgroup.Group
	if s.keeper == nil { // a checkpoint wants a whole round, which is soon over
		defer context.AfterFunc(ctx, func() { s.endAfter(-1) })()
	}
	for _, h := range s.hands {
		group.Go(func() error {
			for u := int(next.Add(1)) - 1; u < units && h.failure == nil; u = int(next.Add(1)) - 1 {
				h.unit = u
				h.guarded(func() { work(h, u) })
			}
			return nil
		})
	}
	finished := make(chan struct{})
	go func() { _ = group.Wait(); close(finished) }()
	select {
	case <-finished:
	case <-s.abandoned: // a hand is lost in the model's code and time is up
		s.hands = nil
	}
	s.collect()
}

// endAfter makes hands return early from later units. A unit that fails lets
// earlier ones go on, so that the failure reported is the first in the order of
// the work, whatever the workers did.
func (s *search) endAfter(unit int) {
	for last := s.last.Load(); int64(unit) < last; last = s.last.Load() {
		s.last.CompareAndSwap(last, int64(unit))
	}
}

// over reports whether the hand should leave its unit.
func (h *hand) over() bool { return int64(h.unit) > h.last.Load() }

// collect adds up what the hands have counted and found.
func (s *search) collect() {
	for _, h := range s.hands {
		s.totals.add(&h.counts)
		h.counts.reset(s.machine)
		for _, f := range h.findings {
			s.findings = keepLeast(s.findings, f)
		}
		h.findings = h.findings[:0]
		if h.failure != nil && (s.failure == nil || h.failure.unit < s.failure.unit) {
			s.failure = h.failure
		}
	}
}

// begin makes the initial states.
func (s *search) begin(ctx context.Context) {
	initial := new(block)
	s.parallel(ctx, 1, func(h *hand, _ int) { h.start(initial) })
	if s.hands == nil || s.failure != nil {
		return // the block may still be written to
	}
	s.settle(ctx)
	s.nameInitial(initial)
	s.depth = min(1, initial.count)
	s.levels = append(s.levels, uint64(initial.count))
	s.digests = append(s.digests, initial.digest)
	if !s.decided() {
		s.levelsFound(ctx)
		s.launch(initial)
	}
	s.publish()
}

// round expands blocks, decides which successors are new, and rebuilds those.
func (s *search) round(ctx context.Context, blocks []*block) {
	if s.expandAll(ctx, blocks) {
		s.rebuildAll(ctx, blocks, s.newcomersInOrder(ctx, blocks))
	}
}

// expandAll expands blocks and finds out which successors the tables do not have. It
// returns false if the model's code failed.
func (s *search) expandAll(ctx context.Context, blocks []*block) bool {
	s.rounds++
	s.exact.begin(len(blocks))
	for len(s.buffers) < len(blocks) {
		s.buffers = append(s.buffers, [partitions][]record{})
		if s.recording != nil {
			s.recording.blocks = append(s.recording.blocks, rawBlock{})
		}
	}
	s.parallel(ctx, len(blocks), func(h *hand, b int) { h.expand(blocks[b], b, &s.buffers[b]) })
	if s.hands == nil || s.failure != nil {
		return false
	}
	s.parallel(ctx, partitions, func(_ *hand, p int) { s.merge(p, len(blocks)) })
	if s.hands == nil || s.failure != nil {
		return false
	}
	s.settle(ctx)
	return s.hands != nil && s.failure == nil
}

// rebuildAll makes blocks of the states that newcomers of the given blocks stand for.
// It returns false if the model's code failed.
func (s *search) rebuildAll(ctx context.Context, blocks []*block, newcomers []newcomer) bool {
	size := max(minBlock, min(maxBlock, len(newcomers)/partitions))
	runs := slices.Collect(slices.Chunk(newcomers, size))
	fresh := make([]*block, len(runs))
	for k := range fresh {
		fresh[k] = s.frontier.blank()
		fresh[k].depth = blocks[0].depth + 1
		fresh[k].first = uint32(s.links.grow(len(runs[k])))
		s.totals.distinct += uint64(len(runs[k]))
	}
	s.parallel(ctx, len(runs), func(h *hand, k int) { h.rebuild(blocks, runs[k], fresh[k]) })
	if s.hands == nil || s.failure != nil {
		return false
	}
	s.pack(blocks, runs, fresh)
	s.record(ctx, blocks, runs, fresh)
	for _, b := range fresh {
		s.enter(b)
	}
	for _, b := range blocks {
		s.frontier.recycle(b)
	}
	return true
}

// enter counts new states and admits them.
func (s *search) enter(b *block) {
	if b.count > 0 {
		s.depth = max(s.depth, b.depth)
		for len(s.levels) < b.depth {
			s.levels = append(s.levels, 0)
			s.digests = append(s.digests, Digest{})
		}
		s.levels[b.depth-1] += uint64(b.count)
		s.digests[b.depth-1].merge(b.digest)
	}
	s.admit(b)
}

// admit puts states into the frontier, unless they are too deep.
func (s *search) admit(b *block) {
	if d := s.opts.MaxDepth; d > 0 && b.depth+s.prefix.length() >= d && b.count > 0 {
		if s.opts.Order != Simulate {
			s.tooDeep += uint64(b.count)
		}
		b.count = 0
	}
	s.frontier.put(b)
}

// launch puts the initial states, or the first batch of walkers, into the
// frontier.
func (s *search) launch(initial *block) {
	if s.opts.Order != Simulate {
		s.admit(initial)
		return
	}
	s.initial = initial
	s.nextBatch()
}

const batchWalks = 1 << 12

// nextBatch starts more walks, if this is a simulation that wants more.
func (s *search) nextBatch() bool {
	if s.opts.Order != Simulate || s.walks >= s.opts.Walks || s.initial.count == 0 {
		return false
	}
	n := int(min(batchWalks, s.opts.Walks-s.walks))
	s.links.n = uint64(s.initial.count)
	for p := range partitions {
		b := s.frontier.blank()
		b.depth = 1
		for w := p; w < n; w += partitions {
			i := int(codec.Mix(s.opts.Seed+uint64(w), s.walks) % uint64(s.initial.count))
			_, step := s.links.get(uint32(i))
			ordinal := s.links.grow(1)
			s.links.set(uint32(ordinal), noParent, step)
			if b.count == 0 {
				b.first = uint32(ordinal)
			}
			b.add(s.initial.state(i), s.machine.StateSize)
		}
		s.frontier.put(b)
	}
	s.walks += uint64(n)
	return true
}
