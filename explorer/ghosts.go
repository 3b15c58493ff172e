package explorer

import "sync"

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
	p := partitionOf(fp)
	h.ghosts.locks[p].Lock()
	h.ghosts.tables[p].first(fp)
	h.ghosts.locks[p].Unlock()
}

// ghostless returns the number of distinct states if ghosts were left out, or 0
// if there are none to leave out.
func (s *search) ghostless() uint64 {
	if len(s.machine.Ghosts) == 0 || s.opts.Order == Simulate {
		return 0
	}
	n := s.totals.distinct - s.totals.haunted
	for p := range s.ghosts.tables {
		for _, fp := range s.ghosts.tables[p].slots {
			if fp != 0 && !s.tables[p].has(fp) {
				n++
			}
		}
	}
	return n
}
