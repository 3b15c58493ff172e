package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/induct"
)

// Induction is what there is to say about an attempt to establish an inductive
// invariant: its result, and the model's constants.
type Induction struct {
	Result    *induct.Result
	Constants []Constant
	Bug       string
	Without   []string // lemmas that were left out
}

func (i Induction) title() string {
	title := Run{Result: &explorer.Result{Model: i.Result.Model}, Constants: i.Constants, Bug: i.Bug}.Title()
	if len(i.Without) > 0 {
		title += ", without " + strings.Join(i.Without, ", ")
	}
	return title
}

// InductionText writes everything about a proof but its cost: counterexamples to
// induction, the verdict, the matrix of obligations, and what it rests on.
func InductionText(w io.Writer, i Induction) error {
	p := &printer{w: w}
	for k, x := range i.Result.Counterexamples {
		p.obligationFails(k, x)
	}
	p.proved(i)
	p.linef("")
	p.matrix(i.Result)
	p.linef("")
	p.proofLedger(i)
	return p.err
}

// InductionMeasured tells in a line what the proof cost.
func InductionMeasured(r *induct.Result) string {
	return fmt.Sprintf("took %v, %s made, %s", r.Elapsed.Round(time.Millisecond), count(r.Partial, "partial state"), count(uint64(r.Workers), "worker"))
}

// failure says in a line what a counterexample shows.
func failure(x *induct.Counterexample) string {
	switch {
	case x.Initial:
		return x.Row + " does not hold initially"
	case x.Action == "":
		return x.Row + " does not follow from the lemmas"
	case x.Row == typeRow:
		return x.Action + " leads out of the type-correct states"
	}
	return x.Row + " is not preserved by " + x.Action
}

const typeRow = "type-correct"

func (p *printer) obligationFails(k int, x *induct.Counterexample) {
	head := fmt.Sprintf("#%d  %s", k+1, failure(x))
	p.linef("%s\n%s", head, strings.Repeat("=", len([]rune(head))))
	p.hanging("     ", reachability(x), 5)
	for _, v := range variables(x.From) {
		p.hanging("       "+v.name+" = ", v.value, 11)
	}
	if x.Label != "" {
		p.linef("")
		p.hanging("     ", x.Label, 9)
		if x.Rule != "" {
			p.hanging("     (", x.Rule+")", 6)
		}
		p.changes(Changes(x.From, x.To))
	}
	p.hanging("  !! ", x.Message, 5)
	p.linef("")
}

// reachability says what the state of a counterexample is, and what follows.
func reachability(x *induct.Counterexample) string {
	if x.Initial {
		return "an initial state:"
	}
	text := "a state that satisfies all lemmas"
	switch x.Reachable {
	case induct.Reachable:
		what := x.Row + " is no invariant"
		if x.Row == typeRow {
			what = "not all type-correct states are made"
		}
		return fmt.Sprintf("%s, and is REACHABLE, at depth %d, so that %s:", text, x.Depth, what)
	case induct.Unreachable:
		return text + ", and is not reachable, so that the lemmas are too weak:"
	}
	return text + "; whether it is reachable is not known:"
}

func (p *printer) proved(i Induction) {
	r := i.Result
	var implied []string
	for _, row := range r.Obligations {
		if row.Kind == induct.ImpliedRow {
			implied = append(implied, row.Name)
		}
	}
	what := count(uint64(len(r.Lemmas)), "lemma")
	switch r.Verdict {
	case induct.Proved:
		p.hanging("PROVED: ", fmt.Sprintf("%s of %s hold initially, are preserved by every step, and imply %s",
			what, i.title(), strings.Join(implied, ", ")), 8)
	case induct.Refuted:
		p.hanging("REFUTED: ", fmt.Sprintf("%s for the %s of %s", failed(len(r.Counterexamples)), what, i.title()), 9)
	case induct.Incomplete:
		p.hanging("INCOMPLETE: ", fmt.Sprintf("%s, so nothing is proved about the %s of %s", r.Reason, what, i.title()), 12)
	}
	p.hanging("", examined(r), 0)
}

func failed(n int) string {
	if n == 1 {
		return "1 obligation fails"
	}
	return count(uint64(n), "obligation") + " fail"
}

func examined(r *induct.Result) string {
	text := fmt.Sprintf("%s made", count(r.Made, "type-correct state"))
	if r.Mode == induct.Sampled {
		text = fmt.Sprintf("%s drawn, %s different", count(r.Samples, "state"), group(r.Distinct))
	}
	return fmt.Sprintf("%s; %s that satisfy all lemmas have %s", text, group(r.Satisfying), count(r.Steps, "step"))
}

// letter names the k-th lemma in the matrix: a to z, a1 to z1 and so on.
func letter(k int) string {
	name := string(rune('a' + k%26))
	if k >= 26 {
		name += fmt.Sprint(k / 26)
	}
	return name
}

// matrix writes the obligations: a row a lemma, a column an action.
func (p *printer) matrix(r *induct.Result) {
	letters := map[string]string{}
	for k, l := range r.Lemmas {
		letters[l] = letter(k)
	}
	table := [][]string{{"", "", "init"}}
	for a := range r.Actions {
		table[0] = append(table[0], fmt.Sprint(a+1))
	}
	var implied []induct.Row
	for _, row := range r.Obligations {
		if row.Kind == induct.ImpliedRow {
			implied = append(implied, row)
			continue
		}
		line := []string{letters[row.Name], row.Name, cellText(row.Initial, nil)}
		for _, c := range row.Actions {
			if row.Kind == induct.TypeCorrect {
				line = append(line, cellText(c, nil))
			} else {
				line = append(line, cellText(c, letters))
			}
		}
		table = append(table, line)
	}
	p.linef("Obligations, by lemma and action")
	p.table(table)
	for _, row := range implied {
		p.hanging("      implied: ", row.Name+"  "+cellText(row.Implied, letters), 15)
	}
	p.linef("")
	for a, action := range r.Actions {
		taken := count(action.Steps, "step")
		if action.Steps == 0 {
			taken = "NEVER TAKEN from a state that satisfies the lemmas"
		}
		p.linef("  %3d  %s: %s", a+1, action.Name, taken)
	}
	p.linef("")
	for _, line := range legend(r) {
		p.hanging("  ", line, 2)
	}
}

