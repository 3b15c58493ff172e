package proof

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	stepReference  = regexp.MustCompile(`⟨\d+⟩\d+`)
	claimReference = regexp.MustCompile(`(Lemma|Theorem) \d+(?: ⟨\d+⟩\d+)*`)
)

// Defects says what is wrong with the write-up as a proof: steps out of order or
// without a reason, and references to what is not there, or comes later.
func (d *Document) Defects() (defects []string) {
	report := func(at, format string, args ...any) {
		defects = append(defects, at+": "+fmt.Sprintf(format, args...))
	}
	if len(d.Claims) == 0 {
		report("the write-up", "it has no heading Lemma 1 or Theorem 1")
	}
	for k, claim := range d.Claims {
		if slices.ContainsFunc(d.Claims[:k], func(c *Step) bool { return c.Name == claim.Name }) {
			report(claim.Name, "there are two of this name")
		}
		claim.all(func(s *Step) {
			s.form(report)
			d.references(s, k, report)
		})
	}
	for _, b := range d.Bugs {
		d.exist(b.Bug, b.prose, report)
	}
	d.exist("the text", d.prose, report)
	return defects
}

type reporter func(at, format string, args ...any)

// form checks that the step is proved: by a paragraph, or by numbered steps that end
// with Q.E.D.
func (s *Step) form(report reporter) {
	if s.Statement == "" {
		report(s.Path(), "it states nothing")
	}
	switch {
	case len(s.Steps) == 0 && len(s.Proof) == 0:
		report(s.Path(), "it has neither a paragraph %s nor steps", markProof)
	case len(s.Steps) > 0 && len(s.Proof) > 0:
		report(s.Path(), "it has both a paragraph %s and steps", markProof)
	case len(s.Steps) > 0 && !s.Steps[len(s.Steps)-1].concludes():
		report(s.Path(), "its last step is not Q.E.D.")
	}
	for k, below := range s.Steps {
		if want := fmt.Sprintf("⟨%d⟩%d", s.level()+1, k+1); below.Name != want {
			report(below.Path(), "want the number %s", want)
		}
		if below.concludes() && k+1 < len(s.Steps) {
			report(below.Path(), "Q.E.D. is not the last step")
		}
	}
}

func (s *Step) concludes() bool { return strings.HasPrefix(s.Statement, "Q.E.D.") }

// references checks those of a step in the k-th claim.
func (d *Document) references(s *Step, k int, report reporter) {
	for _, words := range slices.Concat([]string{s.Statement}, s.Proof) {
		for _, name := range claimReference.FindAllString(words, -1) {
			earlier := d.find(name, d.Claims[:k])
			switch {
			case earlier == nil && strings.HasPrefix(name+" ", s.root().Name+" "):
				report(s.Path(), "it refers to %s, which is what is being proved", name)
			case earlier == nil:
				report(s.Path(), "it refers to %s, and there is nothing of this name before", name)
			case earlier.level() > 1:
				report(s.Path(), "it refers to %s, which is internal to another proof", name)
			}
		}
		for _, name := range stepReference.FindAllString(claimReference.ReplaceAllString(words, ""), -1) {
			if !s.mayUse(name) {
				report(s.Path(), "it refers to %s, which is no earlier step of this or a surrounding proof, nor an assumption above it", name)
			}
		}
	}
}

// mayUse reports whether the step may refer to the named one: a step before it or
// before one above it, or one above it of which it uses the assumption.
func (s *Step) mayUse(name string) bool {
	for at := s; at.Parent != nil; at = at.Parent {
		if at.Name == name {
			return at.assumes()
		}
		for _, sibling := range at.Parent.Steps {
			if sibling == at {
				break
			}
			if sibling.Name == name {
				return true
			}
		}
	}
	return false
}

// assumes reports whether the step's proof is given something: its statement has a
// hypothesis in Lamport's words.
func (s *Step) assumes() bool {
	return strings.Contains(s.Statement, "ASSUME:") || strings.HasPrefix(s.Statement, "CASE:")
}

func (s *Step) root() *Step {
	for s.Parent != nil {
		s = s.Parent
	}
	return s
}

// exist checks the references in text that is no part of a proof.
func (d *Document) exist(at string, texts []string, report reporter) {
	for _, words := range texts {
		for _, name := range claimReference.FindAllString(words, -1) {
			if d.find(name, d.Claims) == nil {
				report(at, "it refers to %s, which does not exist", name)
			}
		}
		if name := stepReference.FindString(claimReference.ReplaceAllString(words, "")); name != "" {
			report(at, "it refers to %s, want the lemma or theorem too", name)
		}
	}
}

// find returns the step with the given path.
func (d *Document) find(path string, claims []*Step) (found *Step) {
	for _, c := range claims {
		c.all(func(s *Step) {
			if s.Path() == path {
				found = s
			}
		})
	}
	return found
}
