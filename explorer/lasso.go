package explorer

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/mcheck/mcheck/internal/live"
	"github.com/mcheck/mcheck/spec"
)

// follower finds, in the model itself, the steps of a lasso of the state graph.
type follower struct {
	*replayer
	*search
	conditions []condition
	to         uint32
	wanted     uint64 // the conditions that are met by the step looked for, as far as 64 go
	score      int    // of the step found
	lowered    int    // by the last step: see spec.Ranks
}

// Successor implements spec.Sink.
func (f *follower) Successor(step spec.Instance, fp uint64) {
	if f.ordinalOf(fp, f.w.Encode(nil)) != f.to {
		return
	}
	// Several steps may lead to the state: show one that fairness has waited for.
	if score := bits.OnesCount64(f.met(step) & f.wanted); !f.found || score > f.score {
		f.score = score
		f.take(step)
	}
}

// met returns those of the conditions wanted that are about the step.
func (f *follower) met(step spec.Instance) (met uint64) {
	events := f.recording.events.list
	for k := range min(64, len(f.conditions)) {
		if f.wanted>>k&1 == 0 {
			continue
		}
		e := events[f.conditions[k].Event]
		info := &f.machine.Fairness[e.conjunct]
		if slices.Contains(info.Actions, step.Action()) && (!info.Each || f.w.Value(step) == e.value) {
			met |= 1 << k
		}
	}
	return met
}

// Cut implements spec.Sink.
func (f *follower) Cut(spec.Instance, int) {}

// follow takes the step from the state with encoding raw to the state numbered to.
func (f *follower) follow(raw []byte, to uint32, wanted uint64) (Step, error) {
	f.to, f.wanted, f.found = to, wanted, false
	f.w.LoadRaw(raw)
	f.w.Keep(true)
	f.w.Expand(f, false)
	if !f.found {
		return Step{}, &ReplayError{Model: f.machine.Name}
	}
	out := f.arrive(f.step, f.raw)
	if f.lowered = f.w.Lowered(raw, f.raw); f.lowered > 0 {
		out.Note = fmt.Sprintf("all %s lowered by %d", f.machine.Ranks, f.lowered)
	}
	return out, nil
}

// start returns the encoding of the initial state with the given number.
func (f *follower) start(number uint32) (raw []byte) {
	f.w.Initial(func() {
		if raw == nil && f.ordinalOf(f.w.Fingerprint(), f.w.Encode(nil)) == number {
			raw = f.w.EncodeRaw(nil)
		}
	})
	return raw
}

// violationOf turns a lasso of the state graph, the answer to q, into a behaviour of
// the model.
func (t *temporal) violationOf(p *spec.PropertyInfo, l *live.Lasso, q *live.Query) (*Violation, error) {
	f := &follower{replayer: newReplayer(t.machine), search: t.search, conditions: t.conditions}
	raw := f.start(l.States[0])
	v := &Violation{
		Kind: Liveness, Property: p.Name, Message: wrong(t.machine, p, q, l), Lasso: &Lasso{Loop: l.Loop, Bounded: !q.CutEnables, Ranks: t.machine.Ranks},
		Trace: []Step{f.beginning(raw)},
	}
	how := q.Satisfied(l, q.Fair)
	really := t.query(q.Formula, t.conditions, true).Satisfied(l, q.Fair)
	taken := make([]uint64, len(l.States)) // by step of the lasso: the conditions that it meets first
	for k := range t.conditions {
		at := q.Where(l, q.Fair[k], how[k])
		c := &t.conditions[k]
		v.Lasso.Fair = append(v.Lasso.Fair, FairOnLoop{
			Condition: c.name, Conjunct: t.machine.Fairness[c.conjunct].Name, How: fulfilments[how[k]], At: at,
		})
		if really[k] == live.Unfair {
			v.Lasso.Fair[k].How = CutOff
		}
		if how[k] == live.Taken && k < 64 {
			taken[at] |= 1 << k
		}
	}
	for k := range l.States {
		next := l.After(k)
		if next == l.States[k] && k+1 == len(l.States) {
			return v, nil
		}
		step := Step{Label: Stutters, State: v.Trace[k].State, InFlight: v.Trace[k].InFlight}
		f.lowered = 0
		if next != l.States[k] {
			var err error
			if step, err = f.follow(raw, next, taken[k]); err != nil {
				return nil, err
			}
			raw = f.raw
		}
		if k >= l.Loop {
			v.Lasso.Raised += f.lowered
		}
		if k+1 == len(l.States) {
			v.Lasso.Back = &step
			return v, nil
		}
		v.Trace = append(v.Trace, step)
	}
	return v, nil
}

// Stutters is the label of a step that changes nothing.
const Stutters = "stutters"

var fulfilments = map[live.Fulfilment]Fulfilment{live.Taken: Taken, live.Disabled: Disabled, live.Never: Never}

// wrong says in what way a behaviour violates a temporal property.
func wrong(m *spec.Machine, p *spec.PropertyInfo, q *live.Query, l *live.Lasso) string {
	letters := q.Letters(l)
	is := func(atom, k int) bool { return letters[k]>>atom&1 != 0 }
	switch p.Kind {
	case spec.KindEventually:
		return p.Name + " is true in no state"
	case spec.KindAlwaysEventually:
		return fmt.Sprintf("%s is never true from state %d on", p.Name, firstFrom(letters, p.Formula.R.R.Atom, l.Loop)+1)
	case spec.KindEventuallyAlways:
		k := l.Loop
		for is(p.Formula.R.R.Atom, k) {
			k++
		}
		return fmt.Sprintf("%s is false again and again, in state %d of the loop", p.Name, k+1)
	case spec.KindLeadsTo:
		premise, goal := p.Formula.R.L.L.Atom, p.Formula.R.R.R.Atom
		for k := firstFrom(letters, goal, l.Loop); k < len(letters); k++ {
			if is(premise, k) {
				return fmt.Sprintf("P is true in state %d, and Q in none from there on", k+1)
			}
		}
	}
	return m.FormulaOf(*p) + " is false of this behaviour"
}

// firstFrom returns the first position from which on the atom, which is false on
// the loop, stays false.
func firstFrom(letters []uint64, atom, loop int) int {
	k := loop
	for k > 0 && letters[k-1]>>atom&1 == 0 {
		k--
	}
	return k
}
