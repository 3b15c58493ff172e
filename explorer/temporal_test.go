package explorer_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// toAndFro never gets anywhere.
func toAndFro(p spec.Property[vertex]) spec.Model[vertex] {
	return system{init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}, {1, 0}}}}, fair: []spec.Fairness{spec.WF("Go")}, property: p}.model()
}

func TestMessages(t *testing.T) {
	for _, tt := range []struct {
		property spec.Property[vertex]
		want     string
	}{
		{spec.Eventually("P", at(7)), "P is true in no state"},
		{spec.AlwaysEventually("P", at(7)), "P is never true from state 1 on"},
		{spec.EventuallyAlways("P", at(0)), "P is false again and again, in state 2 of the loop"},
		{spec.LeadsTo("P", at(1), at(7)), "P is true in state 2, and Q in none from there on"},
		{spec.Temporal("P", spec.Box(is("zero", 0))), "[]zero is false of this behaviour"},
	} {
		r := live(t, toAndFro(tt.property), explorer.CheckOptions{})
		if v := r.Violation(); v == nil || v.Kind != explorer.Liveness || v.Message != tt.want {
			t.Errorf("%+v, want %q", v, tt.want)
		}
	}
}

// What is not asked for is not checked, and the result says so.
func TestTemporalPropertiesAreAskedFor(t *testing.T) {
	m := toAndFro(spec.Eventually("Far", at(7)))
	m.Properties = append(m.Properties, spec.Invariant("Fine", func(*vertex) error { return nil }), spec.EventuallyAlways("Zero", at(0)))
	for _, tt := range []struct {
		options explorer.CheckOptions
		want    explorer.Verdict
		checked []explorer.Verdict // Far, Zero; in the order of the ledger
	}{
		{explorer.CheckOptions{}, explorer.Holds, []explorer.Verdict{"", ""}},
		{explorer.CheckOptions{Properties: []string{"Fine"}}, explorer.Holds, []explorer.Verdict{"", ""}},
		{explorer.CheckOptions{Properties: []string{"Zero"}}, explorer.Violated, []explorer.Verdict{explorer.Violated, ""}},
		{explorer.CheckOptions{Liveness: true}, explorer.Violated, []explorer.Verdict{explorer.Violated, ""}},
		{explorer.CheckOptions{Liveness: true, Options: explorer.Options{Continue: true}}, explorer.Violated, []explorer.Verdict{explorer.Violated, explorer.Violated}},
	} {
		r, err := explorer.Check(t.Context(), m, tt.options)
		if err != nil {
			t.Fatal(err)
		}
		var checked []explorer.Verdict
		for _, s := range r.Ledger.Temporal {
			checked = append(checked, s.Verdict)
			if s.Verdict == "" && s.Why == "" {
				t.Errorf("%s was not checked, and nothing says why", s.Name)
			}
		}
		if r.Verdict != tt.want || !slices.Equal(checked, tt.checked) {
			t.Errorf("%+v: %s, %q, want %s, %q", tt.options, r.Verdict, checked, tt.want, tt.checked)
		}
	}
}

func TestSafetyComesFirst(t *testing.T) {
	m := toAndFro(spec.Eventually("Far", at(7)))
	m.Properties = append(m.Properties, spec.Invariant("Zero", func(s *vertex) error {
		if s.At != 0 {
			return fmt.Errorf("at %d", s.At)
		}
		return nil
	}))
	r := live(t, m, explorer.CheckOptions{})
	if len(r.Violations) != 1 || r.Violation().Property != "Zero" || r.Ledger.Temporal[0].Verdict != "" {
		t.Errorf("%d violations, the first of %s; %v", len(r.Violations), r.Violation().Property, r.Ledger.Temporal)
	}
	r = live(t, m, explorer.CheckOptions{Options: explorer.Options{Continue: true}})
	if len(r.Violations) != 2 || r.Violations[0].Property != "Zero" || r.Violations[1].Property != "Far" {
		t.Errorf("%d violations, want Zero and Far", len(r.Violations))
	}
}

