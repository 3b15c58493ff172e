package proof

import (
	"strings"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// Verdict is the answer about an obligation, or about all.
type Verdict string

// The verdicts. What was cut short is never Holds.
const (
	Holds      Verdict = "holds"
	Fails      Verdict = "fails"
	Incomplete Verdict = "incomplete"
)

// Result is what was found about the steps of a proof.
type Result struct {
	Model   string
	WriteUp string // the name of its file
	Verdict Verdict
	// Rows has one for each step, each obligation that it cites, and each scope.
	Rows []Row
	// LeftOut counts the rows that were not asked for.
	LeftOut int
	// Defects says what is wrong with the write-up as a proof, and where it does not fit
	// the code.
	Defects []string
	// Unchecked are the steps that only mathematics covers, see Document.Unchecked.
	Unchecked []string
	// Stale says that the figures in the write-up are not those found.
	Stale []Stale
	// Found is what was found about each obligation that was checked in all its scopes, as
	// the write-up is to have it.
	Found   map[string]string
	Elapsed time.Duration
}

// Row is what was found about an obligation in one scope.
type Row struct {
	Step       string // its path, or the bug
	Statement  string
	Obligation string
	Claim      spec.Claim
	Outcome
}

// Outcome is the answer about an obligation in one scope.
type Outcome struct {
	Scope   string // as on the command line
	How     string // what holds
	States  uint64 // explored, or made; 0 if the claim is about a single behaviour
	Verdict Verdict
	Reason  string // if it does not hold
}

// Stale is a paragraph of the write-up that does not say what was found.
type Stale struct{ Step, Obligation, Says, Found string }

// sentence is what the write-up is to say about an obligation.
func sentence(outcomes []Outcome) string {
	var parts []string
	for _, o := range outcomes {
		parts = append(parts, o.How)
	}
	return ": " + strings.Join(parts, "; ") + "."
}

// conclude sums up: a write-up with defects proves nothing.
func (r *Result) conclude() {
	r.Verdict = Holds
	if len(r.Defects) > 0 {
		r.Verdict = Fails
	}
	for _, row := range r.Rows {
		switch {
		case row.Verdict == Fails:
			r.Verdict = Fails
		case row.Verdict == Incomplete && r.Verdict == Holds:
			r.Verdict = Incomplete
		}
	}
}
