package explorer

import (
	"fmt"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// Verdict is the answer of a run.
type Verdict string

// The verdicts. A run that was cut short is never Holds.
const (
	Holds      Verdict = "holds"
	Violated   Verdict = "violated"
	Incomplete Verdict = "incomplete"
)

// ViolationKind tells what was violated.
type ViolationKind string

// The kinds of violation.
const (
	Safety      ViolationKind = "safety"      // an invariant or a step invariant
	Deadlock    ViolationKind = "deadlock"    // a state without successors
	Unreachable ViolationKind = "unreachable" // a required witness was not found
	Liveness    ViolationKind = "liveness"    // a temporal property
)

// Violation is a counterexample.
type Violation struct {
	Kind     ViolationKind
	Property string // empty for a deadlock
	Message  string
	Trace    []Step // from an initial state; empty for Unreachable
	// Lasso says how the trace goes on for ever, for Liveness.
	Lasso    *Lasso
	Abstract string // the abstract model, if Property is a refinement
	// Unshortened says that the trace of a breadth-first search may not be a shortest
	// one, because that was cut short while it was looking for one.
	Unshortened bool
}

// Lasso is the end of a behaviour that goes round for ever.
type Lasso struct {
	// Loop is the position in the trace of the state that the behaviour returns to
	// after the last one. If it is the last one itself, nothing more happens.
	Loop int
	// Back is the step that returns; its State is that of Trace[Loop]. It is nil if
	// nothing more happens.
	Back *Step
	// Ranks names the numbers that are stored as ranks, if any are, and Raised tells by
	// how much they grow in each round.
	Ranks  string
	Raised int
	// Fair tells how the loop meets each fairness condition.
	Fair []FairOnLoop
	// Bounded says that some condition is met only because a bound or a constraint
	// cut off the steps that it demands: see Result.Bounded.
	Bounded bool
}

// FairOnLoop tells how a loop meets a fairness condition.
type FairOnLoop struct {
	Condition string // such as WF(A(p1))
	Conjunct  string // of the model's fairness, such as WFEach(A)
	How       Fulfilment
	At        int // for Taken, the position in the trace of the state before the step; for Disabled, of a state
}

// Fulfilment tells how a loop meets a fairness condition.
type Fulfilment string

// The ways.
const (
	Taken    Fulfilment = "taken"         // the step happens on the loop
	Disabled Fulfilment = "disabled"      // weak fairness: it is not enabled in some state of the loop
	Never    Fulfilment = "never enabled" // it is enabled in no state of the loop
	CutOff   Fulfilment = "cut off"       // not at all: it is enabled on the loop, but only beyond a bound
)

// Step is one state of a trace, and the action that led to it.
type Step struct {
	Action string // the action's name; empty for an initial state
	Label  string // the action with its arguments, as printed
	Rule   string // what the action cites
	Args   []string
	Node   string // the node that takes the step; empty if none does
	State  spec.Value
	// Note says what the changes of the state do not tell: that a step of a lasso has
	// lowered what is stored as ranks (spec.Ranks).
	Note string
	// Received are the messages that the step receives; InFlight are those in the
	// network after the step. Both need Model.Network or Model.Mail.
	Received []spec.Envelope
	InFlight []spec.Envelope
	// Abstract is the abstract level of the step, in a counterexample to a refinement.
	Abstract *spec.AbstractView
}

// Result is what a run found and what that rests on.
type Result struct {
	Model      string
	Verdict    Verdict
	Reason     string       // why the run is incomplete
	Violations []*Violation // the first one found first; with Continue, one a property
	// Bounded holds behaviours that would violate a temporal property, but are fair
	// only because a bound or a constraint cut off what fairness demands: no
	// violations, but reasons why the run is incomplete.
	Bounded   []*Violation
	Distinct  uint64 // 0 for simulation, which does not know
	Generated uint64
	Depth     int // 0 unless breadth-first
	Walks     uint64
	Ledger    Ledger
	Coverage  Coverage
	Workers   int
	Elapsed   time.Duration
	PeakRSS   uint64 // bytes
}

// Violation returns the violation that decides the verdict, or nil.
func (r *Result) Violation() *Violation {
	if len(r.Violations) == 0 {
		return nil
	}
	return r.Violations[0]
}

// Ledger lists what a verdict rests on.
type Ledger struct {
	Order           Order
	Exhausted       bool
	From            []string // the trace prefix that the run started after
	Bounds          []Cut
	Constraints     []Cut
	Symmetry        []string // index types, with their sizes
	SymmetryImages  uint64   // permuted images compared with their originals
	Asymmetric      string   // why the declared symmetry was not used, if it could have been
	Rules           []RuleStatus
	Ghosts          []string
	GhostlessStates uint64 // distinct states without the ghosts; 0 if not counted
	Exact           bool   // full states were compared, so that none was taken for another
	CollisionChance float64
	Bitstate        *Bitstate // nil unless Options.Bitstate
	Properties      []string  // invariants checked
	Unchecked       []string  // properties that are checked on request only
	Temporal        []TemporalStatus
	Fairness        []FairnessStatus // assumed by what Temporal says
	Graph           GraphSize        // that temporal properties were decided on
	Witnesses       []Witness
	Refinements     []Refinement
	NeverEnabled    []string
	Notes           []string
}

// Cut is something that kept the exploration finite.
type Cut struct {
	Action string // empty for a constraint
	Name   string
	Steps  uint64 // how many steps it refused, or successors it excluded
}

// RuleStatus tells what became of a declared reduction of the network.
type RuleStatus struct {
	Name  string
	Used  bool
	Basis string // where its certificate was established, or why it was dropped
	Found string // what was found with it before it was dropped, if that is why
	// Evidence is what the certificate rests on; zero if there is none.
	Evidence Evidence
}

// Evidence counts what the certificate of a rule was verified for.
type Evidence struct {
	States uint64 // explored
	spec.CertificateSize
}

// TemporalStatus tells what became of a temporal property.
type TemporalStatus struct {
	Name    string
	Kind    spec.Kind
	Formula string  // in TLA+'s notation
	Verdict Verdict // empty if it was not checked
	Why     string  // why it was not checked, or is incomplete; or what the verdict is worth
}

// FairnessStatus is a conjunct of the model's fairness.
type FairnessStatus struct {
	Name       string
	Conditions int // it stands for: 1, or one for each instance that was ever enabled
	// Enabled is false if no step of it is possible in any state, so that the
	// conjunct demands nothing.
	Enabled bool
}

// GraphSize is the size of a state graph in memory; several steps between two
// states count as one, and those that change nothing as none.
type GraphSize struct {
	States, Steps         uint64
	StateBytes, StepBytes uint64
}

// Witness tells whether a Reachable property was found.
type Witness struct {
	Name     string
	Found    bool
	Depth    int // of the first state that shows it, breadth-first
	Required bool
	Needs    string
}

// Coverage counts what the run did.
type Coverage struct {
	Levels      []uint64 // new states at each depth
	Digests     []Digest // of the new states at each depth
	Actions     []ActionCount
	Evaluations []PropertyCount
	Variables   []VariableCount // if they were to be counted
	Expanded    uint64
	MinOut      int
	MaxOut      int
}

// ActionCount counts the steps of an action.
type ActionCount struct {
	Name    string
	Enabled uint64 // steps generated
	New     uint64 // steps that first reached a state
}

// PropertyCount counts the evaluations of a property.
type PropertyCount struct {
	Name  string
	Kind  spec.Kind
	Count uint64
}

// Progress is a snapshot of a running search.
type Progress struct {
	Depth     int
	Distinct  uint64
	Generated uint64
	Queue     uint64
	Memory    uint64 // bytes
	Elapsed   time.Duration
	// Found is a property that is known to be violated: the search is for a shortest trace.
	Found string
}

// ModelError reports that the model's code failed: it panicked, or changed what
// it must not, or depends on more than its state. It carries the trace to the
// state in which it happened.
type ModelError struct {
	Model string
	Where string // the action or property that was running
	Cause any    // what it panicked with
	Stack []byte // of a panic that is not one of our own findings
	Trace []Step
}

func (e *ModelError) Error() string {
	if found, ok := e.finding(); ok {
		return fmt.Sprintf("model %s: %v", e.Model, found)
	}
	return fmt.Sprintf("model %s: %s panicked: %v", e.Model, e.Where, e.Cause)
}

// finding returns the cause if it is something that we have found wrong, rather
// than a panic of the model's own.
func (e *ModelError) finding() (error, bool) {
	switch cause := e.Cause.(type) {
	case *spec.ImpureError:
		return cause, true
	case *spec.MappingError:
		return cause, true
	}
	return nil, false
}

// Unwrap returns the cause, if it is an error.
func (e *ModelError) Unwrap() error {
	err, _ := e.Cause.(error)
	return err
}
