package explorer

import (
	"cmp"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
)

// disk holds what a breadth-first search has no room for in memory: the set of states,
// the states that are still to be expanded, and the links.
//
// A level is expanded as a whole. The tables in memory know some of the states that
// were seen, so that what they let pass are candidates; which of these are new is found
// out at the end of the level, by merging their sorted fingerprints with those of all
// states (delayed detection of duplicates, Stern and Dill, Using Magnetic Disk Instead
// of Main Memory in the Murphi Verifier, CAV 1998). Candidates keep the order in which
// they were generated: what is new, and which step is said to have led there, is what
// it would be in memory.
type disk struct {
	dir   string
	depth int // of the level being expanded when the search left memory

	seen       [partitions]*spool // fingerprints of all states, sorted; nil: none
	level      *spool             // the states being expanded, in blocks
	next       *spool             // the states of the next level
	candidates *spool             // of the level, in order
	unsorted   [partitions]*spool // the candidates' fingerprints and numbers; nil: none
	rounds     []diskRound        // of the level
	// Where there are checkpoints the level can be done again as long as it is not
	// complete: merged becomes seen only then.
	start  *saved             // the search when the level began, if it has
	merged [partitions]*spool // nil: seen is as it was

	mu     sync.Mutex
	failed error // the first error of any file
}

// diskRound is what a round of a level has made.
type diskRound struct{ blocks, candidates int }

// numbered is a fingerprint with the number of the candidate in its level.
type numbered struct{ fp, number uint64 }

// newDisk makes a directory for a search in dir, which exists.
func newDisk(dir string) (*disk, error) {
	own, err := os.MkdirTemp(dir, "mcheck-")
	if err != nil {
		return nil, err
	}
	return &disk{dir: own}, nil
}

// remove removes everything.
func (d *disk) remove(links *linkFile) {
	for _, f := range slices.Concat(d.seen[:], d.merged[:], d.unsorted[:], []*spool{d.level, d.next, d.candidates}) {
		f.close()
	}
	if links != nil {
		_ = links.file.Close()
	}
	_ = os.RemoveAll(d.dir)
}

func (d *disk) fail(err error) {
	if err == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failed == nil {
		d.failed = err
	}
}

func (d *disk) error() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.failed
}

// store writes the fingerprints of a table, sorted.
func (d *disk) store(p int, t *table) {
	if t.used == 0 {
		return
	}
	all := make([]uint64, 0, t.used)
	for _, fp := range t.slots {
		if fp != 0 {
			all = append(all, fp)
		}
	}
	slices.Sort(all)
	d.seen[p] = d.create("seen")
	d.seen[p].write(rawOf(all))
}

// open begins a level.
func (d *disk) open() {
	d.rounds = d.rounds[:0]
	d.candidates = d.create("candidates")
}

// add writes the candidates of a round, so many blocks of states.
func (d *disk) add(blocks int, candidates []newcomer, first uint64) {
	d.rounds = append(d.rounds, diskRound{blocks, len(candidates)})
	d.candidates.write(rawOf(candidates))
	for k := range candidates {
		n := [1]numbered{{candidates[k].fp, first + uint64(k)}}
		p := partitionOf(n[0].fp)
		if d.unsorted[p] == nil {
			d.unsorted[p] = d.create("unsorted")
		}
		d.unsorted[p].write(rawOf(n[:]))
	}
}

// detect adds the candidates of a partition to the set of states, and marks those that
// were not there: of several with the same fingerprint the first.
func (d *disk) detect(p int, fresh marks) {
	found := d.sorted(p)
	if len(found) == 0 {
		return
	}
	old, merged := column{f: d.seen[p]}, column{f: d.create("seen")}
	if old.f != nil {
		old.f.rewind()
	}
	fp, more := old.next()
	for more || len(found) > 0 {
		switch {
		case len(found) == 0 || more && fp < found[0].fp:
			merged.append(fp)
			fp, more = old.next()
		case !more || found[0].fp < fp:
			fresh.set(found[0].number)
			merged.append(found[0].fp)
			found = after(found)
		default: // was there
			found = after(found)
		}
	}
	merged.flush()
	if d.merged[p] = merged.f; d.start == nil {
		d.settle(p)
	}
}

// settle makes what a partition was merged into the set of states.
func (d *disk) settle(p int) {
	if d.merged[p] != nil {
		d.seen[p].close()
		d.seen[p], d.merged[p] = d.merged[p], nil
	}
}

// sorted returns the candidates of a partition by fingerprint, and then by number.
func (d *disk) sorted(p int) []numbered {
	in := d.unsorted[p]
	if in == nil {
		return nil
	}
	d.unsorted[p] = nil
	in.rewind()
	defer in.close()
	found := make([]numbered, in.size/int64(unsafe.Sizeof(numbered{})))
	if in.read(rawOf(found)) != len(rawOf(found)) {
		return nil
	}
	slices.SortFunc(found, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(a.fp, b.fp), cmp.Compare(a.number, b.number))
	})
	return found
}

// after drops the first candidate, and all with the same fingerprint.
func after(found []numbered) []numbered {
	k := 1
	for k < len(found) && found[k].fp == found[0].fp {
		k++
	}
	return found[k:]
}

// marks is a set of numbers that several workers add to.
type marks []atomic.Uint64

func newMarks(n uint64) marks { return make(marks, n/64+1) }

func (m marks) set(n uint64) { m[n/64].Or(1 << (n % 64)) }

func (m marks) has(n uint64) bool { return m[n/64].Load()&(1<<(n%64)) != 0 }
