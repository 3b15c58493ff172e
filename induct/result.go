package induct

import (
	"math/big"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// Verdict is the answer of a run.
type Verdict string

// The verdicts. A run that has not looked at every state is never Proved.
const (
	Proved     Verdict = "proved"
	Refuted    Verdict = "refuted"
	Incomplete Verdict = "incomplete"
)

// Mode tells which states a run has looked at.
type Mode string

// The modes.
const (
	All     Mode = "all"     // every type-correct state
	Pruned  Mode = "pruned"  // every type-correct state that satisfies all lemmas
	Sampled Mode = "sampled" // some that satisfy all lemmas
)

// Result is what a run found.
type Result struct {
	Model     string
	Verdict   Verdict
	Reason    string // why the run is incomplete
	Mode      Mode
	Variables []spec.VariableInfo
	Within    []string // bounds on the states made
	// Space is the number of type-correct states; nil if the variables depend on each
	// other, so that it is not known before they have been made.
	Space *big.Int
	// Made counts the states that were looked at, Satisfying those that satisfy all
	// lemmas, and Distinct those of a sample that differ. Partial counts the states on
	// the way there, complete ones included, and Abandoned those that were given up.
	Made, Satisfying, Distinct uint64
	Partial, Abandoned         uint64
	Samples, Seed, Failed      uint64 // Failed: samples that came to nothing
	// Supported says that it is known what lemmas are needed for: from all type-correct
	// states, or from FailingOne more that fail one lemma for one element.
	Supported  bool
	FailingOne uint64
	Steps      uint64 // from the satisfying states
	Refused    uint64 // steps that bounds of actions refuse, of which nothing is said
	Lemmas     []string
	Actions    []Action
	// Obligations has a row for type-correctness, for each lemma, and for each
	// invariant that is implied.
	Obligations     []Row
	Counterexamples []*Counterexample
	// Redundant names the lemmas without which everything else is proved all the same.
	Redundant []string
	Workers   int
	Elapsed   time.Duration
}

// Action is an action, and how often it was taken from states that satisfy the lemmas.
type Action struct {
	Name  string
	Steps uint64
}

// RowKind tells what a row of obligations is about.
type RowKind string

// The kinds of row.
const (
	TypeCorrect RowKind = "type" // what is made includes all initial states and successors
	LemmaRow    RowKind = "lemma"
	ImpliedRow  RowKind = "implied"
)

// Row holds the obligations about one lemma.
type Row struct {
	Kind    RowKind
	Name    string
	Initial *Cell   // that initial states satisfy it; nil if the row is implied
	Actions []*Cell // that each action preserves it; nil if the row is implied
	Implied *Cell   // that the lemmas imply it; nil unless the row is implied
}

// Cell is one obligation.
type Cell struct {
	Holds bool
	// Counterexample is the position in Result.Counterexamples, if it does not hold.
	Counterexample int
	// Support names lemmas that the obligation rests on. If Exact they are a smallest
	// set that suffices; otherwise each of them is needed, and others may be.
	Support []string
	Exact   bool
	// Vacuous says that the action is never taken from a state that satisfies the
	// lemmas.
	Vacuous bool
}

// Reachability tells whether the state of a counterexample is reachable.
type Reachability string

// A state is reachable or it is not, or the search was given up.
const (
	Reachable   Reachability = "reachable"
	Unreachable Reachability = "unreachable"
	Unknown     Reachability = "unknown"
)

// Counterexample shows an obligation that fails.
type Counterexample struct {
	Row     string
	Action  string // empty for an initial state, and for an invariant that is not implied
	Initial bool   // an initial state fails the row
	Label   string // of the step
	Rule    string
	Message string
	From    spec.Value // satisfies all lemmas, unless it is an initial state
	To      spec.Value // after the step, if there is one
	// Reachable tells whether From is, and Depth at which depth; an initial state is at
	// depth 1.
	Reachable Reachability
	Depth     int
}
