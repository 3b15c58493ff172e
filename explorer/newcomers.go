package explorer

import (
	"context"
	"slices"
)

// newcomer is a successor that was not seen before, to be rebuilt.
type newcomer struct {
	fp    uint64
	block uint32 // of the parent, in the round
	index uint32 // of the parent, in the block
	step  uint32
}

// merge decides, for one partition, which records of the round lead to new
// states. A simulation takes them all.
func (s *search) merge(p, blocks int) {
	fresh, ends := s.newcomers[p][:0], s.ends[p][:0]
	for b := range blocks {
		recs := s.buffers[b][p]
		add := func(r *record) { fresh = append(fresh, newcomer{r.fp, uint32(b), r.parent, r.step}) }
		switch {
		case s.opts.Order == Simulate:
			for i := range recs {
				add(&recs[i])
			}
		case s.exact != nil:
			s.exact.merge(p, b, recs, add)
		case s.bits != nil:
			s.bits.parts[p].merge(recs, add)
		default:
			if b+1 < blocks {
				s.tables[p].expect(s.buffers[b+1][p])
			}
			s.tables[p].merge(recs, add)
		}
		s.buffers[b][p] = recs[:0]
		ends = append(ends, len(fresh))
	}
	s.newcomers[p], s.ends[p] = fresh, ends
}

// newcomersInOrder returns the round's newcomers in the order of their parents
// and steps. States that are reached from neighbours stay neighbours: what they have
// in common is found in caches.
func (s *search) newcomersInOrder(ctx context.Context, blocks []*block) []newcomer {
	total, start := 0, make([]int, len(blocks))
	for b := range blocks {
		start[b] = total
		for p := range partitions {
			total += len(s.newcomersOf(p, b))
		}
	}
	s.ordered = slices.Grow(s.ordered[:0], total)[:total]
	s.parallel(ctx, len(blocks), func(h *hand, b int) { h.order(b, blocks[b].count, s.ordered[start[b]:]) })
	return s.ordered
}

// newcomersOf returns the newcomers of a partition with parents in a block, in the
// order of their parents and steps.
func (s *search) newcomersOf(p, block int) []newcomer {
	start := 0
	if block > 0 {
		start = s.ends[p][block-1]
	}
	return s.newcomers[p][start:s.ends[p][block]]
}

// order puts the newcomers with parents in a block, of so many states, into out: a
// counting sort by parent, and an insertion sort by step, for a parent has few.
func (h *hand) order(block, states int, out []newcomer) {
	h.slots = append(h.slots[:0], make([]int, states+1)...)
	for p := range partitions {
		for _, n := range h.newcomersOf(p, block) {
			h.slots[n.index+1]++
		}
	}
	for i := range states {
		h.slots[i+1] += h.slots[i]
	}
	for p := range partitions {
		for _, n := range h.newcomersOf(p, block) {
			out[h.slots[n.index]] = n
			h.slots[n.index]++
		}
	}
	for i := range h.slots[states] {
		n, k := out[i], i
		for ; k > 0 && out[k-1].index == n.index && out[k-1].step > n.step; k-- {
			out[k] = out[k-1]
		}
		out[k] = n
	}
}
