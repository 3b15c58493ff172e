package live

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/internal/ltl"
)

// plain is a state graph with everything written out: what the oracle looks at.
type plain struct {
	initial []uint32
	atoms   []uint64 // by state
	steps   []plainStep
	cut     [][]uint32 // by state: the events of steps that were cut off
	formula *ltl.Formula
	fair    []Condition
	cuts    bool // enable
}

type plainStep struct {
	from, to uint32
	atoms    uint64
	events   []uint32
}

const stepAtom = 2 // atoms 0 and 1 are of states, this one is of steps

func (p *plain) query() *Query {
	g := NewGraph()
	g.Initial, g.StepAtoms = p.initial, 1<<stepAtom
	g.Grow(len(p.atoms), 1)
	b := NewBuilder(g)
	b.Begin(0)
	for s := range uint32(len(p.atoms)) {
		for _, step := range p.steps {
			if step.from == s {
				b.Step(step.to, g.Class(Class{step.atoms, step.events}))
			}
		}
		if len(p.cut[s]) > 0 {
			b.Cut(g.Class(Class{Events: p.cut[s]}))
		}
		b.State(s, p.atoms[s])
	}
	b.End()
	return &Query{Graph: g, Formula: p.formula, Fair: p.fair, CutEnables: p.cuts}
}

// between returns what the step from s to t is a step of: of all there are.
func (p *plain) between(s, t uint32) (atoms uint64, events []uint32, ok bool) {
	if s == t {
		return 0, nil, true
	}
	for _, step := range p.steps {
		if step.from == s && step.to == t {
			atoms, events, ok = atoms|step.atoms, append(events, step.events...), true
		}
	}
	return atoms, events, ok
}

func (p *plain) enabled(s uint32, event uint32) bool {
	for _, step := range p.steps {
		if step.from == s && step.to != s && slices.Contains(step.events, event) {
			return true
		}
	}
	return p.cuts && slices.Contains(p.cut[s], event)
}

// bad reports whether states, from position loop on for ever, are a fair behaviour
// that violates the formula: the definitions, word for word.
func (p *plain) bad(states []uint32, loop int) bool {
	next := func(k int) uint32 {
		if k+1 == len(states) {
			return states[loop]
		}
		return states[k+1]
	}
	var word []uint64
	for k, s := range states {
		atoms, _, ok := p.between(s, next(k))
		if !ok {
			return false
		}
		word = append(word, p.atoms[s]|atoms)
	}
	for _, c := range p.fair {
		taken, always, once := false, true, false
		for k := loop; k < len(states); k++ {
			_, events, _ := p.between(states[k], next(k))
			taken = taken || slices.Contains(events, c.Event)
			on := p.enabled(states[k], c.Event)
			always, once = always && on, once || on
		}
		if !taken && (c.Strong && once || !c.Strong && always) {
			return false
		}
	}
	return !p.formula.Holds(word, loop)
}

// shortest tries all lassos of at most max states, and returns the length of the
// shortest bad one, or 0.
func (p *plain) shortest(max int) (total int) {
	var walk func(states []uint32)
	walk = func(states []uint32) {
		for loop := range states {
			if (total == 0 || len(states) < total) && p.bad(states, loop) {
				total = len(states)
			}
		}
		if len(states) == max {
			return
		}
		last := states[len(states)-1]
		for t := range uint32(len(p.atoms)) {
			if _, _, ok := p.between(last, t); ok {
				walk(append(states, t))
			}
		}
	}
	for _, i := range p.initial {
		walk([]uint32{i})
	}
	return total
}

func randomPlain(r *rand.Rand) *plain {
	n := 1 + r.IntN(4)
	p := &plain{initial: []uint32{uint32(r.IntN(n))}, cuts: r.IntN(3) == 0}
	events := func() (out []uint32) {
		for e := range uint32(3) {
			if r.IntN(3) == 0 {
				out = append(out, e)
			}
		}
		return out
	}
	for range n {
		p.atoms = append(p.atoms, r.Uint64N(4))
		var cut []uint32
		if r.IntN(6) == 0 {
			cut = events()
		}
		p.cut = append(p.cut, cut)
	}
	for range r.IntN(2 * n) {
		p.steps = append(p.steps, plainStep{uint32(r.IntN(n)), uint32(r.IntN(n)), r.Uint64N(2) << stepAtom, events()})
	}
	for e := range uint32(3) {
		if r.IntN(2) == 0 {
			p.fair = append(p.fair, Condition{e, r.IntN(2) == 0})
		}
	}
	p.formula = randomFormula(r, 1+r.IntN(6))
	return p
}

func randomFormula(r *rand.Rand, size int) *ltl.Formula {
	p, q, a := ltl.Prop(0), ltl.Prop(1), ltl.Prop(stepAtom)
	switch r.IntN(9) { // the kinds that everybody uses, more often
	case 0:
		return ltl.Diamond(p)
	case 1:
		return ltl.Box(ltl.Diamond(p))
	case 2:
		return ltl.Diamond(ltl.Box(p))
	case 3:
		return ltl.Box(ltl.Either(ltl.Negate(p), ltl.Diamond(q)))
	}
	if size <= 1 {
		return []*ltl.Formula{p, q, a}[r.IntN(3)]
	}
	left := 1 + r.IntN(size-1)
	f, g := randomFormula(r, left), randomFormula(r, size-left)
	return []*ltl.Formula{ltl.Negate(f), ltl.Both(f, g), ltl.Either(f, g), ltl.Before(f, g), ltl.Box(f), ltl.Diamond(f)}[r.IntN(6)]
}

// againstOracle compares a query with all lassos of a few states.
func againstOracle(t *testing.T, p *plain) (outcome string) {
	const most = 6
	got, err := p.query().Find()
	if err != nil {
		t.Fatalf("%v\n%+v", err, p)
	}
	total := p.shortest(most)
	outcome = fmt.Sprint("violated ", got != nil)
	switch {
	case got == nil && total > 0:
		t.Errorf("no lasso found, and there is one of %d states: %s\n%+v", total, p.formula.Format([]string{"p", "q", "A"}), p)
	case got == nil:
	case !p.bad(got.States, got.Loop):
		t.Errorf("%v is no fair behaviour that violates the formula\n%+v", got, p)
	case total > 0 && len(got.States) < total:
		t.Errorf("%v is shorter than the oracle's shortest, %d\n%+v", got, total, p)
	case total > 0 && len(got.States) == total:
		outcome += ", shortest"
	}
	return outcome
}

func TestAgainstOracle(t *testing.T) {
	outcomes := map[string]int{}
	r := rand.New(rand.NewPCG(5, 6))
	for range 6000 {
		outcomes[againstOracle(t, randomPlain(r))]++
		if t.Failed() {
			return
		}
	}
	t.Log(outcomes)
	if outcomes["violated false"] < 1000 || outcomes["violated true, shortest"] < 10*outcomes["violated true"] {
		t.Errorf("%v: the test says little, or lassos are long", outcomes)
	}
}

func FuzzFind(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b uint64) { againstOracle(t, randomPlain(rand.New(rand.NewPCG(a, b)))) })
}
