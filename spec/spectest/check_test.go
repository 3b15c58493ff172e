package spectest

import (
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// state is that of all the models below. Each breaks one law, or none.
type state struct {
	N    int
	A, B []int
	Done bool
}

func model(name string, actions ...spec.Action[state]) spec.Model[state] {
	return spec.Model[state]{
		Name: name, Init: spec.Only(state{A: []int{1, 2, 3}}), Actions: actions, AllowDeadlock: true,
		Constraints: []spec.Constraint[state]{{Name: "small", Holds: func(s *state) bool { return s.N < 50 }}},
	}
}

var count = spec.Do("Count", func(s *state) bool {
	s.N++
	return true
})

// refuted requires that the laws refute m in these words.
func refuted[S any](t *testing.T, m spec.Model[S], words ...string) {
	t.Helper()
	err := laws(m, maxStates)
	if err == nil {
		t.Fatal("no law refutes the model")
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestCheckPassesACleanModel(t *testing.T) {
	m := model("clean", count,
		spec.ForAll("Append", spec.Range(1, 2), func(s *state, k int) bool {
			if s.N < 10 || len(s.B) == 2 {
				return false
			}
			s.B = append(s.B, k)
			return true
		}),
		spec.ForEach("Move", func(s *state) iter.Seq[int] { return spec.Range(1, len(s.A)) }, func(s *state, k int) bool {
			s.A, s.B = s.A[:k-1], append([]int(nil), s.A[k-1:]...)
			return true
		}),
	)
	m.Properties = []spec.Property[state]{
		spec.Invariant("Short", func(*state) error { return nil }),
		spec.StepInvariant("Up", func(_, _ *state, _ spec.Step) error { return nil }),
		spec.Reachable("Late", func(s *state) bool { return s.N > 40 }),
	}
	Check(t, m)
}

func TestCheckPassesTwoPhaseCommit(t *testing.T) {
	m := twopc.Config{RMs: spec.NewDomain[twopc.RM](3)}.Model()
	Check(t, m)
	m.Symmetry = m.Domains
	Check(t, m)
}

func TestCheckCatchesUpdateBeforeGuard(t *testing.T) {
	refuted(t, model("hasty", count, spec.ForAll("Hasty", spec.Range(1, 2), func(s *state, k int) bool {
		s.A[k] = 7
		return s.N > 100
	})), "model hasty", "Hasty(1)", ".A[1]: 2 became 7", "guards before the first update")
}

func TestCheckCatchesAliasedSlices(t *testing.T) {
	refuted(t, model("aliasing", count, spec.Do("Share", func(s *state) bool {
		s.B = s.A[1:]
		return true
	})), "Share", ".A and .B share memory", "slices.Clone")
}

func TestCheckCatchesAliasWithParameter(t *testing.T) {
	domain := func(s *state) iter.Seq[[]int] { return spec.Only(s.A) }
	refuted(t, model("keeping", count, spec.ForEach("Keep", domain, func(s *state, v []int) bool {
		s.B = v
		return true
	})), "Keep", ".B and the state before the step .A share memory")
}

// globals is what no model should read: a Go map, iterated in a random order.
var globals = map[int]bool{}

func init() {
	for k := range 64 {
		globals[k] = true
	}
}

func TestCheckCatchesMapIteration(t *testing.T) {
	refuted(t, model("unordered", count, spec.Do("Pick", func(s *state) bool {
		for k := range globals {
			s.A[0] = k
			break
		}
		return true
	})), "Pick", "run twice in the same state", "a Go map's order")
}

func TestCheckCatchesMapIterationInDomain(t *testing.T) {
	domain := func(*state) iter.Seq[int] {
		return func(yield func(int) bool) {
			for k := range globals {
				yield(k)
				return
			}
		}
	}
	refuted(t, model("shuffled", count, spec.ForEach("Pick", domain, func(s *state, k int) bool {
		s.A[0] = k
		return true
	})), "Pick", "a Go map's order")
}

func TestCheckCatchesGlobalCounter(t *testing.T) {
	calls := 0
	refuted(t, model("counting", count, spec.Do("Tick", func(s *state) bool {
		calls++
		s.A[0] = calls
		return true
	})), "Tick", "run twice in the same state", "a global")
}

// A global that changes rarely passes the immediate repetition.
func TestCheckCatchesSlowGlobal(t *testing.T) {
	calls := 0
	refuted(t, model("slow", count, spec.Do("Tick", func(s *state) bool {
		calls++
		s.Done = calls > 80
		return true
	})), "outside of its state")
}

func TestCheckCatchesImpureReaders(t *testing.T) {
	spoil := func(s *state) { s.A[0] = 9 }
	for _, tt := range []struct {
		name, want string
		with       func(*spec.Model[state])
	}{
		{"invariant", "property P: changed the state, .A[0]: 1 became 9", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.Invariant("P", func(s *state) error { spoil(s); return nil })}
		}},
		{"witness", "property P: changed the state", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.Reachable("P", func(s *state) bool { spoil(s); return true })}
		}},
		{"predicate of a temporal property", "property P: changed the state", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.Eventually("P", func(s *state) bool { spoil(s); return true })}
		}},
		{"step invariant on the old state", "property P: changed the states of a step", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.StepInvariant("P", func(old, _ *state, _ spec.Step) error { spoil(old); return nil })}
		}},
		{"step witness on the new state", "property P: changed the states of a step", func(m *spec.Model[state]) {
			m.Properties = []spec.Property[state]{spec.ReachableStep("P", func(_, new *state, _ spec.Step) bool { spoil(new); return true })}
		}},
		{"constraint", "constraint C: changed the state", func(m *spec.Model[state]) {
			m.Constraints = []spec.Constraint[state]{{Name: "C", Holds: func(s *state) bool { spoil(s); return s.N < 3 }}}
		}},
		{"terminal", "Terminal: changed the state", func(m *spec.Model[state]) {
			m.Terminal = func(s *state) bool { spoil(s); return true }
		}},
		{"domain", "action D(1): its domain or a bound changed the state", func(m *spec.Model[state]) {
			m.Actions = append(m.Actions, spec.ForEach("D", func(s *state) iter.Seq[int] {
				spoil(s)
				return spec.Range(1, 1)
			}, func(*state, int) bool { return false }))
		}},
		{"bound", "action B: its domain or a bound changed the state", func(m *spec.Model[state]) {
			m.Actions = append(m.Actions, spec.Do("B", func(*state) bool { return true }).Bound("b", func(s *state) bool { spoil(s); return false }))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := model("impure", count)
			tt.with(&m)
			refuted(t, m, tt.want, "only read the state")
		})
	}
}

