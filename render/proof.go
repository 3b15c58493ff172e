package render

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/spec"
)

// ProofText writes what was found about the steps of a written proof: a table of them,
// what does not hold, the figures that are stale, and what only mathematics covers.
func ProofText(w io.Writer, r *proof.Result) error {
	p := &printer{w: w}
	letters := scopes(r)
	step := ""
	for _, rows := range together(r.Rows) {
		if row := rows[0]; row.Step != step {
			step = row.Step
			p.linef("%s  %s", step, clip(row.Statement, width-2-utf8.RuneCountInString(step)))
		}
		p.hanging(fmt.Sprintf("  %-10s  ", rows[0].Verdict), checkedHow(rows, letters), 14)
	}
	p.linef("")
	for _, scope := range slices.SortedFunc(maps.Keys(letters), func(a, b string) int { return cmp.Compare(letters[a], letters[b]) }) {
		p.linef("%s: %s", letters[scope], scope)
	}
	p.linef("")
	p.disagreements(r)
	p.stepsProved(r)
	if len(r.Unchecked) > 0 {
		p.hanging("", "only mathematics covers "+strings.Join(r.Unchecked, ", "), 2)
	}
	return p.err
}

// scopes gives each a letter, or two, in the order in which they are mentioned.
func scopes(r *proof.Result) map[string]string {
	letters := map[string]string{}
	for _, row := range r.Rows {
		if letters[row.Scope] == "" {
			letters[row.Scope] = "(" + strings.ToUpper(letter(len(letters))) + ")"
		}
	}
	return letters
}

// clip shortens a statement to a line: the write-up has all of it.
func clip(text string, width int) string {
	if runes := []rune(text); len(runes) > width {
		return string(runes[:max(0, width-3)]) + "..."
	}
	return text
}

// together joins the rows about one obligation that have the same result.
func together(rows []proof.Row) (groups [][]proof.Row) {
	for k, row := range rows {
		if k > 0 && row.Step == rows[k-1].Step && row.Obligation == rows[k-1].Obligation && row.Verdict == rows[k-1].Verdict {
			groups[len(groups)-1] = append(groups[len(groups)-1], row)
		} else {
			groups = append(groups, []proof.Row{row})
		}
	}
	return groups
}

// checkedHow tells what was checked in rows, and why it does not hold.
func checkedHow(rows []proof.Row, letters map[string]string) string {
	var parts []string
	for _, row := range rows {
		text := row.How
		if row.Reason != "" {
			text = row.Reason + ", in `" + row.Scope + "`"
		}
		parts = append(parts, strings.ReplaceAll(strings.ReplaceAll(text, "`"+row.Scope+"`", letters[row.Scope]), "`", ""))
	}
	return rows[0].Obligation + ": " + strings.Join(parts, "; ")
}

func (p *printer) disagreements(r *proof.Result) {
	for _, d := range r.Defects {
		p.hanging("DEFECT: ", fmt.Sprintf("%s: %s", r.WriteUp, d), 8)
	}
	for _, s := range r.Stale {
		p.hanging("STALE: ", fmt.Sprintf("%s, %s: %s says %q, found was %q", s.Step, s.Obligation, r.WriteUp, s.Says, s.Found), 7)
	}
}

// ProofVerdict says in a sentence what was found.
func ProofVerdict(w io.Writer, r *proof.Result) error {
	p := &printer{w: w}
	p.stepsProved(r)
	return p.err
}

func (p *printer) stepsProved(r *proof.Result) {
	tally := map[proof.Verdict]int{}
	for _, row := range r.Rows {
		tally[row.Verdict]++
	}
	what := fmt.Sprintf("%s of %s", count(uint64(len(r.Rows)), "check"), r.WriteUp)
	if r.LeftOut > 0 {
		what += fmt.Sprintf(" that were made; %d were left out", r.LeftOut)
	}
	switch r.Verdict {
	case proof.Holds:
		p.hanging("HOLD: ", "all "+what, 6)
	case proof.Fails:
		p.hanging("FAILS: ", fmt.Sprintf("%d of %s, %s", tally[proof.Fails], what, count(uint64(len(r.Defects)), "defect")), 7)
	case proof.Incomplete:
		p.hanging("INCOMPLETE: ", fmt.Sprintf("%d of %s", tally[proof.Incomplete], what), 12)
	}
}

// ProofJSON writes the same as one object. The names and the order of its fields are
// stable.
func ProofJSON(w io.Writer, r *proof.Result) error {
	return writeJSON(w, stepsObject{
		Model: r.Model, WriteUp: r.WriteUp, Verdict: r.Verdict,
		Checks: convert(r.Rows, checkOf), LeftOut: r.LeftOut, Defects: convert(r.Defects, same), Stale: convert(r.Stale, staleOf), Unchecked: convert(r.Unchecked, same),
		ElapsedS: r.Elapsed.Seconds(),
	})
}

type stepsObject struct {
	Model     string        `json:"model"`
	WriteUp   string        `json:"write_up"`
	Verdict   proof.Verdict `json:"verdict"`
	Checks    []checkObject `json:"checks"`
	LeftOut   int           `json:"left_out"` // checks that were not asked for
	Defects   []string      `json:"defects"`  // of the write-up
	Stale     []staleObject `json:"stale"`
	Unchecked []string      `json:"unchecked"` // steps that only mathematics covers
	ElapsedS  float64       `json:"elapsed_s"`
}

type checkObject struct {
	Step       string        `json:"step"`
	Statement  string        `json:"statement"`
	Obligation string        `json:"obligation"`
	Claim      spec.Claim    `json:"claim"`
	Instance   string        `json:"instance"`
	How        string        `json:"how"`
	States     uint64        `json:"states"`
	Result     proof.Verdict `json:"result"`
	Reason     string        `json:"reason,omitempty"`
}

func checkOf(r proof.Row) checkObject {
	return checkObject{
		Step: r.Step, Statement: r.Statement, Obligation: r.Obligation, Claim: r.Claim,
		Instance: r.Scope, How: r.How, States: r.States, Result: r.Verdict, Reason: r.Reason,
	}
}

type staleObject struct {
	Step       string `json:"step"`
	Obligation string `json:"obligation"`
	Says       string `json:"says"`
	Found      string `json:"found"`
}

func staleOf(s proof.Stale) staleObject {
	return staleObject{Step: s.Step, Obligation: s.Obligation, Says: s.Says, Found: s.Found}
}
