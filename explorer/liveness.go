package explorer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/mcheck/mcheck/internal/live"
	"github.com/mcheck/mcheck/internal/ltl"
	"github.com/mcheck/mcheck/spec"
)

// temporal decides the temporal properties on a recorded state graph.
type temporal struct {
	*search
	graph      *live.Graph
	conditions []condition
	truncated  bool // something that fairness demands was cut off
	counts     [ltl.MaxAtoms]uint64
	stop       func() error
}

// condition is a fairness condition of the graph, and whose conjunct it is.
type condition struct {
	live.Condition
	conjunct int
	name     string
}

// answer is what was found out about a temporal property.
type answer struct {
	property int
	verdict  Verdict
	why      string
	lasso    *live.Lasso // for Violated, and for Incomplete if Bounded
}

// decideTemporal decides the temporal properties, if the search was exhaustive and
// has found nothing worse.
func (s *search) decideTemporal(ctx context.Context) {
	if s.recording == nil || s.cut(ctx) != "" || s.tooDeep > 0 {
		return
	}
	for _, f := range s.findings {
		if !f.witness && !s.opts.Continue {
			return
		}
	}
	s.temporal = s.newTemporal(ctx)
	for k, p := range s.machine.Properties {
		if !p.Kind.Temporal() {
			continue
		}
		a := s.temporal.decide(p.Formula)
		a.property = k
		s.answers = append(s.answers, a)
		if a.verdict == Violated && !s.opts.Continue {
			return
		}
	}
}

func (s *search) newTemporal(ctx context.Context) *temporal {
	g := s.recording.graph
	t := &temporal{search: s, graph: g, truncated: g.Truncated(), counts: g.Count()}
	t.stop = func() error {
		if reason := s.cut(ctx); reason != "" {
			return errors.New(reason)
		}
		return nil
	}
	seen := g.Events()
	for id, e := range s.recording.events.list {
		if !seen[uint32(id)] {
			continue
		}
		f := s.machine.Fairness[e.conjunct]
		t.conditions = append(t.conditions, condition{
			Condition: live.Condition{Event: uint32(id), Strong: f.Strong}, conjunct: e.conjunct, name: s.conditionName(f, e.value),
		})
	}
	slices.SortFunc(t.conditions, func(a, b condition) int {
		return cmp.Or(cmp.Compare(a.conjunct, b.conjunct), cmp.Compare(a.name, b.name))
	})
	return t
}

func (s *search) conditionName(f spec.FairnessInfo, value uint32) string {
	if !f.Each {
		return f.Name
	}
	name := "WF"
	if f.Strong {
		name = "SF"
	}
	return name + "(" + s.machine.Instance(f, value) + ")"
}

// query asks for a behaviour that violates the formula and meets the conditions.
func (t *temporal) query(f *ltl.Formula, conditions []condition, cutEnables bool) *live.Query {
	q := &live.Query{Graph: t.graph, Formula: f, CutEnables: cutEnables, Stop: t.stop}
	for _, c := range conditions {
		q.Fair = append(q.Fair, c.Condition)
	}
	return q
}

// falsehood is the claim that there is no fair behaviour.
var falsehood = ltl.Negate(&ltl.Formula{Op: ltl.True})

