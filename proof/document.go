package proof

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Document is a write-up.
type Document struct {
	Claims []*Step // lemmas and theorems, in order
	Bugs   []*BugSection
	source []byte
	prose  []string // paragraphs outside of claims
}

// Step is a step of a proof. A lemma or theorem is a step, too, without a parent.
type Step struct {
	Name      string // ⟨2⟩3, or Lemma 1
	Statement string
	Proof     []string // the paragraphs that justify it; none if it has steps of its own
	Steps     []*Step
	Checks    []Citation
	Parent    *Step
}

// Path names the step with those above it, as in Lemma 1 ⟨1⟩4 ⟨2⟩3: there may be another
// ⟨2⟩3 below ⟨1⟩5.
func (s *Step) Path() string {
	if s.Parent == nil {
		return s.Name
	}
	return s.Parent.Path() + " " + s.Name
}

// level is 0 for a claim.
func (s *Step) level() int {
	if s.Parent == nil {
		return 0
	}
	return s.Parent.level() + 1
}

// all visits the step and those below it, in order.
func (s *Step) all(visit func(*Step)) {
	visit(s)
	for _, below := range s.Steps {
		below.all(visit)
	}
}

// Citation is a paragraph that cites an obligation.
type Citation struct {
	Obligation string
	Found      string // what the write-up says was found
	begin, end int    // of the paragraph's text after CHECKED:
}

// BugSection says where the proof breaks with a bug.
type BugSection struct {
	Bug     string
	FailsAt string // the path of a step
	Checks  []Citation
	prose   []string
}

const (
	markProof   = "PROOF:"
	markChecked = "CHECKED:"
	markFails   = "FAILS AT:"
)

var (
	claimHeading = regexp.MustCompile(`^(Lemma|Theorem) \d+`)
	stepNumber   = regexp.MustCompile(`^(⟨\d+⟩\d+)\.\s*`)
)

// Parse reads a write-up.
func Parse(source []byte) (*Document, error) {
	r := &reader{Document: &Document{source: source}}
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if err := r.block(n); err != nil {
			return nil, err
		}
	}
	return r.Document, nil
}

// reader is in a claim, in a section about a bug, or in neither.
type reader struct {
	*Document
	claim *Step
	bug   *BugSection
}

func (r *reader) block(n ast.Node) error {
	switch n := n.(type) {
	case *ast.Heading:
		return r.heading(n)
	case *ast.List:
		if r.claim != nil && r.isStep(n.FirstChild()) {
			return r.steps(r.claim, n)
		}
	case *ast.Paragraph:
		switch {
		case r.claim != nil && len(r.claim.Steps) == 0:
			return r.paragraph(r.claim, n)
		case r.bug != nil:
			return r.bugParagraph(n)
		}
	}
	r.prose = append(r.prose, plain(n, r.source))
	return nil
}

func (r *reader) heading(n *ast.Heading) error {
	title := plain(n, r.source)
	r.claim, r.bug = nil, nil
	switch code, only := n.FirstChild().(*ast.CodeSpan); {
	case claimHeading.MatchString(title):
		r.claim = &Step{Name: claimHeading.FindString(title)}
		r.Claims = append(r.Claims, r.claim)
	case only && n.ChildCount() == 1:
		r.bug = &BugSection{Bug: plain(code, r.source)}
		r.Bugs = append(r.Bugs, r.bug)
	}
	return nil
}

// isStep reports whether an item of a list begins with a step's number.
func (r *reader) isStep(item ast.Node) bool {
	return item != nil && stepNumber.MatchString(plain(item.FirstChild(), r.source))
}

func (r *reader) steps(parent *Step, list *ast.List) error {
	if len(parent.Steps) > 0 {
		return fmt.Errorf("%s: its steps are two lists, want one", parent.Path())
	}
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if !r.isStep(item) {
			return fmt.Errorf("%s: the list of its steps has an item without a number: %.60q", parent.Path(), plain(item, r.source))
		}
		s := &Step{Name: stepNumber.FindStringSubmatch(plain(item.FirstChild(), r.source))[1], Parent: parent}
		parent.Steps = append(parent.Steps, s)
		for n := item.FirstChild(); n != nil; n = n.NextSibling() {
			if err := r.part(s, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// part reads one block of a step.
func (r *reader) part(s *Step, n ast.Node) error {
	if list, ok := n.(*ast.List); ok && r.isStep(list.FirstChild()) {
		return r.steps(s, list)
	}
	return r.paragraph(s, n)
}

// paragraph reads a block of a step or claim that holds no steps.
func (r *reader) paragraph(s *Step, n ast.Node) error {
	words := plain(n, r.source)
	switch {
	case strings.HasPrefix(words, markChecked):
		check, err := r.check(n)
		s.Checks = append(s.Checks, check)
		return err
	case strings.HasPrefix(words, markProof) || len(s.Proof) > 0:
		s.Proof = append(s.Proof, words)
	default:
		s.Statement = strings.TrimSpace(s.Statement + " " + stepNumber.ReplaceAllString(words, ""))
	}
	return nil
}

func (r *reader) bugParagraph(n *ast.Paragraph) error {
	words := plain(n, r.source)
	if strings.HasPrefix(words, markChecked) {
		check, err := r.check(n)
		r.bug.Checks = append(r.bug.Checks, check)
		return err
	}
	if path, ok := strings.CutPrefix(words, markFails); ok {
		r.bug.FailsAt = failingStep.FindString(path)
	}
	r.bug.prose = append(r.bug.prose, words)
	return nil
}

var failingStep = regexp.MustCompile(`(Lemma|Theorem) \d+( ⟨\d+⟩\d+)*`)

// check reads a paragraph that cites an obligation: CHECKED: `name`, and what was
// found.
func (r *reader) check(n ast.Node) (Citation, error) {
	lines := n.Lines()
	c := Citation{begin: lines.At(0).Start, end: lines.At(lines.Len() - 1).Stop}
	raw := string(lines.Value(r.source))
	rest := strings.TrimSpace(strings.TrimPrefix(raw, markChecked))
	quoted, found, ok := strings.Cut(strings.TrimPrefix(rest, "`"), "`")
	if !strings.HasPrefix(rest, "`") || !ok {
		return c, fmt.Errorf("%q, want %s and the name of an obligation in backquotes", raw, markChecked)
	}
	c.Obligation, c.Found = quoted, strings.Join(strings.Fields(found), " ")
	for c.end > c.begin && r.source[c.end-1] == '\n' {
		c.end--
	}
	return c, nil
}

// plain returns the text of a node without markup.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	// The visitor returns no error.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.FencedCodeBlock:
			if entering {
				b.Write(n.Lines().Value(source))
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}
