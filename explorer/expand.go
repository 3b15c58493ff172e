package explorer

import (
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// hand is one worker: an interpreter of the model, a filter, and counts that the
// search adds up between phases.
type hand struct {
	*search
	spec.Worker
	counts   counts
	filter   *[filterSize]uint64
	staged   [spec.MaxSteps]record // by bulkHand, on their way into out
	sent     []shipped             // in place of filter, if full states are compared
	out      *[partitions][]record // of the block being expanded
	at       *block
	slot     int // simulation: the partition that its walkers stay in
	index    int // of the parent in at
	parent   uint32
	depth    int // of the parent; 0 while making initial states
	step     spec.Instance
	initials int
	choice   record // simulation: the successor chosen so far
	chosen   uint64
	chance   uint64
	findings []finding
	cert     spec.Certificate // nil unless one is asked for
	unit     int              // of the phase's work, which hands take in order
	strictly bool             // the state at hand is watched for impure code
	checking bool             // properties are being evaluated on the state that step leads to
	failure  *failure
	sink     spec.Sink // the hand itself, or its recorder
	recorder *recorder // nil unless the state graph is wanted
	slots    []int     // scratch of order
	own      uint64    // the parent's fingerprint
	outcomes outcomes  // of the parent
	image    outcomes  // of a renamed image of it
	values   []uint64  // scratch of tally
	tallies  []table   // the values of each variable, if they are counted

	violatedHere func(property int, _ error) // of the current state, reached by step
	seenHere     func(property int)          // likewise

	// For the watchdog: what is being expanded since when it last looked, and from which
	// state on. A store that others see is dear, hence not one for each.
	busy atomic.Pointer[block]
	beat atomic.Uint64
}

// counts are what one hand has counted in one phase.
type counts struct {
	generated, expanded, distinct uint64
	checked                       uint64 // states on which invariants were evaluated
	haunted                       uint64 // states whose ghosts are not all zero
	images                        uint64 // renamed states compared with their originals
	enabled, fresh                []uint64
	refused                       [][]uint64
	cut                           []uint64
	minOut, maxOut                int
}

// finding is a violation or a witness, addressed by the step that shows it.
type finding struct {
	parent   uint32 // noParent: an initial state
	depth    int    // of the state that shows it
	step     uint32
	property int // or deadlock
	witness  bool
}

func (f finding) before(g finding) bool {
	switch {
	case f.depth != g.depth:
		return f.depth < g.depth
	case f.parent != g.parent:
		return f.parent < g.parent
	case f.step != g.step:
		return f.step < g.step
	}
	return f.property < g.property
}

// failure is a panic of the model's code.
type failure struct {
	unit    int
	parent  uint32
	step    spec.Instance // if reached: to the state, not the parent, that the code failed on
	reached bool
	where   string
	cause   any
	stack   []byte
}

const (
	filterSize   = 1 << 13
	beatEvery    = 16      // states
	strictStates = 100_000 // the first states are watched for impure code
	strictSample = 1 << 10 // and one in so many afterwards
)

func newHand(s *search) *hand {
	h := &hand{search: s, Worker: s.machine.NewWorker(), filter: new([filterSize]uint64)}
	if s.evidence.rules && len(s.machine.Rules) > 0 {
		h.cert = s.machine.NewCertificate()
		h.Observe(h.cert)
	}
	if s.exact != nil {
		h.sent = make([]shipped, filterSize)
		h.Whole()
	}
	h.counts.reset(s.machine)
	h.violatedHere = func(property int, _ error) { h.found(h.step, property, false) }
	h.seenHere = func(property int) { h.found(h.step, property, true) }
	switch bulky := s.exact == nil && s.opts.Order != Simulate; {
	case s.recording != nil:
		h.recorder = newRecorder(h)
		if h.sink = h.recorder; bulky {
			h.sink = bulkRecorder{h.recorder}
		}
	case bulky:
		h.sink = bulkHand{h}
	default:
		h.sink = h
	}
	return h
}

func (c *counts) reset(m *spec.Machine) {
	refused := make([][]uint64, len(m.Actions))
	for a := range refused {
		refused[a] = make([]uint64, len(m.Actions[a].Bounds))
	}
	*c = counts{
		enabled: make([]uint64, len(m.Actions)), fresh: make([]uint64, len(m.Actions)),
		refused: refused, cut: make([]uint64, len(m.Constraints)), minOut: -1,
	}
}

func (c *counts) add(d *counts) {
	c.generated += d.generated
	c.expanded += d.expanded
	c.distinct += d.distinct
	c.checked += d.checked
	c.images += d.images
	c.haunted += d.haunted
	for a := range c.enabled {
		c.enabled[a] += d.enabled[a]
		c.fresh[a] += d.fresh[a]
		for b := range c.refused[a] {
			c.refused[a][b] += d.refused[a][b]
		}
	}
	for k := range c.cut {
		c.cut[k] += d.cut[k]
	}
	if d.minOut >= 0 && (c.minOut < 0 || d.minOut < c.minOut) {
		c.minOut = d.minOut
	}
	c.maxOut = max(c.maxOut, d.maxOut)
}

// guarded runs f and turns a panic of the model's code into a failure.
func (h *hand) guarded(f func()) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		h.failure = &failure{
			unit: h.unit, parent: h.parent, step: h.step, reached: h.checking,
			where: h.Where(), cause: cause, stack: debug.Stack(),
		}
		h.endAfter(h.unit)
	}()
	f()
}

