package live

import (
	"slices"

	"github.com/mcheck/mcheck/internal/ltl"
)

// product is the graph times the automaton. A node is a state and a state of the
// automaton that is about to read its letter.
type product struct {
	*Query
	auto  *ltl.Automaton
	words int      // of a set of conditions
	weak  set      // the conditions of weak fairness
	sets  []uint64 // by class: the conditions whose events a step is of
	live  []bool   // by class: whether there are any
	ticks int
}

func (q *Query) newProduct(auto *ltl.Automaton) *product {
	g := q.Graph
	p := &product{Query: q, auto: auto, words: (len(q.Fair) + 63) / 64, live: make([]bool, len(g.classes))}
	p.weak = p.newSet()
	of := map[uint32][]int{}
	for k, c := range q.Fair {
		of[c.Event] = append(of[c.Event], k)
		if !c.Strong {
			p.weak[k/64] |= 1 << (k % 64)
		}
	}
	p.sets = make([]uint64, p.words*len(g.classes))
	for c := range g.classes {
		for _, e := range g.classes[c].Events {
			for _, k := range of[e] {
				p.of(uint32(c))[k/64] |= 1 << (k % 64)
				p.live[c] = true
			}
		}
	}
	return p
}

func (p *product) newSet() set { return make(set, p.words) }

// of returns the conditions whose events a step of the class is of.
func (p *product) of(class uint32) set {
	return p.sets[int(class)*p.words : int(class+1)*p.words]
}

// cut returns the class of what is enabled in s by steps that were cut off.
func (p *product) cut(s uint32) uint32 {
	if !p.CutEnables {
		return 0
	}
	return p.Graph.kinds[p.Graph.kind.get(s)].Cut
}

// enabledIn sets into to the conditions whose events are possible in s.
func (p *product) enabledIn(s uint32, into set) {
	clear(into)
	into.add(p.of(p.cut(s)))
	steps := p.Graph.out(s)
	for k := range len(steps) / stepSize {
		if _, class := stepAt(steps, k); p.live[class] {
			into.add(p.of(class))
		}
	}
}

// idle reports that no event of a condition is possible in s.
func (p *product) idle(s uint32) bool {
	if p.live[p.cut(s)] {
		return false
	}
	steps := p.Graph.out(s)
	for k := range len(steps) / stepSize {
		if _, class := stepAt(steps, k); p.live[class] {
			return false
		}
	}
	return true
}

// tick lets the search be stopped.
func (p *product) tick() error {
	if p.ticks++; p.ticks%(1<<16) == 0 && p.Stop != nil {
		return p.Stop()
	}
	return nil
}

// move is a transition of the automaton whose demands on the state are met.
type move struct {
	to       int
	pos, neg uint64 // its demands on the step
	marks    uint64
}

// takes reports whether the move reads a step of a class with the given atoms.
func (m *move) takes(step uint64) bool { return step&m.pos == m.pos && step&m.neg == 0 }

// moves returns the automaton's transitions between the given states, by kind of
// state and then by origin, as positions in states.
func (p *product) moves(states []int) [][]move {
	g := p.Graph
	out := make([][]move, len(g.kinds)*len(states))
	for k, kind := range g.kinds {
		for local, q := range states {
			for _, e := range p.auto.States[q] {
				to := slices.Index(states, e.To)
				if state := (ltl.Edge{Pos: e.Pos &^ g.StepAtoms, Neg: e.Neg &^ g.StepAtoms}); to >= 0 && state.Reads(kind.Atoms) {
					at := k*len(states) + local
					out[at] = append(out[at], move{to, e.Pos & g.StepAtoms, e.Neg & g.StepAtoms, e.Marks})
				}
			}
		}
	}
	return out
}

// walker enumerates the transitions of a part of the product: those states of the
// automaton that are given. Node numbers are state * width + position.
type walker struct {
	*product
	states []int
	width  uint32
	table  [][]move
}

func (p *product) newWalker(states []int) walker {
	return walker{product: p, states: states, width: uint32(len(states)), table: p.moves(states)}
}

func (w *walker) node(s uint32, local int) uint32 { return s*w.width + uint32(local) }
func (w *walker) state(v uint32) uint32           { return v / w.width }

func (w *walker) movesFrom(v uint32) []move {
	return w.table[w.Graph.kind.get(v/w.width)*w.width+v%w.width]
}

// next returns the pos-th transition of v or a later one, and the position after
// it. The first are stuttering steps. Transitions have target, class and marks.
func (w *walker) next(v uint32, moves []move, steps []byte, pos int) (t transition, after int, ok bool) {
	n := len(moves)
	for total := n * (1 + len(steps)/stepSize); pos < total; pos++ {
		m := &moves[pos%n]
		to, class := v/w.width, uint32(0)
		if pos >= n {
			to, class = stepAt(steps, pos/n-1)
		}
		if m.pos|m.neg == 0 || m.takes(w.Graph.classes[class].Atoms) {
			return transition{w.node(to, m.to), class, m.marks}, pos + 1, true
		}
	}
	return transition{}, pos, false
}

// transition is one of the product.
type transition struct {
	to    uint32
	class uint32
	marks uint64
}

// each visits the transitions of v until visit returns false.
func (w *walker) each(v uint32, visit func(transition) bool) {
	moves, steps := w.movesFrom(v), w.Graph.out(w.state(v))
	for t, pos, ok := w.next(v, moves, steps, 0); ok; t, pos, ok = w.next(v, moves, steps, pos) {
		if !visit(t) {
			return
		}
	}
}
