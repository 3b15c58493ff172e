package explorer

import (
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/spec"
)

// compareImages expands a renamed image of the parent and panics unless it has the
// outcomes that the parent had. The parent is changed.
func (h *hand) compareImages(state []byte) {
	h.Observe(nil) // images are no part of the evidence for the network's rules
	defer h.Observe(h.cert)
	h.Permuted(codec.Hash(state), 1, func() {
		h.counts.images++
		h.image.begin(h, nil)
		h.image.end(h.Expand(&h.image, false))
		if !slices.Equal(h.outcomes.all, h.image.all) {
			panic(&spec.ImpureError{What: fmt.Sprintf("the declared symmetry over %v does not hold: a state and its image under a renaming have different successors or properties", h.machine.Symmetric)})
		}
	})
}

// outcomes summarises the steps from the parent in a way that renamings keep, and hands
// them on to a sink. What properties say of the states that they lead to is seen when
// those are parents.
type outcomes struct {
	h            *hand
	sink         spec.Sink // or nil
	all          []uint64
	sum          uint64
	violatedHere func(property int, _ error) // adds to sum
	seenHere     func(property int)          // likewise
}

func (c *outcomes) begin(h *hand, sink spec.Sink) {
	c.h, c.sink, c.all = h, sink, c.all[:0]
}

// end adds the parent, of which Expand leaves a copy current.
func (c *outcomes) end(successors int) {
	c.add(0, c.properties())
	if successors == 0 && c.h.Terminal(false) {
		c.add(5)
	}
	slices.Sort(c.all)
}

func (c *outcomes) add(words ...uint64) {
	sum := uint64(len(words))
	for _, w := range words {
		sum = codec.Mix(sum, w)
	}
	c.all = append(c.all, sum)
}

// properties summarises what the properties say of the current state.
func (c *outcomes) properties() uint64 {
	if c.violatedHere == nil {
		c.violatedHere = func(p int, _ error) { c.sum = codec.Mix(c.sum, uint64(2*p+1)) }
		c.seenHere = func(p int) { c.sum = codec.Mix(c.sum, uint64(2*p+2)) }
	}
	c.sum = 0
	c.h.CheckState(false, c.violatedHere, c.seenHere)
	return c.sum
}

// Successor implements spec.Sink.
func (c *outcomes) Successor(step spec.Instance, fp uint64) {
	if c.sink != nil {
		c.sink.Successor(step, fp)
	}
	c.add(fp)
}

// Cut implements spec.Sink.
func (c *outcomes) Cut(step spec.Instance, constraint int) {
	if c.sink != nil {
		c.sink.Cut(step, constraint)
	}
	c.add(1, uint64(constraint))
}

// Refused implements spec.Sink.
func (c *outcomes) Refused(step spec.Instance, bound int) {
	if c.sink != nil {
		c.sink.Refused(step, bound)
	}
	c.add(2, uint64(step.Action()), uint64(bound))
}

// Violated implements spec.Sink.
func (c *outcomes) Violated(step spec.Instance, property int, err error) {
	if c.sink != nil {
		c.sink.Violated(step, property, err)
	}
	c.add(3, uint64(property))
}

// Seen implements spec.Sink.
func (c *outcomes) Seen(step spec.Instance, property int) {
	if c.sink != nil {
		c.sink.Seen(step, property)
	}
	c.add(4, uint64(property))
}
