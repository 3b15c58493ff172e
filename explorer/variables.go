package explorer

import "slices"

// VariableCount tells how many values a variable takes in the states that were
// expanded: in their representatives, if there is a symmetry.
type VariableCount struct {
	Name   string
	Values uint64
}

// tally notes the values of the parent's variables, if they are to be counted.
func (h *hand) tally() {
	if !h.opts.Variables {
		return
	}
	h.values = h.VariableValues(h.values[:0])
	if h.tallies == nil {
		h.tallies = make([]table, len(h.values))
	}
	for k, fp := range h.values {
		h.tallies[k].first(fp)
	}
}

// variables counts the values that hands have seen.
func (s *search) variables() (counts []VariableCount) {
	if !s.opts.Variables {
		return nil
	}
	for k, name := range s.machine.Variables {
		counts = append(counts, VariableCount{name, s.valuesOf(k)})
	}
	for _, h := range s.hands {
		for k := range h.tallies {
			h.tallies[k].free()
		}
	}
	return counts
}

// valuesOf counts the values of a variable that some hand has seen, and none before it.
func (s *search) valuesOf(variable int) (n uint64) {
	var before []*table
	for _, h := range s.hands {
		if h.tallies == nil {
			continue
		}
		own := &h.tallies[variable]
		for _, fp := range own.slots {
			if fp != 0 && !slices.ContainsFunc(before, func(t *table) bool { return t.has(fp) }) {
				n++
			}
		}
		before = append(before, own)
	}
	return n
}
