package render_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// bulb is switched on and off; after three times it is broken.
type bulb struct {
	On    bool
	Worn  int8
	Fixed bool
}

// bulbs has a lasso of two states if it wears no bulb out, and otherwise one that
// the bound on wear makes fair.
func bulbs(wears bool) spec.Model[bulb] {
	press := spec.Do("Press", func(s *bulb) bool {
		s.On = !s.On
		if wears && s.On {
			s.Worn++
		}
		return true
	}).Rule("any number of times").Bound("worn < 2", func(s *bulb) bool { return s.Worn < 2 })
	return spec.Model[bulb]{
		Name: "bulb", Init: spec.Only(bulb{}), AllowDeadlock: true,
		Actions: []spec.Action[bulb]{press, spec.ForAll("Fix", spec.Range(1, 2), func(s *bulb, with int) bool {
			if !s.On || s.Fixed || with == 1 {
				return false
			}
			s.Fixed = true
			return true
		})},
		Fairness: []spec.Fairness{spec.WF("Press"), spec.WFEach("Fix"), spec.SF("Press", "Fix")},
		Properties: []spec.Property[bulb]{
			spec.EventuallyAlways("Settled", func(s *bulb) bool { return s.On || s.Worn >= 9 }),
		},
	}
}

func lively(t *testing.T, m spec.Checkable) render.Run {
	t.Helper()
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Liveness: true, Options: explorer.Options{Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	r.Elapsed, r.PeakRSS = 0, 0
	r.Ledger.Graph.StateBytes, r.Ledger.Graph.StepBytes = 0, 0
	return render.Run{Result: r}
}

func TestLassos(t *testing.T) {
	sleepy := twopc.Config{RMs: spec.NewDomain[twopc.RM](2)}.Model()
	sleepy.Fairness = sleepy.Fairness[1:] // the TM may stop
	bounded := bulbs(true)
	bounded.Properties = []spec.Property[bulb]{spec.Eventually("WornOut", func(s *bulb) bool { return s.Worn > 2 })}
	for _, test := range []struct {
		name    string
		run     render.Run
		verdict explorer.Verdict
	}{
		{"sleepy", lively(t, sleepy), explorer.Violated},
		{"bulb", lively(t, bulbs(false)), explorer.Violated},
		{"bounded", lively(t, bounded), explorer.Incomplete},
		{"terminates", lively(t, twopc.Config{RMs: spec.NewDomain[twopc.RM](2)}.Model()), explorer.Holds},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.run.Result.Verdict; got != test.verdict {
				t.Fatalf("verdict %s, want %s", got, test.verdict)
			}
			golden(t, "lasso-"+test.name+".txt", text(t, func(b *strings.Builder) error { return render.Text(b, test.run) }))
			golden(t, "lasso-"+test.name+".json", text(t, func(b *strings.Builder) error { return render.JSON(b, test.run) }))
			for _, v := range append(test.run.Result.Violations, test.run.Result.Bounded...) {
				golden(t, "lasso-"+test.name+".dot", text(t, func(b *strings.Builder) error { return render.TraceDOT(b, test.run, v) }))
			}
		})
	}
}

func TestFairness(t *testing.T) {
	m := bulbs(false)
	m.Properties = []spec.Property[bulb]{spec.Eventually("Fixed", func(s *bulb) bool { return s.Fixed })}
	m.Fairness = []spec.Fairness{spec.WF("Press"), spec.SF("Fix"), spec.SF()}
	for _, test := range []struct {
		name     string
		model    spec.Checkable
		property string
	}{
		{"fairness-bulb", m, "Fixed"},
		{"fairness-none", bulbs(false), "Settled"},
	} {
		needs, err := explorer.MinimalFairness(context.Background(), test.model, test.property, explorer.Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		run := render.Run{Result: needs.Result}
		golden(t, test.name+".txt", text(t, func(b *strings.Builder) error { return render.Fairness(b, run, needs) }))
		golden(t, test.name+".json", text(t, func(b *strings.Builder) error { return render.FairnessJSON(b, run, needs) }))
	}
}

// Of many instances only the number is told.
func TestManyInstances(t *testing.T) {
	m := spec.Model[bulb]{
		Name: "bulb", Init: spec.Only(bulb{}), AllowDeadlock: true,
		Actions: []spec.Action[bulb]{spec.ForAll("Wear", spec.Range(1, 20), func(s *bulb, to int) bool {
			if s.Worn > 0 {
				return false
			}
			s.Worn = int8(to)
			return true
		})},
		Fairness:   []spec.Fairness{spec.WFEach("Wear")},
		Properties: []spec.Property[bulb]{spec.Eventually("On", func(s *bulb) bool { return s.On })},
	}
	out := text(t, func(b *strings.Builder) error { return render.Text(b, lively(t, m)) })
	if want := "- WFEach(Wear) for 20 instances: enabled in no state of the loop\n"; !strings.Contains(out, want) {
		t.Errorf("no %q in\n%s", want, out)
	}
}
