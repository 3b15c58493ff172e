package report

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/render/draw"
	"github.com/mcheck/mcheck/spec"
)

const figureDir = "figures"

// document is what all pages show.
type document struct {
	subject   Subject
	run       render.Run
	Title     string
	Sections  []section
	Figures   []*figure
	violation *explorer.Violation // nil if there is none with a trace
}

// section is a part of the document, in Markdown.
type section struct {
	ID, Title, Text string
	Figures         []*figure
	// Trace says that the page shows the trace here, to step through; the Markdown
	// text of it stays out of the page.
	Trace bool
}

// figure is a drawing with what it shows in words.
type figure struct {
	Name, Caption string
	dot           []byte            // either this, a drawing in the DOT language
	chart         *chart            // or this
	files         map[string][]byte // by suffix
}

func newDocument(s Subject, result *explorer.Result) (*document, error) {
	d := &document{subject: s, run: s.run(result)}
	d.Title = d.run.Title()
	if v := result.Violation(); v != nil && len(v.Trace) > 0 {
		d.violation = v
	}
	if err := d.write(); err != nil {
		return nil, err
	}
	for _, sec := range d.Sections {
		d.Figures = append(d.Figures, sec.Figures...)
	}
	return d, nil
}

// write composes the sections.
func (d *document) write() error {
	d.add(section{ID: "answer", Title: "Question and answer", Text: d.answer()})
	if d.violation != nil {
		if err := d.counterexample(); err != nil {
			return err
		}
	}
	ledger, err := written(func(b *bytes.Buffer) error { return render.Ledger(b, d.run) })
	if err != nil {
		return err
	}
	d.add(section{ID: "ledger", Title: "What this rests on", Text: code(ledger)})
	if err := d.coverage(); err != nil {
		return err
	}
	if err := d.proofSection(); err != nil {
		return err
	}
	d.add(section{ID: "again", Title: "How to check this", Text: d.again()})
	return nil
}

func (d *document) add(s section) { d.Sections = append(d.Sections, s) }

// answer says in a sentence what was asked and what was found.
func (d *document) answer() string {
	asked := "Does every behaviour of " + d.Title + " have the properties that are checked?"
	found, err := written(func(b *bytes.Buffer) error { return render.Summary(b, d.run) })
	if err != nil {
		return asked
	}
	return "**Asked:** " + plain(asked) + "\n\n**Found:** " + plain(strings.Join(strings.Fields(found), " ")) + "\n"
}

func (d *document) counterexample() error {
	v := d.violation
	trace, err := written(func(b *bytes.Buffer) error { return render.Trace(b, v.Trace) })
	if err != nil {
		return err
	}
	var dot bytes.Buffer
	if err := render.TraceDOT(&dot, d.run, v); err != nil {
		return err
	}
	wrong := render.Headline(v) + ": " + v.Message
	d.add(section{ID: "diagram", Title: "The counterexample as a sequence diagram", Figures: []*figure{{
		Name: "sequence", dot: sequenceDOT(v.Trace, wrong),
		Caption: fmt.Sprintf("Lanes of the nodes from top to bottom, %d states; the numbered states below say the same in words.", len(v.Trace)),
	}}})
	d.add(section{ID: "trace", Title: "The counterexample, state by state", Text: code(trace), Trace: true})
	why, err := d.why()
	if err != nil {
		return err
	}
	d.add(section{ID: "why", Title: "Why it is wrong", Text: why})
	d.add(section{ID: "graph", Title: "The counterexample as a graph", Figures: []*figure{{
		Name: "trace", dot: dot.Bytes(), Caption: "The states of the counterexample, each with the step that led to it and what it changed.",
	}}})
	return nil
}

// why names the property, what makes it false, and where the behaviour leaves the
// correct protocol.
func (d *document) why() (string, error) {
	var b strings.Builder
	v := d.violation
	last := len(v.Trace)
	if v.Lasso != nil {
		fmt.Fprintf(&b, "**%s**: %s\n\n", plain(render.Headline(v)), plain(v.Message))
	} else {
		fmt.Fprintf(&b, "**%s** in state %d: %s\n\n", plain(render.Headline(v)), last, plain(v.Message))
	}
	if m, err := machine(d.subject.Entry, d.subject.Constants); err != nil {
		return "", err
	} else {
		for _, p := range m.Properties {
			if p.Name == v.Property && p.Doc != "" {
				fmt.Fprintf(&b, "%s says: %s.\n\n", plain(p.Name), plain(p.Doc))
			}
		}
	}
	for _, bug := range d.subject.Entry.Bugs {
		if bug.Name == d.run.Bug && bug.Name != "" {
			fmt.Fprintf(&b, "The model has a deliberate mistake: %s. It breaks %s.\n\n", plain(bug.Doc), plain(bug.Rule))
		}
	}
	left, err := d.subject.departure(v.Trace)
	if err != nil || left == nil {
		return b.String(), err
	}
	fmt.Fprintf(&b, "**The correct protocol parts with this behaviour at step %d**, %s", left.At+1, plain(left.Step.Label))
	if left.Step.Rule != "" {
		fmt.Fprintf(&b, " (%s)", plain(left.Step.Rule))
	}
	b.WriteString(".\n\n")
	b.WriteString(instead(left, v.Trace))
	return b.String(), nil
}

