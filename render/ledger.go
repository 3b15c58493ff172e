package render

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// fingerprintBits is the width of the fingerprints by which the engine tells
// states apart.
const fingerprintBits = 64

// Ledger writes what the verdict rests on: what was exhausted and what was cut,
// the reductions and the evidence for them, what was found so that the verdict is
// not vacuous, and how often everything was tried.
func Ledger(w io.Writer, run Run) error {
	p := &printer{w: w}
	p.ledger(run)
	return p.err
}

// sizes tells how much was explored, as TLC counts.
func sizes(r *explorer.Result) string {
	if r.Ledger.Order == explorer.Simulate {
		return fmt.Sprintf("%s, %s", count(r.Walks, "random behaviour"), count(r.Generated, "step and initial state"))
	}
	text := fmt.Sprintf("%s generated, %s distinct", count(r.Generated, "state"), group(r.Distinct))
	if r.Depth > 0 {
		text += fmt.Sprintf(", depth %d", r.Depth)
	}
	return text
}

// ledgerIndent is where the text of the ledger begins.
const ledgerIndent = 17

// entry writes one line of the ledger, or several with one label.
func (p *printer) entry(label string, texts ...string) {
	for _, t := range texts {
		p.hanging(fmt.Sprintf("  %-*s", ledgerIndent-2, label), t, ledgerIndent)
		label = ""
	}
}

func (p *printer) ledger(run Run) {
	r, l := run.Result, &run.Result.Ledger
	p.linef("What this rests on")
	p.entry("model", run.Title())
	p.entry("explored", explored(r)...)
	p.entry("bounds", orNone(cuts(l.Bounds, "refused", "step"))...)
	p.entry("constraints", orNone(cuts(l.Constraints, "excluded", "successor"))...)
	p.entry("symmetry", symmetry(r)...)
	p.entry("message rules", rules(l)...)
	p.entry("history", history(r))
	p.entry("identity", identity(r))
	p.entry("properties", properties(r)...)
	p.liveness(l)
	if len(l.Refinements) > 0 {
		p.entry("refinement", refinements(l)...)
	}
	p.entry("witnesses", witnesses(l)...)
	p.entry("never enabled", orNone(l.NeverEnabled)...)
	p.entry("out-degree", outDegree(r))
	p.linef("")
	p.actions(r.Coverage.Actions)
}

func orNone(texts []string) []string {
	if len(texts) == 0 {
		return []string{"none"}
	}
	return texts
}

func explored(r *explorer.Result) []string {
	l := &r.Ledger
	name := map[explorer.Order]string{explorer.BFS: "breadth-first", explorer.DFS: "depth-first", explorer.Simulate: "at random"}[l.Order]
	out := []string{name + "; "}
	switch {
	case l.Exhausted && len(l.From) > 0:
		out[0] += "every state reachable after the given steps was visited"
	case l.Exhausted:
		out[0] += "every reachable state was visited"
	case r.Reason != "":
		out[0] += "not exhausted: " + r.Reason
	case r.Verdict == explorer.Violated:
		out[0] += "not exhausted: the search ended with the violation"
	default:
		out[0] += "not exhausted"
	}
	if len(l.From) > 0 {
		out = append(out, "started after "+strings.Join(l.From, ", "))
	}
	return out
}

func cuts(cuts []explorer.Cut, verb, noun string) []string {
	var out []string
	for _, c := range cuts {
		text := fmt.Sprintf("%s: %s %s", c.Name, verb, count(c.Steps, noun))
		if c.Action != "" {
			text = c.Action + " only if " + text
		}
		out = append(out, text)
	}
	return out
}

func symmetry(r *explorer.Result) []string {
	l := &r.Ledger
	if l.Asymmetric != "" {
		return []string{"not used: " + l.Asymmetric}
	}
	if len(l.Symmetry) == 0 {
		return []string{"none used"}
	}
	evidence := "not compared with permuted images in this run"
	if l.SymmetryImages > 0 {
		evidence = fmt.Sprintf("%s of %s behaved like a permuted image of theirs", group(l.SymmetryImages), count(r.Distinct, "state"))
	}
	return []string{
		strings.Join(l.Symmetry, ", "),
		"by type: its elements can only be compared and iterated over; " + evidence,
	}
}

// rules lists the network's rules; those that stand on the same ground, together.
func rules(l *explorer.Ledger) []string {
	names := map[explorer.RuleStatus][]string{}
	var grounds []explorer.RuleStatus
	for _, r := range l.Rules {
		name := r.Name
		r.Name = ""
		if names[r] == nil {
			grounds = append(grounds, r)
		}
		names[r] = append(names[r], name)
	}
	var out []string
	for _, g := range grounds {
		out = append(out, grounded(names[g], g)...)
	}
	if out == nil {
		return []string{"none used"}
	}
	return out
}