// A run that was cut short decides nothing about behaviours.
func TestLivenessNeedsAllStates(t *testing.T) {
	m := plane(nil)
	m.Properties = []spec.Property[grid]{spec.Eventually("Far", func(s *grid) bool { return s.X == 1000 })}
	for _, o := range []explorer.Options{{MaxDepth: 9}, {MaxStates: 100}, {Timeout: 30 * time.Millisecond}, {Memory: 1 << 20}} {
		r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Options: o, Liveness: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Verdict != explorer.Incomplete || r.Ledger.Temporal[0].Verdict != "" || r.Ledger.Temporal[0].Why != r.Reason {
			t.Errorf("%+v: %s, %+v", o, r.Verdict, r.Ledger.Temporal)
		}
	}
}

func TestLivenessRefused(t *testing.T) {
	m := toAndFro(spec.Eventually("Far", at(7)))
	for _, tt := range []struct {
		options explorer.CheckOptions
		want    string
	}{
		{explorer.CheckOptions{Options: explorer.Options{Order: explorer.Simulate}, Liveness: true}, "a simulation does not see loops"},
		{explorer.CheckOptions{Options: explorer.Options{From: []string{"Go(1)"}}, Properties: []string{"Far"}}, "it is about whole behaviours"},
		{explorer.CheckOptions{Properties: []string{"Fra"}}, "unknown property"},
	} {
		if _, err := explorer.Check(t.Context(), m, tt.options); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want %q", tt.options, err, tt.want)
		}
	}
	compiled, err := toAndFro(spec.Eventually("Far", at(7))).Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	compiled.Symmetric = []string{"Server (3)"}
	if _, err := explorer.Run(t.Context(), compiled, explorer.Options{}); err == nil || !strings.Contains(err.Error(), "the machine is reduced") {
		t.Errorf("a reduced machine: error %v", err)
	}
}

// ring is a token that goes round among nodes that are all alike.
type ring struct {
	Holder node
	Waits  spec.Subset[node]
}

type node struct{ spec.Index }

// The symmetry of a model is left aside, and the ledger says so: with one state for
// all that differ in names only, p1 waiting for ever cannot be told from taking
// turns (tlaplus#59), and loops appear that are none (tlaplus#644).
func TestLivenessWithoutSymmetry(t *testing.T) {
	nodes := spec.NewDomain[node](3)
	m := spec.Model[ring]{
		Name: "ring", Domains: []spec.AnyDomain{nodes}, Symmetry: []spec.AnyDomain{nodes}, AllowDeadlock: true,
		Init: spec.Only(ring{}),
		Actions: []spec.Action[ring]{
			spec.ForAll("Wait", nodes.All(), func(s *ring, n node) bool {
				if s.Waits.Has(n) || s.Holder == n {
					return false
				}
				s.Waits.Add(n)
				return true
			}),
			spec.ForAll("Take", nodes.All(), func(s *ring, n node) bool {
				if !s.Waits.Has(n) {
					return false
				}
				s.Waits.Remove(n)
				s.Holder = n
				return true
			}),
		},
		Properties: []spec.Property[ring]{spec.LeadsTo("Served",
			func(s *ring) bool { return s.Waits.Len() == 3 }, func(s *ring) bool { return s.Waits.Len() == 0 })},
	}
	for n := range nodes.All() {
		m.Properties = append(m.Properties, spec.LeadsTo(fmt.Sprint("Served", len(m.Properties)),
			func(s *ring) bool { return s.Waits.Has(n) }, func(s *ring) bool { return s.Holder == n }))
	}
	m.Properties = m.Properties[1:]
	for _, tt := range []struct {
		name string
		fair []spec.Fairness
		want explorer.Verdict
	}{
		{"tlaplus#59", []spec.Fairness{spec.WF("Take")}, explorer.Violated},
		{"tlaplus#644", []spec.Fairness{spec.WFEach("Take")}, explorer.Holds},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m.Fairness = tt.fair
			r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Liveness: true})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != tt.want || r.Ledger.Symmetry != nil || len(r.Ledger.Notes) != 1 || !strings.Contains(r.Ledger.Notes[0], "symmetry is not used") {
				t.Errorf("%v: %s, symmetry %v, notes %q, want %s", tt.fair, r.Verdict, r.Ledger.Symmetry, r.Ledger.Notes, tt.want)
			}
		})
	}
}

