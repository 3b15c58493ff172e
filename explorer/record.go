package explorer

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/mcheck/mcheck/internal/live"
	"github.com/mcheck/mcheck/spec"
)

// recording makes the state graph that temporal properties are decided on, while
// the search goes on. Expanding a state, a hand notes the fingerprints that its
// steps lead to; when the round is over all of them have ordinals.
type recording struct {
	graph  *live.Graph
	blocks []rawBlock // by block of the round
	events events
}

// rawBlock holds the steps from the states of a block.
type rawBlock struct {
	steps []rawStep
	ends  []int    // by state: where its steps end
	atoms []uint64 // by state
}

// rawStep is a step on its way into the graph. A fingerprint of 0 stands for a
// state outside of a bound or constraint.
type rawStep struct {
	fp    uint64
	class uint32
	index uint32 // if full states are compared: of its encoding, among those for the partition
}

// event is a fairness condition's subject: a conjunct of the model's fairness, and
// for one about single instances the value of their parameters.
type event struct {
	conjunct int
	value    uint32
}

// events numbers the events that have been seen.
type events struct {
	mu   sync.Mutex
	ids  map[event]uint32
	list []event
}

func (e *events) number(of event) uint32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	id, known := e.ids[of]
	if !known {
		id = uint32(len(e.list))
		e.ids[of] = id
		e.list = append(e.list, of)
	}
	return id
}

// newRecording returns nil if the machine has no temporal properties.
func newRecording(m *spec.Machine) *recording {
	if !slices.ContainsFunc(m.Properties, func(p spec.PropertyInfo) bool { return p.Kind.Temporal() }) {
		return nil
	}
	r := &recording{graph: live.NewGraph(), events: events{ids: map[event]uint32{}}}
	for k, a := range m.Atoms {
		if a.Action != spec.NoAction || a.Step {
			r.graph.StepAtoms |= 1 << k
		}
	}
	return r
}

// observation is what the class of a step depends on where there are predicates on
// steps: the action, the value of its parameters if single instances are fair, and the
// predicates that are true.
type observation struct {
	action int
	value  uint32
	truth  uint64
}

// recorder is a hand that notes the steps it finds.
type recorder struct {
	*hand
	builder *live.Builder
	raw     *rawBlock
	targets []uint32
	actions []actionClass
	plain   []uint32   // classes by action, if all of its instances have the same
	classes [][]uint32 // by action and value of the parameters
	// observed holds the classes by observation; it is nil without predicates on steps.
	observed map[observation]uint32
	touch    uint64
}

// actionClass tells what a step of an action is a step of.
type actionClass struct {
	atoms uint64
	all   []int // the conjuncts of fairness about any instance
	each  []int // the conjuncts about single instances
}

// matters reports whether some fairness or temporal property is about the action.
func (a *actionClass) matters() bool { return a.atoms != 0 || a.all != nil || a.each != nil }

func newRecorder(h *hand) *recorder {
	m := h.machine
	r := &recorder{
		hand: h, builder: live.NewBuilder(h.recording.graph), actions: make([]actionClass, len(m.Actions)),
		plain: make([]uint32, len(m.Actions)), classes: make([][]uint32, len(m.Actions)),
	}
	for a := range r.actions {
		c := &r.actions[a]
		for k, atom := range m.Atoms {
			if atom.Action == a {
				c.atoms |= 1 << k
			}
		}
		for k, f := range m.Fairness {
			switch {
			case !slices.Contains(f.Actions, a):
			case f.Each:
				c.each = append(c.each, k)
			default:
				c.all = append(c.all, k)
			}
		}
		if c.matters() {
			r.plain[a] = unknownClass
		}
	}
	if slices.ContainsFunc(m.Atoms, func(a spec.AtomInfo) bool { return a.Step }) {
		r.observed = map[observation]uint32{}
	}
	return r
}

// open notes the atoms of the parent, which was just loaded.
func (r *recorder) open() {
	if r.observed != nil {
		r.Keep(true) // to see where its steps lead
	}
	r.raw.atoms = append(r.raw.atoms, r.Atoms(r.strictly))
}

// close ends the steps of the parent.
func (r *recorder) close() { r.raw.ends = append(r.raw.ends, len(r.raw.steps)) }

// unknownClass stands for a class that a hand has not met yet.
const unknownClass = ^uint32(0)

// class returns the class of a step that changes the state. Classes are made when
// they are first met: one that exists is one that some step is of.
func (r *recorder) class(step spec.Instance) uint32 {
	a := step.Action()
	if r.plain[a] != unknownClass {
		return r.plain[a]
	}
	if r.actions[a].each == nil {
		r.plain[a] = r.newClass(&r.actions[a], 0, 0)
		return r.plain[a]
	}
	value := r.Value(step)
	for int(value) >= len(r.classes[a]) {
		r.classes[a] = append(r.classes[a], unknownClass)
	}
	class := &r.classes[a][value]
	if *class == unknownClass {
		*class = r.newClass(&r.actions[a], value, 0)
	}
	return *class
}

// observe returns the class of a step that changes the state to the current one.
func (r *recorder) observe(step spec.Instance) uint32 {
	o := observation{action: step.Action(), truth: r.StepAtoms(r.strictly)}
	if o.truth == 0 {
		return r.class(step)
	}
	a := &r.actions[o.action]
	if a.each != nil {
		o.value = r.Value(step)
	}
	class, known := r.observed[o]
	if !known {
		class = r.newClass(a, o.value, o.truth)
		r.observed[o] = class
	}
	return class
}

