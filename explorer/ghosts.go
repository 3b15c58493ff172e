package explorer

import (
	"slices"
	"sync"

	"github.com/mcheck/mcheck/spec"
)

// ghosts finds out what history variables cost: it collects the fingerprints
// that states whose ghosts are not all zero would have without them.
type ghosts struct {
	locks  [partitions]sync.Mutex
	tables [partitions]table
}

// haunt notes the current state, which is new, if it has ghosts.
func (h *hand) haunt() {
	if len(h.machine.Ghosts) == 0 {
		return
	}
	fp, differs := h.Ghostless()
	if !differs {
		return
	}
	h.counts.haunted++
	if h.bits != nil || h.disk != nil {
		return // a table is what there is no room for
	}
	p := partitionOf(fp)
	h.ghosts.locks[p].Lock()
	h.ghosts.tables[p].first(fp)
	h.ghosts.locks[p].Unlock()
}

// ghostless returns the number of distinct states if ghosts were left out, or 0
// if there are none to leave out, or no table has the states.
func (s *search) ghostless() uint64 {
	if len(s.machine.Ghosts) == 0 || s.opts.Order == Simulate || s.bits != nil || s.disk != nil {
		return 0
	}
	n := s.totals.distinct - s.totals.haunted
	for p := range s.ghosts.tables {
		for _, fp := range s.ghosts.tables[p].slots {
			if fp != 0 && !s.has(fp) {
				n++
			}
		}
	}
	return n
}

// written names the ghosts, if any state has written one of them.
func (s *search) written() []string {
	if s.totals.haunted == 0 && s.opts.Order != Simulate {
		return nil
	}
	return s.machine.Ghosts
}

// exorcise leaves out of a counterexample those ghosts that none of its steps has
// written: the history of what does not happen.
func (s *search) exorcise(v *Violation) { exorcise(s.machine, v.steps()) }

// Exorcise leaves out of a trace those ghosts that none of its steps has written, as
// Check does.
func Exorcise(m *spec.Machine, trace []Step) { exorcise(m, (&Violation{Trace: trace}).steps()) }

func exorcise(m *spec.Machine, steps []*Step) {
	for _, name := range m.Ghosts {
		if !slices.ContainsFunc(steps, func(step *Step) bool { return isWritten(step.State, name) }) {
			for _, step := range steps {
				step.State.Fields = slices.DeleteFunc(slices.Clone(step.State.Fields), func(f spec.Field) bool { return f.Name == name })
			}
		}
	}
}

// steps lists the steps of a counterexample, the one that closes a loop too.
func (v *Violation) steps() (steps []*Step) {
	for k := range v.Trace {
		steps = append(steps, &v.Trace[k])
	}
	if v.Lasso != nil && v.Lasso.Back != nil {
		steps = append(steps, v.Lasso.Back)
	}
	return steps
}

func isWritten(state spec.Value, variable string) bool {
	return slices.ContainsFunc(state.Fields, func(f spec.Field) bool { return f.Name == variable && !isZero(f.Value) })
}

// isZero reports whether there is nothing in v but what a variable begins with.
func isZero(v spec.Value) bool {
	switch v.Atom {
	case nil, false, int64(0), uint64(0), "":
	default:
		return false
	}
	return !slices.ContainsFunc(v.Fields, func(f spec.Field) bool { return !isZero(f.Value) }) &&
		!slices.ContainsFunc(v.Elems, func(e spec.Value) bool { return !isZero(e) })
}
