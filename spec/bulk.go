package spec

import (
	"slices"
	"unsafe"
)

// This file expands states where nothing is asked about the steps but where they lead
// to: most states of most models without reductions.

// BulkSink is a Sink that takes several successors at once, where there is nothing to
// be asked about the steps but where they lead to.
type BulkSink interface {
	Sink
	// Successors reports steps, in order, with the fingerprints of the states that they
	// lead to. They are only there during the call, in which the current state is the
	// parent.
	Successors(steps []Instance, fingerprints []uint64)
}

// batch is where instances are tried: copies of the state before the step, each of
// which is used up by one that is enabled.
type batch[S any] struct {
	parent *S
	copies []S        // the first n are results, the next is a copy of the parent
	steps  []Instance // by copy: what it is a result of
	n      int
	params int // the value tried
}

// took notes that the value tried is enabled, and goes on to the next.
func (b *batch[S]) took(step Instance) {
	b.steps[b.n] = step
	b.params++
	if b.n++; b.n < len(b.copies) {
		b.copies[b.n] = *b.parent
	}
}

// How many steps are reported at once: so many, and no more than fit into the innermost
// cache.
const (
	maxCopies  = 32
	copiesSize = 1 << 12
)

// prepare makes the worker's batches.
func (w *worker[S]) prepare() {
	w.one = batch[S]{parent: &w.parent, copies: unsafe.Slice(&w.work, 1), steps: make([]Instance, 1)}
	w.trying = &w.one
	w.plain = w.simple && w.layout.FixedSize() > 0 && len(w.steps) == 0 && len(w.Model.Constraints) == 0 && !w.bounded()
	if w.plain {
		n := max(1, min(maxCopies, copiesSize/int(w.layout.Type.Size())))
		w.many = batch[S]{parent: &w.parent, copies: make([]S, n), steps: make([]Instance, n)}
		w.fingerprints = make([]uint64, n)
	}
}

// bounded reports whether any action has bounds.
func (c *compiled[S]) bounded() bool {
	return slices.ContainsFunc(c.actions, func(a *action[S]) bool { return len(a.bounds) > 0 })
}

// expandInBulk is Expand where only the fingerprints are wanted. Each step changes a copy
// of its own: a processor waits for what was just written to be read in other pieces,
// and has other steps to do in the meantime.
func (w *worker[S]) expandInBulk(sink BulkSink) int {
	b := &w.many
	w.doing, w.trying, b.n, b.copies[0] = "", b, 0, w.parent
	successors := 0
	for a, inst := range w.inst {
		w.action, b.params = a, -1
		if !w.actions[a].fixed {
			w.load(a)
		}
		b.params = 0
		for inst.fill(b, Instance(a)<<instanceBits); b.n == len(b.copies); inst.fill(b, Instance(a)<<instanceBits) {
			successors += w.report(sink)
		}
	}
	w.action = -1
	return successors + w.report(sink)
}

// report hands what is in the batch to the sink, and returns how much it was.
func (w *worker[S]) report(sink BulkSink) int {
	b := &w.many
	n := b.n
	w.layout.HashEach(w.fingerprints[:n], pointer(&b.copies[0]), pointer(&w.parent), w.loadedFingerprint, &w.enc)
	sink.Successors(b.steps[:n], w.fingerprints[:n])
	b.n, b.copies[0] = 0, w.parent
	return n
}
