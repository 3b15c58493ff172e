package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Counterexample is what is written.
type Counterexample struct {
	// Name is a word for it: of the TLA+ module.
	Name      string
	Entry     *spec.Entry
	Constants spec.Constants
	Machine   *spec.Machine // without reductions
	Violation *explorer.Violation
	// Blind says not to tell which bug is built in.
	Blind bool
}

// writer is one way of writing a counterexample.
type writer struct {
	name  string
	write func(*Counterexample) (string, error)
}

var writers = []writer{
	{"itf", itf},
	{"tla", tla},
	{"mermaid", mermaid},
	{"plantuml", plantUML},
	{"shiviz", shiViz},
	{"go", goTest},
	{"schedule", schedule},
}

// Formats lists the names of the formats.
func Formats() (names []string) {
	for _, f := range writers {
		names = append(names, f.name)
	}
	return names
}

// Write writes a counterexample in the format with the given name.
func Write(w io.Writer, name string, c *Counterexample) error {
	for _, f := range writers {
		if f.name != name {
			continue
		}
		text, err := f.write(c)
		if err != nil {
			return fmt.Errorf("format %s: %w", name, err)
		}
		_, err = io.WriteString(w, text)
		return err
	}
	return fmt.Errorf("format %q, want one of %s", name, strings.Join(Formats(), ", "))
}

// title says in a line of what this is a counterexample.
func (c *Counterexample) title() string {
	run := render.Run{Result: &explorer.Result{Model: c.Entry.Name}, Constants: render.Constants(c.Entry, c.Constants)}
	if !c.Blind {
		run.Bug = c.Constants.Bug
	}
	return run.Title()
}

// wrong says in a line what is wrong.
func (c *Counterexample) wrong() string {
	return render.Headline(c.Violation) + ": " + c.Violation.Message
}

// loop returns the position of the state that the behaviour returns to for ever, -1 if
// it does not.
func (c *Counterexample) loop() int {
	if c.Violation.Lasso == nil {
		return -1
	}
	return c.Violation.Lasso.Loop
}

// back is the label of the step that closes the loop.
func (c *Counterexample) back() string {
	if b := c.Violation.Lasso.Back; b != nil {
		return b.Label
	}
	return explorer.Stutters
}

// variables returns the state's variables; a state that is no record is one variable.
func variables(state spec.Value) []spec.Field {
	if state.Kind == spec.RecordValue {
		return state.Fields
	}
	return []spec.Field{{Name: "state", Value: state}}
}

// printer puts lines together.
type printer struct{ strings.Builder }

func (p *printer) linef(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }
