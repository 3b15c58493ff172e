package render

import (
	"fmt"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Run is what there is to say about a run: its result, and the model's constants,
// which the engine does not know.
type Run struct {
	Result    *explorer.Result
	Constants []Constant
	Bug       string // the deliberate mistake built in; empty if there is none
}

// Constant is a constant of a model and its value: an int, a name or a bool.
type Constant struct {
	Name  string
	Value any
}

// Constants lists the constants of an entry in the order of its parameters.
func Constants(e *spec.Entry, c spec.Constants) []Constant {
	var out []Constant
	for _, p := range e.Params {
		out = append(out, Constant{Name: p.Name, Value: p.Value(c.Int(p.Name))})
	}
	return out
}

// Title names the model with its constants, and its bug if it has one.
func (r Run) Title() string {
	title := r.Result.Model
	if len(r.Constants) > 0 {
		title += " with " + r.constants()
	}
	if r.Bug != "" {
		title += ", and the bug " + r.Bug
	}
	return title
}

func (r Run) constants() string {
	var parts []string
	for _, c := range r.Constants {
		parts = append(parts, fmt.Sprintf("%s = %v", c.Name, c.Value))
	}
	return strings.Join(parts, ", ")
}

// Headline says in a line what is wrong.
func Headline(v *explorer.Violation) string {
	switch v.Kind {
	case explorer.Deadlock:
		return "Deadlock"
	case explorer.Unreachable:
		return "Witness " + v.Property + " was not found"
	case explorer.Liveness:
		if v.Lasso.Bounded {
			return v.Property + " is not decided"
		}
	}
	return v.Property + " is violated"
}

// lines breaks text into lines of at most width characters: after a comma in the
// second half of a line, or else at a space.
func lines(text string, width int) []string {
	var out []string
	rest := []rune(strings.ReplaceAll(text, "\n", " "))
	for len(rest) > width {
		at := width
		if k := lastBreak(rest[:width], ','); k > width/2 {
			at = k
		} else if k := lastBreak(rest[:width], 0); k > 0 {
			at = k
		}
		out = append(out, strings.TrimRight(string(rest[:at]), " "))
		rest = rest[at:]
	}
	return append(out, string(rest))
}

// lastBreak returns the position after the last space of text that follows the
// given character, 0 meaning any, or 0 if there is none.
func lastBreak(text []rune, after rune) int {
	for k := len(text) - 1; k > 0; k-- {
		if text[k] == ' ' && (after == 0 || text[k-1] == after) {
			return k + 1
		}
	}
	return 0
}

// group writes n with commas between groups of three digits.
func group(n uint64) string {
	s := fmt.Sprint(n)
	for k := len(s) - 3; k > 0; k -= 3 {
		s = s[:k] + "," + s[k:]
	}
	return s
}

// count writes n and a noun, in the plural unless n is one.
func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return group(n) + " " + noun + "s"
}
