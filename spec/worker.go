package spec

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
)

// Instance is one action with one value of its parameters, as enumerated in the
// state before the step: the action's ordinal and the parameters' ordinal.
type Instance uint32

// Action returns the ordinal of the action in Machine.Actions.
func (i Instance) Action() int { return int(i >> instanceBits) }

func (i Instance) params() int { return int(i & (maxInstances - 1)) }

// Sink receives what a worker finds when it expands a state. During each call
// the successor in question is the worker's current state, but see Worker.Keep.
type Sink interface {
	// Successor reports a step and the fingerprint of the state it leads to.
	Successor(step Instance, fingerprint uint64)
	// Cut reports a step to a state that a constraint excludes.
	Cut(step Instance, constraint int)
	// Refused reports a step that a bound of its action excludes: not a
	// successor.
	Refused(step Instance, bound int)
	// Violated reports a step that breaks a step invariant.
	Violated(step Instance, property int, err error)
	// Seen reports a step that a witness has been looking for.
	Seen(step Instance, property int)
}

// Worker interprets a Machine in one goroutine. It holds one parent state and
// one current state. Code of the model that panics does so through it; Where
// then tells what was running.
type Worker interface {
	// Initial makes each initial state current in turn.
	Initial(visit func())
	// Restore makes the state with the given encoding current; for a certificate,
	// it is an initial state.
	Restore(raw []byte)
	// Load decodes the parent state from the encoding of a representative.
	Load(state []byte)
	// Loaded returns the fingerprint of the parent that Load decoded.
	Loaded() uint64
	// LoadRaw decodes the parent state from any state's encoding.
	LoadRaw(state []byte)
	// Expand visits all steps from the parent and returns the number of
	// successors, cut ones included. If strict, it checks after every disabled
	// action and every property that nothing was changed, and panics with a
	// *ImpureError otherwise.
	Expand(sink Sink, strict bool) int
	// Apply makes the result of a step from the parent current.
	Apply(step Instance)
	// Fingerprint returns the fingerprint of the current state's
	// representative, as Successor reports it.
	Fingerprint() uint64
	// Encode appends the encoding of the current state's representative, after
	// Fingerprint was called.
	Encode(buf []byte) []byte
	// Ghostless returns the fingerprint that the current state would have without
	// its ghosts, and false if they are all zero, so that it is Fingerprint's.
	Ghostless() (fingerprint uint64, differs bool)
	// VariableValues appends the fingerprint of each of Machine.Variables in the parent.
	VariableValues(to []uint64) []uint64
	// EncodeRaw appends the encoding of the current state itself.
	EncodeRaw(buf []byte) []byte
	// CheckState evaluates the invariants and the pending witnesses on the
	// current state. If strict, it checks that they change nothing, and panics
	// with a *ImpureError otherwise.
	CheckState(strict bool, violated func(property int, err error), seen func(property int))
	// CheckStep evaluates one step invariant on the step from the parent to the
	// current state.
	CheckStep(step Instance, property int) error
	// Watch sets which witnesses, by property, are still looked for.
	Watch(pending []bool)
	// Within returns the first constraint that the current state fails, or -1. If
	// strict, it checks that they change nothing, as CheckState does.
	Within(strict bool) int
	// Terminal reports whether the parent may lack successors; likewise.
	Terminal(strict bool) bool
	// OnlySends reports whether the step to the current state sent messages that were not
	// there, and did nothing else.
	OnlySends() bool
	// Label formats a step from the parent; Args returns its parameters.
	Label(step Instance) string
	Args(step Instance) []any
	// Node names the node that takes a step from the parent: the receiver of a
	// message, or else whom the action names, or else the first argument that is an element
	// of an index type and not of Model.Data. It is empty if there is none.
	Node(step Instance) string
	// State returns a view of the parent, and InFlight the messages in its network, if
	// the model declares one, or of its Mail.
	State() Value
	InFlight() []Envelope
	// Received returns the messages that a step from the parent receives: one, if it is
	// a handler's, or those that the action says.
	Received(step Instance) []Envelope
	// Probe does what Expand does, silently and calling report with a name
	// before each piece of the model's code: for finding the one that hangs.
	Probe(report func(what string))
	// Where describes the code of the model that ran last.
	Where() string
	// Whole lets Sink.Successor call Encode, as after Fingerprint. The worker tells no
	// states apart any more by less than their encodings, which is slower.
	Whole()
	// Keep tells whether the current state is to be that of the model while
	// Sink.Successor is called; otherwise it is undefined there, which is faster.
	Keep(bool)
	TemporalWorker
	// Observe makes Expand report every step to a certificate.
	Observe(Certificate)
	// Refinement returns what the worker knows of a property that is a refinement.
	Refinement(property int) Refinement
	// Permuted makes each of n images of the parent, under renamings drawn from
	// seed, the parent and calls visit.
	Permuted(seed uint64, n int, visit func())
}

