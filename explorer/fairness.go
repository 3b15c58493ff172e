package explorer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/live"
	"github.com/mcheck/mcheck/spec"
)

// FairnessNeeds tells which fairness a temporal property needs.
type FairnessNeeds struct {
	Property string
	// Result is that of the search, under all of the model's fairness. If its verdict
	// is not Holds there are no sets.
	Result   *Result
	Declared []string
	// Minimal lists the sets of conjuncts under which the property holds, and of
	// which none can be left out or, strong, be made weak.
	Minimal []FairnessSet
	// Unneeded lists the conjuncts that are in none of them.
	Unneeded []string
}

// FairnessSet is a minimal set of conjuncts of a model's fairness.
type FairnessSet struct {
	Conjuncts []string
	// Without holds, for each conjunct, what the property is violated by when it is
	// left out, or made weak if it is strong.
	Without []FairnessDropped
}

// FairnessDropped is a violation that a conjunct had kept away.
type FairnessDropped struct {
	Conjunct  string
	Instead   string // the weak conjunct in its place; empty if it was left out
	Violation *Violation
}

// maxConjuncts is how many conjuncts of fairness MinimalFairness takes: it goes
// through all of their subsets.
const maxConjuncts = 12

// MinimalFairness finds the minimal sets of conjuncts of the model's fairness under
// which a temporal property holds. The states are searched once.
func MinimalFairness(ctx context.Context, model spec.Checkable, property string, opts Options) (*FairnessNeeds, error) {
	m, err := model.Compile(spec.CompileOptions{Properties: []string{property}})
	if err != nil {
		return nil, err
	}
	switch {
	case !m.Properties[0].Kind.Temporal():
		return nil, fmt.Errorf("explorer: property %s is no temporal one: fairness makes no difference to it", property)
	case len(m.Fairness) > maxConjuncts:
		return nil, fmt.Errorf("explorer: model %s has %d conjuncts of fairness, want at most %d", m.Name, len(m.Fairness), maxConjuncts)
	}
	needs := &FairnessNeeds{Property: property}
	for _, f := range m.Fairness {
		needs.Declared = append(needs.Declared, f.Name)
	}
	var failed error
	s, err := explore(ctx, m, opts, evidence{}, func(s *search, ctx context.Context) {
		s.decideTemporal(ctx)
		if len(s.answers) > 0 && s.answers[0].verdict == Holds {
			failed = (&weakening{temporal: s.temporal, property: &m.Properties[0]}).minimal(needs)
		}
	})
	if err != nil {
		return nil, err
	}
	defer s.free()
	if s.reason != "" {
		needs.Minimal, needs.Unneeded, failed = nil, nil, nil // cut short: the result says so
	}
	if failed != nil {
		return nil, failed
	}
	needs.Result, err = s.result()
	return needs, err
}

// strength is how much of each conjunct is assumed.
type strength []level

type level uint8

const (
	absent level = iota
	weak
	strong
)

// weakening searches the strengths at which a property holds. Each behaviour that
// violates it must be made unfair by some conjunct. So the sets looked for are the
// minimal ones that hit every violation found so far, and a set that hits them all
// either is one of those sought or leads to another violation.
type weakening struct {
	*temporal
	property *spec.PropertyInfo
	found    [][]level // by violation: how strong each conjunct must be to exclude it
}

// never marks a conjunct that excludes a violation at no strength.
const never level = strong + 1

func (w *weakening) minimal(needs *FairnessNeeds) error {
	var sets []strength
	for settled := false; !settled; {
		sets, settled = w.candidates(), true
		for _, s := range sets {
			lasso, q, err := w.violation(s)
			if err != nil {
				return err
			}
			if lasso != nil {
				w.found, settled = append(w.found, w.excluded(lasso, q.CutEnables)), false
				break
			}
		}
	}
	for _, s := range sets {
		set, err := w.describe(s)
		if err != nil {
			return err
		}
		needs.Minimal = append(needs.Minimal, set)
	}
	for k, name := range needs.Declared {
		if !slices.ContainsFunc(sets, func(s strength) bool { return s[k] != absent }) {
			needs.Unneeded = append(needs.Unneeded, name)
		}
	}
	return nil
}

