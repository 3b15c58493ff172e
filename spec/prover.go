package spec

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/codec"
)

// Inductive is an inductive invariant compiled for an engine, which sees variables,
// lemmas and actions as numbers. It is immutable; NewProver may be called
// concurrently.
type Inductive struct {
	// Machine is the model without reductions; its properties are the invariants that
	// the lemmas are to imply.
	Machine   *Machine
	Variables []VariableInfo
	Lemmas    []LemmaInfo
	// Within names the bounds on the states that are made.
	Within []string

	newProver func() Prover
}

// VariableInfo describes a variable.
type VariableInfo struct {
	Name   string
	Values int // or -1 if that depends on the variables before it
}

// LemmaInfo describes a lemma.
type LemmaInfo struct{ Name, Doc string }

// MaxLemmas is the largest number of lemmas: sets of lemmas are words.
const MaxLemmas = 64

// NewProver returns an interpreter of the proof for one goroutine.
func (n *Inductive) NewProver() Prover { return n.newProver() }

// Prover makes type-correct states, variable by variable, and tells which lemmas they
// and their successors fail. A set of lemmas is a word with a bit for each. Code of
// the model that panics does so through it; Where then tells what was running.
type Prover interface {
	// Worker has the complete state for its parent once Complete was called.
	Worker
	// Choices returns how many values the k-th variable can have, the ones before it
	// having been assigned.
	Choices(k int) int
	// Assign gives the k-th variable its v-th value.
	Assign(k, v int)
	// Decided returns which of the lemmas that can be decided once the k-th variable
	// is assigned, and not before, are false, and of how many elements.
	Decided(k int) (failing uint64, cases int)
	// Made returns a view of the state that the first k variables make.
	Made(k int) Value
	// Complete makes the state that all variables make the worker's parent, and its
	// current state.
	Complete()
	// Failing returns the lemmas that the current state fails.
	Failing() uint64
	// Explain returns why the current state fails a lemma, or nil.
	Explain(lemma int) error
	// Inside reports whether the current state is within the bounds on states.
	Inside() bool
	// Footprint returns an error if what was decided of a lemma when the variables
	// that it declares to read were assigned is not what the complete state says.
	Footprint() error
}

// ErrNoInduction says that a model declares no inductive invariant.
var ErrNoInduction = errors.New("the model declares no inductive invariant")

// CompileInduction checks that the model's inductive invariant is well formed and
// prepares it, less the named lemmas, for an engine.
func (m Model[S]) CompileInduction(without ...string) (*Inductive, error) {
	p, err := m.compileInduction(without)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Name, err)
	}
	return p.Inductive, nil
}

// proof is the typed side of an Inductive.
type proof[S any] struct {
	*Inductive
	model     *compiled[S]
	induction *Induction[S]
	due       [][]decision // by variable: what is decided once it is assigned
}

// decision is a case of a lemma.
type decision struct{ lemma, of int }

func (m Model[S]) compileInduction(without []string) (*proof[S], error) {
	if m.Induction == nil {
		return nil, ErrNoInduction
	}
	for _, name := range without {
		if !slices.ContainsFunc(m.Induction.Lemmas, func(l Lemma[S]) bool { return l.name == name }) {
			return nil, fmt.Errorf("induction: unknown lemma %q", name)
		}
	}
	implied := m.Induction.Implies
	if implied == nil {
		implied = []string{}
		for _, p := range m.Properties {
			if p.kind == KindInvariant {
				implied = append(implied, p.name)
			}
		}
	}
	c, err := m.compile(CompileOptions{Properties: implied})
	if err != nil {
		return nil, err
	}
	for _, p := range c.props {
		if p.kind != KindInvariant {
			return nil, fmt.Errorf("induction: %s is no invariant, and cannot be implied by lemmas", p.name)
		}
	}
	p := &proof[S]{Inductive: &Inductive{Machine: c.Machine}, model: c, induction: m.Induction.Without(without...)}
	if err := p.compile(); err != nil {
		return nil, fmt.Errorf("induction: %w", err)
	}
	p.newProver = func() Prover { return newProver(p) }
	return p, nil
}

