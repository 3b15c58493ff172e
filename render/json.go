package render

import (
	"encoding/json"
	"io"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// JSON writes a run as one object. The names and the order of its fields are
// stable; see the types below for what they mean.
func JSON(w io.Writer, run Run) error {
	return writeJSON(w, documentOf(run))
}

func writeJSON(w io.Writer, object any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(object)
}

// document is the object that JSON writes.
type document struct {
	Model      string            `json:"model"`
	Params     params            `json:"params"`
	Bug        string            `json:"bug"` // "" for the correct protocol
	Verdict    explorer.Verdict  `json:"verdict"`
	Reason     string            `json:"reason,omitempty"` // why the run is incomplete
	Distinct   uint64            `json:"distinct"`
	Generated  uint64            `json:"generated"`
	Depth      int               `json:"depth"`
	Walks      uint64            `json:"walks,omitempty"` // of a simulation
	Violation  *violationObject  `json:"violation"`
	Violations []violationObject `json:"violations,omitempty"` // all, when there are several
	Bounded    []violationObject `json:"bounded,omitempty"`    // behaviours that a bound makes fair: why the run is incomplete
	Ledger     ledgerObject      `json:"ledger"`
	Coverage   coverageObject    `json:"coverage"`
	Workers    int               `json:"workers"`
	ElapsedS   float64           `json:"elapsed_s"`
	PeakRSS    uint64            `json:"peak_rss_bytes"`
}

// params is an object with the constants in their order.
type params []Constant

// MarshalJSON implements json.Marshaler.
func (p params) MarshalJSON() ([]byte, error) {
	v := spec.Value{Kind: spec.RecordValue}
	for _, c := range p {
		v.Fields = append(v.Fields, spec.Field{Name: c.Name, Value: spec.Value{Atom: c.Value}})
	}
	return v.MarshalJSON()
}

type violationObject struct {
	Kind     explorer.ViolationKind `json:"kind"`
	Property string                 `json:"property"`
	Message  string                 `json:"message"`
	Trace    []stepObject           `json:"trace"`
	// Loop is the position in the trace of the state that the behaviour returns to
	// after the last one, for ever; null if it is not about that.
	Loop  *int         `json:"loop"`
	Lasso *lassoObject `json:"lasso,omitempty"`
	// Abstract names the abstract model of a refinement.
	Abstract string `json:"abstract,omitempty"`
}

type stepObject struct {
	Action  string     `json:"action"` // the label, "Init" for an initial state
	Rule    string     `json:"rule"`
	Node    string     `json:"node"` // which takes the step, "" if none does
	State   spec.Value `json:"state"`
	Changed []string   `json:"changed"` // paths of what differs from the state before
	Note    string     `json:"note,omitempty"`
	// Abstract is the level of the abstract model, in a counterexample to a refinement.
	Abstract *abstractObject `json:"abstract,omitempty"`
}

type abstractObject struct {
	Kind    spec.AbstractKind `json:"kind"`
	Action  string            `json:"action"` // the label, "" if no step is taken
	State   spec.Value        `json:"state"`
	Changed []string          `json:"changed"`
}

type ledgerObject struct {
	Order                explorer.Order     `json:"order"`
	Exhausted            bool               `json:"exhausted"`
	From                 []string           `json:"from"`
	Bounds               []cutObject        `json:"bounds"`
	Constraints          []cutObject        `json:"constraints"`
	Symmetry             []string           `json:"symmetry"`
	SymmetryImages       uint64             `json:"symmetry_images"`
	Asymmetric           string             `json:"asymmetric,omitempty"` // why a declared symmetry was not used
	Rules                []ruleObject       `json:"rules"`
	Ghosts               []string           `json:"ghosts"`
	GhostlessStates      uint64             `json:"ghostless_states"`
	Exact                bool               `json:"exact,omitempty"` // full states were compared
	FingerprintBits      int                `json:"fingerprint_bits"`
	CollisionProbability float64            `json:"collision_probability"`
	Bitstate             *bitstateObject    `json:"bitstate,omitempty"`
	Properties           []string           `json:"properties"`
	Unchecked            []string           `json:"unchecked,omitempty"` // checked on request only
	Temporal             []temporalObject   `json:"temporal"`
	Fairness             []fairnessObject   `json:"fairness"`
	Graph                *graphObject       `json:"graph,omitempty"`
	Witnesses            []witnessObject    `json:"witnesses"`
	Refinements          []refinementObject `json:"refinements,omitempty"`
	NeverEnabled         []string           `json:"never_enabled"`
	Notes                []string           `json:"notes"`
}

// bitstateObject tells what bit-state hashing may have left out.
type bitstateObject struct {
	Bytes               uint64  `json:"bytes"`
	Bits                int     `json:"bits"`
	Occupancy           float64 `json:"occupancy"`
	OmissionProbability float64 `json:"omission_probability"` // of a new state, at the end
	ExpectedOmissions   float64 `json:"expected_omissions"`
}

func bitstateOf(b *explorer.Bitstate) *bitstateObject {
	if b == nil {
		return nil
	}
	return &bitstateObject{b.Bytes, b.Bits, b.Occupancy, b.Chance, b.Omitted}
}

type cutObject struct {
	Action string `json:"action,omitempty"`
	Name   string `json:"name"`
	Steps  uint64 `json:"steps"`
}

type ruleObject struct {
	Name  string `json:"name"`
	Used  bool   `json:"used"`
	Basis string `json:"basis"`
	// Evidence is there if the rule was certified.
	Evidence evidenceObject `json:"evidence,omitzero"`
}

type evidenceObject struct {
	States      uint64 `json:"states"`
	Messages    uint64 `json:"messages"`
	LocalStates uint64 `json:"local_states"`
	Pairs       uint64 `json:"pairs"`
	Steps       uint64 `json:"steps"`
}

type witnessObject struct {
	Name     string `json:"name"`
	Found    bool   `json:"found"`
	Depth    int    `json:"depth"`
	Required bool   `json:"required"`
	Needs    string `json:"needs"`
}

type refinementObject struct {
	Property string     `json:"property"`
	Abstract string     `json:"abstract"`
	Sizes    []string   `json:"sizes"`
	States   partObject `json:"states"`
	Steps    partObject `json:"steps"`
}

// partObject is what was seen of what there is, 0 if that was not counted, and how
// much of it is beyond the abstract model's bounds.
type partObject struct {
	Seen   uint64 `json:"seen"`
	Of     uint64 `json:"of"`
	Beyond uint64 `json:"beyond"`
}

type coverageObject struct {
	Levels      []uint64           `json:"levels"`
	Actions     []actionObject     `json:"actions"`
	Evaluations []evaluationObject `json:"evaluations"`
	Expanded    uint64             `json:"expanded"`
	MinOut      int                `json:"min_out"`
	MaxOut      int                `json:"max_out"`
}

type actionObject struct {
	Name    string `json:"name"`
	Enabled uint64 `json:"enabled"`
	New     uint64 `json:"new"`
}

type evaluationObject struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Count uint64 `json:"count"`
}

