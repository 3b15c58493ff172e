package explorer

import (
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// This file makes behaviours of the model from paths on which sends were taken at
// once. They are counterexamples, but not always shortest ones.

// withSends turns the representatives along a path that begins with the state raw into
// the steps of a behaviour. Before each step of the path it sends all that can be sent.
func (s *search) withSends(raw []byte, reps [][]byte, property int) ([]goal, error) {
	r := newReplayer(s.machine)
	r.property = noProperty
	b := &spelledOut{steps: []Step{r.beginning(raw)}, sends: []bool{false}}
	for k, rep := range reps[1:] {
		for r.goal = (goal{sends: true}); len(b.steps) < mostSteps && r.advance(raw); raw = r.raw {
			b.add(r.arrive(r.step, r.raw), true)
		}
		r.goal = goal{rep: rep}
		if k == len(reps)-2 {
			r.property = property
		}
		if !r.advance(raw) {
			return nil, &ReplayError{Model: s.machine.Name, Step: k + 1}
		}
		raw = r.raw
		b.add(r.arrive(r.step, raw), false)
	}
	return b.needed(), nil
}

// mostSteps bounds behaviours with sends: there may be no end of them without the rules.
const mostSteps = 1000

// spelledOut is a behaviour with all sends that are possible.
type spelledOut struct {
	steps []Step
	sends []bool // whether the step only sends
}

func (b *spelledOut) add(s Step, sends bool) {
	b.steps, b.sends = append(b.steps, s), append(b.sends, sends)
}

// needed leaves out steps that only send what nobody receives.
func (b *spelledOut) needed() []goal {
	received := map[spec.Envelope]bool{}
	var goals []goal
	for k := len(b.steps) - 1; k > 0; k-- {
		if b.sends[k] && !sends(b.steps[k-1].InFlight, b.steps[k].InFlight, received) {
			continue
		}
		for _, m := range b.steps[k].Received {
			received[m] = true
		}
		goals = append(goals, goal{label: b.steps[k].Label})
	}
	slices.Reverse(goals)
	return goals
}

// sends reports whether there is a message after a step that was not there before, and
// that is wanted.
func sends(before, after []spec.Envelope, wanted map[spec.Envelope]bool) bool {
	for _, m := range after {
		if wanted[m] && !slices.Contains(before, m) {
			return true
		}
	}
	return false
}

// Behaviour is a counterexample that can be told again.
type Behaviour struct {
	Property string
	Labels   []string // of its steps, after those of Options.From
}

func (v *Violation) behaviour(prefix int) Behaviour {
	b := Behaviour{Property: v.Property}
	for _, step := range v.Trace[1+prefix:] {
		b.Labels = append(b.Labels, step.Label)
	}
	return b
}

// fallBack adds to a result what was found before, with sends taken at once, if the
// search for shortest traces has ended without it.
func (k *checker) fallBack(r *Result, m *spec.Machine) {
	for _, b := range k.fallback {
		again := func(v *Violation) bool { return v.Property == b.Property }
		if r.Verdict == Violated && !k.opts.Continue || slices.ContainsFunc(r.Violations, again) {
			continue
		}
		if v := k.retrace(m, b); v != nil {
			v.Unshortened = true
			r.Verdict, r.Violations = Violated, append(r.Violations, v)
		}
	}
	for _, d := range k.dropped {
		if d.Found != "" && r.Verdict == Incomplete {
			r.Reason += "; but " + d.Found + " was found before, with sends taken at once"
		}
	}
}

// retrace takes the steps of a counterexample again, or returns nil.
func (k *checker) retrace(m *spec.Machine, b Behaviour) *Violation {
	s := &search{machine: m}
	var begin [][]byte
	if len(k.opts.From) > 0 {
		p, err := replayPrefix(m, k.opts.From)
		if err != nil {
			return nil
		}
		s.prefix, begin = p, [][]byte{p.raw}
	} else {
		w := m.NewWorker()
		w.Initial(func() { begin = append(begin, w.EncodeRaw(nil)) })
	}
	var goals []goal
	for _, label := range b.Labels {
		goals = append(goals, goal{label: label})
	}
	property := slices.IndexFunc(m.Properties, func(p spec.PropertyInfo) bool { return p.Name == b.Property })
	for _, raw := range begin {
		if trace, message, err := s.behaviour(raw, goals, property); err == nil {
			return s.violation(property, trace, message)
		}
	}
	return nil
}
