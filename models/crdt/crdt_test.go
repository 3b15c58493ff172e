package crdt

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

// given names constants for the tests of package modeltest.
func given(typ string, replicas, updates, elements int) map[string]int {
	c := at(typ, replicas, updates)
	c["elements"] = elements
	return c
}

func config(replicas, updates, elements int) Config {
	return Config{
		Replicas: spec.NewDomain[Replica](replicas), Elements: spec.NewDomain[Element](elements), MaxUpdates: updates,
	}
}

func TestTable(t *testing.T) {
	for module, typ := range map[string]string{"StateBased.tla": "or-set", "OpBased.tla": "causal-set"} {
		modeltest.Table(t, Types[typeNamed(typ)].model(config(2, 2, 1), Types[typeNamed(typ)]), module)
	}
}

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &Protocol) }

func TestBugs(t *testing.T) { modeltest.Bugs(t, &Protocol, nil) }

func TestTwinBugs(t *testing.T) { modeltest.TwinBugs(t, &Protocol, "CRDT.tla") }

// TestEveryPropertyFails: of every type apart. MergeAssociates of the two sets without
// tags needs more elements than there are by default, to be seen to fail: spaces.txt
// has rows for that.
func TestEveryPropertyFails(t *testing.T) {
	modeltest.EveryPropertyFails(t, &Protocol, "TypeOK", "g-set MergeAssociates", "2p-set MergeAssociates")
}

func TestReducedAsUnreduced(t *testing.T) {
	modeltest.ReducedAsUnreduced(t, &Protocol,
		given("g-counter", 3, 2, 1), given("or-set", 2, 3, 1), given("or-set", 2, 2, 2),
		given("causal-set", 2, 2, 2), given("plain-set", 3, 2, 1), given("causal-register", 3, 3, 1))
}

// TestLaws: of every type, with its bugs but for those that make the states infinite, or very many.
func TestLaws(t *testing.T) {
	for _, typ := range Types {
		laws(t, typ.model(config(3, 2, 1), typ))
		for _, bug := range typ.Bugs {
			if slices.Contains([]string{MergeAdds, DeliverTwice, TickOnMerge, MergeToggles, Overwrite}, bug) {
				continue
			}
			t.Run(typ.Name+" "+bug, func(t *testing.T) {
				c := config(2, 2, 1)
				c.Bug = bug
				laws(t, typ.model(c, typ))
			})
		}
	}
}

func laws(t *testing.T, model spec.Checkable) {
	t.Helper()
	switch m := model.(type) {
	case spec.Model[gossiped[counts]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[incsAndDecs]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[Elements]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[twoPhases]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[tagged]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[Stamped]]:
		spectest.Check(t, m)
	case spec.Model[gossiped[atoms]]:
		spectest.Check(t, m)
	case spec.Model[broadcasting[int8, addition]]:
		spectest.Check(t, m)
	case spec.Model[broadcasting[live, tagging]]:
		spectest.Check(t, m)
	case spec.Model[broadcasting[Dots, writing]]:
		spectest.Check(t, m)
	case spec.Model[broadcasting[tagged, tagging]]:
		spectest.Check(t, m)
	case spec.Model[broadcasting[Stamped, Stamped]]:
		spectest.Check(t, m)
	default:
		t.Errorf("%T: add its case", m)
	}
}

// TestNeedsCausalOrder: without it, replicas of the types that rely on it diverge.
func TestNeedsCausalOrder(t *testing.T) {
	for _, typ := range []string{"causal-set", "causal-register"} {
		c := modeltest.Constants(t, &Protocol, given(typ, 2, 2, 1), PlainBroadcast)
		r := modeltest.Check(t, &Protocol, c, explorer.CheckOptions{Properties: []string{"StrongConvergence"}})
		if r.Violation() == nil {
			t.Errorf("%s: %s, want that replicas diverge", typ, modeltest.Found(r))
		}
	}
}

func TestTypeOK(t *testing.T) {
	c := config(2, 2, 1)
	m := machine[counts, Version[counts], int]{Config: c}
	for name, corrupt := range map[string]func(s *gossiped[counts], i Replica){
		"an update that was not made": func(s *gossiped[counts], i Replica) { s.Replica.At(i).Seen.Add(Dot{i, 2}) },
		"an update that has seen itself": func(s *gossiped[counts], i Replica) {
			s.History.At(Dot{i, 1}).Past.Add(Dot{i, 1})
		},
		"an update that has seen one that was not made": func(s *gossiped[counts], i Replica) {
			s.History.At(Dot{i, 1}).Past.Add(Dot{i, 2})
		},
	} {
		for i := range c.Replicas.All() {
			var s gossiped[counts]
			m.record(&s, i, Op{Kind: Inc})
			if err := m.typeOK(&s); err != nil {
				t.Fatal(err)
			}
			if corrupt(&s, i); m.typeOK(&s) == nil {
				t.Errorf("%s: accepted", name)
			}
		}
	}
}

// TestRefuses: constants that a type does not have are errors.
func TestRefuses(t *testing.T) {
	for says, c := range map[string]spec.Constants{
		"elements = 2, want 1: type g-counter is no set":                                               {Values: given("g-counter", 2, 2, 2)},
		`bug = no-tags, want one of type g-set, which has ["overwrite" "larger-wins" "merge-toggles"]`: {Values: given("g-set", 2, 2, 1), Bug: NoTags},
	} {
		if _, err := Protocol.New(c); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q in it", err, says)
		}
	}
}

// TestCatalogue: every bug is one of some type, and exposed there.
func TestCatalogue(t *testing.T) {
	for _, bug := range Protocol.Bugs {
		typ := Types[bug.Exposed["type"]]
		if _, err := Protocol.New(modeltest.Constants(t, &Protocol, nil, bug.Name)); err != nil {
			t.Errorf("%s: exposed by type %s: %v", bug.Name, typ.Name, err)
		}
	}
	names := map[string]bool{}
	for _, bug := range Protocol.Bugs {
		names[bug.Name] = true
	}
	for _, typ := range Types {
		for _, bug := range typ.Bugs {
			if !names[bug] {
				t.Errorf("type %s has a bug %s, which the command line does not know", typ.Name, bug)
			}
		}
	}
}