type worker[S any] struct {
	*compiled[S]
	parent, work, image        S
	parentMem, workMem, imgMem *codec.Scratch
	inst                       []instances[S]
	steppers                   []stepper[S] // by action, most of them nil
	params                     []params     // by action: inst
	refusals                   remembers    // nil if there are no handlers, or nothing can be told of them
	renamer                    *codec.Renamer
	reducer                    reducer[S]
	copyOriginal               func() unsafe.Pointer // of *original
	original                   *S
	keep                       bool // the current state, while a sink is called
	enc, now                   []byte
	was, checked               snapshot      // of the parent, and of what else is watched
	simple                     bool          // the representative is the state itself
	plain                      bool          // and of most steps nothing is asked but where they lead
	fingerprints               []uint64      // by copy of the parent
	cache                      *codec.Cache  // nil if the state's memory cannot be digested
	represented, overwritten   func() uint64 // represent, overwrite
	loaded                     []byte
	loadedFingerprint          uint64
	origin                     *codec.Origin // the parent, if simple
	reduced                    *S            // the parent, if it was loaded as a representative
	closed                     *S            // the parent, if nothing more can be sent there
	props                      []Property[S] // the machine's, refinements evaluated by this worker
	refiners                   []refiner[S]
	starting                   bool    // the current state is an initial one
	panicked                   bool    // the refused step's update did
	strict                     bool    // the model's code is watched: see purity.go
	ofStates                   []int   // the properties of states
	steps                      [][]int // and of steps, by action
	pending                    []bool
	saved                      []reflect.Value // the ghosts, while they are set aside
	zeroGhosts                 *codec.Zeroing  // or nil
	cert                       Certificate
	valuer                     valuer
	doing                      string
	action                     int
	one, many                  batch[S]  // the current state, and, if plain, copies of the parent
	trying                     *batch[S] // the one in use
	reads                      uint64    // of sealed networks, so far
}

func newWorker[S any](c *compiled[S]) *worker[S] {
	w := &worker[S]{
		compiled: c, parentMem: c.layout.NewScratch(), workMem: c.layout.NewScratch(), imgMem: c.layout.NewScratch(),
		reads: sealedReads.Load(), simple: !c.reduce && !c.layout.Symmetric(), action: -1, pending: make([]bool, len(c.props)),
	}
	for _, a := range c.actions {
		inst := a.instances()
		stepper, _ := inst.(stepper[S])
		w.inst, w.steppers, w.params = append(w.inst, inst), append(w.steppers, stepper), append(w.params, inst)
	}
	if c.Network != nil {
		w.refusals = c.Network.remember(w.inst)
	}
	for _, g := range c.ghosts {
		w.saved = append(w.saved, reflect.New(g.Type).Elem())
	}
	w.bind()
	w.steps = make([][]int, len(c.actions))
	for k, p := range w.props {
		for a, act := range c.actions {
			if (p.step != nil || p.seenStep != nil) && p.about(act.name) {
				w.steps[a] = append(w.steps[a], k)
			}
		}
		if p.state != nil || p.seen != nil {
			w.ofStates = append(w.ofStates, k)
		}
		w.pending[k] = p.kind == KindReachable
	}
	w.prepare()
	w.origin, w.zeroGhosts = c.layout.NewOrigin(pointer(&w.parent)), c.layout.Zero(c.ghosts)
	if c.layout.Symmetric() {
		w.renamer = c.layout.NewRenamer()
	}
	if !w.simple {
		w.cache, w.represented, w.overwritten = c.layout.NewCache(), w.represent, w.overwrite
	}
	if c.reduce {
		w.reducer = c.Network.newReducer(c)
	}
	normal := new(S)
	normalMem := c.layout.NewScratch()
	w.copyOriginal = func() unsafe.Pointer {
		codec.Copy(normalMem, normal, w.original)
		return pointer(normal)
	}
	return w
}

