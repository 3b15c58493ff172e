package explorer

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// compareImages expands a renamed image of the parent and panics unless it has
// the same successors, up to renaming, with the same properties. The parent is
// changed.
func (h *hand) compareImages(state []byte) {
	h.Observe(nil) // images are no part of the evidence for the network's rules
	h.Keep(true)
	defer func() { h.Observe(h.cert); h.Keep(false) }()
	own := h.outcomes()
	seed := codec.Hash(state)
	h.Permuted(seed, 1, func() {
		h.counts.images++
		if image := h.outcomes(); !slices.Equal(own, image) {
			panic(&spec.ImpureError{What: fmt.Sprintf("the declared symmetry over %v does not hold: a state and its image under a renaming have different successors or properties", h.machine.Symmetric)})
		}
	})
}

// outcomes summarises the steps from the parent in a way that renamings keep.
func (h *hand) outcomes() []uint64 {
	c := &outcomes{h: h}
	successors := h.Expand(c, false)
	c.add(0, c.properties()) // of the parent, of which Expand leaves a copy current
	if successors == 0 && h.Terminal(false) {
		c.add(5)
	}
	slices.Sort(c.all)
	return c.all
}

type outcomes struct {
	h   *hand
	all []uint64
}

func (c *outcomes) add(words ...uint64) {
	sum := uint64(len(words))
	for _, w := range words {
		sum = codec.Mix(sum, w)
	}
	c.all = append(c.all, sum)
}

// Successor implements spec.Sink.
func (c *outcomes) Successor(_ spec.Instance, fp uint64) { c.add(fp, c.properties()) }

// properties summarises what the properties say of the current state.
func (c *outcomes) properties() uint64 {
	sum := uint64(0)
	c.h.CheckState(false,
		func(p int, _ error) { sum = codec.Mix(sum, uint64(2*p+1)) },
		func(p int) { sum = codec.Mix(sum, uint64(2*p+2)) },
	)
	return sum
}

// Cut implements spec.Sink.
func (c *outcomes) Cut(_ spec.Instance, constraint int) { c.add(1, uint64(constraint)) }

// Refused implements spec.Sink.
func (c *outcomes) Refused(step spec.Instance, bound int) {
	c.add(2, uint64(step.Action()), uint64(bound))
}

// Violated implements spec.Sink.
func (c *outcomes) Violated(_ spec.Instance, property int, _ error) { c.add(3, uint64(property)) }

// Seen implements spec.Sink.
func (c *outcomes) Seen(_ spec.Instance, property int) { c.add(4, uint64(property)) }