func (p *proof[S]) compile() error {
	n := p.induction
	if len(n.States) == 0 || len(n.Lemmas) == 0 || len(n.Lemmas) > MaxLemmas {
		return fmt.Errorf("%d variables and %d lemmas, want at least one and 1..%d", len(n.States), len(n.Lemmas), MaxLemmas)
	}
	seen := map[string]bool{}
	for k := range n.States {
		v := &n.States[k]
		if v.name == "" || seen[v.label()] {
			return fmt.Errorf("variable %q: want a name of its own", v.label())
		}
		seen[v.label()] = true
		if v.fixed == 0 {
			return fmt.Errorf("variable %s has no values", v.label())
		}
		p.Variables = append(p.Variables, VariableInfo{v.label(), v.fixed})
	}
	for _, k := range n.Within {
		p.Within = append(p.Within, k.Name)
	}
	p.due = make([][]decision, len(n.States))
	clear(seen)
	for i, l := range n.Lemmas {
		if l.name == "" || seen[l.name] {
			return fmt.Errorf("lemma %q: want a name of its own", l.name)
		}
		seen[l.name] = true
		p.Lemmas = append(p.Lemmas, LemmaInfo{l.name, l.doc})
		for j := range l.cases {
			at, err := p.decidedAt(&l, j)
			if err != nil {
				return err
			}
			p.due[at] = append(p.due[at], decision{i, j})
		}
	}
	return nil
}

// decidedAt returns the last variable that a case of a lemma reads.
func (p *proof[S]) decidedAt(l *Lemma[S], of int) (int, error) {
	if l.reads == nil {
		return len(p.Variables) - 1, nil
	}
	at := 0
	for _, name := range l.reads {
		found := false
		for k := range p.induction.States {
			v := &p.induction.States[k]
			if v.name == name && !v.at.apart(l.cases[of].at) {
				at, found = max(at, k), true
			}
		}
		if !found {
			return 0, fmt.Errorf("lemma %s reads %q, which is no variable", l.name, name)
		}
	}
	return at, nil
}

// prover interprets a proof.
type prover[S any] struct {
	*worker[S]
	proof   *proof[S]
	choices []choices[S]
	partial []S // after each variable; 0 is before the first
	mem     []*codec.Scratch
	decided [][]bool // by lemma and case: whether it failed
}

func newProver[S any](p *proof[S]) *prover[S] {
	v := &prover[S]{worker: newWorker(p.model), proof: p, partial: make([]S, len(p.Variables)+1)}
	for k := range p.induction.States {
		v.choices = append(v.choices, p.induction.States[k].choices())
	}
	for range v.partial {
		v.mem = append(v.mem, p.model.layout.NewScratch())
	}
	for _, l := range p.induction.Lemmas {
		v.decided = append(v.decided, make([]bool, len(l.cases)))
	}
	return v
}

func (v *prover[S]) Choices(k int) int {
	v.doing = "the values of " + v.proof.Variables[k].Name
	return v.choices[k].load(&v.partial[k])
}

func (v *prover[S]) Assign(k, value int) {
	v.doing = "assigning " + v.proof.Variables[k].Name
	codec.Copy(v.mem[k+1], &v.partial[k+1], &v.partial[k])
	v.choices[k].set(&v.partial[k+1], value)
}

func (v *prover[S]) Decided(k int) (failing uint64, cases int) {
	for _, d := range v.proof.due[k] {
		failed := v.check(d, &v.partial[k+1]) != nil
		v.decided[d.lemma][d.of] = failed
		if failed {
			failing |= 1 << d.lemma
			cases++
		}
	}
	return failing, cases
}

func (v *prover[S]) check(d decision, s *S) error {
	l := &v.proof.induction.Lemmas[d.lemma]
	v.doing = l.name
	return l.cases[d.of].check(s)
}

func (v *prover[S]) Made(k int) Value { return v.view(&v.partial[k]) }

func (v *prover[S]) Complete() {
	codec.Copy(v.parentMem, &v.parent, &v.partial[len(v.partial)-1])
	v.restore()
	v.reduced = nil
}

func (v *prover[S]) Failing() (failing uint64) {
	for i := range v.proof.induction.Lemmas {
		if v.Explain(i) != nil {
			failing |= 1 << i
		}
	}
	return failing
}

func (v *prover[S]) Explain(lemma int) error {
	for j := range v.proof.induction.Lemmas[lemma].cases {
		if err := v.check(decision{lemma, j}, &v.work); err != nil {
			return err
		}
	}
	return nil
}

func (v *prover[S]) Inside() bool {
	for _, k := range v.proof.induction.Within {
		v.doing = k.Name
		if !k.Holds(&v.work) {
			return false
		}
	}
	return true
}

func (v *prover[S]) Footprint() error {
	for i, cases := range v.decided {
		for j, failed := range cases {
			if err := v.check(decision{i, j}, &v.work); (err != nil) != failed {
				return fmt.Errorf("lemma %s declares that it reads %v only, and depends on more", v.proof.Lemmas[i].Name, v.proof.induction.Lemmas[i].reads)
			}
		}
	}
	return nil
}