func (w *worker[S]) Initial(visit func()) {
	w.doing = "Init"
	for s := range w.Init {
		codec.Copy(w.workMem, &w.work, &s)
		w.seal(&w.work)
		w.reduced, w.closed = nil, nil
		if w.cert != nil {
			w.cert.observe(&w.work)
		}
		w.starting = true
		visit()
		w.starting = false
		w.doing = "Init"
	}
}

func (w *worker[S]) seal(s *S) {
	if w.reduce {
		w.Network.seal(s)
	}
}

func (w *worker[S]) Load(state []byte) {
	w.LoadRaw(state)
	w.loaded, w.reduced, w.closed = state, &w.parent, &w.parent
	if w.reduce {
		w.reducer.load(&w.parent)
	}
	if w.simple {
		w.loadedFingerprint = w.origin.Take(&w.enc)
	} else {
		w.loadedFingerprint = codec.Hash(state)
	}
}

func (w *worker[S]) LoadRaw(state []byte) {
	w.parentMem.Decode(pointer(&w.parent), state)
	w.seal(&w.parent)
	w.reduced, w.closed = nil, nil
}

func (w *worker[S]) Restore(raw []byte) {
	w.workMem.Decode(pointer(&w.work), raw)
	w.seal(&w.work)
	w.reduced, w.closed = nil, nil
	if w.cert != nil {
		w.cert.observe(&w.work)
	}
}

func (w *worker[S]) Observe(c Certificate)       { w.cert = c }
func (w *worker[S]) Whole()                      { w.cache = nil }
func (w *worker[S]) Keep(on bool)                { w.keep = on }
func (w *worker[S]) Watch(pending []bool)        { copy(w.pending, pending) }
func (w *worker[S]) EncodeRaw(buf []byte) []byte { return w.layout.Append(buf, pointer(&w.work)) }
func (w *worker[S]) Encode(buf []byte) []byte {
	if w.simple {
		return w.EncodeRaw(buf)
	}
	return append(buf, w.enc...)
}

func (w *worker[S]) restore() { codec.Copy(w.workMem, &w.work, &w.parent) }

func (w *worker[S]) Expand(sink Sink, strict bool) int {
	w.trying = &w.one
	w.restore()
	for _, r := range w.refiners {
		r.leave()
	}
	if w.cert != nil {
		w.cert.load(&w.parent)
	}
	w.strict = strict
	if strict {
		w.take(&w.was, &w.parent)
	}
	if w.plain && w.reduced != nil && !w.keep && !strict && w.cert == nil {
		if bulk, ok := sink.(BulkSink); ok {
			return w.expandInBulk(bulk)
		}
	}
	if w.refusals != nil {
		w.refusals.expect()
	}
	successors := 0
	for a, act := range w.actions {
		w.doing, w.action = "", a
		w.one.from = -1
		n := w.load(a)
		for w.one.from = 0; w.next(n, sink); w.one.from++ {
			successors++
			if strict {
				w.proper()
			}
			w.step(Instance(a<<instanceBits|w.one.from), sink)
			w.undo()
		}
		w.one.from = -1
		if strict && !w.unchanged(&w.parent, &w.was) {
			panic(&ImpureError{What: "the domain or a bound of " + act.name + " changed the state, which they may only read"})
		}
	}
	w.action = -1
	w.unread()
	if w.refusals != nil {
		w.refusals.learn()
	}
	return successors
}

// load prepares the instances of an action and returns how many there are.
func (w *worker[S]) load(a int) int {
	n := w.inst[a].load(&w.parent)
	if n > maxInstances {
		panic(fmt.Sprintf("action %s has more than %d instances in one state", w.actions[a].name, maxInstances))
	}
	return n
}

// next runs the instances of the action from w.one.from on, of n, until one is enabled
// and no bound refuses it. Most are not, hence the short way.
func (w *worker[S]) next(n int, sink Sink) bool {
	act, inst := w.actions[w.action], w.inst[w.action]
	if !w.strict && len(act.bounds) == 0 {
		b := &w.one
		b.n, b.filling = 0, true
		inst.fill(b, 0)
		b.filling = false
		b.from -= b.n // whose turn it is
		return b.n > 0
	}
	for ; w.one.from < n; w.one.from++ {
		try := act.try(inst, &w.parent, &w.work, w.one.from)
		switch {
		case !try.enabled:
			if w.strict && !w.layout.Equal(pointer(&w.work), pointer(&w.parent), 0, 0) && !w.unchanged(&w.work, &w.was) {
				panic(&ImpureError{What: "disabled " + w.Where() + " changed the state: guards come before updates, and only an enabled action may change its copy"})
			}
		case try.refused >= 0:
			w.panicked = try.panicked
			sink.Refused(Instance(w.action<<instanceBits|w.one.from), try.refused)
			w.restore()
		default:
			if s := w.steppers[w.action]; s != nil && s.refuses(w.one.from) {
				panic(&ImpureError{What: w.Where() + " is enabled, and was not in the same state of the receiver: " + outside})
			}
			return true
		}
	}
	return false
}

