package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"prose": prose, "image": image, "plus": func(a, b int) int { return a + b },
}).Parse(pageSource))

// dialect is the Markdown that our documents are written in.
var dialect = goldmark.New(goldmark.WithExtensions(extension.Table))

// prose makes HTML of Markdown, in which raw HTML is left out.
func prose(text string) (template.HTML, error) {
	var b bytes.Buffer
	err := dialect.Convert([]byte(text), &b)
	return template.HTML(b.String()), err
}

// image puts a figure into the page; as an image it cannot run anything.
func image(f *figure) template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(f.files["svg"]))
}

// shownStep is a step as the page shows it.
type shownStep struct {
	Title, Rule, Node string
	Changes           []string
	Nodes             []string // heads of the columns
	Rows              []row
	// Abstract says what the step is to the abstract model of a refinement.
	Abstract        string
	AbstractChanges []string
	Note, Wrong     string
}

// row is a variable of the nodes, with the value that each has; or one of the whole
// system, with one value.
type row struct {
	Name  string
	Cells []cell
	Wide  bool
}

type cell struct {
	Value   string
	Changed bool
}

func (d *document) page() ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, struct {
		*document
		Steps []shownStep
	}{d, d.steps()})
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	return b.Bytes(), nil
}

func (d *document) steps() (out []shownStep) {
	if d.violation == nil {
		return nil
	}
	trace := d.violation.Trace
	for k := range trace {
		s := shownStep{Title: trace[k].Label, Rule: trace[k].Rule, Node: trace[k].Node, Note: trace[k].Note}
		if k == 0 {
			s.Title = "initial state"
		} else {
			s.Changes = changes(trace[k-1].State, trace[k].State)
		}
		s.Nodes, s.Rows = columns(trace, k)
		title, changes := render.Abstract(d.violation, k)
		s.Abstract, s.AbstractChanges = title, inWords(changes)
		out = append(out, s)
	}
	return d.closed(out)
}

// closed says in the last step what is wrong. A lasso ends with a step back.
func (d *document) closed(steps []shownStep) []shownStep {
	v := d.violation
	last := &steps[len(steps)-1]
	if l := v.Lasso; l != nil && l.Back != nil {
		steps[l.Loop].Note = strings.TrimSpace("The loop begins: " + render.Repeats(v) + ". " + steps[l.Loop].Note)
		back := shownStep{Title: fmt.Sprintf("%s: back to state %d", l.Back.Label, l.Loop+1), Rule: l.Back.Rule, Node: l.Back.Node, Note: l.Back.Note}
		if l.Raised > 0 {
			back.Note = strings.TrimPrefix(back.Note+"; "+render.Growth(l), "; ")
		}
		before := v.Trace[len(v.Trace)-1]
		back.Changes = changes(before.State, l.Back.State)
		back.Nodes, back.Rows = columns([]explorer.Step{before, *l.Back}, 1)
		steps = append(steps, back)
		last = &steps[len(steps)-1]
	} else if l != nil {
		last.Note = "Nothing more happens."
	}
	last.Wrong = render.Headline(v) + ": " + v.Message
	return steps
}

// columns lays the state after step k out with a column for each node: the domain of
// the first function. A value that the step has changed is marked.
func columns(trace []explorer.Step, k int) (nodes []string, rows []row) {
	state, before := trace[k].State, trace[max(0, k-1)].State
	for _, f := range state.Fields {
		if f.Value.Kind == spec.FunctionValue && len(f.Value.Fields) > 0 {
			for _, e := range f.Value.Fields {
				nodes = append(nodes, e.Name)
			}
			break
		}
	}
	for i, f := range state.Fields {
		old := f.Value
		if i < len(before.Fields) {
			old = before.Fields[i].Value
		}
		rows = append(rows, rowsOf(f.Name, f.Value, old, nodes)...)
	}
	return nodes, rows
}

func rowsOf(name string, value, old spec.Value, nodes []string) []row {
	if value.Kind != spec.FunctionValue || !over(value, nodes) || !over(old, nodes) {
		return []row{{Name: name, Cells: []cell{cellOf(value, old)}, Wide: true}}
	}
	if value.Fields[0].Value.Kind != spec.RecordValue {
		r := row{Name: name}
		for k, e := range value.Fields {
			r.Cells = append(r.Cells, cellOf(e.Value, old.Fields[k].Value))
		}
		return []row{r}
	}
	var rows []row
	for i, f := range value.Fields[0].Value.Fields {
		r := row{Name: f.Name}
		for k, e := range value.Fields {
			r.Cells = append(r.Cells, cellOf(e.Value.Fields[i].Value, old.Fields[k].Value.Fields[i].Value))
		}
		rows = append(rows, r)
	}
	return rows
}

// over reports whether a value is a function over the nodes.
func over(value spec.Value, nodes []string) bool {
	if len(value.Fields) != len(nodes) || len(nodes) == 0 {
		return false
	}
	for k, f := range value.Fields {
		if f.Name != nodes[k] {
			return false
		}
	}
	return true
}

func cellOf(value, old spec.Value) cell {
	return cell{Value: value.String(), Changed: value.Key() != old.Key()}
}
