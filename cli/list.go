package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/mcheck/mcheck/spec"
)

// listed is a model as list shows it.
type listed struct {
	Name       string           `json:"name"`
	Doc        string           `json:"doc"`
	Constants  []listedConstant `json:"constants"`
	Properties []listedProperty `json:"properties"`
	Fairness   []string         `json:"fairness"` // what temporal properties rest on
	Bugs       []listedBug      `json:"bugs"`
	Error      string           `json:"error,omitempty"` // why the properties are not known

}

// listedConstant has a range if it is a number, and names if it is one of several
// choices; a switch has neither.
type listedConstant struct {
	Name    string   `json:"name"`
	Doc     string   `json:"doc"`
	Min     *int     `json:"min,omitempty"`
	Max     *int     `json:"max,omitempty"`
	Choices []string `json:"choices,omitempty"`
	Default any      `json:"default"`

	wanted string
}

type listedProperty struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Doc     string `json:"doc"`
	Needs   string `json:"needs,omitempty"`
	Formula string `json:"formula,omitempty"`
	// OnRequest: it is checked only where it is named.
	OnRequest bool `json:"on_request,omitempty"`
}

type listedBug struct {
	Name     string         `json:"name"`
	Doc      string         `json:"doc"`
	Rule     string         `json:"rule"`
	Violates string         `json:"violates"`
	Exposed  map[string]any `json:"exposed"`

	at string // Exposed, in words
}

func (a *app) listCommand() *cobra.Command {
	asJSON := yes()
	cmd := &cobra.Command{
		Use: "list [MODEL]", Short: "show the models: their constants, properties and bugs", GroupID: groupVerbs,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return a.names(), cobra.ShellCompDirectiveNoFileComp
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("unexpected word %q, want at most one model", args[1])
			}
			for _, name := range args {
				if err := known("model", name, a.names()); err != nil {
					return usagef("unknown model %q, %w", name, err)
				}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.list(args, asJSON.value) },
	}
	addSwitch(cmd.Flags(), asJSON, "json", "list in JSON")
	return cmd
}

func (a *app) names() (names []string) {
	for _, e := range a.entries {
		names = append(names, e.Name)
	}
	return names
}

// list shows every model, or the named one. A model that cannot be made is shown
// as far as it goes.
func (a *app) list(only []string, asJSON bool) error {
	var models []listed
	for k := range a.entries {
		if e := &a.entries[k]; len(only) == 0 || slices.Contains(only, e.Name) {
			l := describe(e)
			if l.Error != "" {
				a.status = statusFailed
			}
			models = append(models, l)
		}
	}
	if asJSON {
		out := json.NewEncoder(a.out)
		out.SetIndent("", "  ")
		return out.Encode(models)
	}
	for k := range models {
		if k > 0 {
			_, _ = fmt.Fprintln(a.out)
		}
		a.listText(&models[k])
	}
	return nil
}

func describe(e *spec.Entry) listed {
	l := listed{Name: e.Name, Doc: e.Doc, Constants: []listedConstant{}, Properties: []listedProperty{}, Fairness: []string{}, Bugs: []listedBug{}}
	for _, p := range e.Params {
		c := listedConstant{Name: p.Name, Doc: p.Doc, Choices: p.Choices, Default: p.Value(p.Default), wanted: p.Wanted()}
		if p.Choices == nil && !p.Switch {
			c.Min, c.Max = &p.Min, &p.Max
		}
		l.Constants = append(l.Constants, c)
	}
	for _, b := range e.Bugs {
		exposed := map[string]any{}
		for _, p := range e.Params {
			if v, ok := b.Exposed[p.Name]; ok {
				exposed[p.Name] = p.Value(v)
			}
		}
		l.Bugs = append(l.Bugs, listedBug{b.Name, b.Doc, b.Rule, b.Violates, exposed, exposure(e, b.Exposed)})
	}
	s := newSubject(e)
	machine, err := s.machine()
	if err != nil {
		l.Error = oneLine(err)
		return l
	}
	for _, p := range machine.Properties {
		l.Properties = append(l.Properties, listedProperty{
			Name: p.Name, Kind: p.Kind.String(), Doc: p.Doc, Needs: p.Needs, Formula: machine.FormulaOf(p), OnRequest: p.OnRequest,
		})
	}
	for _, f := range machine.Fairness {
		l.Fairness = append(l.Fairness, f.Name)
	}
	return l
}

// listText writes one model as text. Write errors are remembered by a.out.
func (a *app) listText(l *listed) {
	_, _ = fmt.Fprintf(a.out, "%s: %s\n", l.Name, l.Doc)
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	row := func(name, what, doc string) {
		if doc != "" {
			what += "\t" + doc
		}
		_, _ = fmt.Fprintf(w, "    %s\t%s\n", name, what)
	}
	section := func(title string, n int) {
		_ = w.Flush() // each section has columns of its own
		if n > 0 {
			_, _ = fmt.Fprintf(a.out, "  %s\n", title)
		}
	}
	section("constants", len(l.Constants))
	for _, c := range l.Constants {
		row("--"+c.Name, fmt.Sprintf("%s, default %v", c.wanted, c.Default), c.Doc)
	}
	section("properties", len(l.Properties))
	for _, p := range l.Properties {
		doc := p.Doc
		if p.Needs != "" {
			doc += " (needs " + p.Needs + ")"
		}
		if p.OnRequest {
			doc += " (checked only if named)"
		}
		kind := p.Kind
		if kind == spec.KindTemporal.String() {
			kind += ", " + p.Formula
		}
		row(p.Name, kind, doc)
	}
	section("fairness", len(l.Fairness))
	for _, f := range l.Fairness {
		_, _ = fmt.Fprintf(a.out, "    %s\n", f)
	}
	section("bugs", len(l.Bugs))
	_ = w.Flush()
	for _, b := range l.Bugs {
		_, _ = fmt.Fprintf(a.out, "    %s: %s\n      breaks %s; violates %s at %s\n", b.Name, b.Doc, b.Rule, b.Violates, b.at)
	}
	if l.Error != "" {
		_, _ = fmt.Fprintf(a.out, "  error\n    %s\n", l.Error)
	}
}
