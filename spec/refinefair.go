package spec

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/mcheck/mcheck/internal/codec"
	"github.com/mcheck/mcheck/internal/ltl"
)

// FairnessOf says of a behaviour what the abstract model's Fairness says of the one that
// it is mapped to. Claimed beside the refinement itself,
//
//	Refines("Abstract", abstract, mapping),
//	Temporal("AbstractFairness", FairnessOf(abstract, mapping)),
//
// are what TLA+ says in one implication: the specification, fairness included, implies
// the abstract one with its fairness. As in a refinement, the abstract model's bounds and
// constraints limit nothing. Fairness of single instances (WFEach, SFEach) is refused.
func FairnessOf[S, A any](abstract Model[A], mapping func(*S) A) Formula[S] {
	return Formula[S]{func(c *atoms[S]) *ltl.Formula {
		all, err := abstract.compile(CompileOptions{Properties: []string{}})
		if err != nil {
			c.fail(fmt.Errorf("abstract model %s: %w", abstract.Name, err))
			return ltl.Prop(0)
		}
		var claims []Formula[S]
		for _, fair := range all.Machine.Fairness {
			if fair.Each {
				c.fail(fmt.Errorf("abstract model %s: fairness %s, want WF or SF of whole actions", abstract.Name, fair.Name))
				return ltl.Prop(0)
			}
			claims = append(claims, claimOf(all, mapping, fair))
		}
		if claims == nil {
			c.fail(fmt.Errorf("abstract model %s has no fairness", abstract.Name))
			return ltl.Prop(0)
		}
		return And(claims[0], claims[1:]...).compile(c)
	}}
}

// claimOf is one conjunct of the abstract model's fairness.
func claimOf[S, A any](model *compiled[A], mapping func(*S) A, fair FairnessInfo) Formula[S] {
	steps := &abstractSteps[S, A]{model: model, mapping: mapping, actions: fair.Actions}
	steps.workers.New = func() any { return newWorker(model) }
	name := nameOf(model, fair)
	again := Box(Diamond(StepPred(name, steps.taken)))
	enabled := Pred("ENABLED <<"+name+">>", steps.enabled)
	if fair.Strong {
		return Implies(Box(Diamond(enabled)), again)
	}
	return Implies(Diamond(Box(enabled)), again)
}

// nameOf names the actions of a conjunct as of an instance of a module: M!A \/ M!B.
func nameOf[A any](model *compiled[A], fair FairnessInfo) string {
	if len(fair.Actions) == len(model.actions) {
		return model.Model.Name + "!Next"
	}
	var names []string
	for _, a := range fair.Actions {
		names = append(names, model.Model.Name+"!"+model.actions[a].name)
	}
	return strings.Join(names, ` \/ `)
}

// abstractSteps tells what the steps of some actions of an abstract model do to what
// states are mapped to. It is used by several goroutines.
type abstractSteps[S, A any] struct {
	model   *compiled[A]
	mapping func(*S) A
	actions []int
	workers sync.Pool // of *worker[A]
}

// enabled: a step of the actions changes what s is mapped to.
func (f *abstractSteps[S, A]) enabled(s *S) bool {
	from := f.mapping(s)
	return f.some(&from, func([]byte) bool { return true })
}

// taken: a step of the actions leads from what old is mapped to to what new is mapped
// to, and changes it.
func (f *abstractSteps[S, A]) taken(old, new *S) bool {
	from, to := f.mapping(old), f.mapping(new)
	want := f.model.layout.Append(nil, pointer(&to))
	if bytes.Equal(f.model.layout.Append(nil, pointer(&from)), want) {
		return false
	}
	return f.some(&from, func(got []byte) bool { return bytes.Equal(got, want) })
}

// some reports whether a step of the actions changes the abstract state to one whose
// encoding is wanted.
func (f *abstractSteps[S, A]) some(from *A, wanted func([]byte) bool) bool {
	w := f.workers.Get().(*worker[A])
	defer f.workers.Put(w)
	codec.Copy(w.parentMem, &w.parent, from)
	w.restore()
	w.now = w.layout.Append(w.now[:0], pointer(from))
	for _, a := range f.actions {
		for k := range w.inst[a].load(&w.parent) {
			if !w.inst[a].apply(&w.work, k) {
				continue
			}
			w.enc = w.layout.Append(w.enc[:0], pointer(&w.work))
			w.restore()
			if !bytes.Equal(w.enc, w.now) && wanted(w.enc) {
				return true
			}
		}
	}
	return false
}