// expand expands every state of b into out.
func (h *hand) expand(b *block, slot int, out *[partitions][]record) {
	h.at, h.slot, h.out = b, slot%partitions, out
	h.depth = b.depth
	h.busy.Store(b)
	if h.recorder != nil {
		h.recorder.raw = &h.recording.blocks[slot]
	}
	for i := range b.count {
		if h.over() {
			break
		}
		if i%beatEvery == 0 {
			h.beat.Store(uint64(i))
		}
		h.index, h.parent = i, b.first+uint32(i)
		state := b.state(i)
		h.Load(state)
		h.own = h.Loaded()
		h.tally()
		h.begin(i)
		h.strictly = h.strict(h.parent, state)
		if h.recorder != nil {
			h.recorder.open()
		}
		if len(h.machine.Symmetric) > 0 && (h.evidence.images || h.strictly) {
			h.outcomes.begin(h, h.sink)
			successors := h.Expand(&h.outcomes, h.strictly)
			h.outcomes.end(successors)
			h.end(successors)
			h.compareImages(state)
		} else {
			h.end(h.Expand(h.sink, h.strictly))
		}
		if h.recorder != nil {
			h.recorder.close()
		}
	}
	h.busy.Store(nil)
}

// strict tells whether the model's code is to be watched while the state is
// expanded: a choice that no worker count influences.
func (h *hand) strict(ordinal uint32, state []byte) bool {
	return ordinal < strictStates || ordinal%64 == 0 && codec.Hash(state)%(strictSample/64) == 0
}

func (h *hand) begin(i int) {
	if h.opts.Order == Simulate {
		h.chosen = 0
		h.chance = codec.Mix(codec.Mix(h.opts.Seed, h.rounds), uint64(h.at.first)+uint64(i))
	}
}

func (h *hand) end(successors int) {
	c := &h.counts
	c.expanded++
	c.generated += uint64(successors)
	if c.minOut < 0 || successors < c.minOut {
		c.minOut = successors
	}
	c.maxOut = max(c.maxOut, successors)
	if successors == 0 && !h.machine.AllowDeadlock && !h.Terminal(h.strictly) {
		parent, step := h.links.get(h.parent)
		h.keep(finding{parent: parent, depth: h.depth, step: step, property: deadlock})
	}
	if h.opts.Order == Simulate && h.chosen > 0 {
		h.out[h.slot] = append(h.out[h.slot], h.choice)
	}
}

// Successor implements spec.Sink.
func (h *hand) Successor(step spec.Instance, fp uint64) {
	h.counts.enabled[step.Action()]++
	if h.opts.Order == Simulate {
		h.chosen++
		h.chance = codec.Mix(h.chance, h.chosen)
		if (h.chance>>11)%h.chosen == 0 {
			h.choice = record{fp, uint32(h.index), uint32(step)}
		}
		return
	}
	if h.exact != nil {
		h.ship(step, fp)
		return
	}
	h.send(step, fp)
}

// send makes a record of a step, unless it leads to where another one has just led.
func (h *hand) send(step spec.Instance, fp uint64) {
	if f := &h.filter[fp%filterSize]; *f != fp && fp != h.own {
		*f = fp
		p := partitionOf(fp)
		h.out[p] = append(h.out[p], record{fp, uint32(h.index), uint32(step)})
	}
}

// bulkHand is a hand that keeps nothing but fingerprints.
type bulkHand struct{ *hand }

// Enabled implements spec.BulkSink.
func (h bulkHand) Enabled() []uint64 { return h.counts.enabled }

