package render

import (
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/explorer"
)

// Repeats says which states of a lasso are repeated for ever.
func Repeats(v *explorer.Violation) string {
	switch first, last := v.Lasso.Loop+1, len(v.Trace); {
	case v.Lasso.Back == nil:
		return fmt.Sprintf("after state %d nothing more happens", last)
	case first == last:
		return fmt.Sprintf("state %d is repeated for ever", last)
	default:
		return fmt.Sprintf("states %d to %d are repeated for ever", first, last)
	}
}

// lasso writes a behaviour that goes round for ever, and why that is fair.
func (p *printer) lasso(v *explorer.Violation) {
	l := v.Lasso
	if l.Back == nil {
		p.trace(v.Trace)
		p.linef("  *  nothing more happens")
		p.linef("")
	} else {
		p.trace(v.Trace[:l.Loop])
		p.linef("  *  the loop begins: %s", Repeats(v))
		p.linef("")
		p.steps(v.Trace, l.Loop, "")
		p.hanging("  *  ", fmt.Sprintf("back to state %d by %s", l.Loop+1, l.Back.Label), 9)
		if l.Back.Rule != "" {
			p.hanging("     (", l.Back.Rule+")", 6)
		}
		p.changes(Changes(v.Trace[len(v.Trace)-1].State, l.Back.State))
		p.note(l.Back)
		if l.Raised > 0 {
			p.linef("       (%s)", Growth(l))
		}
		p.linef("")
	}
	if len(l.Fair) > 0 {
		if l.Bounded {
			p.linef("     This is not fair in the model, only within the bounds:")
		} else {
			p.linef("     This is fair:")
		}
		for _, f := range Fulfilled(v) {
			p.hanging("     - ", f, 7)
		}
		p.linef("")
	}
}

// Growth says what goes on while the states of a lasso are repeated: that of the numbers
// that are stored as ranks.
func Growth(l *explorer.Lasso) string { return fmt.Sprintf("%s +%d per round", l.Ranks, l.Raised) }

// fewInstances is how many instances of a conjunct of fairness are named one by one.
const fewInstances = 8

// Fulfilled says how a loop meets each fairness condition, those that it meets in
// the same way together.
func Fulfilled(v *explorer.Violation) []string {
	var ways []string
	met := map[string][]explorer.FairOnLoop{}
	for _, f := range v.Lasso.Fair {
		way := wayOf(f)
		if met[way] == nil {
			ways = append(ways, way)
		}
		met[way] = append(met[way], f)
	}
	for k, way := range ways {
		ways[k] = strings.Join(conditions(met[way]), ", ") + ": " + way
	}
	return ways
}

func wayOf(f explorer.FairOnLoop) string {
	switch f.How {
	case explorer.Taken:
		return fmt.Sprintf("taken by the step from state %d", f.At+1)
	case explorer.Disabled:
		return fmt.Sprintf("not enabled in state %d", f.At+1)
	case explorer.CutOff:
		return "demands a step that a bound or constraint cut off"
	}
	return "enabled in no state of the loop"
}

// conditions names conditions; of many about instances of the same action, it tells
// the number.
func conditions(met []explorer.FairOnLoop) (names []string) {
	number := map[string]int{}
	for _, f := range met {
		number[f.Conjunct]++
	}
	for k, f := range met {
		switch n := number[f.Conjunct]; {
		case n <= fewInstances:
			names = append(names, f.Condition)
		case k == 0 || met[k-1].Conjunct != f.Conjunct:
			names = append(names, fmt.Sprintf("%s for %d instances", f.Conjunct, n))
		}
	}
	return names
}

// closing writes the arrow of a drawing that closes the loop.
func (p *printer) closing(v *explorer.Violation, all *lanes) {
	last := len(v.Trace)
	if v.Lasso.Back == nil {
		p.linef("  s%d -> s%d [color=%q, style=dashed, penwidth=2, label=<%s>];", last, last, alarm.back, edgeText("nothing more happens", ""))
		return
	}
	b, title := v.Lasso.Back, "back by "+v.Lasso.Back.Label
	if v.Lasso.Raised > 0 {
		title += ", " + Growth(v.Lasso)
	}
	p.linef("  s%d -> s%d [color=%q, penwidth=2.5, label=<%s>];", last, v.Lasso.Loop+1, all.colour(b.Node).back, edgeText(title, b.Rule))
}

