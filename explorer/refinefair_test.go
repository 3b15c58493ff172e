package explorer_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// as maps vertex v to to[v].
func as(to ...int) func(*vertex) vertex {
	return func(s *vertex) vertex { return vertex{to[s.At]} }
}

// TestFairnessOf: what the abstract model's fairness demands of what happens below.
func TestFairnessOf(t *testing.T) {
	goes, works := act{"Go", [][2]int{{0, 1}}}, act{"Work", [][2]int{{0, 2}, {2, 0}}}
	above := func(fair spec.Fairness, acts ...act) spec.Model[vertex] {
		return system{init: []int{0}, acts: acts, fair: []spec.Fairness{fair}}.bare()
	}
	for _, tt := range []struct {
		name     string
		fair     []spec.Fairness // of the concrete model, which goes from 0 to 1 or works in 0 and 2
		abstract spec.Model[vertex]
		mapping  func(*vertex) vertex
		want     explorer.Verdict
	}{
		{"nothing is fair", nil, above(spec.WF("Go"), goes), as(0, 1, 0), explorer.Violated},
		{"weak fairness, and work", []spec.Fairness{spec.WF("Go", "Work")}, above(spec.WF("Go"), goes), as(0, 1, 0), explorer.Violated},
		{"weak fairness of what is possible now and then", []spec.Fairness{spec.WF("Go")}, above(spec.WF("Go"), goes), as(0, 1, 0), explorer.Violated},
		{"strong fairness, and nothing is done in 2", []spec.Fairness{spec.SF("Go")}, above(spec.WF("Go"), goes), as(0, 1, 0), explorer.Violated},
		{"strong fairness, and work goes on", []spec.Fairness{spec.SF("Go"), spec.WF("Work")}, above(spec.WF("Go"), goes), as(0, 1, 0), explorer.Holds},
		{"work is seen above", []spec.Fairness{spec.WF("Work", "Go")}, above(spec.WF(), goes, works), as(0, 1, 2), explorer.Holds},
		{"work above disables", []spec.Fairness{spec.WF("Work", "Go")}, above(spec.WF("Go"), goes, works), as(0, 1, 2), explorer.Holds},
		{"work above does not excuse", []spec.Fairness{spec.WF("Work", "Go")}, above(spec.SF("Go"), goes, works), as(0, 1, 2), explorer.Violated},
		{"a step that changes nothing above is none", nil, above(spec.WF("Go"), act{"Go", [][2]int{{0, 0}}}), as(0, 0, 0), explorer.Holds},
	} {
		m := system{
			init: []int{0}, acts: []act{goes, works}, fair: tt.fair,
			property: spec.Temporal("Fair", spec.FairnessOf(tt.abstract, tt.mapping)),
		}.model()
		if r := live(t, m, explorer.CheckOptions{}); r.Verdict != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, r.Verdict, tt.want)
		}
	}
}

// TestFairnessOfIgnoresBounds: what the abstract model's bound refuses is demanded, too.
func TestFairnessOfIgnoresBounds(t *testing.T) {
	y := system{init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}}}}, fair: []spec.Fairness{spec.WF("Go")}}
	bounded := y
	bounded.allowed = func(int) bool { return false }
	y.fair, y.property = nil, spec.Temporal("Fair", spec.FairnessOf(bounded.bare(), as(0, 1)))
	if r := live(t, y.model(), explorer.CheckOptions{}); r.Verdict != explorer.Violated {
		t.Errorf("%s, want violated", r.Verdict)
	}
}

func TestFairnessOfRefused(t *testing.T) {
	for want, fair := range map[string][]spec.Fairness{
		"has no fairness": nil,
		"fairness WFEach(Go), want WF or SF of whole actions": {spec.WFEach("Go")},
		`unknown action "Stop"`:                               {spec.WF("Stop")},
	} {
		y := system{init: []int{0}, acts: []act{{"Go", [][2]int{{0, 1}}}}}
		above := y
		above.fair = fair
		y.property = spec.Temporal("Fair", spec.FairnessOf(above.bare(), as(0, 1)))
		if _, err := explorer.Check(t.Context(), y.model(), explorer.CheckOptions{Liveness: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestFairnessAsFormula: to assume a system's own fairness in a formula is to assume it
// as fairness, whose meaning the oracle knows from the definitions.
func TestFairnessAsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	verdicts := map[explorer.Verdict]int{}
	for range 1000 {
		o := randomOracle(r)
		if o.system.fair == nil || o.each[0] && o.enforced[0] || o.each[1] && o.enforced[1] {
			continue
		}
		o.cut, o.refused = nil, nil
		y := o.system
		y.fair, y.property = nil, spec.Temporal("F", spec.Implies(spec.FairnessOf(o.system.bare(), as(0, 1, 2, 3)), o.formula()))
		got, err := explorer.Check(t.Context(), y.model(), explorer.CheckOptions{Liveness: true, Options: explorer.Options{Workers: 1 + r.IntN(3)}})
		if err != nil {
			t.Fatal(err)
		}
		verdicts[got.Verdict]++
		if want := o.verdict(); got.Verdict != want {
			t.Fatalf("%s, want %s\n%+v", got.Verdict, want, o)
		}
	}
	for _, v := range []explorer.Verdict{explorer.Holds, explorer.Violated} {
		if verdicts[v] < 50 {
			t.Errorf("%v: the test says little", verdicts)
		}
	}
}

// formula is what the oracle's property claims.
func (o *oracle) formula() spec.Formula[vertex] {
	p, q := spec.Pred("P", at(o.p...)), spec.Pred("Q", at(o.q...))
	switch o.kind {
	case spec.KindEventually:
		return spec.Diamond(p)
	case spec.KindAlwaysEventually:
		return spec.Box(spec.Diamond(p))
	case spec.KindEventuallyAlways:
		return spec.Diamond(spec.Box(p))
	}
	return spec.Box(spec.Implies(p, spec.Diamond(q)))
}

// bare is the system without its property.
func (y system) bare() spec.Model[vertex] {
	m := y.model()
	m.Properties = nil
	return m
}
