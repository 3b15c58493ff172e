package ltl

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
)

// Automaton is a generalised Büchi automaton that reads a letter with each
// transition. State 0 is the initial one. It accepts a word if it can read it
// taking transitions with every mark again and again.
type Automaton struct {
	States [][]Edge // by origin
	Marks  uint64   // all marks, as bits
}

// Edge is a transition: it reads letters with all atoms of Pos and none of Neg.
type Edge struct {
	Pos, Neg uint64
	To       int
	Marks    uint64
}

// Reads reports whether the edge reads the letter.
func (e *Edge) Reads(letter uint64) bool { return letter&e.Pos == e.Pos && letter&e.Neg == 0 }

// maxParts is the largest number of different subformulas.
const maxParts = 64

// Translate returns an automaton that accepts exactly the words of which f is
// true. It is the classical tableau: a state of the automaton is a set of
// formulas that are to be true from here on; a transition reads what they claim
// of one letter, and leads to what they claim of the rest. Each "until" has a
// mark, on the transitions that do not put it off.
func Translate(f *Formula) (*Automaton, error) {
	t := &tableau{ids: map[part]int{}, states: map[uint64]int{}}
	root := t.normal(f, false)
	if len(t.parts) > maxParts {
		return nil, fmt.Errorf("the formula has %d parts, want at most %d", len(t.parts), maxParts)
	}
	a := &Automaton{}
	for id, p := range t.parts {
		if p.op == Until {
			t.untils |= 1 << id
		}
	}
	a.Marks = 1<<bits.OnesCount64(t.untils) - 1
	t.state(1 << root)
	for k := 0; k < len(t.sets); k++ {
		a.States = append(a.States, t.edges(t.sets[k]))
	}
	a.minimise()
	return a, nil
}

// part is a subformula in negation normal form, its operands given by number.
type part struct {
	op   Op // Not stands for a negated atom, or without an atom for FALSE
	atom int
	l, r int
}

const noAtom = -1

type tableau struct {
	parts  []part
	ids    map[part]int
	untils uint64
	states map[uint64]int // sets of parts
	sets   []uint64
}

// normal numbers the subformulas of f, or of its negation, pushing negations down
// to the atoms.
func (t *tableau) normal(f *Formula, negated bool) int {
	dual := func(op, other Op) Op {
		if negated {
			return other
		}
		return op
	}
	p := part{atom: noAtom}
	switch f.Op {
	case Not:
		return t.normal(f.L, !negated)
	case True:
		p.op = dual(True, Not)
	case Atom:
		p.op, p.atom = dual(Atom, Not), f.Atom
	case And:
		p.op = dual(And, Or)
	case Or:
		p.op = dual(Or, And)
	case Until:
		p.op = dual(Until, Release)
	case Release:
		p.op = dual(Release, Until)
	}
	if f.R != nil {
		p.l, p.r = t.normal(f.L, negated), t.normal(f.R, negated)
	}
	id, known := t.ids[p]
	if !known {
		id = len(t.parts)
		t.ids[p] = id
		t.parts = append(t.parts, p)
	}
	return id
}

func (t *tableau) state(set uint64) int {
	k, known := t.states[set]
	if !known {
		k = len(t.sets)
		t.states[set] = k
		t.sets = append(t.sets, set)
	}
	return k
}

// choice is a transition in the making: what is still to be taken apart, what was,
// the guard, what is left for later, and which untils are put off.
type choice struct {
	todo, done, pos, neg, next, off uint64
}

// edges returns the transitions from the state that claims all of set.
func (t *tableau) edges(set uint64) []Edge {
	var found []choice
	for open := []choice{{todo: set}}; len(open) > 0; {
		c := open[len(open)-1]
		open = open[:len(open)-1]
		if c.todo == 0 {
			found = append(found, c)
			continue
		}
		id := bits.TrailingZeros64(c.todo)
		c.todo &^= 1 << id
		c.done |= 1 << id
		open = append(open, t.split(c, id)...)
	}
	var out []Edge
	for k, c := range found {
		if !slices.ContainsFunc(found[:k], c.impliedBy) && !slices.ContainsFunc(found[k+1:], func(d choice) bool { return c.impliedBy(d) && !d.impliedBy(c) }) {
			out = append(out, Edge{Pos: c.pos, Neg: c.neg, To: t.state(c.next), Marks: t.marks(c.off)})
		}
	}
	return out
}

