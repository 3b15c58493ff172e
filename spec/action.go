package spec

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Action is one disjunct of Next: a name and an update, possibly quantified
// over parameters. An update sees a private copy of the state; it either
// returns false and leaves the copy untouched (not enabled here), or changes it
// in place and returns true. What it does not touch is UNCHANGED. Build one
// with Do, ForAll, ForAll2, ForAll3, ForEach, ForEach2 or Handle.
type Action[S any] interface {
	// Name returns the operator's name.
	Name() string
	base() *action[S]
}

// action is the common part of all kinds of action.
type action[S any] struct {
	name   string
	rule   string
	bounds []bound
	fixed  bool // the number of instances does not depend on the state
	vacant bool // its update or its domain is nil
	// receives is the network of a handler, which cannot read it; nil for other actions.
	receives AnyNetwork[S]
	mail     mail[S]
	// instances returns a fresh enumerator of the parameters, for one worker.
	instances func() instances[S]
}

// bound limits an action from outside of the algorithm, as MCRaft overrides
// Timeout. allows is evaluated on the state before the step.
type bound struct {
	name   string
	allows any // func(*S, P...) bool; the instances know how to call it
}

// instances enumerates the parameters of an action in one state. An
// implementation may keep buffers: each worker has its own.
type instances[S any] interface {
	// load prepares for the state before the step and returns the number of
	// parameter values.
	load(parent *S) int
	// apply runs the update with the k-th value.
	apply(work *S, k int) bool
	// fill runs the update with each value from b.from on, and adds the results of
	// enabled ones to b, until b is full or there are no more values. Then b.from is the
	// next value, or their number. Action is what steps have beside the values.
	fill(b *batch[S], action Instance)
	// allowed evaluates bound b for the k-th value.
	allowed(b bound, parent *S, k int) bool
	// args returns the k-th value as the list of its components.
	args(k int) []any
}

// stepper is an instances that knows which parts of the state its steps change. The
// first two methods are about the one last taken, with the k-th value, from parent to work.
type stepper[S any] interface {
	// changed may say that a step changes more than it does. Lists are slices of the state.
	changed(work, parent *S, k int) (something, lists bool)
	// undo makes of work parent again, or returns false.
	undo(work, parent *S, k int) bool
	// refuses reports whether the k-th value is known not to be enabled.
	refuses(k int) bool
}

func (a *action[S]) Name() string     { return a.name }
func (a *action[S]) base() *action[S] { return a }

// label formats an instance as it appears in a trace: Receive(n1, n2).
func label(name string, args []any) string {
	if len(args) == 0 {
		return name
	}
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = fmt.Sprint(a)
	}
	return name + "(" + strings.Join(parts, ", ") + ")"
}

// Action0 is an action without parameters.
type Action0[S any] struct{ action[S] }

// Do is the action `name`, enabled and executed by act.
func Do[S any](name string, act func(*S) bool) *Action0[S] {
	a := &Action0[S]{action[S]{name: name, fixed: true, vacant: act == nil}}
	a.instances = func() instances[S] { return single[S](act) }
	return a
}

// Rule cites what the action implements, such as "Figure 2, Candidates".
func (a *Action0[S]) Rule(text string) *Action0[S] { a.rule = text; return a }

// Bound restricts the action to states where allows holds, as a model-checking
// override would; the ledger counts the steps that it refuses.
func (a *Action0[S]) Bound(name string, allows func(*S) bool) *Action0[S] {
	a.bounds = append(a.bounds, bound{name, allows})
	return a
}

type single[S any] func(*S) bool

func (act single[S]) load(*S) int               { return 1 }
func (act single[S]) apply(work *S, _ int) bool { return act(work) }
func (act single[S]) fill(b *batch[S], action Instance) {
	if b.from == 0 && act(b.next) {
		b.took(action)
	}
	b.from = 1
}
func (act single[S]) args(int) []any { return nil }
func (act single[S]) allowed(b bound, parent *S, _ int) bool {
	return b.allows.(func(*S) bool)(parent)
}

// Action1 is an action with one parameter.
type Action1[S, P any] struct{ action[S] }