// step examines the step from the parent to the current state.
func (w *worker[S]) step(id Instance, sink Sink) {
	if w.strict && len(w.steps[id.Action()]) > 0 {
		w.take(&w.checked, &w.work)
	}
	for _, p := range w.steps[id.Action()] {
		if !w.pending[p] && w.props[p].step == nil {
			continue
		}
		w.doing = w.props[p].name
		if w.props[p].step == nil {
			if w.props[p].seenStep(&w.parent, &w.work, w.stepOf(id)) {
				sink.Seen(id, p)
			}
		} else if err := w.props[p].step(&w.parent, &w.work, w.stepOf(id)); err != nil {
			sink.Violated(id, p, err)
		}
		if w.strict {
			w.readOnly(&w.work, &w.checked)
			w.readOnly(&w.parent, &w.was)
		}
	}
	if w.cert != nil {
		w.cert.observe(&w.work)
	}
	if cut := w.Within(w.strict); cut >= 0 {
		sink.Cut(id, cut)
		return
	}
	w.doing = ""
	sink.Successor(id, w.successor())
}

func (w *worker[S]) stepOf(id Instance) Step {
	a := w.actions[id.Action()]
	return Step{Action: a.name, params: w.params[id.Action()], k: id.params(), sealed: w.reduce && a.receives != nil}
}

func (w *worker[S]) CheckStep(id Instance, property int) error {
	p := &w.props[property]
	if !p.about(w.actions[id.Action()].name) {
		return nil
	}
	return p.step(&w.parent, &w.work, w.stepOf(id))
}

func (w *worker[S]) Within(strict bool) int {
	if strict && len(w.Model.Constraints) > 0 {
		w.take(&w.checked, &w.work)
	}
	for k := range w.Model.Constraints {
		w.doing = w.Model.Constraints[k].Name
		holds := w.Model.Constraints[k].Holds(&w.work)
		if strict {
			w.readOnly(&w.work, &w.checked)
		}
		if !holds {
			return k
		}
	}
	return -1
}

func (w *worker[S]) Apply(id Instance) {
	w.restore()
	w.trying = &w.one
	w.doing, w.action = "", id.Action()
	w.one.from = id.params()
	inst := w.inst[w.action]
	if n := inst.load(&w.parent); w.one.from >= n || !inst.apply(&w.work, w.one.from) {
		panic(&ImpureError{What: w.Where() + " was enabled and is no longer in the same state: " + outside})
	}
}

func (w *worker[S]) CheckState(strict bool, violated func(int, error), seen func(int)) {
	if strict {
		w.take(&w.checked, &w.work)
	}
	for _, k := range w.ofStates {
		p := &w.props[k]
		switch {
		case p.state != nil:
			w.doing = p.name
			if err := p.state(&w.work); err != nil {
				violated(k, err)
			}
		case w.pending[k]:
			w.doing = p.name
			if p.seen(&w.work) {
				seen(k)
			}
		default:
			continue
		}
		if strict {
			w.readOnly(&w.work, &w.checked)
		}
	}
	w.unread()
}

func (w *worker[S]) Terminal(strict bool) bool {
	if w.Model.Terminal == nil {
		return false
	}
	if strict {
		w.take(&w.checked, &w.parent)
	}
	w.doing = "Terminal"
	terminal := w.Model.Terminal(&w.parent)
	if strict {
		w.readOnly(&w.parent, &w.checked)
	}
	return terminal
}

func (w *worker[S]) Label(id Instance) string {
	return label(w.actions[id.Action()].name, w.Args(id))
}

func (w *worker[S]) Args(id Instance) []any {
	inst := w.inst[id.Action()]
	inst.load(&w.parent)
	return inst.args(id.params())
}

func (w *worker[S]) State() Value { return w.view(&w.parent) }
