package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/mcheck/mcheck/explorer"
)

// Fairness writes which fairness a temporal property needs, and what happens
// without it. The run is that of needs.Result.
func Fairness(w io.Writer, run Run, needs *explorer.FairnessNeeds) error {
	p := &printer{w: w}
	if needs.Result.Verdict != explorer.Holds {
		p.counterexamples(run)
		p.summary(run)
		return p.err
	}
	for k, set := range needs.Minimal {
		for _, d := range set.Without {
			p.dropped(run, needs, k, d)
		}
	}
	p.needs(run, needs)
	return p.err
}

// dropped shows the behaviour that appears when a conjunct of the k-th set is left
// out.
func (p *printer) dropped(run Run, needs *explorer.FairnessNeeds, k int, d explorer.FairnessDropped) {
	head := "Without " + d.Conjunct
	if d.Instead != "" {
		head = fmt.Sprintf("With %s in place of %s", d.Instead, d.Conjunct)
	}
	if len(needs.Minimal) > 1 {
		head = fmt.Sprintf("Set %d: %s", k+1, head)
	}
	p.counterexample(run, d.Violation, head)
}

func (p *printer) needs(run Run, needs *explorer.FairnessNeeds) {
	head := fmt.Sprintf("%s holds in %s", needs.Property, run.Title())
	switch {
	case len(needs.Minimal[0].Conjuncts) == 0:
		p.hanging("", head+" without any fairness", 2)
	case len(needs.Minimal) == 1:
		p.hanging("", head+" under this fairness, and needs all of it:", 2)
	default:
		p.hanging("", fmt.Sprintf("%s under each of %d minimal sets of fairness:", head, len(needs.Minimal)), 2)
	}
	for k, set := range needs.Minimal {
		number := "  "
		if len(needs.Minimal) > 1 {
			number = fmt.Sprintf("  %d. ", k+1)
		}
		for _, c := range set.Conjuncts {
			p.hanging(number, c, len(number))
			number = strings.Repeat(" ", len(number))
		}
	}
	for _, name := range needs.Unneeded {
		p.hanging("not needed: ", name, 12)
	}
}

// needsObject is what FairnessJSON writes.
type needsObject struct {
	Model    string           `json:"model"`
	Params   params           `json:"params"`
	Bug      string           `json:"bug"`
	Property string           `json:"property"`
	Verdict  explorer.Verdict `json:"verdict"` // under all of the fairness declared
	Reason   string           `json:"reason,omitempty"`
	Declared []string         `json:"declared"`
	Minimal  []setObject      `json:"minimal"`
	Unneeded []string         `json:"unneeded"`
	// Violation is what violates the property under all of the fairness.
	Violation *violationObject `json:"violation"`
}

type setObject struct {
	Conjuncts []string        `json:"conjuncts"`
	Without   []droppedObject `json:"without"`
}

type droppedObject struct {
	Conjunct  string          `json:"conjunct"`
	Instead   string          `json:"instead"` // "" if the conjunct was left out
	Violation violationObject `json:"violation"`
}

// FairnessJSON writes the same as one object.
func FairnessJSON(w io.Writer, run Run, needs *explorer.FairnessNeeds) error {
	r := needs.Result
	out := needsObject{
		Model: r.Model, Params: run.Constants, Bug: run.Bug, Property: needs.Property, Verdict: r.Verdict, Reason: r.Reason,
		Declared: convert(needs.Declared, same), Unneeded: convert(needs.Unneeded, same),
		Minimal: convert(needs.Minimal, func(s explorer.FairnessSet) setObject {
			return setObject{convert(s.Conjuncts, same), convert(s.Without, func(d explorer.FairnessDropped) droppedObject {
				return droppedObject{d.Conjunct, d.Instead, violationOf(d.Violation)}
			})}
		}),
	}
	if v := r.Violation(); v != nil {
		o := violationOf(v)
		out.Violation = &o
	}
	return writeJSON(w, out)
}