// node and ring: a model whose declared symmetry is false, because it favours
// the first node.
type node struct{ spec.Index }

func (n node) String() string { return spec.Name("n", n) }

type ring struct {
	Token spec.Subset[node]
	Count spec.Fn[node, uint8, [4]uint8]
}

func TestCheckCatchesFalseSymmetry(t *testing.T) {
	nodes := spec.NewDomain[node](3)
	m := spec.Model[ring]{
		Name: "ring", Domains: []spec.AnyDomain{nodes}, Symmetry: []spec.AnyDomain{nodes}, Init: spec.Only(ring{}),
		Actions: []spec.Action[ring]{spec.ForAll("Take", nodes.All(), func(s *ring, n node) bool {
			if s.Token.Has(n) {
				return false
			}
			s.Token.Add(n)
			return true
		})},
		AllowDeadlock: true,
	}
	Check(t, m)
	m.Properties = []spec.Property[ring]{spec.Invariant("NotFirst", func(s *ring) error {
		if s.Token.Len() == 1 && s.Token.String() == "{n1}" {
			return fmt.Errorf("n1 has the token")
		}
		return nil
	})}
	refuted(t, m, "symmetry", "violating NotFirst", "node (3)")

	m.Properties = nil
	m.Actions = append(m.Actions, spec.ForAll("Skew", nodes.All(), func(s *ring, n node) bool {
		if fmt.Sprint(n) != "n1" || !s.Token.Has(n) {
			return false
		}
		*s.Count.At(n) = 1
		s.Token.Remove(n)
		return true
	}))
	refuted(t, m, "symmetry", "Skew", "node (3)")
}

func TestCheckCatchesWriteOutsideOfDomain(t *testing.T) {
	nodes := spec.NewDomain[node](3)
	other := spec.NewDomain[node](4)
	refuted(t, spec.Model[ring]{
		Name: "ring", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(ring{}), AllowDeadlock: true,
		Actions: []spec.Action[ring]{spec.ForAll("Outside", other.All(), func(s *ring, n node) bool {
			*s.Count.At(n) = 1
			return true
		})},
	}, "Outside(n4)", "a slot outside of a declared domain")
}

func TestCheckWantsAModel(t *testing.T) {
	refuted(t, spec.Model[state]{Name: "empty"}, "Init and at least one action are required")
	refuted(t, spec.Model[state]{Name: "stillborn", Init: spec.Only[state](), Actions: []spec.Action[state]{count}}, "no initial state")
}