// What the ledger says about fairness and the graph.
func TestLivenessLedger(t *testing.T) {
	y := system{
		init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}, {0, 2}, {1, 1}}}, {"Never", nil}, {"Stay", [][2]int{{2, 2}}}},
		fair:     []spec.Fairness{spec.WFEach("Go"), spec.SF("Never"), spec.WF("Stay"), spec.SF("Go", "Never")},
		property: spec.LeadsTo("Idle", at(9), at(2)),
	}
	r := live(t, y.model(), explorer.CheckOptions{})
	want := []explorer.FairnessStatus{
		{Name: "WFEach(Go)", Conditions: 2, Enabled: true}, {Name: "SF(Never)"}, {Name: "WF(Stay)"}, {Name: "SF(Go, Never)", Conditions: 1, Enabled: true},
	}
	if diff := cmp.Diff(want, r.Ledger.Fairness); diff != "" {
		t.Errorf("fairness (-want +got)\n%s", diff)
	}
	if g := r.Ledger.Graph; g.States != 3 || g.Steps != 2 {
		t.Errorf("%+v, want 3 states and 2 steps", g)
	}
	if why := r.Ledger.Temporal[0].Why; why != "vacuous: P is true in no reachable state" {
		t.Errorf("why: %q", why)
	}
}

// A lasso is a behaviour of the model whose loop meets every condition, and says how.
func TestLassoSaysWhyItIsFair(t *testing.T) {
	y := system{
		init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}, {1, 2}, {2, 0}}}, {"Alias", [][2]int{{1, 2}}}, {"Out", [][2]int{{2, 3}}}, {"Far", [][2]int{{3, 4}}}},
		fair:     []spec.Fairness{spec.WFEach("Go"), spec.WF("Alias"), spec.WF("Out"), spec.SF("Far")},
		property: spec.Eventually("Three", at(3)),
	}
	v := live(t, y.model(), explorer.CheckOptions{}).Violation()
	want := []explorer.FairOnLoop{
		{Condition: "WF(Go(0))", Conjunct: "WFEach(Go)", How: explorer.Taken, At: 2},
		{Condition: "WF(Go(1))", Conjunct: "WFEach(Go)", How: explorer.Taken, At: 0},
		{Condition: "WF(Go(2))", Conjunct: "WFEach(Go)", How: explorer.Taken, At: 1},
		{Condition: "WF(Alias)", Conjunct: "WF(Alias)", How: explorer.Taken, At: 1},
		{Condition: "WF(Out)", Conjunct: "WF(Out)", How: explorer.Disabled, At: 0},
		{Condition: "SF(Far)", Conjunct: "SF(Far)", How: explorer.Never, At: 0},
	}
	if diff := cmp.Diff(want, v.Lasso.Fair); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := fmt.Sprintf("%v %d %s", path(v.Trace), v.Lasso.Loop, v.Lasso.Back.Label); got != "[0 1 2] 0 Go(0)" {
		t.Errorf("%s", got)
	}
}

