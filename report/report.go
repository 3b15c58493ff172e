package report

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/mcheck/mcheck/behaviour"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

// Subject is what a report is about.
type Subject struct {
	Entry     *spec.Entry
	Constants spec.Constants
	Options   explorer.CheckOptions
	Version   string // of the program
	// Proof is what was found about the model's written proof; nil if that was not asked.
	Proof *Proved
	// Blind hides which bug is built in.
	Blind bool
}

// Write writes the bundle of a run into a directory, which it makes.
func Write(ctx context.Context, dir string, subject Subject, result *explorer.Result) error {
	evidence, err := evidenceOf(subject, result)
	if err != nil {
		return err
	}
	d, err := newDocument(subject, result)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, figureDir), 0o777); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := d.draw(ctx); err != nil {
		return err
	}
	files := map[string][]byte{EvidenceFile: evidence, "report.md": []byte(d.markdown())}
	for _, f := range d.Figures {
		for suffix, content := range f.files {
			files[filepath.Join(figureDir, f.Name+"."+suffix)] = content
		}
	}
	if files["index.html"], err = d.page(); err != nil {
		return err
	}
	if files["report.tex"], err = d.latex(); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	return nil
}

// EvidenceFile is the name of the evidence in a bundle.
const EvidenceFile = "evidence.json"

// run is the result with its constants; the bug is left out of a blind report.
func (s *Subject) run(result *explorer.Result) render.Run {
	run := render.Run{Result: result, Constants: render.Constants(s.Entry, s.Constants), Bug: s.Constants.Bug}
	if s.Blind {
		hidden := *result
		hidden.Ledger.Notes = nil // they name the bug
		run.Result, run.Bug = &hidden, ""
	}
	return run
}

// departure is where a trace leaves the protocol without its bug; nil if there is no
// bug, or it does not.
func (s *Subject) departure(trace []explorer.Step) (*behaviour.Departure, error) {
	if s.Constants.Bug == "" {
		return nil, nil
	}
	model, err := s.Entry.WithoutBug(s.Constants)
	if err != nil {
		return nil, fmt.Errorf("model %s without its bug: %w", s.Entry.Name, err)
	}
	correct, err := model.Compile(spec.CompileOptions{Every: true})
	if err != nil {
		return nil, err
	}
	left, err := behaviour.Depart(correct, trace)
	if errors.Is(err, behaviour.ErrForm) {
		return nil, nil
	}
	return left, err
}

// machine compiles the model with the given bug, without reductions.
func machine(e *spec.Entry, c spec.Constants) (*spec.Machine, error) {
	model, err := e.New(c)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", e.Name, err)
	}
	return model.Compile(spec.CompileOptions{Every: true})
}
