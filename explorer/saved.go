package explorer

import (
	"maps"
	"reflect"
	"slices"
	"time"
	"unsafe"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/internal/snapshot"
	"github.com/mcheck/mcheck/spec"
)

// saved is what a search between two rounds consists of, but for its large parts.
type saved struct {
	rounds, tooDeep, links uint64
	depth, blocks          int
	levels                 []uint64
	digests                []Digest
	totals                 counts
	findings               []finding
	pending                []bool
	disk                   savedDisk
}

// now returns a copy of what the search consists of now.
func (s *search) now() *saved {
	at := &saved{
		s.rounds, s.tooDeep, s.links.n, s.depth, len(s.frontier.blocks()), s.levels, s.digests, s.totals, s.findings, s.pending, s.disk.now(s),
	}
	var copied saved
	decode(&copied, encode(at))
	return &copied
}

// write writes a search between two rounds; one on disk as it was when the level began.
func (s *search) write(w *snapshot.Writer) {
	at := s.now()
	if s.disk != nil && s.disk.start != nil {
		at = s.disk.start
	}
	w.Value(Checkpoint{
		Facts: s.keeper.facts, Arguments: s.keeper.Arguments, Dropped: s.keeper.dropped, Found: s.keeper.fallback, Distinct: at.totals.distinct, Depth: at.depth,
		Elapsed: time.Since(s.began), Written: time.Now(),
	})
	put(w, at)
	for _, b := range s.frontier.blocks() {
		put(w, b)
	}
	if s.disk != nil {
		s.disk.write(w, at.disk)
	} else {
		for p := range partitions {
			s.tables[p].write(w)
			s.ghosts.tables[p].write(w)
		}
	}
	s.exact.write(w)
	s.bits.write(w)
	s.links.write(w, at.links)
	for _, seen := range s.abstract() {
		seen.write(w)
	}
	if s.recording != nil {
		w.Value(s.machine.Numbering())
		put(w, &s.recording.events.list)
		s.recording.graph.Write(w)
	}
}

// takeUp makes the search go on where the checkpoints are, if it is to have any.
func (s *search) takeUp() error {
	if s.keeper == nil {
		return nil
	}
	if s.keeper.Resume {
		if err := s.resume(); err != nil {
			return err
		}
	}
	return s.keeper.goOn()
}

// resume makes the search what it was when the last checkpoint was written.
func (s *search) resume() error {
	k := s.keeper
	return lastWhole(k.Dir, k.warn, func(r *snapshot.Reader) error {
		var head Checkpoint
		if r.Value(&head); r.Err() != nil {
			return r.Err()
		}
		if err := differs(head.Facts, k.facts); err != nil {
			return err
		}
		s.read(r)
		s.began = s.began.Add(-head.Elapsed)
		if k.Resumed != nil {
			k.Resumed(head)
		}
		return r.Err()
	})
}

func (s *search) read(r *snapshot.Reader) {
	var c saved
	if get(r, &c); r.Err() != nil {
		return
	}
	s.rounds, s.tooDeep, s.depth = c.rounds, c.tooDeep, c.depth
	s.levels, s.digests, s.totals, s.findings, s.pending = c.levels, c.digests, c.totals, c.findings, c.pending
	for _, h := range s.hands {
		h.Watch(s.pending)
	}
	blocks := make([]*block, c.blocks)
	for k := range blocks {
		blocks[k] = new(block)
		get(r, blocks[k])
	}
	s.frontier.restore(blocks)
	if c.disk.on {
		s.readDisk(r, c.disk)
	} else {
		for p := range partitions {
			s.tables[p].read(r)
			s.ghosts.tables[p].read(r)
		}
	}
	s.exact.read(r)
	s.bits.read(r)
	s.links.read(r, c.links, s.disk)
	for k := range s.refined {
		s.refined[k].read(r)
	}
	if s.recording != nil {
		var numbers spec.Numbering
		r.Value(&numbers)
		s.machine.SetNumbering(numbers)
		e := &s.recording.events
		get(r, &e.list)
		for id, of := range e.list {
			e.ids[of] = uint32(id)
		}
		s.recording.graph.Read(r)
	}
}

// put writes a value of any type that could be part of a state, unexported fields
// included.
func put[T any](w *snapshot.Writer, v *T) {
	snapshot.Put(w, encode(v))
}

func get[T any](r *snapshot.Reader, v *T) {
	if b := snapshot.Get[byte](r); r.Err() == nil {
		decode(v, b)
	}
}

func encode[T any](v *T) []byte { return layoutOf[T]().Append(nil, unsafe.Pointer(v)) }

func decode[T any](v *T, b []byte) { layoutOf[T]().NewScratch().Decode(unsafe.Pointer(v), b) }

func layoutOf[T any]() *codec.Layout {
	layout, err := codec.Of(reflect.TypeFor[T](), nil)
	if err != nil {
		panic(err) // a type of our own
	}
	return layout
}

func (t *table) write(w *snapshot.Writer) {
	snapshot.Put(w, t.slots)
	snapshot.Put(w, t.ordinals)
}

func (t *table) read(r *snapshot.Reader) {
	t.slots = snapshot.GetInto(r, allocate[uint64])
	t.ordinals = snapshot.GetInto(r, allocate[uint32])
	t.used, t.limit = 0, int(maxLoad*float64(len(t.slots)))
	for _, fp := range t.slots {
		if fp != 0 {
			t.used++
		}
	}
}

// write writes the first n links.
func (l *links) write(w *snapshot.Writer, n uint64) {
	if l.packed != nil {
		l.packed.write(w)
		return
	}
	for k := uint64(0); k<<segmentBits < n; k++ {
		parents, steps := l.parents[k], l.steps[k]
		if l.file.has(uint32(k)) {
			var err error
			parents, steps, err = l.file.segment(uint32(k))
			w.Fail(err)
		}
		count := min(segmentSize, n-k<<segmentBits)
		snapshot.Put(w, parents[:count])
		snapshot.Put(w, steps[:count])
	}
}

// read reads n links, to disk if the search is there.
func (l *links) read(r *snapshot.Reader, n uint64, d *disk) {
	if l.packed != nil {
		l.grow(int(n))
		l.packed.read(r)
		return
	}
	for l.n < n && r.Err() == nil {
		l.grow(int(min(segmentSize, n-l.n)))
		last := len(l.parents) - 1
		copy(l.parents[last], snapshot.Get[uint32](r))
		copy(l.steps[last], snapshot.Get[uint32](r))
		if d != nil {
			l.store(d)
		}
	}
}

func (a abstractSet) write(w *snapshot.Writer) {
	snapshot.Put(w, slices.Sorted(maps.Keys(a.states)))
	var steps []uint64
	for step := range a.steps {
		steps = append(steps, step[0], step[1])
	}
	snapshot.Put(w, steps)
}

func (a abstractSet) read(r *snapshot.Reader) {
	for _, fp := range snapshot.Get[uint64](r) {
		a.states[fp] = true
	}
	for step := range slices.Chunk(snapshot.Get[uint64](r), 2) {
		a.steps[[2]uint64{step[0], step[1]}] = true
	}
}