func legend(r *induct.Result) []string {
	out := []string{"ok: holds."}
	if r.Verdict == induct.Incomplete {
		out[0] = "ok: no counterexample among the states that were looked at."
	}
	if len(r.Counterexamples) > 0 {
		out[0] += " #1: the counterexample above."
	}
	switch r.Mode {
	case induct.All:
		out = append(out, "Letters: a smallest set of lemmas that the obligation rests on; -: it rests on none.")
	case induct.Pruned:
		if r.Supported {
			out = append(out, "Letters with +: lemmas without each of which the obligation fails; it may rest on others, too.")
		}
	}
	return out
}

// cellText says how an obligation fares; without letters, whether it holds.
func cellText(c *induct.Cell, letters map[string]string) string {
	switch {
	case !c.Holds:
		return fmt.Sprintf("#%d", c.Counterexample+1)
	case letters == nil:
		return "ok"
	}
	var on []string
	for _, l := range c.Support {
		on = append(on, letters[l])
	}
	text := strings.Join(on, "")
	switch {
	case c.Exact && text == "":
		return "-"
	case c.Exact:
		return text
	case text == "":
		return "ok"
	}
	return text + "+"
}

// table writes rows whose columns are aligned, the first two to the left.
func (p *printer) table(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for k, text := range row {
			widths[k] = max(widths[k], len([]rune(text)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for k, text := range row {
			width := widths[k]
			if k < 2 {
				width = -width
			}
			fmt.Fprintf(&line, "  %*s", width, text)
		}
		p.linef("%s", strings.TrimRight(line.String(), " "))
	}
}

func (p *printer) proofLedger(i Induction) {
	r := i.Result
	p.linef("What this rests on")
	p.entry("model", i.title())
	p.entry("states", madeFrom(r)...)
	p.entry("variables", valuesOf(r)...)
	if len(r.Within) > 0 {
		p.entry("bounds", "states: "+strings.Join(r.Within, ", ")+i.argued())
	}
	if r.Refused > 0 {
		p.entry("bounds", "actions: refused "+count(r.Refused, "step")+", of which nothing is said")
	}
	if r.Verdict == induct.Proved {
		p.entry("lemmas", needed(r)...)
	}
}

// argued says for what it is not argued that the bounds on states suffice.
func (i Induction) argued() string {
	var but []string
	if i.Bug != "" {
		but = append(but, "without the bug")
	}
	if len(i.Without) > 0 {
		but = append(but, "with all lemmas")
	}
	if but == nil {
		return ""
	}
	return "; that this suffices is argued for the model " + strings.Join(but, " and ") + " only"
}

// needed says what is known of what the lemmas are for.
func needed(r *induct.Result) (out []string) {
	switch {
	case !r.Supported:
		return []string{"whether each is needed is not known: too many states fail one of them"}
	case len(r.Redundant) > 0:
		out = append(out, "nothing else was seen to need these, of which any one could be left out if so: "+strings.Join(r.Redundant, ", "))
	default:
		out = append(out, "each is needed for something else than itself")
	}
	if r.Mode == induct.Pruned {
		out = append(out, "known from "+count(r.FailingOne, "state")+" that fail one lemma for one element")
	}
	return out
}

// madeFrom says how the states were chosen.
func madeFrom(r *induct.Result) []string {
	space := "an unknown number of"
	if r.Space != nil {
		space = induct.Approximately(r.Space)
	}
	switch r.Mode {
	case induct.All:
		return []string{fmt.Sprintf("all %s that are type-correct, reachable or not", group(r.Made))}
	case induct.Pruned:
		return []string{
			fmt.Sprintf("all of %s type-correct ones, reachable or not, that satisfy the lemmas", space),
			fmt.Sprintf("%s were given up when a lemma failed; what lemmas declare to read was tested by completing some at random",
				count(r.Abandoned, "partial state")),
		}
	}
	out := []string{fmt.Sprintf("%s drawn with seed %d, %s of them different, of at most %s type-correct ones", count(r.Samples, "sample"), r.Seed, group(r.Distinct), space)}
	if r.Failed > 0 {
		out = append(out, fmt.Sprintf("%s came to nothing", count(r.Failed, "sample")))
	}
	return append(out, "not uniformly: variable by variable, in the order below")
}

// valuesOf lists the variables, those with as many values in a row together.
func valuesOf(r *induct.Result) []string {
	var out []string
	for k := 0; k < len(r.Variables); {
		same := k
		var names []string
		for ; same < len(r.Variables) && r.Variables[same].Values == r.Variables[k].Values; same++ {
			names = append(names, r.Variables[same].Name)
		}
		each := ""
		if len(names) > 1 {
			each = " each"
		}
		values := count(uint64(max(0, r.Variables[k].Values)), "value")
		if r.Variables[k].Values < 0 {
			values = "values that depend on those before"
		}
		out = append(out, strings.Join(names, ", ")+": "+values+each)
		k = same
	}
	return slices.Clip(out)
}