// candidates lists the minimal strengths that exclude every violation found, those
// with few conjuncts first.
func (w *weakening) candidates() []strength {
	var out []strength
	s := make(strength, len(w.machine.Fairness))
	var choose func(k int)
	choose = func(k int) {
		if k < len(s) {
			for l := absent; l <= w.declared(k); l++ {
				s[k] = l
				choose(k + 1)
			}
			s[k] = absent
		} else if w.hits(s) && !slices.ContainsFunc(w.weaker(s), w.hits) {
			out = append(out, slices.Clone(s))
		}
	}
	choose(0)
	slices.SortStableFunc(out, func(a, b strength) int { return a.size() - b.size() })
	return out
}

func (s strength) size() (n int) {
	for _, l := range s {
		if l != absent {
			n++
		}
	}
	return n
}

// declared returns the strength of a conjunct in the model.
func (w *weakening) declared(k int) level {
	if w.machine.Fairness[k].Strong {
		return strong
	}
	return weak
}

// hits reports whether every violation found is excluded.
func (w *weakening) hits(s strength) bool {
	for _, needed := range w.found {
		hit := false
		for k, l := range s {
			hit = hit || l >= needed[k]
		}
		if !hit {
			return false
		}
	}
	return true
}

// weaker lists the strengths that are one step below s.
func (w *weakening) weaker(s strength) []strength {
	var out []strength
	for k := range s {
		if s[k] > absent {
			t := slices.Clone(s)
			t[k]--
			out = append(out, t)
		}
	}
	return out
}

// conditionsAt returns the fairness conditions at the given strength.
func (w *weakening) conditionsAt(s strength) []condition {
	var out []condition
	for _, c := range w.conditions {
		if l := s[c.conjunct]; l > absent {
			if l == weak {
				c.Strong, c.name = false, weakly(c.name)
			}
			out = append(out, c)
		}
	}
	return out
}

// violation returns a behaviour that is fair at the given strength, and violates the
// property, with the query that it answers; or nil. Fair within the bounds only is
// fair enough: see temporal.decide.
func (w *weakening) violation(s strength) (l *live.Lasso, q *live.Query, err error) {
	for _, cutEnables := range []bool{true, false} {
		q = w.query(w.property.Formula, w.conditionsAt(s), cutEnables)
		if l, err = q.Find(); l != nil || err != nil || !w.truncated {
			break
		}
	}
	return l, q, err
}

// excluded tells how strong each conjunct must be to exclude the behaviour.
func (w *weakening) excluded(l *live.Lasso, cutEnables bool) []level {
	out := slices.Repeat([]level{never}, len(w.machine.Fairness))
	for _, at := range []level{strong, weak} {
		s := slices.Repeat(strength{at}, len(w.machine.Fairness))
		conditions := w.conditionsAt(s)
		q := w.query(w.property.Formula, conditions, cutEnables)
		for k, how := range q.Satisfied(l, q.Fair) {
			if how == live.Unfair {
				out[conditions[k].conjunct] = at
			}
		}
	}
	return out
}

// nameAt names a conjunct at a strength.
func (w *weakening) nameAt(k int, l level) string {
	name := w.machine.Fairness[k].Name
	if l == weak {
		return weakly(name)
	}
	return name
}

// weakly turns SF(A) into WF(A).
func weakly(name string) string { return "WF" + name[len("SF"):] }

// describe names the conjuncts of a minimal set, and finds what happens without each.
func (w *weakening) describe(s strength) (set FairnessSet, err error) {
	for k, l := range s {
		if l == absent {
			continue
		}
		dropped := FairnessDropped{Conjunct: w.nameAt(k, l)}
		less := slices.Clone(s)
		if less[k]--; less[k] == weak {
			dropped.Instead = w.nameAt(k, weak)
		}
		lasso, q, err := w.violation(less)
		if err != nil {
			return set, err
		}
		if lasso == nil {
			return set, errors.New("explorer: a set of fairness conditions was taken for minimal and is not: report this")
		}
		under := *w.temporal
		under.conditions = w.conditionsAt(less)
		if dropped.Violation, err = under.violationOf(w.property, lasso, q); err != nil {
			return set, err
		}
		set.Conjuncts, set.Without = append(set.Conjuncts, dropped.Conjunct), append(set.Without, dropped)
	}
	return set, nil
}