// Code of a temporal property that panics or changes the state is reported like
// that of an invariant.
func TestFaultyPredicates(t *testing.T) {
	for _, tt := range []struct {
		holds func(*vertex) bool
		want  string
	}{
		{func(s *vertex) bool { return 1/(1-s.At) > 5 }, "P panicked: runtime error: integer divide by zero"},
		{func(s *vertex) bool { s.At++; return false }, "P changed the state, which it may only read"},
	} {
		_, err := explorer.Check(t.Context(), toAndFro(spec.Eventually("P", tt.holds)), explorer.CheckOptions{Liveness: true})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

// A larger space: the whole result, the lasso included, is the same for any number
// of workers (tlaplus#971 again).
func TestLassoDoesNotDependOnWorkers(t *testing.T) {
	const n = 20_000
	m := spec.Model[vertex]{
		Name: "random", Init: spec.Only(vertex{1}, vertex{2}), AllowDeadlock: true,
		Actions: []spec.Action[vertex]{
			spec.ForAll("Go", spec.Range(1, 3), func(s *vertex, k int) bool {
				s.At = (s.At*s.At + 7919*k*s.At + 13*k) % n
				return true
			}),
			spec.Do("Half", func(s *vertex) bool {
				if s.At%2 == 1 {
					return false
				}
				s.At /= 2
				return true
			}),
		},
		Fairness: []spec.Fairness{spec.WFEach("Go"), spec.SF("Half")},
		Properties: []spec.Property[vertex]{
			spec.AlwaysEventually("Low", func(s *vertex) bool { return s.At%1000 == 3 }),
			spec.EventuallyAlways("High", func(s *vertex) bool { return s.At > 50 }),
			spec.LeadsTo("Next", func(s *vertex) bool { return s.At%1000 == 7 }, func(s *vertex) bool { return s.At%1000 == 9 }),
		},
	}
	for _, order := range []explorer.Order{explorer.BFS, explorer.DFS} {
		var want *explorer.Result
		for _, workers := range []int{1, 2, 3, 7} {
			r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Liveness: true, Options: explorer.Options{Order: order, Workers: workers, Continue: true}})
			if err != nil {
				t.Fatal(err)
			}
			r.Ledger.Graph = explorer.GraphSize{} // how much room slices have left is no result
			want = same(t, want, r)
		}
		if len(want.Violations) < 2 {
			t.Errorf("%s: %d violations: the test says little", order, len(want.Violations))
		}
	}
}

// TestRandomSystemsAgainstOracle compares with all short lassos of small systems,
// with bounds and constraints, decided from the definitions.
func TestRandomSystemsAgainstOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	verdicts := map[explorer.Verdict]int{}
	for range 1500 {
		o := randomOracle(r)
		got, err := explorer.Check(t.Context(), o.system.model(), explorer.CheckOptions{Liveness: true, Options: explorer.Options{Workers: 1 + r.IntN(3)}})
		if err != nil {
			t.Fatal(err)
		}
		verdicts[got.Verdict]++
		if want := o.verdict(); got.Verdict != want {
			t.Fatalf("%s, want %s\n%+v\n%+v", got.Verdict, want, o, got.Ledger.Temporal)
		}
	}
	for _, v := range []explorer.Verdict{explorer.Holds, explorer.Violated, explorer.Incomplete} {
		if verdicts[v] < 100 {
			t.Errorf("%v: the test says little", verdicts)
		}
	}
}

// oracle is a small system and what it takes to judge its lassos.
type oracle struct {
	system   system
	n        int
	kind     spec.Kind
	p, q     []int
	cut      []int // vertices excluded by the constraint
	refused  []int // vertices that the bound refuses to go to
	strong   [2]bool
	each     [2]bool
	enforced [2]bool // the action is fair
}

func randomOracle(r *rand.Rand) *oracle {
	o := &oracle{n: 1 + r.IntN(4)}
	some := func(odds int) (out []int) {
		for v := range o.n {
			if r.IntN(odds) == 0 {
				out = append(out, v)
			}
		}
		return out
	}
	o.p, o.q, o.kind = some(2), some(2), spec.KindEventually+spec.Kind(r.IntN(4))
	if r.IntN(2) == 0 {
		o.cut, o.refused = some(5), some(5)
	}
	o.system = system{init: []int{r.IntN(o.n)}}
	for a := range 2 {
		var steps [][2]int
		for range r.IntN(2*o.n + 1) {
			steps = append(steps, [2]int{r.IntN(o.n), r.IntN(o.n)})
		}
		name := string(rune('A' + a))
		o.system.acts = append(o.system.acts, act{name, steps})
		o.strong[a], o.each[a], o.enforced[a] = r.IntN(2) == 0, r.IntN(2) == 0, r.IntN(3) > 0
		if o.enforced[a] {
			make := map[[2]bool]func(...string) spec.Fairness{
				{false, false}: spec.WF, {true, false}: spec.SF, {false, true}: spec.WFEach, {true, true}: spec.SFEach,
			}[[2]bool{o.strong[a], o.each[a]}]
			o.system.fair = append(o.system.fair, make(name))
		}
	}
	o.system.inside = func(v int) bool { return !slices.Contains(o.cut, v) }
	o.system.allowed = func(v int) bool { return !slices.Contains(o.refused, v) }
	o.system.property = map[spec.Kind]spec.Property[vertex]{
		spec.KindEventually: spec.Eventually("F", at(o.p...)), spec.KindAlwaysEventually: spec.AlwaysEventually("F", at(o.p...)),
		spec.KindEventuallyAlways: spec.EventuallyAlways("F", at(o.p...)), spec.KindLeadsTo: spec.LeadsTo("F", at(o.p...), at(o.q...)),
	}[o.kind]
	return o
}

