package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/report"
)

// report writes the result to standard output.
func (c *check) report(run render.Run) error {
	if c.json.value {
		return render.JSON(c.out, run)
	}
	if err := render.Text(c.out, run); err != nil {
		return err
	}
	_, err := fmt.Fprintf(c.out, "\n%s\n", render.Measured(run.Result))
	return err
}

// failed is app.failed for a run that may have started after a trace.
func (c *check) failed(err error) error {
	if _, ok := errors.AsType[*explorer.PrefixError](err); ok {
		return usagef("--from = %s, %w", c.from.value, err)
	}
	return c.app.failed(err)
}

// failed says on standard error how the model's code came to fail, and returns the
// error to end with.
func (a *app) failed(err error) error {
	if model, ok := errors.AsType[*explorer.ModelError](err); ok {
		if len(model.Trace) > 0 {
			_ = render.Trace(a.err, model.Trace)
		}
		_, _ = a.err.Write(model.Stack)
	}
	return err
}

// origin reads the trace that the run is to start after, which is empty if there
// is none.
func (c *check) origin() (*render.Saved, error) {
	if !c.from.given {
		return &render.Saved{}, nil
	}
	return c.saved(c.in, c.from.value)
}

// saved reads the trace in the file with the given name, or from in if that is -.
func (s *subject) saved(in io.Reader, name string) (*render.Saved, error) {
	title := name
	if s.source != name {
		title = s.source + " = " + name
	}
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, s.about(err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	failing := &reader{r: in}
	saved, err := render.ReadTrace(failing)
	switch {
	case failing.err != nil:
		return nil, s.about(failing.err)
	case err != nil:
		return nil, usagef("%s, %w", title, err)
	case saved.Model != "" && saved.Model != s.entry.Name:
		return nil, usagef("%s is a trace of model %q, want one of %s", title, oneLine(errors.New(saved.Model)), s.entry.Name)
	case len(saved.Labels) == 0 && saved.Model == "" && len(saved.Constants) == 0 && saved.Bug == "":
		return nil, usagef("%s holds no step, want at least one", title)
	}
	if saved.Hidden != "" {
		if saved.Bug, err = report.Unhide(s.entry, saved.Hidden); err != nil {
			return nil, usagef("%s: %w", title, err)
		}
	}
	return saved, nil
}

// about says that an error is about the trace.
func (s *subject) about(err error) error { return fmt.Errorf("%s: %w", s.source, err) }

// reader tells a file that cannot be read from one that holds no trace.
type reader struct {
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (r *reader) Read(b []byte) (int, error) {
	n, err := r.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}

// draw draws the counterexample. Where there is none it says so, lest an old file
// pass for a new one.
func (c *check) draw(ctx context.Context, run render.Run) error {
	v := run.Result.Violation()
	if v == nil && len(run.Result.Bounded) > 0 {
		v = run.Result.Bounded[0]
	}
	if v == nil {
		for _, d := range c.drawings.wanted() {
			_, _ = fmt.Fprintf(c.err, "no counterexample to draw, so %s was not written\n", d.value)
		}
		return nil
	}
	var dot bytes.Buffer
	if err := render.TraceDOT(&dot, run, v); err != nil {
		return err
	}
	// An interrupt ended the search; what it has found is drawn all the same.
	return c.drawings.write(context.WithoutCancel(ctx), dot.Bytes())
}
