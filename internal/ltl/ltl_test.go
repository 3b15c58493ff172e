package ltl

import (
	"math/rand/v2"
	"testing"
)

var (
	p, q = Prop(0), Prop(1)
	yes  = &Formula{Op: True}
)

// accepts decides by brute force whether the automaton accepts a word with a loop:
// the product is a finite graph, and a run that accepts has a component with every
// mark.
func accepts(a *Automaton, word []uint64, loop int) bool {
	n := len(a.States)
	at := func(pos, q int) int { return pos*n + q }
	next := func(pos int) int {
		if pos+1 == len(word) {
			return loop
		}
		return pos + 1
	}
	size := len(word) * n
	reach := make([][]bool, size)
	for v := range reach {
		reach[v] = make([]bool, size)
	}
	var visit func(from, v int)
	visit = func(from, v int) {
		for _, e := range a.States[v%n] {
			if w := at(next(v/n), e.To); e.Reads(word[v/n]) && !reach[from][w] {
				reach[from][w] = true
				visit(from, w)
			}
		}
	}
	for v := range size {
		visit(v, v)
	}
	for v := range size {
		if v != 0 && !reach[0][v] || !reach[v][v] {
			continue
		}
		var marks uint64
		for u := range size {
			if !reach[v][u] || !reach[u][v] {
				continue
			}
			for _, e := range a.States[u%n] {
				if w := at(next(u/n), e.To); e.Reads(word[u/n]) && reach[w][v] {
					marks |= e.Marks
				}
			}
		}
		if marks == a.Marks {
			return true
		}
	}
	return false
}

func randomFormula(r *rand.Rand, size int) *Formula {
	if size <= 1 {
		if r.IntN(8) == 0 {
			return yes
		}
		return Prop(r.IntN(3))
	}
	left := 1 + r.IntN(size-1)
	f, g := randomFormula(r, left), randomFormula(r, size-left)
	switch r.IntN(8) {
	case 0:
		return Negate(f)
	case 1:
		return Both(f, g)
	case 2:
		return Either(f, g)
	case 3:
		return Before(f, g)
	case 4:
		return &Formula{Op: Release, L: f, R: g}
	case 5:
		return Box(f)
	case 6:
		return Diamond(f)
	}
	return Box(Either(Negate(f), Diamond(g)))
}

// Translate and Holds go about it in quite different ways, and must agree.
func TestTranslationAgreesWithDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	truth := map[bool]int{}
	for range 3000 {
		f := randomFormula(r, 1+r.IntN(9))
		a, err := Translate(f)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			word := make([]uint64, 1+r.IntN(5))
			for k := range word {
				word[k] = r.Uint64N(8)
			}
			loop := r.IntN(len(word))
			want := f.Holds(word, loop)
			truth[want]++
			if got := accepts(a, word, loop); got != want {
				t.Fatalf("%s on %b, loop at %d: the automaton says %v, the definition %v", f.Format([]string{"p", "q", "r"}), word, loop, got, want)
			}
		}
	}
	if truth[true] < 3000 || truth[false] < 3000 {
		t.Errorf("the formulas are true and false %v times: the test says little", truth)
	}
}

// Of the kinds of property that everybody uses, the negations have tiny automata,
// and one component of one state to search in.
func TestUsualFormulasHaveTinyAutomata(t *testing.T) {
	for _, tt := range []struct {
		name   string
		f      *Formula
		states int
	}{
		{"<>p", Diamond(p), 1},
		{"[]<>p", Box(Diamond(p)), 2},
		{"<>[]p", Diamond(Box(p)), 1},
		{"p ~> q", Box(Either(Negate(p), Diamond(q))), 2},
		{"[]p", Box(p), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.f.Format([]string{"p", "q"}); got != tt.name {
				t.Errorf("written as %s", got)
			}
			a, err := Translate(Negate(tt.f))
			if err != nil {
				t.Fatal(err)
			}
			if got := a.Components(); len(a.States) != tt.states || len(got) != 1 || len(got[0]) != 1 {
				t.Errorf("%d states, components %v, want %d states and one component of one state: %+v", len(a.States), got, tt.states, a)
			}
		})
	}
}

func TestHolds(t *testing.T) {
	const np, nq = 0b10, 0b01 // letters with q only, with p only
	for _, tt := range []struct {
		f    *Formula
		word []uint64
		loop int
		want bool
	}{
		{Diamond(p), []uint64{0, 0, nq}, 0, true},
		{Diamond(p), []uint64{nq, 0}, 1, true},
		{Box(Diamond(p)), []uint64{nq, 0}, 1, false},
		{Box(Diamond(p)), []uint64{0, nq, 0}, 1, true},
		{Diamond(Box(p)), []uint64{0, nq}, 1, true},
		{Diamond(Box(p)), []uint64{0, nq, 0}, 1, false},
		{Box(Either(Negate(p), Diamond(q))), []uint64{nq, np, 0}, 2, true},
		{Box(Either(Negate(p), Diamond(q))), []uint64{np, nq, 0}, 2, false},
		{Before(p, q), []uint64{nq, nq, np, 0}, 3, true},
		{Before(p, q), []uint64{nq, 0, np}, 0, false},
		{Before(p, q), []uint64{nq}, 0, false},
		{&Formula{Op: Release, L: q, R: p}, []uint64{nq}, 0, true},
		{&Formula{Op: Release, L: q, R: p}, []uint64{nq, np | nq, 0}, 2, true},
		{&Formula{Op: Release, L: q, R: p}, []uint64{nq, np, 0}, 2, false},
	} {
		if got := tt.f.Holds(tt.word, tt.loop); got != tt.want {
			t.Errorf("%s on %b, loop at %d: %v, want %v", tt.f.Format([]string{"p", "q"}), tt.word, tt.loop, got, tt.want)
		}
	}
}

func TestFormulaTooLarge(t *testing.T) {
	f := p
	for k := range 70 {
		f = Before(Prop(k%MaxAtoms), f)
	}
	if _, err := Translate(f); err == nil {
		t.Error("a formula of 70 untils was translated, want an error")
	}
}
