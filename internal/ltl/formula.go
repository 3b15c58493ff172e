package ltl

import "fmt"

// MaxAtoms is the number of atoms that a letter can tell apart.
const MaxAtoms = 64

// Op is the outermost operator of a formula.
type Op uint8

// The operators. Everything else is written with them.
const (
	True Op = iota
	Atom
	Not
	And
	Or
	Until   // L holds until R does, and R does
	Release // R holds, for ever or until L does, too
)

// Formula is a tree of operators. It is immutable.
type Formula struct {
	Op   Op
	Atom int      // which one, for Atom
	L, R *Formula // Not has L only
}

// Prop returns the formula that atom k is true now.
func Prop(k int) *Formula { return &Formula{Op: Atom, Atom: k} }

// Negate returns ~f.
func Negate(f *Formula) *Formula { return &Formula{Op: Not, L: f} }

// Both returns f /\ g.
func Both(f, g *Formula) *Formula { return &Formula{Op: And, L: f, R: g} }

// Either returns f \/ g.
func Either(f, g *Formula) *Formula { return &Formula{Op: Or, L: f, R: g} }

// Before returns "f until g".
func Before(f, g *Formula) *Formula { return &Formula{Op: Until, L: f, R: g} }

// Diamond returns <>f.
func Diamond(f *Formula) *Formula { return Before(&Formula{Op: True}, f) }

// Box returns []f.
func Box(f *Formula) *Formula {
	return &Formula{Op: Release, L: Negate(&Formula{Op: True}), R: f}
}

// Format writes f in TLA+'s notation, with the given names of atoms.
func (f *Formula) Format(names []string) string {
	in := func(g *Formula) string {
		text := g.Format(names)
		if g.Op >= And && !g.unary() {
			text = "(" + text + ")"
		}
		return text
	}
	switch {
	case f.Op == True:
		return "TRUE"
	case f.Op == Atom:
		return names[f.Atom]
	case f.Op == Not && f.L.Op == True:
		return "FALSE"
	case f.Op == Not:
		return "~" + in(f.L)
	case f.Op == And:
		return in(f.L) + ` /\ ` + in(f.R)
	case f.Op == Or && f.L.Op == Not:
		return in(f.L.L) + " => " + in(f.R)
	case f.Op == Or:
		return in(f.L) + ` \/ ` + in(f.R)
	case f.leadsTo():
		return in(f.R.L.L) + " ~> " + in(f.R.R.R)
	case f.unary() && f.Op == Until:
		return "<>" + in(f.R)
	case f.unary():
		return "[]" + in(f.R)
	case f.Op == Until:
		return fmt.Sprintf("%s until %s", in(f.L), in(f.R))
	}
	return fmt.Sprintf("%s releases %s", in(f.L), in(f.R))
}

// leadsTo reports whether f is [](p => <>q).
func (f *Formula) leadsTo() bool {
	if f.Op != Release || !f.unary() || f.R.Op != Or {
		return false
	}
	p, q := f.R.L, f.R.R
	return p.Op == Not && q.Op == Until && q.unary()
}

// unary reports whether f is a box or a diamond.
func (f *Formula) unary() bool {
	switch f.Op {
	case Until:
		return f.L.Op == True
	case Release:
		return f.L.Op == Not && f.L.L.Op == True
	}
	return false
}

// Holds reports whether f is true of the word whose letters from position loop
// on are repeated for ever. It follows the definitions and nothing else, so that
// it can judge what is found by way of automata.
func (f *Formula) Holds(word []uint64, loop int) bool { return f.truth(word, loop)[0] }

// truth returns the truth of f at every position.
func (f *Formula) truth(word []uint64, loop int) []bool {
	out := make([]bool, len(word))
	var l, r []bool
	if f.L != nil {
		l = f.L.truth(word, loop)
	}
	if f.R != nil {
		r = f.R.truth(word, loop)
	}
	each := func(at func(k int) bool) {
		for k := len(word) - 1; k >= 0; k-- {
			out[k] = at(k)
		}
	}
	next := func(k int) bool {
		if k+1 == len(word) {
			return out[loop]
		}
		return out[k+1]
	}
	switch f.Op {
	case True:
		each(func(int) bool { return true })
	case Atom:
		each(func(k int) bool { return word[k]>>f.Atom&1 != 0 })
	case Not:
		each(func(k int) bool { return !l[k] })
	case And:
		each(func(k int) bool { return l[k] && r[k] })
	case Or:
		each(func(k int) bool { return l[k] || r[k] })
	case Until: // a least fixed point: the second round carries what the loop has shown
		for range 2 {
			each(func(k int) bool { return r[k] || l[k] && next(k) })
		}
	case Release: // a greatest one
		each(func(int) bool { return true })
		for range 2 {
			each(func(k int) bool { return r[k] && (l[k] || next(k)) })
		}
	}
	return out
}