// Successors implements spec.BulkSink. It is send of each, without a branch that nobody
// could foretell: what is not to be sent is written over.
func (h bulkHand) Successors(steps []spec.Instance, fingerprints []uint64) {
	n := 0
	for i, fp := range fingerprints {
		f := &h.filter[fp%filterSize]
		h.staged[n] = record{fp, uint32(h.index), uint32(steps[i])}
		if *f != fp {
			n++
		}
		*f = fp
	}
	for _, r := range h.staged[:n] {
		p := partitionOf(r.fp)
		h.out[p] = append(h.out[p], r)
	}
}

// Cut implements spec.Sink.
func (h *hand) Cut(step spec.Instance, constraint int) {
	h.counts.enabled[step.Action()]++
	h.counts.cut[constraint]++
	h.check(step)
}

// Refused implements spec.Sink.
func (h *hand) Refused(step spec.Instance, bound int) { h.counts.refused[step.Action()][bound]++ }

// Violated implements spec.Sink.
func (h *hand) Violated(step spec.Instance, property int, _ error) { h.found(step, property, false) }

// Seen implements spec.Sink.
func (h *hand) Seen(step spec.Instance, property int) { h.found(step, property, true) }

func (h *hand) found(step spec.Instance, property int, witness bool) {
	h.keep(finding{parent: h.parent, depth: h.depth + 1, step: uint32(step), property: property, witness: witness})
}

func (h *hand) keep(f finding) { h.findings = keepLeast(h.findings, f) }

// keepLeast adds f to the findings, of which there is one a property: the least.
func keepLeast(findings []finding, f finding) []finding {
	for i := range findings {
		if g := &findings[i]; g.property == f.property {
			if f.before(*g) {
				*g = f
			}
			return findings
		}
	}
	return append(findings, f)
}

// check evaluates the invariants on the current state, reached by step.
func (h *hand) check(step spec.Instance) {
	h.counts.checked++
	h.step, h.checking = step, true
	h.CheckState(h.strictly, h.violatedHere, h.seenHere)
	h.checking = false
}

// rebuild makes the states of a run of newcomers, checks them and appends them to
// the block.
func (h *hand) rebuild(round []*block, newcomers []newcomer, into *block) {
	h.depth = into.depth - 1
	last := newcomer{block: noParent}
	for i := range newcomers {
		if h.over() {
			break
		}
		n := &newcomers[i]
		b := round[n.block]
		h.parent = b.first + n.index
		if n.block != last.block || n.index != last.index {
			h.busy.Store(b)
			h.beat.Store(uint64(n.index))
			h.Load(b.state(int(n.index)))
			last = *n
		}
		step := spec.Instance(n.step)
		h.Apply(step)
		if fp := h.Fingerprint(); fp != n.fp {
			panic(&spec.ImpureError{What: fmt.Sprintf("%s led to two different states from the same one: the model depends on something outside of its state (a map's order, a global, time)", h.Label(step))})
		}
		h.counts.fresh[step.Action()]++
		into.digest.add(n.fp)
		ordinal, start := into.first+uint32(into.count), len(into.data)
		h.links.set(ordinal, h.parent, n.step)
		into.data = h.Encode(into.data)
		into.close(h.machine.StateSize)
		h.strictly = h.strict(ordinal, into.data[start:])
		h.haunt()
		h.check(step)
	}
	h.busy.Store(nil)
}

// start makes the initial states: block 0 of the search.
func (h *hand) start(into *block) {
	into.depth, h.parent, h.initials, h.strictly = 1, noParent, 0, true
	var seenAt []byte
	visit := func() {
		step := uint32(h.initials)
		h.initials++
		h.counts.generated++
		if cut := h.Within(true); cut >= 0 {
			h.counts.cut[cut]++
			h.check(spec.Instance(step))
			return
		}
		fp := h.Fingerprint()
		seenAt = h.Encode(seenAt[:0])
		if h.opts.Order != Simulate && !h.first(fp, seenAt) {
			return
		}
		ordinal := h.links.grow(1)
		h.links.set(uint32(ordinal), noParent, step)
		into.data = append(into.data, seenAt...)
		into.close(h.machine.StateSize)
		into.digest.add(fp)
		h.counts.distinct++
		h.haunt()
		h.check(spec.Instance(step))
	}
	if h.prefix != nil {
		h.Restore(h.prefix.raw)
		visit()
		return
	}
	h.Initial(visit)
}
