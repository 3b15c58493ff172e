package explorer

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/mcheck/mcheck/internal/snapshot"
)

// savedDisk is what a search on disk consists of when a level begins, but for its files.
type savedDisk struct {
	on      bool
	depth   int
	waiting uint64 // states to be expanded
	next    int64  // bytes: of the next level, what was there when the search left memory
	slots   []int  // of each table
	dir     string // the last part of its name
}

// now returns what belongs to the search on disk, if it is there.
func (d *disk) now(s *search) savedDisk {
	if d == nil {
		return savedDisk{}
	}
	at := savedDisk{on: true, depth: d.depth, waiting: s.frontier.states, next: d.next.size, dir: filepath.Base(d.dir)}
	for p := range s.tables {
		at.slots = append(at.slots, len(s.tables[p].slots))
	}
	return at
}

// write writes the files, as they were when the level began. The tables are not among
// them: they know what the level has found since then, which is to be found again.
func (d *disk) write(w *snapshot.Writer, at savedDisk) {
	d.level.save(w, d.level.size)
	d.next.save(w, at.next)
	for _, seen := range d.seen {
		seen.save(w, seen.bytes())
	}
}

// readDisk makes the search one on disk.
func (s *search) readDisk(r *snapshot.Reader, at savedDisk) {
	if s.opts.Dir == "" {
		r.Fail(errors.New("the checkpoint is of a search on disk: want a directory for it, and a limit of memory"))
		return
	}
	// What a process that was killed has left is of no use.
	if err := os.RemoveAll(filepath.Join(s.opts.Dir, at.dir)); err != nil {
		s.keeper.warn(err.Error())
	}
	d, err := newDisk(s.opts.Dir)
	if r.Fail(err); err != nil {
		return
	}
	s.disk, s.frontier.disk, s.frontier.states = d, d, at.waiting
	d.depth, d.level, d.next = at.depth, d.load(r, "level"), d.load(r, "level")
	for p := range d.seen {
		if d.seen[p] = d.load(r, "seen"); d.seen[p].size == 0 {
			d.seen[p].close()
			d.seen[p] = nil
		}
		s.tables[p] = newCache(at.slots[p])
	}
	r.Fail(d.error())
}

const savedChunk = 1 << 20

// save writes the first bytes of the file.
func (f *spool) save(w *snapshot.Writer, size int64) {
	snapshot.Put(w, []uint64{uint64(size)})
	if size == 0 {
		return
	}
	if f.w != nil {
		w.Fail(f.w.Flush())
	}
	if f.file == nil {
		w.Fail(f.disk.error()) // why there is none
		return
	}
	from := io.NewSectionReader(f.file, 0, size)
	for chunk := make([]byte, min(size, savedChunk)); size > 0; size -= int64(len(chunk)) {
		chunk = chunk[:min(size, savedChunk)]
		_, err := io.ReadFull(from, chunk)
		w.Fail(err)
		snapshot.Put(w, chunk)
	}
}

// load reads what save has written into a new file.
func (d *disk) load(r *snapshot.Reader, name string) *spool {
	f := d.create(name)
	size := snapshot.Get[uint64](r)
	for r.Err() == nil && uint64(f.size) < size[0] {
		f.write(snapshot.Get[byte](r))
	}
	return f
}