// instead says what the correct protocol does in place of the step.
func instead(l *behaviour.Departure, trace []explorer.Step) string {
	if l.At == 0 {
		return "It has no such initial state.\n"
	}
	before := trace[l.At-1].State
	if l.Right != nil {
		return "In this behaviour the step changes\n\n" + bullets(changes(before, l.Step.State)) +
			"\nand in the correct protocol it changes\n\n" + bullets(changes(before, l.Right.State))
	}
	if len(l.Ahead) == 0 {
		return "The correct protocol has no such step there, and no other one of the same node.\n"
	}
	return "The correct protocol has no such step there. What the same node can do instead:\n\n" + bullets(l.Ahead)
}

func changes(from, to spec.Value) (out []string) {
	for _, c := range render.Changes(from, to) {
		out = append(out, c.String())
	}
	if out == nil {
		return []string{"nothing"}
	}
	return out
}

// coverage shows what the run counted, in plots and in numbers.
func (d *document) coverage() error {
	of := d.run.Result.Coverage
	sec := section{ID: "coverage", Title: "Coverage"}
	if len(of.Levels) > 0 {
		levels, err := levelsChart(of.Levels)
		if err != nil {
			return err
		}
		sec.Text = fmt.Sprintf("New states at each depth from 1 to %d: %s.\n\n", len(of.Levels), enumerated(of.Levels))
		sec.Figures = append(sec.Figures, &figure{Name: "levels", chart: levels, Caption: "New states at each depth."})
	}
	if len(of.Actions) > 0 {
		actions, err := actionsChart(of.Actions)
		if err != nil {
			return err
		}
		sec.Text += actionTable(of.Actions)
		sec.Figures = append(sec.Figures, &figure{Name: "actions", chart: actions, Caption: "Steps of each action, and how many of them first reached a state."})
	}
	d.add(sec)
	return nil
}

func enumerated(counts []uint64) string {
	var parts []string
	for _, n := range counts {
		parts = append(parts, humanize.Comma(int64(n)))
	}
	return strings.Join(parts, "; ")
}

func actionTable(actions []explorer.ActionCount) string {
	rows := [][]string{{"action", "steps", "first reached a state"}}
	for _, a := range actions {
		rows = append(rows, []string{a.Name, humanize.Comma(int64(a.Enabled)), humanize.Comma(int64(a.New))})
	}
	return tableOf(rows)
}

func (d *document) again() string {
	var b strings.Builder
	fmt.Fprintf(&b, "In the directory of this bundle, with %s:\n\n", plain("mcheck "+d.subject.Version))
	b.WriteString(code("mcheck verify .\n"))
	if !d.subject.Blind {
		b.WriteString("\nThe run itself:\n\n" + code("mcheck "+d.subject.command()+"\n"))
	}
	b.WriteString("\nNeither the pages nor the figures are evidence: all that is verified is " + EvidenceFile + ".\n")
	return b.String()
}

// draw lays the figures out.
func (d *document) draw(ctx context.Context) (err error) {
	for _, f := range d.Figures {
		if f.files, err = f.drawn(ctx); err != nil {
			return fmt.Errorf("figure %s: %w", f.Name, err)
		}
	}
	return nil
}

func (f *figure) drawn(ctx context.Context) (map[string][]byte, error) {
	if f.chart != nil {
		return f.chart.files()
	}
	files := map[string][]byte{"dot": f.dot}
	for _, as := range []draw.Format{draw.SVG, draw.PNG} {
		var b bytes.Buffer
		if err := draw.Render(ctx, &b, f.dot, as); err != nil {
			return nil, err
		}
		files[string(as)] = b.Bytes()
	}
	return files, nil
}

// markdown puts the sections one after the other.
func (d *document) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", plain(d.Title))
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s", s.Title, s.Text)
		for _, f := range s.Figures {
			fmt.Fprintf(&b, "![%s](%s/%s.svg)\n", f.Caption, figureDir, f.Name)
		}
	}
	return b.String()
}