func (o *oracle) inside(v int) bool { return o.system.inside(v) }

// verdict tries all lassos of a few states.
func (o *oracle) verdict() explorer.Verdict {
	if !o.inside(o.system.init[0]) {
		return explorer.Incomplete // there is no state, hence no behaviour
	}
	violated, bounded, fair := false, false, false
	var walk func(states []int)
	walk = func(states []int) {
		for loop := range states {
			bad := !o.holds(states, loop)
			violated = violated || bad && o.fair(states, loop, true)
			bounded = bounded || bad && o.fair(states, loop, false)
			fair = fair || o.fair(states, loop, true)
		}
		if len(states) == 9 {
			return
		}
		for w := range o.n {
			if o.step(states[len(states)-1], w) {
				walk(append(slices.Clone(states), w))
			}
		}
	}
	walk(o.system.init)
	switch {
	case violated:
		return explorer.Violated
	case bounded || !fair:
		return explorer.Incomplete
	}
	return explorer.Holds
}

// taken reports whether the step from v to w, w not being v, is one of action a.
func (o *oracle) taken(a, v, w int) bool {
	return v != w && slices.Contains(o.system.acts[a].steps, [2]int{v, w})
}

// step reports whether the step is in the graph; back to itself or to its
// successor.
func (o *oracle) step(v, w int) bool {
	return v == w || o.inside(w) && !slices.Contains(o.refused, w) && (o.taken(0, v, w) || o.taken(1, v, w))
}

// fair reports whether the lasso, to whose loop there is a step back, is fair.
func (o *oracle) fair(states []int, loop int, cutEnables bool) bool {
	back := func(k int) int {
		if k+1 == len(states) {
			return states[loop]
		}
		return states[k+1]
	}
	if !o.step(states[len(states)-1], states[loop]) {
		return false
	}
	for a := range 2 {
		if !o.enforced[a] {
			continue
		}
		groups := [][]int{{0, 1, 2, 3}}
		if o.each[a] {
			groups = [][]int{{0}, {1}, {2}, {3}}
		}
		for _, targets := range groups {
			taken, always, once := false, true, false
			for k := loop; k < len(states); k++ {
				enabled := slices.ContainsFunc(targets, func(w int) bool {
					return o.taken(a, states[k], w) && (cutEnables || o.step(states[k], w))
				})
				always, once = always && enabled, once || enabled
				taken = taken || slices.Contains(targets, back(k)) && o.taken(a, states[k], back(k))
			}
			if !taken && (o.strong[a] && once || !o.strong[a] && always) {
				return false
			}
		}
	}
	return true
}

func (o *oracle) holds(states []int, loop int) bool {
	p := func(v int) bool { return slices.Contains(o.p, v) }
	switch o.kind {
	case spec.KindEventually:
		return slices.ContainsFunc(states, p)
	case spec.KindAlwaysEventually:
		return slices.ContainsFunc(states[loop:], p)
	case spec.KindEventuallyAlways:
		return !slices.ContainsFunc(states[loop:], func(v int) bool { return !p(v) })
	}
	q := func(v int) bool { return slices.Contains(o.q, v) }
	for k, v := range states {
		if p(v) && !slices.ContainsFunc(states[min(k, loop):], q) {
			return false
		}
		if p(v) && k < loop && !slices.ContainsFunc(states[k:], q) {
			return false
		}
	}
	return true
}
