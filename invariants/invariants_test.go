package invariants_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/invariants"
	"github.com/mcheck/mcheck/spec"
)

// The examples see every property violated; here are the other ways in which
// some can be, and what they must let pass.
func TestSteps(t *testing.T) {
	of := func(terms [2]int, entries ...Entry) (s Cluster) {
		for k, i := range all {
			s.Term.Set(i, terms[k])
			for _, e := range entries {
				s.Log.At(i).Append(e)
			}
		}
		return s
	}
	one, two, three := Entry{1, 1}, Entry{1, 2}, Entry{2, 3}
	leader := func(old, new *Cluster, i Server) bool { return old.Term.Get(i) > 0 && new.Term.Get(i) > 0 }
	always := invariants.AppendOnly("P", servers.All(), logs, nil)
	leaders := invariants.AppendOnly("P", servers.All(), logs, leader)
	for _, tt := range []struct {
		name     string
		property spec.Property[Cluster]
		old, new Cluster
		want     string // empty: it holds
	}{
		{"append", always, of([2]int{}, one), of([2]int{}, one, two), ""},
		{"stay", always, of([2]int{}, one), of([2]int{}, one), ""},
		{"overwrite", always, of([2]int{}, one, two), of([2]int{}, one, three), "s1 overwrote its entry 2, 1:2, with 2:3"},
		{"delete", always, of([2]int{}, one, two), of([2]int{}, one), "s1 deleted its entry 2, 1:2"},
		{"a follower may overwrite", leaders, of([2]int{}, one), of([2]int{}, two), ""},
		{"a leader may not", leaders, of([2]int{0, 1}, one), of([2]int{0, 1}, two), "s2 overwrote its entry 1, 1:1, with 1:2"},
		{"grow", invariants.Monotone("P", servers.All(), term), of([2]int{1, 2}), of([2]int{1, 3}), ""},
		{"shrink", invariants.Monotone("P", servers.All(), term), of([2]int{1, 2}), of([2]int{9, 1}), "s2 went back from 2 to 1"},
		{"move", invariants.Conservation("P", total), of([2]int{1, 2}), of([2]int{3, 0}), ""},
		{"lose", invariants.Conservation("P", total), of([2]int{1, 2}), of([2]int{1, 1}), "Become changed the total from 3 to 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			evaluate(t, tt.property, tt.old, tt.new, tt.want)
		})
	}
}

func TestStates(t *testing.T) {
	state := func(change func(*Cluster)) (s Cluster) {
		change(&s)
		return s
	}
	write := func(s *Cluster, i Server, entries ...Entry) {
		for _, e := range entries {
			s.Log.At(i).Append(e)
		}
	}
	one, two, three := Entry{1, 1}, Entry{1, 2}, Entry{2, 3}
	leaders := invariants.AtMostOne("P", servers.All(), leads)
	agreement := invariants.Agreement("P", servers.All(), chosen)
	validity := invariants.Validity("P", servers.All(), chosen, func(_ *Cluster, v string) bool { return v != "z" })
	prefix := invariants.PrefixConsistency("P", servers.All(), logs)
	matching := invariants.LogMatching("P", servers.All(), logs, func(e Entry) int { return e.Term })
	for _, tt := range []struct {
		name     string
		property spec.Property[Cluster]
		state    Cluster
		want     string
	}{
		{"no leader", leaders, Cluster{}, ""},
		{"leaders of two terms", leaders, state(func(s *Cluster) { s.Term.Set(all[0], 1); s.Term.Set(all[1], 2) }), ""},
		{"leaders of one term", leaders, state(func(s *Cluster) { s.Term.Set(all[0], 2); s.Term.Set(all[1], 2) }), "s1 and s2 both hold 2"},
		{"one has decided", agreement, state(func(s *Cluster) { s.Chosen.Set(all[1], "x") }), ""},
		{"both the same", agreement, state(func(s *Cluster) { s.Chosen.Set(all[0], "x"); s.Chosen.Set(all[1], "x") }), ""},
		{"both otherwise", agreement, state(func(s *Cluster) { s.Chosen.Set(all[0], "y"); s.Chosen.Set(all[1], "x") }), "s1 has decided y and s2 has decided x"},
		{"proposed", validity, state(func(s *Cluster) { s.Chosen.Set(all[1], "x") }), ""},
		{"not proposed", validity, state(func(s *Cluster) { s.Chosen.Set(all[1], "z") }), "s2 has decided z, which nobody has proposed"},
		{"prefix", prefix, state(func(s *Cluster) { write(s, all[0], one); write(s, all[1], one, two) }), ""},
		{"no prefix", prefix, state(func(s *Cluster) { write(s, all[0], one, three); write(s, all[1], one, two) }), "at index 2 s1 has 2:3 and s2 has 1:2"},
		{"different terms may differ", matching, state(func(s *Cluster) { write(s, all[0], one, three); write(s, all[1], one, two) }), ""},
		{"same term, same index", matching, state(func(s *Cluster) { write(s, all[0], one); write(s, all[1], two) }), "s1 and s2 have entries of 1 at index 1 but differ at index 1"},
		{"same term above a difference", matching, state(func(s *Cluster) { write(s, all[0], one, three); write(s, all[1], three, three) }),
			"s1 and s2 have entries of 2 at index 2 but differ at index 1, where s1 has 1:1 and s2 has 2:3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			evaluate(t, tt.property, tt.state, tt.state, tt.want)
		})
	}
}

