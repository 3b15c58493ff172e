// Package spaces reads spaces.txt, the table in which a model keeps the numbers
// of states that are known for it.
//
// Its first line names the columns: the model's constants, then
//
//	bug        that is built in, or none
//	checked    all properties, none, or the one that is named
//	distinct   states, or - where the search ends with a violation
//	generated  states, or -
//	depth      states on the longest shortest path, or on the trace of the violation,
//	           or - where it is a lasso
//	verdict    holds, or violated
//	source     where the numbers come from: TLC, oracle (published, or on which
//	           several checkers agree), or mcheck (nobody else has run it)
//	run        always; full: only when MCHECK_FULL is set, being large; reduced: too
//	           large without reductions, which keep the verdict and its depth
//
// Other lines that begin with # are comments.
package spaces

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Table is a file's content.
type Table struct {
	Constants []string // names, in the order of the columns
	Rows      []Row
}

// Row is one configuration and what is known of it.
type Row struct {
	Constants           map[string]string // as on the command line, a switch being true or false
	Bug                 string            // empty for none
	Checked             string
	Distinct, Generated uint64 // 0 for -
	Depth               int
	Verdict             string
	Source              string
	Run                 string
	Name                string // the constants, the bug, and what is checked
}

var fixed = []string{"bug", "checked", "distinct", "generated", "depth", "verdict", "source", "run"}

// allowed lists the values of the columns that have few.
var allowed = map[string][]string{
	"verdict": {"holds", "violated"},
	"source":  {"TLC", "oracle", "mcheck"},
	"run":     {"always", "full", "reduced"},
}

// Read reads a table.
func Read(path string) (*Table, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := &Table{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		cells := strings.Fields(line)
		if t.Constants == nil {
			err = t.header(cells)
		} else if len(cells) > 0 && cells[0] != "#" {
			err = t.row(cells)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Errorf("%s: no rows", path)
	}
	return t, nil
}

func (t *Table) header(cells []string) error {
	last := len(cells) - len(fixed)
	if last < 1 || cells[0] != "#" || !slices.Equal(cells[last:], fixed) {
		return fmt.Errorf("columns %q, want # and the constants, then %q", cells, fixed)
	}
	t.Constants = append([]string{}, cells[1:last]...)
	return nil
}

func (t *Table) row(cells []string) error {
	named := len(t.Constants)
	if len(cells) != named+len(fixed) {
		return fmt.Errorf("%d cells, want %d", len(cells), named+len(fixed))
	}
	row := Row{Constants: map[string]string{}, Name: strings.Join(cells[:named+2], " ")}
	for k, name := range t.Constants {
		row.Constants[name] = cells[k]
	}
	cell := map[string]string{}
	for k, name := range fixed {
		cell[name] = cells[named+k]
		if want := allowed[name]; want != nil && !slices.Contains(want, cell[name]) {
			return fmt.Errorf("%s = %q, want one of %q", name, cell[name], want)
		}
	}
	row.Checked, row.Verdict, row.Source, row.Run = cell["checked"], cell["verdict"], cell["source"], cell["run"]
	if cell["bug"] != "none" {
		row.Bug = cell["bug"]
	}
	depth := uint64(0)
	for name, at := range map[string]*uint64{"distinct": &row.Distinct, "generated": &row.Generated, "depth": &depth} {
		if cell[name] == "-" {
			continue
		}
		var err error
		if *at, err = strconv.ParseUint(cell[name], 10, 64); err != nil {
			return fmt.Errorf("%s = %q, want a number or -", name, cell[name])
		}
	}
	row.Depth = int(depth)
	t.Rows = append(t.Rows, row)
	return nil
}
