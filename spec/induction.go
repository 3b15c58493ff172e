package spec

import (
	"iter"
	"reflect"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// Induction states an inductive invariant: lemmas that all initial states satisfy,
// that every step from a type-correct state which satisfies them all preserves, and
// that together imply invariants of the model. Package induct establishes it on a
// finite instance.
type Induction[S any] struct {
	// States constructs the type-correct states from the zero value of S, one variable
	// after the other: TLA+'s TypeOK, as a generator. A lemma is decided as soon as
	// the variables that it reads have their values, so that those which lemmas
	// restrict most belong to the front.
	States []Variable[S]
	// Within excludes type-correct states that States does not make, such as those
	// with more messages than matter.
	Within []Constraint[S]
	// Lemmas are the conjuncts of the invariant.
	Lemmas []Lemma[S]
	// Implies names the invariants that follow from the lemmas; nil means all of the
	// model's.
	Implies []string

	_ struct{}
}

// Variable is a part of the state, and the values of its type.
type Variable[S any] struct {
	name string
	at   place
	// choices returns a fresh enumerator of the values, for one worker.
	choices func() choices[S]
	fixed   int // how many values there are in every state, or -1
}

func (v *Variable[S]) label() string { return v.name + v.at.String() }

// place is where a function is applied: the components of an element, none for what is
// no function.
type place []any

// placeOf takes a struct for a tuple of its fields.
func placeOf(i any) (p place) {
	v := reflect.ValueOf(i)
	if v.Kind() != reflect.Struct || codec.IsIndex(v.Type()) {
		return place{i}
	}
	for k := range v.NumField() {
		p = append(p, v.Field(k).Interface())
	}
	return p
}

// String formats p as [a1, 0].
func (p place) String() string {
	if p == nil {
		return ""
	}
	return list("[", "]", slices.Values(p))
}

// apart reports whether two places differ in components of the same type.
func (p place) apart(q place) bool {
	for _, x := range p {
		for _, y := range q {
			if reflect.TypeOf(x) == reflect.TypeOf(y) && x != y {
				return true
			}
		}
	}
	return false
}

// choices enumerates the values of a variable.
type choices[S any] interface {
	// load prepares for a state in which the variables before this one have their
	// values, and returns how many values there are.
	load(s *S) int
	// set gives the variable its k-th value.
	set(s *S, k int)
}

// Choose is a variable that set gives one of the values.
func Choose[S, V any](name string, values iter.Seq[V], set func(*S, V)) Variable[S] {
	all := slices.Collect(values)
	return Variable[S]{name: name, fixed: len(all), choices: func() choices[S] { return &chosen[S, V]{values: all, assign: set} }}
}

// ChooseAt is the variable name[i], the value of a function at one element, or at a
// tuple of elements, a struct: a lemma for each of them may be decided when the values
// there are known.
func ChooseAt[S, I, V any](name string, i I, values iter.Seq[V], set func(*S, I, V)) Variable[S] {
	v := Choose(name, values, func(s *S, v V) { set(s, i, v) })
	v.at = placeOf(i)
	return v
}

// ChooseFrom is a variable whose values depend on those of the variables before it.
func ChooseFrom[S, V any](name string, values func(*S) iter.Seq[V], set func(*S, V)) Variable[S] {
	return Variable[S]{name: name, fixed: -1, choices: func() choices[S] { return &chosen[S, V]{domain: values, assign: set} }}
}

// ChooseFromAt is the variable name[i], whose values depend on those of the variables
// before it.
func ChooseFromAt[S, I, V any](name string, i I, values func(*S) iter.Seq[V], set func(*S, I, V)) Variable[S] {
	v := ChooseFrom(name, values, func(s *S, v V) { set(s, i, v) })
	v.at = placeOf(i)
	return v
}

type chosen[S, V any] struct {
	values []V
	domain func(*S) iter.Seq[V]
	assign func(*S, V)
}

func (c *chosen[S, V]) load(s *S) int {
	if c.domain != nil {
		c.values = slices.AppendSeq(c.values[:0], c.domain(s))
	}
	return len(c.values)
}

func (c *chosen[S, V]) set(s *S, k int) { c.assign(s, c.values[k]) }

// SubsetsOf iterates over the subsets of a domain, SUBSET of TLA+.
func SubsetsOf[I IndexType](d Domain[I]) iter.Seq[Subset[I]] {
	return func(yield func(Subset[I]) bool) {
		for bits := range 1 << d.size {
			if !yield(Subset[I]{bits: uint16(bits)}) {
				return
			}
		}
	}
}

// UpTo iterates over the lists of at most k different elements, smaller ones first:
// the sets of messages that matter if nothing reads more than k of them.
func UpTo[T any](k int, elems iter.Seq[T]) iter.Seq[[]T] {
	all := slices.Collect(elems)
	var extend func(from []T, first, room int, yield func([]T) bool) bool
	extend = func(from []T, first, room int, yield func([]T) bool) bool {
		if room == 0 {
			return yield(slices.Clone(from))
		}
		for i := first; i <= len(all)-room; i++ {
			if !extend(append(from, all[i]), i+1, room-1, yield) {
				return false
			}
		}
		return true
	}
	return func(yield func([]T) bool) {
		for n := range min(k, len(all)) + 1 {
			if !extend(make([]T, 0, n), 0, n, yield) {
				return
			}
		}
	}
}

// Lemma is a conjunct of an inductive invariant.
type Lemma[S any] struct {
	name, doc string
	reads     []string
	cases     []lemmaCase[S]
}

// lemmaCase is a lemma, or what it says of one element.
type lemmaCase[S any] struct {
	at    place
	check func(*S) error
}

// NewLemma is the lemma that check returns nil. The error names the culprits.
func NewLemma[S any](name string, check func(*S) error) Lemma[S] {
	return Lemma[S]{name: name, cases: []lemmaCase[S]{{check: check}}}
}

// LemmaForAll is the lemma that check returns nil for each element, or each tuple of
// elements, of the domain.
func LemmaForAll[S, I any](name string, domain iter.Seq[I], check func(*S, I) error) Lemma[S] {
	l := Lemma[S]{name: name}
	for i := range domain {
		l.cases = append(l.cases, lemmaCase[S]{placeOf(i), func(s *S) error { return check(s, i) }})
	}
	return l
}

// Doc says what the lemma is for.
func (l Lemma[S]) Doc(text string) Lemma[S] { l.doc = text; return l }

// Reads declares the variables that the lemma depends on; without it a lemma is
// decided when all variables have their values. In a lemma for all i the name of a
// function means its values there: of f[a1, 0] and f[a2, 0] a lemma about a1 reads the
// first. The declaration is tested whenever it is used.
func (l Lemma[S]) Reads(variables ...string) Lemma[S] { l.reads = variables; return l }

// Without returns a copy that lacks the named lemmas.
func (n *Induction[S]) Without(names ...string) *Induction[S] {
	out := *n
	out.Lemmas = slices.DeleteFunc(slices.Clone(n.Lemmas), func(l Lemma[S]) bool { return slices.Contains(names, l.name) })
	return &out
}
