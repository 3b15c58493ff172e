package export

import (
	"fmt"
	"go/format"
	"path"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
)

// goTest writes a test in Go that takes the steps of the trace on the model, and
// demands what they change and that the last one violates the property.
func goTest(c *Counterexample) (string, error) {
	switch {
	case c.Entry.Symbol == "":
		return "", fmt.Errorf("model %s does not say where a Go program finds it (Entry.Symbol)", c.Entry.Name)
	case c.Blind && c.Constants.Bug != "":
		return "", fmt.Errorf("the test has to name the bug, which is not to be told")
	case c.Violation.Lasso != nil:
		return "", fmt.Errorf("%s is about behaviours without end, which no test can follow", c.Violation.Property)
	}
	dot := strings.LastIndex(c.Entry.Symbol, ".")
	location, symbol := c.Entry.Symbol[:dot], path.Base(c.Entry.Symbol)
	p := &printer{}
	p.linef("package trace_test\n")
	p.linef("import (\n\"testing\"\n")
	p.linef("\"github.com/mcheck/mcheck/checktest\"\n%q\n)\n", location)
	p.linef("// TestTrace takes the steps of a counterexample that mcheck found in")
	for _, line := range comment(c.title()+".", c.wrong()+".") {
		p.linef("// %s", line)
	}
	p.linef("func TestTrace(t *testing.T) {")
	p.linef("constants, err := %s.Constants(map[string]int{%s}, %q)", symbol, c.values(), c.Constants.Bug)
	p.linef("if err != nil {\nt.Fatal(err)\n}")
	p.linef("model, err := %s.New(constants)", symbol)
	p.linef("if err != nil {\nt.Fatal(err)\n}")
	p.linef("checktest.Replay(t, model, []checktest.Step{")
	trace := c.Violation.Trace
	for k := 1; k < len(trace); k++ {
		p.linef("{")
		p.row(c, k, &trace[k-1], &trace[k])
		p.linef("},")
	}
	p.linef("})\n}")
	out, err := format.Source([]byte(p.String()))
	return string(out), err
}

// row writes the row of a step.
func (p *printer) row(c *Counterexample, k int, before, s *explorer.Step) {
	p.linef("Label: %q,", s.Label)
	p.linef("Changes: []string{")
	for _, change := range render.Changes(before.State, s.State) {
		p.linef("%q,", change.String())
	}
	p.linef("},")
	switch last := k == len(c.Violation.Trace)-1; {
	case last && c.Violation.Kind == explorer.Deadlock:
		p.linef("Deadlock: true,")
	case last:
		p.linef("Violates: %q,", c.Violation.Property)
	}
}

// values writes the constants as the elements of a map.
func (c *Counterexample) values() string {
	var pairs []string
	for _, p := range c.Entry.Params {
		pairs = append(pairs, fmt.Sprintf("%q: %d", p.Name, c.Constants.Int(p.Name)))
	}
	return strings.Join(pairs, ", ")
}

// comment breaks paragraphs into lines.
func comment(paragraphs ...string) (lines []string) {
	const width = 80
	for _, text := range paragraphs {
		line := ""
		for _, word := range strings.Fields(text) {
			if line != "" && len(line)+1+len(word) > width {
				lines = append(lines, line)
				line = ""
			}
			line = strings.TrimSpace(line + " " + word)
		}
		lines = append(lines, line)
	}
	return lines
}
