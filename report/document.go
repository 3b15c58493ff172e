package report

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/render/draw"
)

const figureDir = "figures"

// document is what all pages show.
type document struct {
	subject   Subject
	run       render.Run
	Title     string
	Sections  []section
	Figures   []*figure
	violation *explorer.Violation // the first with a trace; nil if there is none
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
	for _, v := range slices.Concat(result.Violations, result.Bounded) {
		if len(v.Trace) > 0 && d.violation == nil {
			d.violation = v
		}
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
	if err := d.counterexamples(); err != nil {
		return err
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
	return "**Asked:** " + plain(asked) + "\n\n**Found:** " + plain(sentences(found)) + "\n"
}

// sentences joins lines; those that go on with the one before are indented.
func sentences(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if k := len(out) - 1; k >= 0 && strings.HasPrefix(line, " ") {
			out[k] += " " + strings.TrimSpace(line)
		} else {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, ". ") + "."
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