// ForAll is \E p \in domain : name(p), over a domain that is the same in all
// states and is read once.
func ForAll[S, P any](name string, domain iter.Seq[P], act func(*S, P) bool) *Action1[S, P] {
	a := &Action1[S, P]{action[S]{name: name, fixed: true, vacant: act == nil}}
	values := valuesOf(nil, domain)
	a.instances = func() instances[S] { return &over[S, P]{values: values, act: act} }
	return a
}

// ForEach is \E p \in domain(s) : name(p), over a domain that depends on the
// state before the step.
func ForEach[S, P any](name string, domain func(*S) iter.Seq[P], act func(*S, P) bool) *Action1[S, P] {
	a := &Action1[S, P]{action[S]{name: name, vacant: act == nil || domain == nil}}
	a.instances = func() instances[S] { return &over[S, P]{domain: domain, act: act} }
	return a
}

// Rule cites what the action implements, such as "Figure 2, Candidates".
func (a *Action1[S, P]) Rule(text string) *Action1[S, P] { a.rule = text; return a }

// Bound restricts the action to instances where allows holds, as a
// model-checking override would; the ledger counts the steps that it refuses.
func (a *Action1[S, P]) Bound(name string, allows func(*S, P) bool) *Action1[S, P] {
	a.bounds = append(a.bounds, bound{name, allows})
	return a
}

type over[S, P any] struct {
	values []P
	domain func(*S) iter.Seq[P]
	act    func(*S, P) bool
}

func (o *over[S, P]) load(parent *S) int {
	if o.domain != nil {
		o.values = valuesOf(o.values[:0], o.domain(parent))
	}
	return len(o.values)
}

// valuesOf appends the values of a domain, which may be without end: one more than
// are allowed tell that there are too many.
func valuesOf[P any](values []P, domain iter.Seq[P]) []P {
	for p := range domain {
		if values = append(values, p); len(values) > maxInstances {
			break
		}
	}
	return values
}

func (o *over[S, P]) apply(work *S, k int) bool { return o.act(work, o.values[k]) }

func (o *over[S, P]) fill(b *batch[S], action Instance) {
	for k := b.from; k < len(o.values); k++ {
		if o.act(b.next, o.values[k]) && b.took(action+Instance(k)) {
			b.from = k + 1
			return
		}
	}
	b.from = len(o.values)
}

func (o *over[S, P]) args(k int) []any { return []any{o.values[k]} }
func (o *over[S, P]) allowed(b bound, parent *S, k int) bool {
	return b.allows.(func(*S, P) bool)(parent, o.values[k])
}

// Action2 is an action with two parameters.
type Action2[S, P, Q any] struct{ action[S] }

// ForAll2 is \E p, q : name(p, q), over pairs that are the same in all states
// and are read once: Domain.Pairs, or the product that Product returns.
func ForAll2[S, P, Q any](name string, domain iter.Seq2[P, Q], act func(*S, P, Q) bool) *Action2[S, P, Q] {
	a := &Action2[S, P, Q]{action[S]{name: name, fixed: true, vacant: act == nil}}
	o := &over2[S, P, Q]{act: act}
	o.collect(domain)
	a.instances = func() instances[S] { return o }
	return a
}

// ForEach2 is \E p, q : name(p, q), over pairs that depend on the state before the
// step.
func ForEach2[S, P, Q any](name string, domain func(*S) iter.Seq2[P, Q], act func(*S, P, Q) bool) *Action2[S, P, Q] {
	a := &Action2[S, P, Q]{action[S]{name: name, vacant: act == nil || domain == nil}}
	a.instances = func() instances[S] { return &over2[S, P, Q]{domain: domain, act: act} }
	return a
}

// Rule cites what the action implements, such as "Figure 2, Candidates".
func (a *Action2[S, P, Q]) Rule(text string) *Action2[S, P, Q] { a.rule = text; return a }

// Bound restricts the action to instances where allows holds, as a
// model-checking override would; the ledger counts the steps that it refuses.
func (a *Action2[S, P, Q]) Bound(name string, allows func(*S, P, Q) bool) *Action2[S, P, Q] {
	a.bounds = append(a.bounds, bound{name, allows})
	return a
}

type over2[S, P, Q any] struct {
	p      []P
	q      []Q
	domain func(*S) iter.Seq2[P, Q]
	act    func(*S, P, Q) bool
}