// grounded tells what became of the named rules, all of which have the same status.
func grounded(names []string, s explorer.RuleStatus) []string {
	state := "not used"
	if s.Used {
		state = "used"
	}
	if s.Basis != "" {
		state += ", " + s.Basis
	}
	out := []string{names[0] + ": " + state}
	if len(names) > 1 {
		out[0] = fmt.Sprintf("%d rules %s", len(names), state)
	}
	if s.Evidence != (explorer.Evidence{}) {
		out = append(out, "by "+evidence(s.Evidence))
	}
	if len(names) > 1 {
		for _, name := range names {
			out = append(out, "- "+name)
		}
	}
	return out
}

func evidence(e explorer.Evidence) string {
	return fmt.Sprintf("%s, %s, %s in %s, %s",
		count(e.States, "state"), count(e.Messages, "message"), count(e.LocalStates, "local state"), count(e.Pairs, "pair"), count(e.Steps, "step"))
}

func history(r *explorer.Result) string {
	l := &r.Ledger
	if len(l.Ghosts) == 0 {
		return "no history variables"
	}
	text := strings.Join(l.Ghosts, ", ") + ": part of every state's identity"
	if l.GhostlessStates > 0 && l.GhostlessStates == r.Distinct {
		text += "; they cost no states here"
	} else if l.GhostlessStates > 0 {
		text += "; without them there are " + count(l.GhostlessStates, "distinct state")
	}
	return text
}

func identity(r *explorer.Result) string {
	if r.Ledger.Order == explorer.Simulate {
		return "a simulation does not compare states"
	}
	if r.Ledger.Exact {
		return "exact: full states were compared"
	}
	if r.Ledger.Bitstate != nil {
		return bitstate(r.Ledger.Bitstate)
	}
	if r.Distinct < 2 {
		return fmt.Sprintf("%d-bit fingerprints, of which there are no two", fingerprintBits)
	}
	return fmt.Sprintf("%d-bit fingerprints; two states collided, so that one was missed, with probability at most %.1e",
		fingerprintBits, r.Ledger.CollisionChance)
}

// bitstate tells what bits leave out, as far as it can be estimated.
func bitstate(b *explorer.Bitstate) string {
	var omitted string
	switch {
	case b.Omitted < 0.01:
		omitted = "less than 0.01 states"
	case b.Omitted < 10:
		omitted = fmt.Sprintf("%.2f states", b.Omitted)
	default:
		omitted = count(uint64(math.Round(b.Omitted)), "state")
	}
	return fmt.Sprintf("bit-state hashing (Holzmann 1998): %d bits a state in an array of %s, in the end %.2g %% full, where a new state is taken "+
		"for a seen one with probability %.1e; %s are expected to have been left out for that, and what only they lead to",
		b.Bits, humanize.IBytes(b.Bytes), 100*b.Occupancy, b.Chance, omitted)
}

func properties(r *explorer.Result) []string {
	var out []string
	for _, c := range r.Coverage.Evaluations {
		what := "state"
		if c.Kind != spec.KindInvariant {
			what = "step"
		}
		out = append(out, fmt.Sprintf("%s (%v), evaluated on %s", c.Name, c.Kind, count(c.Count, what)))
	}
	if len(r.Ledger.Unchecked) > 0 {
		out = append(out, "not checked unless named: "+strings.Join(r.Ledger.Unchecked, ", "))
	}
	return orNone(out)
}

func witnesses(l *explorer.Ledger) []string {
	var out []string
	for _, w := range l.Witnesses {
		out = append(out, w.Name+": "+fate(w))
	}
	if out == nil {
		return []string{"none declared: nothing shows that the properties are not vacuous"}
	}
	return out
}

// fate tells what became of a witness.
func fate(w explorer.Witness) string {
	switch {
	case w.Found && w.Depth > 0:
		return fmt.Sprintf("found at depth %d", w.Depth)
	case w.Found:
		return "found"
	case !w.Required:
		return "not applicable here, needs " + w.Needs
	}
	return "MISSING"
}

func outDegree(r *explorer.Result) string {
	c := &r.Coverage
	if c.Expanded == 0 {
		return "no state was expanded"
	}
	var steps uint64
	for _, a := range c.Actions {
		steps += a.Enabled
	}
	return fmt.Sprintf("%d to %d successors a state, %.2f on average", c.MinOut, c.MaxOut, float64(steps)/float64(c.Expanded))
}

// actions writes the table of what each action did.
func (p *printer) actions(counts []explorer.ActionCount) {
	if p.err != nil {
		return
	}
	t := tabwriter.NewWriter(p.w, 0, 0, 2, ' ', tabwriter.AlignRight)
	name := len("action")
	for _, a := range counts {
		name = max(name, len([]rune(a.Name)))
	}
	// AlignRight suits the numbers; the names are padded by hand.
	_, _ = fmt.Fprintf(t, "  %-*s\tsteps\tnew states\t\n", name, "action")
	for _, a := range counts {
		_, _ = fmt.Fprintf(t, "  %-*s\t%s\t%s\t\n", name, a.Name, group(a.Enabled), group(a.New))
	}
	p.err = t.Flush()
}
