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
	// Enabled returns, by action, the numbers that steps are to be added to.
	Enabled() []uint64
	// Successors reports, in order, those of the steps that change the state, with the
	// fingerprints of the states that they lead to. They are only there during the call,
	// in which the current state is the parent.
	Successors(steps []Instance, fingerprints []uint64)
}

// batch is where instances are tried: copies of the state before the step, each of
// which is used up by one that is enabled.
type batch[S any] struct {
	parent  *S
	next    *S         // the copy to try the next value on
	copies  []S        // the first n are results
	steps   []Instance // by copy: what it is a result of
	n       int
	from    int  // the value to be tried next; -1 while the domain is read
	filling bool // values from there on are being tried
}

func newBatch[S any](parent *S, copies []S) batch[S] {
	return batch[S]{parent: parent, next: &copies[0], copies: copies, steps: make([]Instance, len(copies))}
}

// took notes that a step is enabled, and reports whether the batch is full.
func (b *batch[S]) took(step Instance) bool {
	b.steps[b.n] = step
	b.n++
	if b.n == len(b.copies) {
		return true
	}
	b.next = &b.copies[b.n]
	*b.next = *b.parent
	return false
}

// reset empties the batch.
func (b *batch[S]) reset() {
	b.n, b.next = 0, &b.copies[0]
	*b.next = *b.parent
}

// MaxSteps is how many steps are reported at once, at the most. Their states should fit into
// the innermost cache.
const (
	MaxSteps   = 32
	copiesSize = 1 << 12
)

// prepare makes the worker's batches.
func (w *worker[S]) prepare() {
	w.one = newBatch(&w.parent, unsafe.Slice(&w.work, 1))
	w.trying = &w.one
	w.plain = w.simple && w.layout.Flat() && len(slices.Concat(w.steps...)) == 0 && len(w.Model.Constraints) == 0 && !w.bounded()
	if w.plain {
		n := max(1, min(MaxSteps, copiesSize/int(w.layout.Type.Size())))
		w.many = newBatch(&w.parent, make([]S, n))
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
	b, enabled := &w.many, sink.Enabled()
	w.doing, w.trying = "", b
	b.reset()
	reported := 0
	for a, inst := range w.inst {
		w.action = a
		if !w.actions[a].fixed {
			b.from = -1
			w.load(a)
		}
		b.from, b.filling = 0, true
		before, action := reported+b.n, Instance(a)<<instanceBits
		for inst.fill(b, action); b.n == len(b.copies); inst.fill(b, action) {
			reported += w.report(sink)
		}
		b.filling = false
		enabled[a] += uint64(reported + b.n - before)
	}
	w.action = -1
	return reported + w.report(sink)
}

// report hands what is in the batch to the sink, and returns how much it was.
func (w *worker[S]) report(sink BulkSink) int {
	b := &w.many
	n := b.n
	tags := unsafe.Slice((*uint32)(unsafe.SliceData(b.steps)), n)
	changed := w.layout.HashChanged(tags, w.fingerprints, pointer(&b.copies[0]), pointer(&w.parent), w.loadedFingerprint, &w.enc)
	sink.Successors(b.steps[:changed], w.fingerprints[:changed])
	b.reset()
	return n
}
