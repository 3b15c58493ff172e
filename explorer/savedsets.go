package explorer

import "github.com/mcheck/mcheck/internal/snapshot"

// This file writes to checkpoints, and reads from them, what a search has in place of
// tables and links.

func (e *exactSet) write(w *snapshot.Writer) {
	if e == nil {
		return
	}
	for p := range e.parts {
		snapshot.Put(w, e.parts[p].slots)
		snapshot.Put(w, e.parts[p].ordinals)
	}
	w.Value(len(e.levels))
	for _, level := range e.levels {
		w.Value(len(level))
		for k := range level {
			snapshot.Put(w, level[k].pairs[:level[k].used])
		}
	}
}

func (e *exactSet) read(r *snapshot.Reader) {
	if e == nil {
		return
	}
	for p := range e.parts {
		t := &e.parts[p]
		t.slots = snapshot.GetInto(r, allocate[uint64])
		t.ordinals = snapshot.GetInto(r, allocate[uint32])
		t.used, t.limit = 0, int(maxLoad*float64(len(t.slots)/2))
		for k := 0; k < len(t.slots); k += 2 {
			if t.slots[k] != 0 {
				t.used++
			}
		}
	}
	var levels, places int
	r.Value(&levels)
	for range levels {
		r.Value(&places)
		level := make([]nodes, places)
		for k := range level {
			level[k].pairs = snapshot.GetInto(r, allocate[uint64])
			level[k].used = len(level[k].pairs)
			level[k].grow()
		}
		e.levels = append(e.levels, level)
	}
}

func (s *bitSet) write(w *snapshot.Writer) {
	if s == nil {
		return
	}
	for p := range s.parts {
		snapshot.Put(w, s.parts[p].words)
		w.Value(s.parts[p].set)
		w.Value(s.parts[p].omitted)
	}
}

func (s *bitSet) read(r *snapshot.Reader) {
	if s == nil {
		return
	}
	s.free()
	for p := range s.parts {
		s.parts[p].words = snapshot.GetInto(r, allocate[uint64])
		r.Value(&s.parts[p].set)
		r.Value(&s.parts[p].omitted)
	}
}

func (l *packedLinks) write(w *snapshot.Writer) {
	snapshot.Put(w, l.initial)
	snapshot.Put(w, l.firsts)
	snapshot.Put(w, l.starts)
	w.Value(len(l.chunks))
	for _, chunk := range l.chunks {
		snapshot.Put(w, chunk)
	}
	w.Value(len(l.free))
}

func (l *packedLinks) read(r *snapshot.Reader) {
	l.initial, l.firsts, l.starts = snapshot.Get[uint32](r), snapshot.Get[uint32](r), snapshot.Get[uint64](r)
	var chunks, free int
	r.Value(&chunks)
	for range chunks {
		l.chunks = append(l.chunks, snapshot.GetInto(r, allocate[byte]))
	}
	if r.Value(&free); r.Err() == nil && chunks > 0 {
		l.free = l.chunks[chunks-1][packedChunk-free:]
	}
}
