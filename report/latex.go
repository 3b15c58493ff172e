package report

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// latex writes the document for a stock LaTeX: nothing but packages that each
// distribution has, and no character beyond ASCII.
func (d *document) latex() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\\documentclass[a4paper]{article}\n\\usepackage[margin=2.2cm]{geometry}\n\\usepackage{graphicx,longtable,array}\n\\begin{document}\n")
	fmt.Fprintf(&b, "\\section*{%s}\n", texEscape(d.Title))
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n\\subsection*{%s}\n", texEscape(s.Title))
		if err := texOf(&b, s.Text); err != nil {
			return nil, err
		}
		for _, f := range s.Figures {
			fmt.Fprintf(&b, "\\begin{center}\\includegraphics[width=\\linewidth,height=.85\\textheight,keepaspectratio]{%s/%s.png}\\end{center}\n%s\n",
				figureDir, f.Name, texEscape(f.Caption))
		}
	}
	b.WriteString("\\end{document}\n")
	return b.Bytes(), nil
}

func texOf(b *bytes.Buffer, markdown string) error {
	source := []byte(markdown)
	root := dialect.Parser().Parse(text.NewReader(source))
	return texRender(b, source, root)
}

var texMarks = map[ast.NodeKind][2]string{
	ast.KindParagraph: {"", "\n\n"},
	ast.KindEmphasis:  {"\\textbf{", "}"},
	ast.KindList:      {"\\begin{itemize}\n", "\\end{itemize}\n"},
	ast.KindListItem:  {"\\item ", "\n"},
	ast.KindCodeSpan:  {"\\texttt{", "}"},
	// The head is a row that is repeated on each page.
	east.KindTable:       {"", "\\end{longtable}}\n"},
	east.KindTableHeader: {"", "\\\\\n\\hline\\endhead\n"},
	east.KindTableRow:    {"", "\\\\\n"},
}

// texRender writes the Markdown that our documents consist of.
func texRender(w *bytes.Buffer, source []byte, root ast.Node) error {
	return ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if mark, ok := texMarks[n.Kind()]; ok {
			if entering {
				w.WriteString(mark[0])
			} else {
				w.WriteString(mark[1])
			}
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *east.Table:
			w.WriteString(texColumns(n, source))
		case *east.TableCell:
			if n.PreviousSibling() != nil {
				w.WriteString(" & ")
			}
		case *ast.Text:
			w.WriteString(texEscape(string(util.UnescapePunctuations(n.Segment.Value(source)))))
		case *ast.CodeBlock:
			w.WriteString("\\begin{flushleft}\\ttfamily\\scriptsize\n")
			for k := range n.Lines().Len() {
				line := n.Lines().At(k)
				w.WriteString(texLine(string(line.Value(source))))
			}
			w.WriteString("\\end{flushleft}\n")
		}
		return ast.WalkContinue, nil
	})
}

// texColumns begins a table. Each column has room for its longest word, and what is left
// is shared by the roots of the longest texts: then long texts have more lines than
// short ones.
func texColumns(table *east.Table, source []byte) string {
	const usable, character = 0.9, 1.0 / 130 // of the line; the rest is between the columns
	words, texts := make([]float64, len(table.Alignments)), make([]float64, len(table.Alignments))
	left, total := usable, 0.0
	for r := table.FirstChild(); r != nil; r = r.NextSibling() {
		k := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			text := string(c.Lines().Value(source))
			texts[k] = max(texts[k], math.Sqrt(float64(len(text))))
			for _, w := range strings.Fields(text) {
				words[k] = max(words[k], character*float64(min(len(w), 20)))
			}
			k++
		}
	}
	for k := range words {
		left -= words[k]
		total += texts[k]
	}
	var b strings.Builder
	b.WriteString("{\\scriptsize\\begin{longtable}{")
	for k := range words {
		fmt.Fprintf(&b, ">{\\raggedright\\arraybackslash}p{%.3f\\linewidth}", words[k]+max(0, left)*texts[k]/total)
	}
	b.WriteString("}\n")
	return b.String()
}

// texLine writes a line of code, with its spaces.
func texLine(line string) string {
	return "\\mbox{}" + strings.ReplaceAll(texEscape(strings.TrimRight(line, "\n")), " ", "~") + "\\\\\n"
}

// texEscapes are the characters that mean something to LaTeX, and those beyond ASCII
// that our texts use.
var texEscapes = map[rune]string{
	'\\': "\\textbackslash{}", '{': "\\{", '}': "\\}", '$': "\\$", '&': "\\&", '#': "\\#", '%': "\\%", '_': "\\_",
	'^': "\\textasciicircum{}", '~': "\\textasciitilde{}", '<': "\\textless{}", '>': "\\textgreater{}", '|': "\\textbar{}",
	'"': "''", '-': "{-}", '→': "$\\to$", '×': "$\\times$", '⟨': "$\\langle$", '⟩': "$\\rangle$", '∨': "$\\lor$", '∧': "$\\land$", '¬': "$\\lnot$",
	'∃': "$\\exists$", '∀': "$\\forall$", '∈': "$\\in$", '∉': "$\\notin$", '⊆': "$\\subseteq$", '∪': "$\\cup$", '∩': "$\\cap$", '∅': "$\\emptyset$",
	'≤': "$\\le$", '≥': "$\\ge$", '≠': "$\\ne$", '⇒': "$\\Rightarrow$", '⊥': "$\\bot$", '…': "\\ldots{}", '—': "---", '–': "--",
	'“': "''", '”': "''", '’': "'", 'é': "\\'e",
}

func texEscape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch known, ok := texEscapes[r]; {
		case ok:
			b.WriteString(known)
		case r < ' ' || r > '~':
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
