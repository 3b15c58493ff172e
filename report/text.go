package report

import (
	"bytes"
	"fmt"
	"strings"
)

func written(write func(*bytes.Buffer) error) (string, error) {
	var b bytes.Buffer
	err := write(&b)
	return b.String(), err
}

// plain makes Markdown of text that is none.
func plain(text string) string { return escape(strings.Join(strings.Fields(text), " ")) }

func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|&~$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plainWithCode is plain for text in which `this` is code.
func plainWithCode(text string) string {
	parts := strings.Split(strings.Join(strings.Fields(text), " "), "`")
	if len(parts)%2 == 0 {
		return plain(text)
	}
	for k, part := range parts {
		if k%2 == 0 {
			parts[k] = escape(part)
		} else {
			parts[k] = "`" + strings.ReplaceAll(part, "|", "\\|") + "`"
		}
	}
	return strings.Join(parts, "")
}

// tableOf makes a table, of which the first row is the head.
func tableOf(rows [][]string) string {
	var b strings.Builder
	for k, row := range rows {
		for _, cell := range row {
			b.WriteString("| " + plainWithCode(cell) + " ")
		}
		b.WriteString("|\n")
		if k == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	return b.String()
}

// code makes a block of text that is shown as it is.
func code(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n    ") + "\n"
}

func bullets(items []string) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintf(&b, "- %s\n", plain(i))
	}
	return b.String()
}

// command is the command line, less the program's name, that repeats the run.
func (s *Subject) command() string {
	words := []string{s.Entry.Name}
	for _, p := range s.Entry.Params {
		words = append(words, p.Flag(s.Constants.Int(p.Name)))
	}
	if s.Constants.Bug != "" {
		words = append(words, "--bug "+s.Constants.Bug)
	}
	o := &s.Options
	for _, p := range o.Properties {
		words = append(words, "--property "+p)
	}
	for _, f := range []struct {
		given bool
		flag  string
	}{
		{o.Order != "" && o.Order != "bfs" && o.Order != "simulate", "--order " + string(o.Order)},
		{o.Order == "simulate", "--simulate"},
		{o.Walks > 0, fmt.Sprintf("--walks %d", o.Walks)},
		{o.Seed > 0, fmt.Sprintf("--seed %d", o.Seed)},
		{o.MaxStates > 0, fmt.Sprintf("--max-states %d", o.MaxStates)},
		{o.MaxDepth > 0, fmt.Sprintf("--max-depth %d", o.MaxDepth)},
		{o.Continue, "--continue"}, {o.Exact, "--exact"}, {o.Bitstate > 0, fmt.Sprintf("--bitstate --mem %dMiB", o.Bitstate>>19)}, {o.NoReduction, "--no-reduction"}, {o.Certify, "--certify"}, {o.Liveness, "--liveness"},
	} {
		if f.given {
			words = append(words, f.flag)
		}
	}
	return strings.Join(words, " ")
}
