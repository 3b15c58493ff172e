package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Explanation writes a distilled counterexample of a run.
func Explanation(w io.Writer, run Run, e *behaviour.Explanation) error {
	p := &printer{w: w}
	v := e.Violation
	head := Headline(v)
	p.linef("%s", head)
	p.linef("%s", strings.Repeat("=", len([]rune(head))))
	p.hanging("in ", run.Title(), 3)
	p.hanging("", distilled(e), 0)
	p.linef("")
	for k := range v.Trace {
		p.step(v.Trace, k)
		if e.Environment[k] != "" {
			p.linef("     [environment: %s]", e.Environment[k])
		}
		if e.Departure != nil && e.Departure.At == k {
			p.departure(e)
		}
		if e.Pivot != nil && e.Pivot.At == k {
			p.linef("     ^^^ PIVOT")
			p.hanging("     ", pivotText(e), 5)
		}
		p.linef("")
	}
	if v.Lasso != nil {
		p.hanging("  *  ", Repeats(v), 5)
		if v.Lasso.Back != nil {
			p.hanging("     ", fmt.Sprintf("back to state %d by %s", v.Lasso.Loop+1, v.Lasso.Back.Label), 9)
		}
	}
	p.hanging(fmt.Sprintf("!! state %d: ", len(v.Trace)), head+": "+v.Message, 12)
	p.noPivot(e)
	if e.Same != "" {
		p.hanging("no departure: ", e.Same, 14)
	}
	return p.err
}

// distilled says what is left of the original.
func distilled(e *behaviour.Explanation) string {
	left := len(e.Violation.Trace) - 1
	if e.Whole != "" {
		return fmt.Sprintf("the counterexample is left as it is, with %s: %s", count(uint64(left), "step"), e.Whole)
	}
	text := fmt.Sprintf("%d of %s are left: without any one of them", left, count(uint64(e.Before), "step"))
	if left == e.Before {
		text = fmt.Sprintf("all of its %s are needed: without any one of them", count(uint64(left), "step"))
	}
	text += " the others, as far as they are possible then, do not lead to the violation"
	if e.Moved > 0 {
		text += fmt.Sprintf("; %d stand in another order, by node, which changes nothing", e.Moved)
	}
	return text
}

// pivotText says what the pivot is, and how it can be avoided.
func pivotText(e *behaviour.Explanation) string {
	at := e.Pivot.At
	text := "From this state on every fair behaviour reaches the violation, even if the environment does nothing more."
	switch {
	case at == 0:
		return text
	case e.Pivot.Environment:
		return text + fmt.Sprintf(" It need not come to this: %s is a step of the environment, without which the violation may be avoided.", e.Violation.Trace[at].Label)
	case e.Pivot.Sibling != "":
		return text + fmt.Sprintf(" In state %d it may still be avoided, by %s instead of %s.", at, e.Pivot.Sibling, e.Violation.Trace[at].Label)
	}
	return text + fmt.Sprintf(" In state %d it may still be avoided.", at)
}

// noPivot says why no pivot is marked, or what may come before it.
func (p *printer) noPivot(e *behaviour.Explanation) {
	v := e.Pivot
	if v == nil {
		return
	}
	if v.At < 0 && len(v.Undecided) == 0 {
		p.hanging("no pivot: ", "up to the last step some fair behaviour without further environment steps avoids the violation", 10)
	}
	if len(v.Undecided) > 0 {
		why := "a bound of the model cuts off what the protocol may do"
		if v.Cut {
			why = fmt.Sprintf("only %s were explored", count(uint64(v.States), "state"))
		}
		head := "the pivot may be earlier: "
		if v.At < 0 {
			head = "no pivot was found: "
		}
		p.hanging(head, fmt.Sprintf("from %s the violation may or may not be inevitable, since %s", positions(v.Undecided), why), len(head))
	}
}

// positions names states.
func positions(ks []int) string {
	if len(ks) > 1 && ks[len(ks)-1]-ks[0] == len(ks)-1 {
		return fmt.Sprintf("states %d to %d", ks[0]+1, ks[len(ks)-1]+1)
	}
	var names []string
	for _, k := range ks {
		names = append(names, fmt.Sprint(k+1))
	}
	if len(names) == 1 {
		return "state " + names[0]
	}
	return "states " + strings.Join(names, ", ")
}

// departure says what the correct protocol does instead of a step.
func (p *printer) departure(e *behaviour.Explanation) {
	d := e.Departure
	p.linef("     ^^^ here the correct protocol parts with this behaviour")
	switch {
	case d.At == 0:
		p.linef("     It has no such initial state.")
	case d.Right != nil:
		p.linef("     It takes this step, too, and changes instead:")
		p.changes(Changes(e.Violation.Trace[d.At-1].State, d.Right.State))
	case len(d.Ahead) > 0:
		p.linef("     It has no such step there. The same node can do instead:")
		for _, l := range d.Ahead {
			p.hanging("     - ", l, 9)
		}
	default:
		p.linef("     It has no such step there, and no other one of the same node.")
	}
}

// ExplanationJSON writes the same as an object.
func ExplanationJSON(w io.Writer, run Run, e *behaviour.Explanation) error {
	return writeJSON(w, explanationOf(run, e))
}

type explanationObject struct {
	Model     string           `json:"model"`
	Params    params           `json:"params"`
	Bug       string           `json:"bug"`
	Violation *violationObject `json:"violation"`
	// Environment is, by position in the trace, the kind of environment step; "" for
	// the protocol's own.
	Environment []spec.Disturbance `json:"environment"`
	Steps       int                `json:"steps_before"` // that the counterexample had
	Moved       int                `json:"moved"`
	Whole       string             `json:"whole,omitempty"` // why it was left as it is
	Pivot       *pivotObject       `json:"pivot"`           // null if the violation is of no moment
	Departure   *departureObject   `json:"departure"`       // null if there is none
	// Same says why there is none, though there is a bug.
	Same string `json:"same,omitempty"`
}

type pivotObject struct {
	At          *int   `json:"at"` // a position in the trace; null if no pivot was found
	Undecided   []int  `json:"undecided"`
	States      int    `json:"states"`
	Cut         bool   `json:"cut"`
	Environment bool   `json:"environment"`
	Sibling     string `json:"sibling"`
}

type departureObject struct {
	At    int         `json:"at"`
	Right *stepObject `json:"right"` // what the correct protocol does in this step; null if it has none such
	Ahead []string    `json:"ahead"`
}

func explanationOf(run Run, e *behaviour.Explanation) explanationObject {
	v := violationOf(e.Violation)
	out := explanationObject{
		Model: run.Result.Model, Params: run.Constants, Bug: run.Bug, Violation: &v, Environment: e.Environment,
		Steps: e.Before, Moved: e.Moved, Whole: e.Whole, Same: e.Same,
	}
	if p := e.Pivot; p != nil {
		out.Pivot = &pivotObject{Undecided: append([]int{}, p.Undecided...), States: p.States, Cut: p.Cut, Environment: p.Environment, Sibling: p.Sibling}
		if p.At >= 0 {
			out.Pivot.At = &p.At
		}
	}
	if d := e.Departure; d != nil {
		out.Departure = &departureObject{At: d.At, Ahead: append([]string{}, d.Ahead...)}
		if d.Right != nil {
			right := stepOf(d.Right, before(e.Violation.Trace, d.At))
			out.Departure.Right = &right
		}
	}
	return out
}

// before returns the step before the k-th, or the first.
func before(trace []explorer.Step, k int) *explorer.Step { return &trace[max(0, k-1)] }
