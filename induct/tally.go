package induct

import (
	"math/bits"

	"github.com/mcheck/mcheck/spec"
)

// tally is what one worker has found.
type tally struct {
	made, satisfying, partial, abandoned, failed uint64
	steps, refused                               uint64
	taken                                        []uint64     // by action
	initial                                      []family     // by lemma: that initial states satisfy it
	kept                                         [][]family   // by lemma and action: that the action preserves it
	implied                                      []family     // by invariant
	initialAt, impliedAt                         []*witness   // the first counterexamples
	keptAt                                       [][]*witness // by lemma and action
	states                                       fingerprints // that satisfy all lemmas
	reached                                      fingerprints // that initial states and steps lead to, satisfying all lemmas and bounds
	supported                                    bool         // the families are of more states than those that satisfy all lemmas
	failingOne                                   uint64       // states that fail one lemma for one element
	outsideAt                                    []*witness   // reached and never made: by action, 0 for initial states
}

// witness locates a counterexample.
type witness struct {
	unit  int64
	from  []byte // the state before the step, or the state itself
	step  spec.Instance
	first bool // an initial state
}

func newTally(n *spec.Inductive) *tally {
	actions, lemmas, implied := len(n.Machine.Actions), len(n.Lemmas), len(n.Machine.Properties)
	t := &tally{
		taken: make([]uint64, actions), initial: make([]family, lemmas), implied: make([]family, implied),
		initialAt: make([]*witness, lemmas), impliedAt: make([]*witness, implied), outsideAt: make([]*witness, actions+1),
	}
	for range lemmas {
		t.kept, t.keptAt = append(t.kept, make([]family, actions)), append(t.keptAt, make([]*witness, actions))
	}
	return t
}

func (t *tally) merge(o *tally) {
	t.made += o.made
	t.satisfying += o.satisfying
	t.partial += o.partial
	t.abandoned += o.abandoned
	t.failed += o.failed
	t.steps += o.steps
	t.refused += o.refused
	for a := range t.taken {
		t.taken[a] += o.taken[a]
	}
	for i := range t.kept {
		t.initial[i].merge(&o.initial[i])
		for a := range t.kept[i] {
			t.kept[i][a].merge(&o.kept[i][a])
		}
		earliest(t.keptAt[i], o.keptAt[i])
	}
	for p := range t.implied {
		t.implied[p].merge(&o.implied[p])
	}
	earliest(t.initialAt, o.initialAt)
	earliest(t.impliedAt, o.impliedAt)
	earliest(t.outsideAt, o.outsideAt)
	t.states.merge(&o.states)
	t.reached.merge(&o.reached)
}

// earliest keeps of each two counterexamples the one that comes first in the order of
// states, whatever the workers did. Within a unit it is the first that was found.
func earliest(to, from []*witness) {
	for k, w := range from {
		if w != nil && (to[k] == nil || w.unit < to[k].unit) {
			to[k] = w
		}
	}
}

// lemmasIn returns the numbers in a set of lemmas.
func lemmasIn(set uint64) (numbers []int) {
	for ; set != 0; set &= set - 1 {
		numbers = append(numbers, bits.TrailingZeros64(set))
	}
	return numbers
}

// outside returns the fingerprints that were reached and not made.
func (t *tally) outside() map[uint64]bool {
	out := map[uint64]bool{}
	for _, fp := range t.reached.missing(&t.states) {
		out[fp] = true
	}
	return out
}