var all = slices.Collect(servers.All())

func term(s *Cluster, i Server) int { return s.Term.Get(i) }

func total(s *Cluster) int { return s.Term.Get(all[0]) + s.Term.Get(all[1]) }

// become is a model with one step, from old to new.
func become(old, new Cluster, properties ...spec.Property[Cluster]) spec.Model[Cluster] {
	return spec.Model[Cluster]{
		Name: "become", Domains: []spec.AnyDomain{servers}, Init: spec.Only(old), Properties: properties,
		Actions: []spec.Action[Cluster]{spec.Do("Become", func(s *Cluster) bool {
			*s = new
			return true
		})},
	}
}

func evaluate(t *testing.T, p spec.Property[Cluster], old, new Cluster, want string) {
	t.Helper()
	in, err := become(old, new, p).Interpret()
	if err != nil {
		t.Fatal(err)
	}
	evaluations, got := 0, ""
	see := func(e spec.Evaluation) {
		evaluations++
		if e.Err != nil {
			got = e.Err.Error()
		}
	}
	in.CheckState(&new, see)
	in.Try(&old, func(trial spec.Trial[Cluster]) { in.CheckStep(&old, trial.After, trial.Step, see) })
	if evaluations != 1 {
		t.Fatalf("the property was evaluated %d times", evaluations)
	}
	if got != want && (want == "" || !strings.HasPrefix(got, want)) {
		t.Errorf("message %q, want %q", got, want)
	}
}

// They run on every state and every step.
func TestHoldingAllocatesNothing(t *testing.T) {
	s := Cluster{}
	for k, i := range all {
		s.Term.Set(i, k+1)
		s.Chosen.Set(i, "x")
		s.Log.At(i).Append(Entry{1, 1})
	}
	m, err := become(s, s,
		invariants.AtMostOne("1", servers.All(), leads),
		invariants.Agreement("2", servers.All(), chosen),
		invariants.Validity("3", servers.All(), chosen, func(*Cluster, string) bool { return true }),
		invariants.PrefixConsistency("4", servers.All(), logs),
		invariants.LogMatching("5", servers.All(), logs, func(e Entry) int { return e.Term }),
		invariants.AppendOnly("6", servers.All(), logs, nil),
		invariants.Monotone("7", servers.All(), term),
		invariants.Conservation("8", total),
	).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := m.NewWorker()
	var code []byte
	w.Initial(func() { code = w.EncodeRaw(nil) })
	var sink spec.Sink = failing{t}
	violated := func(p int, err error) { t.Errorf("property %d: %v", p, err) }
	seen := func(int) {}
	if n := testing.AllocsPerRun(100, func() {
		w.LoadRaw(code)
		if w.Expand(sink, false) != 1 {
			t.Error("no step")
		}
		w.CheckState(true, violated, seen)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// failing is a Sink that expects no violation.
type failing struct{ t *testing.T }

func (f failing) Successor(spec.Instance, uint64) {}
func (f failing) Cut(spec.Instance, int)          {}
func (f failing) Refused(spec.Instance, int)      {}
func (f failing) Seen(spec.Instance, int)         {}
func (f failing) Violated(_ spec.Instance, p int, err error) {
	f.t.Errorf("property %d: %v", p, err)
}