func documentOf(run Run) document {
	r := run.Result
	d := document{
		Model: r.Model, Params: run.Constants, Bug: run.Bug, Verdict: r.Verdict, Reason: r.Reason,
		Distinct: r.Distinct, Generated: r.Generated, Depth: r.Depth, Walks: r.Walks,
		Ledger: ledgerOf(&r.Ledger), Coverage: coverageOf(&r.Coverage),
		Workers: r.Workers, ElapsedS: r.Elapsed.Seconds(), PeakRSS: r.PeakRSS,
	}
	all := convert(r.Violations, violationOf)
	if len(all) > 0 {
		d.Violation = &all[0]
	}
	if len(all) > 1 {
		d.Violations = all
	}
	if len(r.Bounded) > 0 {
		d.Bounded = convert(r.Bounded, violationOf)
	}
	return d
}

// convert applies f to all elements. Its result is never nil, so that an empty
// list is [] and not null.
func convert[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for k, a := range in {
		out[k] = f(a)
	}
	return out
}

func same(s string) string { return s }

func violationOf(v *explorer.Violation) violationObject {
	out := violationObject{Kind: v.Kind, Property: v.Property, Message: v.Message, Trace: []stepObject{}, Lasso: lassoOf(v), Abstract: v.Abstract}
	for k := range v.Trace {
		before := &v.Trace[max(0, k-1)]
		step := stepOf(&v.Trace[k], before)
		if a := v.Trace[k].Abstract; a != nil {
			step.Abstract = &abstractObject{a.Kind, a.Label, a.State, paths(abstractChanges(v.Trace, k))}
		}
		out.Trace = append(out.Trace, step)
	}
	if v.Lasso != nil {
		out.Loop = &v.Lasso.Loop
	}
	return out
}