func (o *over2[S, P, Q]) load(parent *S) int {
	if o.domain != nil {
		o.p, o.q = o.p[:0], o.q[:0]
		o.collect(o.domain(parent))
	}
	return len(o.p)
}

func (o *over2[S, P, Q]) collect(pairs iter.Seq2[P, Q]) {
	for p, q := range pairs {
		if o.p, o.q = append(o.p, p), append(o.q, q); len(o.p) > maxInstances {
			return
		}
	}
}

func (o *over2[S, P, Q]) apply(work *S, k int) bool { return o.act(work, o.p[k], o.q[k]) }

func (o *over2[S, P, Q]) fill(b *batch[S], action Instance) {
	for k := b.from; k < len(o.p); k++ {
		if o.act(b.next, o.p[k], o.q[k]) && b.took(action+Instance(k)) {
			b.from = k + 1
			return
		}
	}
	b.from = len(o.p)
}

func (o *over2[S, P, Q]) args(k int) []any { return []any{o.p[k], o.q[k]} }
func (o *over2[S, P, Q]) allowed(b bound, parent *S, k int) bool {
	return b.allows.(func(*S, P, Q) bool)(parent, o.p[k], o.q[k])
}

// Action3 is an action with three parameters.
type Action3[S, P, Q, R any] struct{ action[S] }

// ForAll3 is \E p, q : \E r \in third : name(p, q, r), over domains that are the
// same in all states and are read once.
func ForAll3[S, P, Q, R any](name string, domain iter.Seq2[P, Q], third iter.Seq[R], act func(*S, P, Q, R) bool) *Action3[S, P, Q, R] {
	a := &Action3[S, P, Q, R]{action[S]{name: name, fixed: true, vacant: act == nil}}
	o := &over3[S, P, Q, R]{act: act}
	for p, q := range domain {
		for r := range third {
			o.p, o.q, o.r = append(o.p, p), append(o.q, q), append(o.r, r)
		}
	}
	a.instances = func() instances[S] { return o }
	return a
}

// Rule cites what the action implements, such as "Figure 2, Candidates".
func (a *Action3[S, P, Q, R]) Rule(text string) *Action3[S, P, Q, R] { a.rule = text; return a }

// Bound restricts the action to instances where allows holds, as a
// model-checking override would; the ledger counts the steps that it refuses.
func (a *Action3[S, P, Q, R]) Bound(name string, allows func(*S, P, Q, R) bool) *Action3[S, P, Q, R] {
	a.bounds = append(a.bounds, bound{name, allows})
	return a
}

type over3[S, P, Q, R any] struct {
	p   []P
	q   []Q
	r   []R
	act func(*S, P, Q, R) bool
}

func (o *over3[S, P, Q, R]) load(*S) int               { return len(o.p) }
func (o *over3[S, P, Q, R]) apply(work *S, k int) bool { return o.act(work, o.p[k], o.q[k], o.r[k]) }

func (o *over3[S, P, Q, R]) fill(b *batch[S], action Instance) {
	for k := b.from; k < len(o.p); k++ {
		if o.act(b.next, o.p[k], o.q[k], o.r[k]) && b.took(action+Instance(k)) {
			b.from = k + 1
			return
		}
	}
	b.from = len(o.p)
}

func (o *over3[S, P, Q, R]) args(k int) []any { return []any{o.p[k], o.q[k], o.r[k]} }
func (o *over3[S, P, Q, R]) allowed(b bound, parent *S, k int) bool {
	return b.allows.(func(*S, P, Q, R) bool)(parent, o.p[k], o.q[k], o.r[k])
}

// Product iterates over all pairs of elements of two domains.
func Product[P, Q any](ps iter.Seq[P], qs iter.Seq[Q]) iter.Seq2[P, Q] {
	return func(yield func(P, Q) bool) {
		for p := range ps {
			for q := range qs {
				if !yield(p, q) {
					return
				}
			}
		}
	}
}

// Range iterates over the integers first..last, TLA+'s first..last.
func Range(first, last int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for k := first; k <= last; k++ {
			if !yield(k) {
				return
			}
		}
	}
}

// Only iterates over the given values: the usual way to write a single initial
// state, or a small domain.
func Only[T any](values ...T) iter.Seq[T] { return slices.Values(values) }