// decide looks for a violation among the behaviours of the graph. A step that was
// cut off still counts as possible, since it is one of the model: a behaviour is
// fair only if the model's own fairness allows it. If none violates the formula but
// one would were the cut steps impossible, then nothing is known: in the model that
// behaviour would have to go on beyond the bound.
func (t *temporal) decide(f *ltl.Formula) answer {
	if t.graph.Len() == 0 {
		return answer{verdict: Incomplete, why: "vacuous: there is no initial state"}
	}
	lasso, err := t.query(f, t.conditions, true).Find()
	if err != nil {
		return answer{verdict: Incomplete, why: err.Error()}
	}
	if lasso != nil {
		return answer{verdict: Violated, lasso: lasso}
	}
	if !t.truncated {
		return answer{verdict: Holds}
	}
	if lasso, err = t.query(f, t.conditions, false).Find(); err != nil {
		return answer{verdict: Incomplete, why: err.Error()}
	}
	if lasso != nil {
		return answer{verdict: Incomplete, lasso: lasso, why: "the bound is exhausted: a behaviour that violates it would be fair only because a step that fairness demands was cut off"}
	}
	fair, err := t.query(falsehood, t.conditions, true).Find()
	switch {
	case err != nil:
		return answer{verdict: Incomplete, why: err.Error()}
	case fair == nil:
		return answer{verdict: Incomplete, why: "vacuous: no behaviour within the bounds is fair"}
	}
	return answer{verdict: Holds}
}

// reportTemporal adds what is known about the temporal properties.
func (s *search) reportTemporal(r *Result) error {
	if s.recording == nil {
		return nil
	}
	t, cut := s.temporal, cmp.Or(r.Reason, "the run ended with a violation")
	if t != nil {
		r.Ledger.Fairness, r.Ledger.Graph = t.fairness(), t.size()
	}
	for k := range s.machine.Properties {
		p := &s.machine.Properties[k]
		if !p.Kind.Temporal() {
			continue
		}
		status := statusOf(s.machine, p)
		at := slices.IndexFunc(s.answers, func(a answer) bool { return a.property == k })
		if at < 0 {
			status.Why = cut
			r.Ledger.Temporal = append(r.Ledger.Temporal, status)
			continue
		}
		a := &s.answers[at]
		status.Verdict, status.Why = a.verdict, a.why
		if status.Verdict == Holds {
			status.Why = t.worth(p)
		}
		r.Ledger.Temporal = append(r.Ledger.Temporal, status)
		if a.verdict == Incomplete && r.Reason == "" {
			r.Reason = p.Name + ": " + a.why
		}
		if a.lasso != nil {
			v, err := t.violationOf(p, a.lasso, t.query(p.Formula, t.conditions, a.verdict == Violated))
			if err != nil {
				return err
			}
			if a.verdict == Violated {
				r.Violations = append(r.Violations, v)
			} else {
				r.Bounded = append(r.Bounded, v)
			}
		}
	}
	return nil
}

// worth says what to make of a property that holds.
func (t *temporal) worth(p *spec.PropertyInfo) string {
	if p.Kind == spec.KindLeadsTo {
		if premise := p.Formula.R.L.L.Atom; t.counts[premise] == 0 {
			return "vacuous: P is true in no reachable state"
		}
	}
	if t.cutSteps() > 0 {
		return fmt.Sprintf("of behaviours within the bounds; what lies beyond was not examined (steps cut off: %d)", t.cutSteps())
	}
	return ""
}

// cutSteps counts the steps that bounds and constraints cut off.
func (t *temporal) cutSteps() (n uint64) {
	for _, refused := range t.totals.refused {
		for _, k := range refused {
			n += k
		}
	}
	for _, k := range t.totals.cut {
		n += k
	}
	return n
}

func (t *temporal) fairness() []FairnessStatus {
	out := make([]FairnessStatus, len(t.machine.Fairness))
	for k, f := range t.machine.Fairness {
		out[k].Name = f.Name
	}
	for _, c := range t.conditions {
		out[c.conjunct].Conditions++
		out[c.conjunct].Enabled = true
	}
	return out
}

func (t *temporal) size() GraphSize {
	steps, stateBytes, stepBytes := t.graph.Size()
	for p := range t.tables {
		stateBytes += 4 * uint64(len(t.tables[p].ordinals))
		if t.exact != nil {
			stateBytes += 4 * uint64(len(t.exact.parts[p].ordinals))
		}
	}
	return GraphSize{States: uint64(t.graph.Len()), Steps: steps, StateBytes: stateBytes, StepBytes: stepBytes}
}