func stepOf(s, before *explorer.Step) stepObject {
	return stepObject{Action: s.Label, Rule: s.Rule, Node: s.Node, State: s.State, Changed: paths(Changes(before.State, s.State)), Note: s.Note}
}

// paths lists where changes are, each path once.
func paths(changes []Change) []string {
	out := []string{}
	for _, c := range changes {
		if len(out) == 0 || out[len(out)-1] != c.Path {
			out = append(out, c.Path)
		}
	}
	return out
}

func ledgerOf(l *explorer.Ledger) ledgerObject {
	cut := func(c explorer.Cut) cutObject { return cutObject{c.Action, c.Name, c.Steps} }
	return ledgerObject{
		Order: l.Order, Exhausted: l.Exhausted, From: convert(l.From, same),
		Bounds: convert(l.Bounds, cut), Constraints: convert(l.Constraints, cut),
		Symmetry: convert(l.Symmetry, same), SymmetryImages: l.SymmetryImages, Asymmetric: l.Asymmetric,
		Rules:  convert(l.Rules, ruleOf),
		Ghosts: convert(l.Ghosts, same), GhostlessStates: l.GhostlessStates,
		Exact: l.Exact, FingerprintBits: fingerprintBits, CollisionProbability: l.CollisionChance,
		Bitstate:   bitstateOf(l.Bitstate),
		Properties: convert(l.Properties, same), Unchecked: l.Unchecked,
		Temporal: convert(l.Temporal, func(t explorer.TemporalStatus) temporalObject {
			return temporalObject{t.Name, t.Kind.String(), t.Formula, t.Verdict, t.Why}
		}),
		Fairness: convert(l.Fairness, func(f explorer.FairnessStatus) fairnessObject {
			return fairnessObject{f.Name, f.Conditions, f.Enabled}
		}),
		Graph: graphOf(l.Graph),
		Witnesses: convert(l.Witnesses, func(w explorer.Witness) witnessObject {
			return witnessObject{w.Name, w.Found, w.Depth, w.Required, w.Needs}
		}),
		Refinements: convert(l.Refinements, func(r explorer.Refinement) refinementObject {
			return refinementObject{r.Property, r.Abstract, convert(r.Sizes, same), partObject(r.States), partObject(r.Steps)}
		}),
		NeverEnabled: convert(l.NeverEnabled, same), Notes: convert(l.Notes, same),
	}
}

func ruleOf(r explorer.RuleStatus) ruleObject {
	e := r.Evidence
	return ruleObject{r.Name, r.Used, r.Basis, evidenceObject{e.States, e.Messages, e.LocalStates, e.Pairs, e.Steps}}
}

func coverageOf(c *explorer.Coverage) coverageObject {
	return coverageObject{
		Levels: append([]uint64{}, c.Levels...),
		Actions: convert(c.Actions, func(a explorer.ActionCount) actionObject {
			return actionObject{a.Name, a.Enabled, a.New}
		}),
		Evaluations: convert(c.Evaluations, func(e explorer.PropertyCount) evaluationObject {
			return evaluationObject{e.Name, e.Kind.String(), e.Count}
		}),
		Expanded: c.Expanded, MinOut: c.MinOut, MaxOut: c.MaxOut,
	}
}
