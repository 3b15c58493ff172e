package induct_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// triple is a state of three small variables.
type triple struct{ A, B, C int }

const base = 3

func (s triple) number() int { return (s.A*base+s.B)*base + s.C }

// system is a random model over triples, and random lemmas, as tables.
type system struct {
	initial []triple
	moves   [][]int        // by action and state: where it leads, or -1
	false_  []map[int]bool // by lemma: the states where it is false
	reads   [][]string     // by lemma
	goal    map[int]bool   // where the invariant is false
}

func triples() (all []triple) {
	for n := range base * base * base {
		all = append(all, triple{n / base / base, n / base % base, n % base})
	}
	return all
}

// random draws a system. Lemmas hold mostly, so that some are preserved.
func random(rng *rand.Rand) (s system) {
	all := triples()
	s.initial = []triple{all[rng.IntN(len(all))]}
	for range 2 {
		var moves []int
		for range all {
			moves = append(moves, rng.IntN(3*len(all)/2)-len(all)/2)
		}
		s.moves = append(s.moves, moves)
	}
	for range 4 {
		s.false_, s.reads = append(s.false_, map[int]bool{}), append(s.reads, nil)
		k := len(s.reads) - 1
		s.reads[k] = [][]string{{"a"}, {"b"}, {"a", "c"}, {"c"}, nil}[rng.IntN(5)]
		for range 1 + rng.IntN(2) {
			wrong := all[rng.IntN(len(all))]
			for _, t := range all {
				same := s.reads[k] == nil && t == wrong || s.reads[k] != nil
				for _, v := range s.reads[k] {
					same = same && map[string]bool{"a": t.A == wrong.A, "b": t.B == wrong.B, "c": t.C == wrong.C}[v]
				}
				if same {
					s.false_[k][t.number()] = true
				}
			}
		}
	}
	s.goal = s.false_[rng.IntN(4)]
	return s
}

func (s system) model() spec.Model[triple] {
	fails := func(where map[int]bool) func(*triple) error {
		return func(t *triple) error {
			if where[t.number()] {
				return fmt.Errorf("wrong in %d", t.number())
			}
			return nil
		}
	}
	all := triples()
	m := spec.Model[triple]{
		Name: "random", Init: spec.Only(s.initial...), AllowDeadlock: true,
		Properties: []spec.Property[triple]{spec.Invariant("Goal", fails(s.goal))},
		Induction: &spec.Induction[triple]{States: []spec.Variable[triple]{
			spec.Choose("a", spec.Range(0, base-1), func(t *triple, v int) { t.A = v }),
			spec.Choose("b", spec.Range(0, base-1), func(t *triple, v int) { t.B = v }),
			spec.Choose("c", spec.Range(0, base-1), func(t *triple, v int) { t.C = v }),
		}},
	}
	for a, moves := range s.moves {
		m.Actions = append(m.Actions, spec.Do(fmt.Sprint("Move", a), func(t *triple) bool {
			to := moves[t.number()]
			if to < 0 {
				return false
			}
			*t = all[to]
			return true
		}))
	}
	for k, where := range s.false_ {
		m.Induction.Lemmas = append(m.Induction.Lemmas, spec.NewLemma(fmt.Sprint(k), fails(where)).Reads(s.reads[k]...))
	}
	return m
}

// fails reports whether the obligation fails if of the lemmas only some are assumed.
func (s system) fails(assumed uint64, obligation func(from int) bool) bool {
	for _, t := range triples() {
		n := t.number()
		satisfied := true
		for k := range s.false_ {
			satisfied = satisfied && (assumed>>k&1 == 0 || !s.false_[k][n])
		}
		if satisfied && obligation(n) {
			return true
		}
	}
	return false
}

// least returns how few lemmas suffice for the obligation, or -1, and those without
// each of which it fails.
func (s system) least(obligation func(int) bool) (size int, essential []string) {
	all := uint64(1)<<len(s.false_) - 1
	if s.fails(all, obligation) {
		return -1, nil
	}
	size = len(s.false_)
	for set := range all {
		if n := bits.OnesCount64(set); n < size && !s.fails(set, obligation) {
			size = n
		}
	}
	for k := range s.false_ {
		if s.fails(all&^(1<<k), obligation) {
			essential = append(essential, fmt.Sprint(k))
		}
	}
	return size, essential
}

// TestOracle compares random systems with the definitions.
func TestOracle(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 3))
	proved, refuted := 0, 0
	for range 400 {
		s := random(rng)
		m := s.model()
		for name, check := range checks {
			r := try(t, check, m, induct.Options{Workers: 1 + rng.IntN(3)})
			for k, row := range r.Obligations[1:] {
				cells, obligations := row.Actions, []func(int) bool{}
				for _, moves := range s.moves {
					obligations = append(obligations, func(from int) bool { return moves[from] >= 0 && s.false_[k][moves[from]] })
				}
				if row.Kind == induct.ImpliedRow {
					cells, obligations = []*induct.Cell{row.Implied}, []func(int) bool{func(n int) bool { return s.goal[n] }}
				} else if row.Initial.Holds == s.false_[k][s.initial[0].number()] {
					t.Errorf("%s: lemma %d holds initially: %v", name, k, row.Initial.Holds)
				}
				for a, c := range cells {
					size, essential := s.least(obligations[a])
					if c.Holds != (size >= 0) {
						t.Fatalf("%s: %s, %d holds: %v\n%+v", name, row.Name, a, c.Holds, s)
					}
					if !c.Holds {
						refuted++
						continue
					}
					proved++
					if name == "pruned" {
						if diff := cmp.Diff(essential, c.Support); diff != "" {
							t.Fatalf("%s, %d (-want +got):\n%s", row.Name, a, diff)
						}
						continue
					}
					var support uint64
					for _, l := range c.Support {
						support |= 1 << int(l[0]-'0')
					}
					if !c.Exact || len(c.Support) != size || s.fails(support, obligations[a]) {
						t.Fatalf("%s, %d: %v, want %d that suffice\n%+v", row.Name, a, c.Support, size, s)
					}
				}
			}
			s.checkCounterexamples(t, r)
			again := try(t, check, m, induct.Options{Workers: 4})
			if diff := cmp.Diff(r, again, cmpopts.IgnoreFields(induct.Result{}, "Elapsed", "Workers", "Space")); diff != "" {
				t.Fatalf("%s, with another number of workers:\n%s", name, diff)
			}
		}
	}
	if proved < 1000 || refuted < 1000 {
		t.Errorf("%d obligations proved, %d refuted: too few to tell", proved, refuted)
	}
}

// checkCounterexamples compares what is said about reachability with a search.
func (s system) checkCounterexamples(t *testing.T, r *induct.Result) {
	t.Helper()
	depth := map[int]int{s.initial[0].number(): 1}
	queue := []int{s.initial[0].number()}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, moves := range s.moves {
			if to := moves[queue[0]]; to >= 0 && depth[to] == 0 {
				depth[to] = depth[queue[0]] + 1
				queue = append(queue, to)
			}
		}
	}
	all := triples()
	for _, x := range r.Counterexamples {
		k := slices.IndexFunc(all, func(c triple) bool {
			return x.From.String() == fmt.Sprintf("[a: %d, b: %d, c: %d]", c.A, c.B, c.C)
		})
		want := induct.Unreachable
		if depth[k] > 0 {
			want = induct.Reachable
		}
		if x.Reachable != want || x.Depth != depth[k] {
			t.Errorf("%v: %s at %d, want %s at %d", x.From, x.Reachable, x.Depth, want, depth[k])
		}
	}
}