// lassoObject is how JSON shows the end of a lasso.
type lassoObject struct {
	// Back is the step from the last state to that at violation.loop; null if nothing
	// more happens.
	Back *stepObject     `json:"back"`
	Fair []fairnessProof `json:"fair"`
	// Ranks names the numbers that are stored as ranks, and Raised tells by how much
	// they grow in each round.
	Ranks  string `json:"ranks,omitempty"`
	Raised int    `json:"raised,omitempty"`
}

type fairnessProof struct {
	Condition string              `json:"condition"`
	Conjunct  string              `json:"conjunct"`
	How       explorer.Fulfilment `json:"how"`
	At        int                 `json:"at"` // a position in the trace
}

func lassoOf(v *explorer.Violation) *lassoObject {
	if v.Lasso == nil {
		return nil
	}
	out := &lassoObject{Ranks: v.Lasso.Ranks, Raised: v.Lasso.Raised, Fair: convert(v.Lasso.Fair, func(f explorer.FairOnLoop) fairnessProof {
		return fairnessProof{f.Condition, f.Conjunct, f.How, f.At}
	})}
	if v.Lasso.Back != nil {
		back := stepOf(v.Lasso.Back, &v.Trace[len(v.Trace)-1])
		out.Back = &back
	}
	return out
}

type temporalObject struct {
	Name    string           `json:"name"`
	Kind    string           `json:"kind"`
	Formula string           `json:"formula"`
	Verdict explorer.Verdict `json:"verdict"` // "" if it was not checked
	Why     string           `json:"why"`
}

type fairnessObject struct {
	Name       string `json:"name"`
	Conditions int    `json:"conditions"`
	Enabled    bool   `json:"enabled"`
}

type graphObject struct {
	States     uint64 `json:"states"`
	Steps      uint64 `json:"steps"`
	StateBytes uint64 `json:"state_bytes"`
	StepBytes  uint64 `json:"step_bytes"`
}

func graphOf(g explorer.GraphSize) *graphObject {
	if g.States == 0 {
		return nil
	}
	return &graphObject{g.States, g.Steps, g.StateBytes, g.StepBytes}
}

// liveness writes the lines of the ledger about temporal properties, if there are
// any.
func (p *printer) liveness(l *explorer.Ledger) {
	for k, t := range l.Temporal {
		label := ""
		if k == 0 {
			label = "liveness"
		}
		p.entry(label, temporal(t))
	}
	for k, f := range l.Fairness {
		label := ""
		if k == 0 {
			label = "fairness"
		}
		p.entry(label, fairness(f))
	}
	if g := l.Graph; g.States > 0 {
		p.entry("state graph", fmt.Sprintf("%s and %s that change them", count(g.States, "state"), count(g.Steps, "step")))
	}
}

func temporal(t explorer.TemporalStatus) string {
	text := fmt.Sprintf("%s (%v, %s): ", t.Name, t.Kind, t.Formula)
	switch {
	case t.Verdict == "":
		return text + "not checked: " + t.Why
	case t.Why != "":
		return text + string(t.Verdict) + "; " + t.Why
	}
	return text + string(t.Verdict)
}

func fairness(f explorer.FairnessStatus) string {
	switch {
	case !f.Enabled:
		return f.Name + ": demands nothing, no step of it is possible in any state"
	case f.Conditions > 1:
		return fmt.Sprintf("%s: assumed of each of %d instances", f.Name, f.Conditions)
	}
	return f.Name + ": assumed"
}

// unchecked names the temporal properties that nobody asked for.
func unchecked(l *explorer.Ledger) string {
	var names []string
	for _, t := range l.Temporal {
		if t.Verdict == "" {
			names = append(names, fmt.Sprintf("%s (%v)", t.Name, t.Kind))
		}
	}
	return strings.Join(names, ", ")
}
