package render

import (
	"io"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// InductionJSON writes a proof as one object. The names and the order of its fields
// are stable.
func InductionJSON(w io.Writer, i Induction) error {
	return writeJSON(w, proofOf(i))
}

type proofObject struct {
	Model           string             `json:"model"`
	Params          params             `json:"params"`
	Bug             string             `json:"bug"`
	Without         []string           `json:"without"` // lemmas left out
	Verdict         induct.Verdict     `json:"verdict"`
	Reason          string             `json:"reason,omitempty"`
	Mode            induct.Mode        `json:"mode"`
	Space           string             `json:"space"` // a number that may be large, "" if not known
	Made            uint64             `json:"made"`
	Satisfying      uint64             `json:"satisfying"`
	Partial         uint64             `json:"partial"`
	Abandoned       uint64             `json:"abandoned"`
	Sample          *sampleObject      `json:"sample"`
	Steps           uint64             `json:"steps"`
	Refused         uint64             `json:"refused"`
	Variables       []variableObject   `json:"variables"`
	Within          []string           `json:"within"`
	Lemmas          []string           `json:"lemmas"`
	Actions         []takenObject      `json:"actions"`
	Obligations     []obligationObject `json:"obligations"`
	Counterexamples []refutationObject `json:"counterexamples"`
	Supported       bool               `json:"supported"` // it is known what lemmas are needed for
	FailingOne      uint64             `json:"failing_one"`
	Redundant       []string           `json:"redundant"`
	Workers         int                `json:"workers"`
	ElapsedS        float64            `json:"elapsed_s"`
}

type sampleObject struct {
	Drawn    uint64 `json:"drawn"`
	Distinct uint64 `json:"distinct"`
	Failed   uint64 `json:"failed"`
	Seed     uint64 `json:"seed"`
}

type variableObject struct {
	Name   string `json:"name"`
	Values int    `json:"values"` // -1 if it depends on the variables before
}

type takenObject struct {
	Name  string `json:"name"`
	Steps uint64 `json:"steps"`
}

type obligationObject struct {
	Kind   induct.RowKind `json:"kind"`
	Name   string         `json:"name"`
	Action string         `json:"action"` // "Init" for initial states, "" if the row is implied
	Holds  bool           `json:"holds"`
	// Counterexample is the position in counterexamples, or null.
	Counterexample *int     `json:"counterexample"`
	Support        []string `json:"support"`
	Exact          bool     `json:"exact"` // support suffices
	Vacuous        bool     `json:"vacuous"`
}

type refutationObject struct {
	Obligation string              `json:"obligation"`
	Action     string              `json:"action"`
	Step       string              `json:"step"`
	Rule       string              `json:"rule"`
	Message    string              `json:"message"`
	From       spec.Value          `json:"from"`
	To         *spec.Value         `json:"to"`
	Reachable  induct.Reachability `json:"reachable"`
	Depth      int                 `json:"depth"`
}

func proofOf(i Induction) proofObject {
	r := i.Result
	o := proofObject{
		Model: r.Model, Params: i.Constants, Bug: i.Bug, Without: convert(i.Without, same), Verdict: r.Verdict, Reason: r.Reason, Mode: r.Mode,
		Made: r.Made, Satisfying: r.Satisfying, Partial: r.Partial, Abandoned: r.Abandoned, Steps: r.Steps, Refused: r.Refused,
		Variables:   convert(r.Variables, func(v spec.VariableInfo) variableObject { return variableObject(v) }),
		Within:      convert(r.Within, same),
		Lemmas:      convert(r.Lemmas, same),
		Actions:     convert(r.Actions, func(a induct.Action) takenObject { return takenObject(a) }),
		Obligations: []obligationObject{}, Counterexamples: convert(r.Counterexamples, refutationOf),
		Supported: r.Supported, FailingOne: r.FailingOne, Redundant: convert(r.Redundant, same), Workers: r.Workers, ElapsedS: r.Elapsed.Seconds(),
	}
	if r.Space != nil {
		o.Space = r.Space.String()
	}
	if r.Mode == induct.Sampled {
		o.Sample = &sampleObject{r.Samples, r.Distinct, r.Failed, r.Seed}
	}
	for _, row := range r.Obligations {
		if row.Implied != nil {
			o.Obligations = append(o.Obligations, obligationOf(row, "", row.Implied))
			continue
		}
		o.Obligations = append(o.Obligations, obligationOf(row, "Init", row.Initial))
		for a, c := range row.Actions {
			o.Obligations = append(o.Obligations, obligationOf(row, r.Actions[a].Name, c))
		}
	}
	return o
}

func obligationOf(row induct.Row, action string, c *induct.Cell) obligationObject {
	o := obligationObject{Kind: row.Kind, Name: row.Name, Action: action, Holds: c.Holds, Support: convert(c.Support, same), Exact: c.Exact, Vacuous: c.Vacuous}
	if !c.Holds {
		o.Counterexample = &c.Counterexample
	}
	return o
}

func refutationOf(x *induct.Counterexample) refutationObject {
	o := refutationObject{
		Obligation: x.Row, Action: x.Action, Step: x.Label, Rule: x.Rule, Message: x.Message, From: x.From,
		Reachable: x.Reachable, Depth: x.Depth,
	}
	if x.Label != "" {
		o.To = &x.To
	}
	return o
}
