package explorer_test

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// tokens are states of three sizes in memory: less than a word, a few words, and many.
type (
	tokens3  struct{ A, B, C uint8 }
	tokens12 struct {
		tokens3
		_ uint64
	}
	tokens40 struct {
		_ [5]uint64
		tokens3
	}
)

func (s *tokens3) three() *tokens3 { return s }

type threeTokens interface{ three() *tokens3 }

// hopping is three tokens on 50 places each: the first goes to the next place, the others to
// any higher one. Of its 125,000 states those beyond the first 100,000 are expanded in
// bulk, many with more steps than go into one batch, and lead to new ones.
func hopping[S any, P interface {
	*S
	threeTokens
}](broken bool) spec.Model[S] {
	hop := func(name string, at func(*tokens3) *uint8) spec.Action[S] {
		return spec.ForAll(name, spec.Range(1, 49), func(s *S, to int) bool {
			t := P(s).three()
			if *at(t) >= uint8(to) || name == "A" && to > int(t.A)+1 {
				return false
			}
			if broken && name == "B" && to == 49 && *t == (tokens3{49, 48, 40}) {
				panic("out of order")
			}
			*at(t) = uint8(to)
			return true
		})
	}
	return spec.Model[S]{
		Name: "hops", Init: spec.Only(*new(S)), AllowDeadlock: true,
		Actions: []spec.Action[S]{
			hop("A", func(t *tokens3) *uint8 { return &t.A }),
			spec.Do("Stay", func(*S) bool { return true }),
			hop("B", func(t *tokens3) *uint8 { return &t.B }),
			spec.ForEach("C", func(s *S) iter.Seq[int] { return spec.Range(int(P(s).three().C)+1, 49) }, func(s *S, to int) bool {
				P(s).three().C = uint8(to)
				return true
			}),
		},
	}
}

// The second and the third token, at k, have 49-k steps, in 2500 states of the others.
func TestExpandInBulk(t *testing.T) {
	const (
		states = 50 * 50 * 50
		hops   = 2500 * 49 * 50 / 2
		steps  = 2500*49 + 2*hops + states + 1 // with those that stay, and the initial state
	)
	check := func(name string, run func(workers int) *explorer.Result) {
		t.Run(name, func(t *testing.T) {
			var first *explorer.Result
			for _, workers := range []int{1, 3} {
				first = same(t, first, run(workers))
			}
			if first.Distinct != states || first.Generated != steps || first.Depth != 52 {
				t.Errorf("%d distinct, %d generated, depth %d, want %d, %d, 52", first.Distinct, first.Generated, first.Depth, states, steps)
			}
			for _, a := range first.Coverage.Actions {
				if want := map[string]uint64{"A": 2500 * 49, "B": hops, "C": hops, "Stay": states}[a.Name]; a.Enabled != want {
					t.Errorf("%s: %d steps, want %d", a.Name, a.Enabled, want)
				}
			}
		})
	}
	check("less than a word", func(workers int) *explorer.Result {
		return run(t, hopping[tokens3](false), explorer.Options{Workers: workers})
	})
	check("few words", func(workers int) *explorer.Result {
		return run(t, hopping[tokens12](false), explorer.Options{Workers: workers})
	})
	check("many words", func(workers int) *explorer.Result {
		return run(t, hopping[tokens40](false), explorer.Options{Workers: workers})
	})
}

// Code that panics in bulk is named as elsewhere.
func TestPanicInBulk(t *testing.T) {
	m, err := hopping[tokens12](true).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 3} {
		_, err = explorer.Run(t.Context(), m, explorer.Options{Workers: workers})
		var failed *explorer.ModelError
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), "B(49)") {
			t.Errorf("%v, want a *ModelError that names B(49)", err)
		}
	}
}
