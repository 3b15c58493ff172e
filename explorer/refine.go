package explorer

import (
	"github.com/mcheck/mcheck/spec"
)

// Refinement tells how much of an abstract model the states and steps of a run were
// mapped to: a mapping to a single state would refine anything.
type Refinement struct {
	Property string
	Abstract string   // the abstract model
	Sizes    []string // its index types, with their sizes
	// States and Steps count what the run has seen of the abstract model, stuttering
	// left out. With symmetry they are counted up to renaming.
	States, Steps Part
}

// Part is a part of what an abstract model can reach.
type Part struct {
	Seen uint64
	// Of is how many there are within the abstract model's bounds, 0 if they were too
	// many to count; Beyond counts those seen that are not among them.
	Of, Beyond uint64
}

// maxAbstract bounds the exploration of an abstract model, in states.
const maxAbstract = 1 << 17

// abstractSet is a set of states and steps of an abstract model, by fingerprint.
type abstractSet struct {
	states map[uint64]bool
	steps  map[[2]uint64]bool
}

func newAbstractSet() abstractSet {
	return abstractSet{map[uint64]bool{}, map[[2]uint64]bool{}}
}

// refinements tells what the hands have seen of abstract models.
func (s *search) refinements() (out []Refinement) {
	for p, info := range s.machine.Properties {
		if info.Kind != spec.KindRefinement {
			continue
		}
		seen := newAbstractSet()
		for _, h := range s.hands {
			h.Refinement(p).Seen(
				func(fp uint64) { seen.states[fp] = true },
				func(from, to uint64) { seen.steps[[2]uint64{from, to}] = true },
			)
		}
		all := reachable(info.Abstract)
		out = append(out, Refinement{
			Property: info.Name, Abstract: info.Abstract.Name, Sizes: info.Abstract.Sizes,
			States: partOf(seen.states, all.states), Steps: partOf(seen.steps, all.steps),
		})
	}
	return out
}

func partOf[K comparable](seen, all map[K]bool) Part {
	p := Part{Seen: uint64(len(seen)), Of: uint64(len(all))}
	if p.Of == 0 {
		return p
	}
	for k := range seen {
		if !all[k] {
			p.Beyond++
		}
	}
	return p
}

// reachable returns what a small machine can reach. It returns nothing if that is
// too much, or if the abstract model's code fails where no state was mapped to: that
// is the business of a run of the abstract model.
func reachable(m *spec.Machine) (all abstractSet) {
	defer func() {
		if recover() != nil {
			all = abstractSet{}
		}
	}()
	e := &enumeration{Worker: m.NewWorker(), abstractSet: newAbstractSet()}
	e.Initial(func() {
		if e.Within(false) < 0 {
			e.visit(e.Fingerprint())
		}
	})
	for n := 0; n < len(e.queue); n++ {
		if n == maxAbstract {
			return abstractSet{}
		}
		e.Load(e.queue[n])
		e.from = e.Loaded()
		e.queue[n] = nil
		e.Keep(true)
		e.Expand(e, false)
	}
	return e.abstractSet
}

// enumeration is a plain search of a small machine.
type enumeration struct {
	spec.Worker
	abstractSet
	queue [][]byte
	from  uint64
}

// visit queues the current state, whose fingerprint is given, if it is new.
func (e *enumeration) visit(fp uint64) {
	if !e.states[fp] {
		e.states[fp] = true
		e.Fingerprint() // what Encode asks for
		e.queue = append(e.queue, e.Encode(nil))
	}
}

// Successor implements spec.Sink.
func (e *enumeration) Successor(_ spec.Instance, fp uint64) {
	if fp != e.from {
		e.steps[[2]uint64{e.from, fp}] = true
		e.visit(fp)
	}
}

// Cut implements spec.Sink.
func (e *enumeration) Cut(spec.Instance, int) {}

// Refused implements spec.Sink.
func (e *enumeration) Refused(spec.Instance, int) {}

// Violated implements spec.Sink.
func (e *enumeration) Violated(spec.Instance, int, error) {}

// Seen implements spec.Sink.
func (e *enumeration) Seen(spec.Instance, int) {}
