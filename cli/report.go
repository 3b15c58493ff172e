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

// failed says on standard error how the model's code came to fail, and returns the
// error to end with.
func (c *check) failed(err error) error {
	if _, ok := errors.AsType[*explorer.PrefixError](err); ok {
		return usagef("--from = %s, %w", c.from.value, err)
	}
	if model, ok := errors.AsType[*explorer.ModelError](err); ok {
		if len(model.Trace) > 0 {
			_ = render.Trace(c.err, model.Trace)
		}
		_, _ = c.err.Write(model.Stack)
	}
	return err
}

// origin reads the trace that the run is to start after, which is empty if there
// is none.
func (c *check) origin() (*render.Saved, error) {
	if !c.from.given {
		return &render.Saved{}, nil
	}
	in := c.in
	if c.from.value != "-" {
		f, err := os.Open(c.from.value)
		if err != nil {
			return nil, fmt.Errorf("--from: %w", err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	failing := &reader{r: in}
	saved, err := render.ReadTrace(failing)
	switch {
	case failing.err != nil:
		return nil, fmt.Errorf("--from: %w", failing.err)
	case err != nil:
		return nil, usagef("--from = %s, %w", c.from.value, err)
	case saved.Model != "" && saved.Model != c.entry.Name:
		return nil, usagef("--from = %s is a trace of model %q, want one of %s", c.from.value, oneLine(errors.New(saved.Model)), c.entry.Name)
	case len(saved.Labels) == 0 && saved.Model == "" && len(saved.Constants) == 0 && saved.Bug == "":
		return nil, usagef("--from = %s holds no step, want at least one", c.from.value)
	}
	return saved, nil
}

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