// newClass makes the class of an action's steps of which those predicates are true.
func (r *recorder) newClass(a *actionClass, value uint32, truth uint64) uint32 {
	c := live.Class{Atoms: a.atoms | truth}
	for _, k := range a.all {
		c.Events = append(c.Events, r.recording.events.number(event{conjunct: k}))
	}
	for _, k := range a.each {
		c.Events = append(c.Events, r.recording.events.number(event{k, value}))
	}
	slices.Sort(c.Events)
	return r.recording.graph.Class(c)
}

// Successor implements spec.Sink.
func (r *recorder) Successor(step spec.Instance, fp uint64) {
	r.hand.Successor(step, fp)
	index, stays := r.shippedAt(fp)
	switch {
	case stays:
	case r.observed != nil:
		r.raw.steps = append(r.raw.steps, rawStep{fp, r.observe(step), index})
	default:
		r.raw.steps = append(r.raw.steps, rawStep{fp, r.class(step), index})
	}
}

// bulkRecorder is a recorder that looks at no states, unless it says so with
// spec.Worker.Keep.
type bulkRecorder struct{ *recorder }

// Enabled implements spec.BulkSink.
func (r bulkRecorder) Enabled() []uint64 { return r.counts.enabled }

// Successors implements spec.BulkSink.
func (r bulkRecorder) Successors(steps []spec.Instance, fingerprints []uint64) {
	bulkHand{r.hand}.Successors(steps, fingerprints)
	for i, fp := range fingerprints {
		r.raw.steps = append(r.raw.steps, rawStep{fp: fp, class: r.class(steps[i])})
	}
}

// shippedAt tells where the current state is encoded, if full states are compared, and
// whether it is the parent.
func (r *recorder) shippedAt(fp uint64) (index uint32, stays bool) {
	if r.exact == nil {
		return 0, fp == r.own
	}
	sent := &r.exact.encodings[r.unit][partitionOf(fp)]
	index = uint32(sent.count - 1)
	return index, fp == r.own && bytes.Equal(sent.state(sent.count-1), r.at.state(r.index))
}

// Cut implements spec.Sink. A state that a constraint excludes is another one than
// the parent, which none does.
func (r *recorder) Cut(step spec.Instance, constraint int) {
	r.hand.Cut(step, constraint)
	if r.actions[step.Action()].matters() {
		r.raw.steps = append(r.raw.steps, rawStep{class: r.class(step)})
	}
}

// Refused implements spec.Sink.
func (r *recorder) Refused(step spec.Instance, bound int) {
	r.hand.Refused(step, bound)
	if r.actions[step.Action()].matters() && r.Moves() {
		r.raw.steps = append(r.raw.steps, rawStep{class: r.class(step)})
	}
}

// nameInitial gives the initial states their ordinals.
func (s *search) nameInitial(initial *block) {
	if s.recording == nil {
		return
	}
	w := s.hands[0]
	for i := range initial.count {
		w.Load(initial.state(i))
		fp := w.Loaded()
		s.name(fp, initial.state(i), uint32(i))
		s.recording.graph.Initial = append(s.recording.graph.Initial, uint32(i))
	}
}

// record puts the round's steps into the graph: first the new states get their
// ordinals, and then every step's target is known.
func (s *search) record(ctx context.Context, blocks []*block, runs [][]newcomer, fresh []*block) {
	if s.recording == nil || s.hands == nil {
		return
	}
	s.parallel(ctx, len(runs), func(_ *hand, k int) {
		for i := range fresh[k].count {
			s.name(runs[k][i].fp, fresh[k].state(i), fresh[k].first+uint32(i))
		}
	})
	if s.hands == nil {
		return
	}
	first := s.recording.graph.Grow(int(s.links.n), len(blocks))
	s.parallel(ctx, len(blocks), func(h *hand, b int) {
		h.recorder.resolve(b, blocks[b].first, first+b)
	})
}

// resolve writes the steps of block b, whose states begin with the given ordinal,
// as a chunk of the graph.
func (r *recorder) resolve(b int, first uint32, chunk int) {
	raw := &r.recording.blocks[b]
	r.targets = r.targets[:0]
	for k := range raw.steps {
		// As in table.merge: let cache misses overlap.
		if k+lookAhead < len(raw.steps) {
			ahead := raw.steps[k+lookAhead].fp
			r.touch ^= r.tables[partitionOf(ahead)].peek(ahead)
		}
		r.targets = append(r.targets, r.ordinalOf(raw.steps[k].fp, r.exact.shipped(b, &raw.steps[k])))
	}
	r.builder.Begin(chunk)
	at := 0
	for i, end := range raw.ends {
		for ; at < end; at++ {
			if to := r.targets[at]; to != noOrdinal {
				r.builder.Step(to, raw.steps[at].class)
			} else {
				r.builder.Cut(raw.steps[at].class)
			}
		}
		r.builder.State(first+uint32(i), raw.atoms[i])
	}
	r.builder.End()
	*raw = rawBlock{raw.steps[:0], raw.ends[:0], raw.atoms[:0]}
}
