package proof

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/spec"
)

// Open reads the write-up of the entry's proof.
func Open(e *spec.Entry) (*Document, error) {
	source, err := fs.ReadFile(e.Proof.Files, e.Proof.File)
	if err != nil {
		return nil, err
	}
	d, err := Parse(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Proof.File, err)
	}
	return d, nil
}

// Disagreements says where the write-up and the code do not fit: obligations that only
// one of them has, steps that fail with a bug and do not exist, bugs that the write-up
// does not mention.
func (d *Document) Disagreements(e *spec.Entry) (found []string) {
	declared, cited := map[string]bool{}, map[string]bool{}
	for _, o := range e.Proof.Obligations {
		if declared[o.Name()] {
			found = append(found, fmt.Sprintf("the code has two obligations %q", o.Name()))
		}
		declared[o.Name()] = true
	}
	for _, c := range d.citations() {
		cited[c.Obligation] = true
		if !declared[c.Obligation] {
			found = append(found, fmt.Sprintf("%s: the code has no obligation %q", c.at, c.Obligation))
		}
	}
	for _, o := range e.Proof.Obligations {
		if !cited[o.Name()] {
			found = append(found, fmt.Sprintf("no step cites the obligation %q", o.Name()))
		}
	}
	return append(found, d.bugDisagreements(e)...)
}

func (d *Document) bugDisagreements(e *spec.Entry) (found []string) {
	for _, b := range e.Bugs {
		k := slices.IndexFunc(d.Bugs, func(s *BugSection) bool { return s.Bug == b.Name })
		if k < 0 {
			found = append(found, fmt.Sprintf("no section says where the proof breaks with %s", b.Name))
			continue
		}
		found = append(found, d.bugDisagreement(e, d.Bugs[k], b)...)
	}
	for _, s := range d.Bugs {
		if !slices.ContainsFunc(e.Bugs, func(b spec.Bug) bool { return b.Name == s.Bug }) {
			found = append(found, fmt.Sprintf("%s: there is no such bug", s.Bug))
		}
	}
	return found
}

// bugDisagreement: the section cites that the bug violates what it is said to violate,
// and that it violates the property that is checked of the step that fails.
func (d *Document) bugDisagreement(e *spec.Entry, s *BugSection, b spec.Bug) (found []string) {
	if !slices.ContainsFunc(s.Checks, func(c Citation) bool { return c.Obligation == b.Violates+" under "+b.Name }) {
		found = append(found, fmt.Sprintf("%s: no %s `%s under %s`", s.Bug, markChecked, b.Violates, b.Name))
	}
	step := d.find(s.FailsAt, d.Claims)
	if step == nil {
		return append(found, fmt.Sprintf("%s: %s %q, want a step that exists", s.Bug, markFails, s.FailsAt))
	}
	if len(d.failing(e, s)) == 0 {
		found = append(found, fmt.Sprintf("%s: nothing that is checked of %s is checked to be violated", s.Bug, s.FailsAt))
	}
	return found
}

// failing returns the section's obligations to violate what is checked of the step that
// fails.
func (d *Document) failing(e *spec.Entry, s *BugSection) (all []spec.Obligation) {
	step := d.find(s.FailsAt, d.Claims)
	if step == nil {
		return nil
	}
	for _, c := range s.Checks {
		o, ok := obligation(e, c.Obligation)
		if ok && o.Claim == spec.ClaimViolated && slices.Contains(properties(e, step), o.Property) {
			all = append(all, o)
		}
	}
	return all
}

// properties are those that are checked of a step.
func properties(e *spec.Entry, s *Step) (names []string) {
	for _, c := range s.Checks {
		if o, ok := obligation(e, c.Obligation); ok {
			names = append(names, o.Property)
		}
	}
	return names
}

func obligation(e *spec.Entry, name string) (spec.Obligation, bool) {
	k := slices.IndexFunc(e.Proof.Obligations, func(o spec.Obligation) bool { return o.Name() == name })
	if k < 0 {
		return spec.Obligation{}, false
	}
	return e.Proof.Obligations[k], true
}

// located is a citation, and where it is.
type located struct {
	Citation
	at, statement string
	step          *Step // nil in a section about a bug
}

func (d *Document) citations() (all []located) {
	for _, claim := range d.Claims {
		claim.all(func(s *Step) {
			for _, c := range s.Checks {
				all = append(all, located{Citation: c, at: s.Path(), statement: s.Statement, step: s})
			}
		})
	}
	for _, b := range d.Bugs {
		for _, c := range b.Checks {
			all = append(all, located{Citation: c, at: b.Bug, statement: markFails + " " + b.FailsAt})
		}
	}
	slices.SortStableFunc(all, func(a, b located) int { return a.begin - b.begin })
	return all
}

// Unchecked are the steps that only mathematics covers: those without steps of their
// own where nothing is checked of them, nor of a step or claim that they are part of.
func (d *Document) Unchecked() (paths []string) {
	for _, claim := range d.Claims {
		claim.all(func(s *Step) {
			if len(s.Steps) == 0 && !s.concludes() && !s.covered() {
				paths = append(paths, s.Path())
			}
		})
	}
	return paths
}

func (s *Step) covered() bool { return s != nil && (len(s.Checks) > 0 || s.Parent.covered()) }

// Compose returns the write-up with what was found written behind each obligation that
// the results know.
func (d *Document) Compose(found map[string]string) []byte {
	var b strings.Builder
	at := 0
	for _, c := range d.citations() {
		if text, ok := found[c.Obligation]; ok {
			b.Write(d.source[at:c.begin])
			fmt.Fprintf(&b, "%s `%s`%s", markChecked, c.Obligation, text)
			at = c.end
		}
	}
	b.Write(d.source[at:])
	return []byte(b.String())
}
