package explorer

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
)

// outgrown reports whether the search has to do with less memory: before it is used up,
// since what is to be done about it needs some, too.
func (s *search) outgrown() bool { return s.opts.Dir != "" && s.opts.resident() > s.opts.Memory/8*7 }

// spill moves what grows with the number of states to disk. The tables stay as they
// are, as a cache.
func (s *search) spill(ctx context.Context) {
	d, err := newDisk(s.opts.Dir)
	if err != nil {
		s.reason = err.Error()
		return
	}
	s.disk, d.depth = d, s.depth
	d.level, d.next = d.create("level"), d.create("level")
	if first, ok := s.frontier.peek(); ok {
		d.depth = first.depth
	}
	for {
		b, ok := s.frontier.pop()
		if !ok {
			break
		}
		if b.depth == d.depth {
			d.level.put(b)
		} else {
			d.next.put(b)
		}
	}
	s.frontier.disk, s.frontier.free = d, nil
	s.buffers, s.newcomers, s.ordered = nil, [partitions][]newcomer{}, nil // smaller ones will do
	s.parallel(ctx, partitions, func(_ *hand, p int) { d.store(p, &s.tables[p]) })
	for p := range s.tables {
		s.tables[p].fixed = true
		s.ghosts.tables[p].free()
	}
	s.links.store(d)
	debug.FreeOSMemory()
	if s.opts.Warn != nil {
		s.opts.Warn(fmt.Sprintf("%d MiB are not enough: from depth %d on the search is on disk, in %s", s.opts.Memory>>20, d.depth, d.dir))
	}
}

// levelOnDisk expands a level and makes the states of the next one. It returns false if
// it was cut short, or there was nothing to expand.
func (s *search) levelOnDisk(ctx context.Context) bool {
	d := s.disk
	if s.outgrown() {
		for p := range s.tables {
			s.tables[p].shrink()
		}
	}
	if s.keeper != nil {
		d.start = s.now()
		s.keepIfDue()
	}
	d.open()
	defer d.candidates.close()
	total, ok := s.expandLevel(ctx)
	if s.cut(ctx) != "" || !ok || len(d.rounds) == 0 {
		return false
	}
	fresh := newMarks(total)
	s.parallel(ctx, partitions, func(_ *hand, p int) { d.detect(p, fresh) })
	if s.cut(ctx) != "" || !s.rebuildLevel(ctx, fresh) {
		return false
	}
	for p := range partitions {
		d.settle(p)
	}
	d.level.close()
	d.level, d.next, d.start = d.next, d.create("level"), nil
	return true
}

// expandLevel expands all states of the level and returns the number of candidates.
func (s *search) expandLevel(ctx context.Context) (total uint64, ok bool) {
	d := s.disk
	d.level.rewind()
	for {
		blocks := d.level.take(s.frontier, s.roundSize())
		if len(blocks) == 0 {
			return total, true
		}
		if !s.expandAll(ctx, blocks) {
			return total, false
		}
		candidates := s.newcomersInOrder(ctx, blocks)
		d.add(len(blocks), candidates, total)
		total += uint64(len(candidates))
		for _, b := range blocks {
			s.frontier.recycle(b)
		}
		s.publish()
		if s.cut(ctx) != "" {
			return total, false
		}
	}
}

// rebuildLevel makes the states of the next level, of those candidates that are marked.
func (s *search) rebuildLevel(ctx context.Context, fresh marks) bool {
	d, number := s.disk, uint64(0)
	d.level.rewind()
	d.candidates.rewind()
	for _, r := range d.rounds {
		blocks := make([]*block, r.blocks)
		for k := range blocks {
			blocks[k] = s.frontier.blank()
			d.level.get(blocks[k])
			s.frontier.states -= uint64(blocks[k].count)
		}
		candidates := slices.Grow(s.ordered[:0], r.candidates)[:r.candidates]
		d.candidates.read(rawOf(candidates))
		if s.cut(ctx) != "" { // also if something could not be read
			return false
		}
		newcomers := candidates[:0]
		for _, n := range candidates {
			if fresh.has(number) {
				newcomers = append(newcomers, n)
			}
			number++
		}
		if !s.rebuildAll(ctx, blocks, newcomers) {
			return false
		}
		s.links.store(d)
		s.publish()
	}
	return true
}

// take reads blocks with at least want states together, or as many as there are.
func (f *spool) take(from *frontier, want int) []*block {
	var out []*block
	for got := 0; got < want; {
		b := from.blank()
		if !f.get(b) {
			break
		}
		got += b.count
		out = append(out, b)
	}
	return out
}