// impliedBy reports that d reads whatever c reads, claims no more of the rest, and
// puts no more off.
func (c choice) impliedBy(d choice) bool {
	return d.pos&^c.pos == 0 && d.neg&^c.neg == 0 && d.next&^c.next == 0 && d.off&^c.off == 0
}

// split takes one part of a choice apart.
func (t *tableau) split(c choice, id int) []choice {
	p := t.parts[id]
	also := func(c choice, more ...int) choice {
		for _, m := range more {
			c.todo |= 1 << m &^ c.done
		}
		return c
	}
	switch p.op {
	case Atom:
		c.pos |= 1 << p.atom
	case Not:
		if p.atom == noAtom {
			return nil
		}
		c.neg |= 1 << p.atom
	case And:
		return []choice{also(c, p.l, p.r)}
	case Or:
		return []choice{also(c, p.l), also(c, p.r)}
	case Until:
		later := also(c, p.l)
		later.next |= 1 << id
		later.off |= 1 << id
		return []choice{later, also(c, p.r)}
	case Release:
		later := also(c, p.r)
		later.next |= 1 << id
		return []choice{later, also(c, p.l, p.r)}
	}
	if c.pos&c.neg != 0 {
		return nil
	}
	return []choice{c}
}

// marks numbers the untils that are not put off.
func (t *tableau) marks(off uint64) (marks uint64) {
	k := 0
	for rest := t.untils; rest != 0; rest &= rest - 1 {
		if off&(rest&-rest) == 0 {
			marks |= 1 << k
		}
		k++
	}
	return marks
}

// minimise merges states with the same transitions, as long as there are any.
func (a *Automaton) minimise() {
	for {
		renamed, kept := make([]int, len(a.States)), [][]Edge{}
		for k, edges := range a.States {
			to := slices.IndexFunc(kept, func(other []Edge) bool { return slices.Equal(other, edges) })
			if to < 0 {
				to = len(kept)
				kept = append(kept, edges)
			}
			renamed[k] = to
		}
		if len(kept) == len(a.States) {
			return
		}
		for k, edges := range kept {
			for i := range edges {
				edges[i].To = renamed[edges[i].To]
			}
			kept[k] = tidy(edges)
		}
		a.States = kept
	}
}

// tidy sorts transitions and drops repeated ones.
func tidy(edges []Edge) []Edge {
	slices.SortFunc(edges, func(e, f Edge) int {
		return cmp.Or(cmp.Compare(e.To, f.To), cmp.Compare(e.Pos, f.Pos), cmp.Compare(e.Neg, f.Neg), cmp.Compare(e.Marks, f.Marks))
	})
	return slices.Compact(edges)
}

// Components returns the strongly connected components that a run of the
// automaton can stay in and accept: those whose own transitions have every mark.
func (a *Automaton) Components() [][]int {
	n := len(a.States)
	reach := make([][]bool, n)
	for k := range reach {
		reach[k] = make([]bool, n)
		for open := []int{k}; len(open) > 0; {
			from := open[len(open)-1]
			open = open[:len(open)-1]
			for _, e := range a.States[from] {
				if !reach[k][e.To] {
					reach[k][e.To] = true
					open = append(open, e.To)
				}
			}
		}
	}
	var out [][]int
	for k := range n {
		var c []int
		for j := range n {
			if reach[k][j] && reach[j][k] {
				c = append(c, j)
			}
		}
		if len(c) > 0 && c[0] == k && a.marksWithin(c) == a.Marks {
			out = append(out, c)
		}
	}
	return out
}

func (a *Automaton) marksWithin(component []int) (marks uint64) {
	for _, k := range component {
		for _, e := range a.States[k] {
			if slices.Contains(component, e.To) {
				marks |= e.Marks
			}
		}
	}
	return marks
}
