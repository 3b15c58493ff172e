package live

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/ltl"
)

// Condition is fairness of one event: if it is possible from some time on (weak),
// or again and again (strong), it happens again and again.
type Condition struct {
	Event  uint32
	Strong bool
}

// Query asks for a fair behaviour of the graph that violates a formula.
type Query struct {
	Graph   *Graph
	Formula *ltl.Formula
	Fair    []Condition
	// CutEnables says that a step that was cut off makes its events possible.
	CutEnables bool
	// Stop, if set, is called from time to time; its error ends the search.
	Stop func() error
}

// Lasso is a behaviour: states, of which those from Loop on are repeated for ever.
// From the last one the behaviour returns to the Loop-th. Equal neighbours are a
// stuttering step; so is the return if it leads from a state to itself.
type Lasso struct {
	States []uint32
	Loop   int
}

// errTooLarge says that a product cannot be searched.
var errTooLarge = errors.New("the state graph, times the states of the automaton, has 2^31 nodes or more")

// Find returns a fair behaviour that violates the formula, or nil if there is
// none. Its stem is a shortest one unless a longer one leads to a state where
// nothing more need happen, and makes the whole no longer.
func (q *Query) Find() (*Lasso, error) {
	auto, err := ltl.Translate(ltl.Negate(q.Formula))
	if err != nil {
		return nil, err
	}
	if uint64(q.Graph.n)*uint64(len(auto.States)) >= done {
		return nil, errTooLarge
	}
	p := q.newProduct(auto)
	var regions []*region
	for _, c := range auto.Components() {
		r := p.newRegion(c)
		if err := r.search(); err != nil {
			return nil, err
		}
		if len(r.fair) > 0 {
			regions = append(regions, r)
		}
	}
	if len(regions) == 0 {
		return nil, nil
	}
	l, err := p.lasso(regions)
	if l == nil || err != nil {
		return nil, err
	}
	q.dropStutter(l)
	return l, q.verify(l)
}

// verify judges a lasso by the definitions: it must be a fair behaviour, and the
// formula false.
func (q *Query) verify(l *Lasso) error {
	word, ok := q.word(l)
	switch {
	case !ok:
		return fmt.Errorf("live: %v has a step that the graph has not", l.States)
	case q.Formula.Holds(word, l.Loop):
		return fmt.Errorf("live: the formula is true of %v, loop at %d", l.States, l.Loop)
	case slices.Contains(q.Satisfied(l, q.Fair), Unfair):
		return fmt.Errorf("live: %v, loop at %d, is not fair", l.States, l.Loop)
	}
	return nil
}

// word returns the letters of a lasso, and whether it is a behaviour.
func (q *Query) word(l *Lasso) (word []uint64, ok bool) {
	for k, s := range l.States {
		class, ok := q.Graph.step(s, l.After(k))
		if !ok {
			return nil, false
		}
		word = append(word, q.Graph.kinds[q.Graph.kind.get(s)].Atoms|q.Graph.classes[class].Atoms)
	}
	return word, true
}

// After returns the state after the k-th.
func (l *Lasso) After(k int) uint32 {
	if k+1 == len(l.States) {
		return l.States[l.Loop]
	}
	return l.States[k+1]
}

// dropStutter takes out stuttering steps that the violation does not need.
func (q *Query) dropStutter(l *Lasso) {
	for k := len(l.States) - 2; k >= 0; k-- {
		if l.States[k] != l.States[k+1] {
			continue
		}
		shorter := &Lasso{States: slices.Delete(slices.Clone(l.States), k, k+1), Loop: l.Loop}
		if k < l.Loop {
			shorter.Loop--
		}
		if q.verify(shorter) == nil {
			*l = *shorter
		}
	}
}

// Fulfilment tells how a lasso meets a fairness condition.
type Fulfilment uint8

// The ways.
const (
	Unfair   Fulfilment = iota // not at all
	Never                      // strong: the event is possible nowhere on the loop
	Disabled                   // weak: it is impossible somewhere on the loop
	Taken                      // it happens on the loop
)

// Satisfied tells, for each condition, how the lasso meets it.
func (q *Query) Satisfied(l *Lasso, conditions []Condition) []Fulfilment {
	out := make([]Fulfilment, len(conditions))
	for k, c := range conditions {
		somewhere, everywhere := false, true
		for at := l.Loop; at < len(l.States); at++ {
			enabled := slices.Contains(q.enabled(l.States[at]), c.Event)
			somewhere, everywhere = somewhere || enabled, everywhere && enabled
			class, _ := q.Graph.step(l.States[at], l.After(at))
			if slices.Contains(q.Graph.classes[class].Events, c.Event) {
				out[k] = Taken
			}
		}
		switch {
		case out[k] == Taken:
		case !somewhere:
			out[k] = Never
		case !c.Strong && !everywhere:
			out[k] = Disabled
		}
	}
	return out
}

// enabled lists the events that are possible in s.
func (q *Query) enabled(s uint32) []uint32 {
	steps := q.Graph.out(s)
	var events []uint32
	for k := range len(steps) / stepSize {
		_, class := stepAt(steps, k)
		events = append(events, q.Graph.classes[class].Events...)
	}
	if q.CutEnables {
		events = append(events, q.Graph.classes[q.Graph.kinds[q.Graph.kind.get(s)].Cut].Events...)
	}
	return events
}

// Where returns the position in the lasso of what meets a condition: of the state
// before a step, or of a state where the event is impossible.
func (q *Query) Where(l *Lasso, c Condition, how Fulfilment) int {
	for at := l.Loop; at < len(l.States); at++ {
		class, _ := q.Graph.step(l.States[at], l.After(at))
		switch {
		case how == Taken && slices.Contains(q.Graph.classes[class].Events, c.Event),
			how == Disabled && !slices.Contains(q.enabled(l.States[at]), c.Event):
			return at
		}
	}
	return l.Loop
}

// Letters returns the atoms that are true at each position of a lasso.
func (q *Query) Letters(l *Lasso) []uint64 {
	word, _ := q.word(l)
	return word
}

// set is a set of the query's conditions, by position.
type set []uint64

func (s set) add(t set) {
	for k := range s {
		s[k] |= t[k]
	}
}

func (s set) retain(t set) {
	for k := range s {
		s[k] &= t[k]
	}
}

func (s set) remove(t set) {
	for k := range s {
		s[k] &^= t[k]
	}
}

func (s set) meets(t set) bool {
	for k := range s {
		if s[k]&t[k] != 0 {
			return true
		}
	}
	return false
}

func (s set) empty() bool {
	for _, word := range s {
		if word != 0 {
			return false
		}
	}
	return true
}

func (s set) fill() {
	for k := range s {
		s[k] = ^uint64(0)
	}
}
