package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/render"
)

// Proved is what was found about the model's written proof.
type Proved struct {
	// Quick says that the instances that take long were left out.
	Quick  bool
	Result *proof.Result
}

// provedEvidence is what the evidence holds of it.
type provedEvidence struct {
	Quick  bool            `json:"quick"`
	Result json.RawMessage `json:"result"` // as mcheck prove --json reports it, less what it cost
}

func (p *Proved) evidence() (*provedEvidence, error) {
	if p == nil {
		return nil, nil
	}
	free := *p.Result // of what it cost
	free.Elapsed = 0
	var b bytes.Buffer
	err := render.ProofJSON(&b, &free)
	return &provedEvidence{Quick: p.Quick, Result: b.Bytes()}, err
}

// proofSection shows the obligations of the proof as a table.
func (d *document) proofSection() error {
	p := d.subject.Proof
	if p == nil {
		return nil
	}
	verdict, err := written(func(b *bytes.Buffer) error { return render.ProofVerdict(b, p.Result) })
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s is a proof for all sizes. Its steps that finite instances have something to say about were checked on those below; a row that names a bug says that the proof breaks with it.\n\n", plain(p.Result.WriteUp))
	fmt.Fprintf(&b, "**%s**\n\n", plain(verdict))
	for _, defect := range p.Result.Defects {
		fmt.Fprintf(&b, "Defect of the write-up: %s.\n\n", plain(defect))
	}
	for _, s := range p.Result.Stale {
		fmt.Fprintf(&b, "%s, %s: the write-up says \"%s\", found was \"%s\".\n\n", plain(s.Step), plain(s.Obligation), plain(s.Says), plain(s.Found))
	}
	b.WriteString(obligations(p.Result.Rows))
	if len(p.Result.Unchecked) > 0 {
		fmt.Fprintf(&b, "\nOnly mathematics covers %s.\n", plain(strings.Join(p.Result.Unchecked, ", ")))
	}
	d.add(section{ID: "proof", Title: "The proof, and what was checked of it", Text: b.String()})
	return nil
}

// obligations is a table of them. A statement is said once.
func obligations(rows []proof.Row) string {
	table := [][]string{{"step", "statement", "obligation", "checked how", "result"}}
	told := ""
	for _, r := range rows {
		step, statement := r.Step, r.Statement
		if r.Step+r.Statement == told {
			step, statement = "", ""
		}
		told = r.Step + r.Statement
		how := r.How
		if r.Verdict != proof.Holds {
			how = fmt.Sprintf("%s, in `%s`", r.Reason, r.Scope)
		}
		table = append(table, []string{step, statement, r.Obligation, how, string(r.Verdict)})
	}
	return tableOf(table)
}

// proof checks the obligations again, and compares everything.
func (v *Verifier) proof(ctx context.Context, c *claim) (Finding, error) {
	f := Finding{What: "proof"}
	claimed, _ := c.proved.(map[string]any)
	switch {
	case c.Proof == nil:
		f.Note = "the evidence says nothing about " + c.entry.Proof.File
		return f, nil
	case v.Quick:
		f.Note, f.Partial = "NOT checked", true
		return f, nil
	case claimed["verdict"] == string(proof.Incomplete):
		f.Note, f.Partial = "NOT checked: it was cut short, which no run repeats", true
		return f, nil
	}
	result, err := v.Prove(ctx, c.entry, proof.Options{Quick: c.Proof.Quick})
	if err != nil {
		return f, err
	}
	again, err := (&Proved{Quick: c.Proof.Quick, Result: result}).evidence()
	if err != nil {
		return f, err
	}
	found, err := tree(again.Result)
	if err != nil {
		return f, err
	}
	f.Wrong = differences("proof.result", c.proved, found)
	f.Note = fmt.Sprintf("%d checks of %s repeated, and all compared", len(result.Rows), result.WriteUp)
	return f, nil
}
