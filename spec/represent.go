package spec

import (
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// This file turns the current state into its representative, reduced and
// renamed, and that into a fingerprint.

func (w *worker[S]) Fingerprint() uint64 {
	switch {
	case w.simple && w.reduced != nil:
		return w.origin.Hash(pointer(&w.work), &w.enc)
	case w.simple:
		return w.layout.Hash(pointer(&w.work), &w.enc)
	case w.reduced != nil && w.idle():
		w.enc = append(w.enc[:0], w.loaded...)
		return codec.Hash(w.enc)
	}
	return w.represent()
}

func (w *worker[S]) Loaded() uint64 { return w.loadedFingerprint }

// successor is Fingerprint for the result of a step, of which nobody will ask
// for the encoding. Unless the worker is to keep the current state, it is
// overwritten.
func (w *worker[S]) successor() uint64 {
	if s := w.stepper(); s != nil && w.reduced != nil {
		switch something, lists := s.changed(&w.work, &w.parent, w.one.from); {
		case !something:
			return w.loadedFingerprint
		case !lists:
			return w.origin.HashOwn(pointer(&w.work), &w.enc)
		}
	}
	switch {
	case w.simple || w.cache == nil:
		return w.Fingerprint()
	case w.reduced != nil && w.idle():
		return w.loadedFingerprint
	}
	if w.keep {
		return w.cache.Fingerprint(pointer(&w.work), w.represented)
	}
	return w.cache.Fingerprint(pointer(&w.work), w.overwritten)
}

// represent finds the representative of the current state.
func (w *worker[S]) represent() uint64 {
	codec.Copy(w.imgMem, &w.image, &w.work)
	return w.representOf(&w.image)
}

// overwrite is represent for a current state that nobody needs any more.
func (w *worker[S]) overwrite() uint64 { return w.representOf(&w.work) }

// representOf turns *s into its representative.
func (w *worker[S]) representOf(s *S) uint64 {
	w.normalise(s)
	return w.canonical(s)
}

// normalise reduces the network of *s, and sends what is sent at once.
func (w *worker[S]) normalise(s *S) {
	if w.reduce {
		w.doing = "the network's rules"
		w.reducer.normalise(s, w.reduced)
		w.reducer.saturate(s, w.closed)
	}
}

// canonical renames *s, which is reduced, and encodes it.
func (w *worker[S]) canonical(s *S) uint64 {
	if w.renamer != nil {
		w.original = s
		w.enc = w.renamer.Canonical(w.enc[:0], pointer(s), w.copyOriginal)
	} else {
		w.enc = w.layout.Append(w.enc[:0], pointer(s))
	}
	return codec.Hash(w.enc)
}

func (w *worker[S]) Ghostless() (uint64, bool) {
	if w.simple && w.reduced != nil && w.zeroGhosts != nil {
		return w.origin.HashZeroed(w.zeroGhosts, pointer(&w.work))
	}
	differs := false
	for k, g := range w.ghosts {
		v := g.In(pointer(&w.work))
		w.saved[k].Set(v)
		differs = differs || !v.IsZero()
	}
	if !differs {
		return 0, false
	}
	for _, g := range w.ghosts {
		g.In(pointer(&w.work)).SetZero()
	}
	fp := w.Fingerprint()
	for k, g := range w.ghosts {
		g.In(pointer(&w.work)).Set(w.saved[k])
	}
	return fp, true
}

// idle reports that the step from the parent, a representative, to the current
// state changed nothing that matters, so that they have the same representative:
// more than half of the steps of a protocol over a growing set of messages.
func (w *worker[S]) idle() bool {
	if !w.reduce {
		return w.layout.Equal(pointer(&w.work), pointer(w.reduced), 0, 0)
	}
	w.doing = "the network's rules"
	return w.reducer.idle(&w.work, w.reduced)
}

func (w *worker[S]) OnlySends() bool { return w.reduce && w.reducer.sends(&w.work, &w.parent) }

func (w *worker[S]) Permuted(seed uint64, n int, visit func()) {
	if w.renamer == nil {
		return
	}
	perm := make([]uint8, w.renamer.Size())
	var original S
	originalMem := w.layout.NewScratch()
	codec.Copy(originalMem, &original, &w.parent)
	loaded := w.reduced != nil
	for range n {
		w.renamer.Types(func(first, size int) {
			for k := range size {
				seed = codec.Mix(seed, uint64(k)+1)
				j := int(seed>>33) % (k + 1)
				perm[first+k] = perm[first+j]
				perm[first+j] = uint8(k + 1)
			}
			if size > 1 && slices.IsSorted(perm[first:first+size]) { // the identity shows nothing
				perm[first], perm[first+1] = perm[first+1], perm[first]
			}
		})
		codec.Copy(w.parentMem, &w.parent, &original)
		w.renamer.Rename(pointer(&w.parent), perm)
		w.reduced, w.closed = nil, nil
		if loaded && w.renamed() {
			w.reduced, w.closed = &w.parent, &w.parent
		}
		visit()
	}
}

// renamed reports whether the parent, an image of the representative that was loaded, is
// reduced like it and has it for a representative. Then steps from the parent can be
// compared with it, as with what was loaded, which spares most of the work.
func (w *worker[S]) renamed() bool {
	codec.Copy(w.imgMem, &w.image, &w.parent)
	w.normalise(&w.image)
	if w.reduce && !w.layout.Equal(pointer(&w.image), pointer(&w.parent), 0, 0) {
		return false
	}
	if w.reduce {
		w.reducer.load(&w.parent)
	}
	return w.canonical(&w.image) == w.loadedFingerprint
}

// undo is restore after a step.
func (w *worker[S]) undo() {
	if s := w.stepper(); s == nil || !s.undo(&w.work, &w.parent, w.one.from) {
		w.restore()
	}
}

// stepper returns who knows what the current step has changed, or nil.
func (w *worker[S]) stepper() stepper[S] {
	if w.strict || !w.simple {
		return nil
	}
	return w.steppers[w.action]
}
