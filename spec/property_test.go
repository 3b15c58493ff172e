package spec_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// counter goes up and down; no step may go down, and one is seen to.
func counter(of ...string) spec.Model[int] {
	never := spec.StepInvariant("Never", func(_, _ *int, step spec.Step) error { return errors.New(step.Action) })
	seen := spec.ReachableStep("Seen", func(_, _ *int, _ spec.Step) bool { return true })
	return spec.Model[int]{
		Name: "counter", Init: spec.Only(0),
		Actions: []spec.Action[int]{
			spec.Do("Up", func(s *int) bool { *s++; return true }),
			spec.Do("Down", func(s *int) bool { *s--; return true }),
		},
		Properties: []spec.Property[int]{never.OfActions(of...), seen.OfActions(of...)},
	}
}

// noted is a sink that notes by which actions properties of steps were violated or shown.
type noted struct {
	*heard
	machine *spec.Machine
	of      []string
}

func (n *noted) note(step spec.Instance, property int) {
	n.of = append(n.of, n.machine.Actions[step.Action()].Name+" "+n.machine.Properties[property].Name)
}
func (n *noted) Violated(step spec.Instance, property int, _ error) { n.note(step, property) }
func (n *noted) Seen(step spec.Instance, property int)              { n.note(step, property) }

func TestPropertiesOfActions(t *testing.T) {
	for _, tt := range []struct {
		of   []string
		want string
	}{
		{nil, "Up Never, Up Seen, Down Never, Down Seen"},
		{[]string{"Down"}, "Down Never, Down Seen"},
		{[]string{"Down", "Up"}, "Up Never, Up Seen, Down Never, Down Seen"},
	} {
		m := counter(tt.of...)
		machine, err := m.Compile(spec.CompileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		n := &noted{heard: &heard{Worker: machine.NewWorker(), check: func([]byte, uint64) {}}, machine: machine}
		n.Initial(func() { n.Load(n.EncodeRaw(nil)) })
		n.Expand(n, true)
		agree(t, "noted", strings.Join(n.of, ", "), tt.want)
		for a, info := range machine.Actions {
			step := spec.Instance(a << 22)
			n.Apply(step)
			if err := n.CheckStep(step, 0); (err != nil) != slices.Contains(n.of, info.Name+" Never") {
				t.Errorf("of %v: %s: %v", tt.of, info.Name, err)
			}
		}
		in, err := m.Interpret()
		if err != nil {
			t.Fatal(err)
		}
		var evaluated []string
		zero := 0
		in.Try(&zero, func(trial spec.Trial[int]) {
			in.CheckStep(&zero, trial.After, trial.Step, func(e spec.Evaluation) {
				evaluated = append(evaluated, trial.Step.Action+" "+e.Property)
			})
		})
		agree(t, "evaluated", strings.Join(evaluated, ", "), tt.want)
	}

	_, err := counter("Sideways").Compile(spec.CompileOptions{})
	agree(t, "unknown action", err.Error(), `model counter: property Never: OfActions names "Sideways", which is no action`)
	m := counter()
	m.Properties = []spec.Property[int]{spec.Invariant("Always", func(*int) error { return nil }).OfActions("Up")}
	_, err = m.Compile(spec.CompileOptions{})
	agree(t, "no property of steps", err.Error(), "model counter: property Always: OfActions, of what is no property of steps")
}
