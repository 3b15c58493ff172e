package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/pflag"

	"github.com/mcheck/mcheck/render/draw"
)

// drawings are the files that a command draws.
type drawings struct {
	dot, svg, png *option[string]
	out           io.Writer // for "-", which is refused if nil
}

func newDrawings() drawings { return drawings{dot: file(), svg: file(), png: file()} }

func (d *drawings) add(f *pflag.FlagSet, what string) {
	f.Var(d.svg, "svg", what+" SVG")
	f.Var(d.png, "png", what+" PNG")
	f.Var(d.dot, "dot", what+" Graphviz DOT")
}

// drawing is one of them.
type drawing struct {
	*option[string]
	flag    string
	convert func(ctx context.Context, w io.Writer, dot []byte) error
}

// wanted lists those that were asked for.
func (d *drawings) wanted() (wanted []drawing) {
	for _, one := range []drawing{{d.svg, "svg", drawn(draw.SVG)}, {d.png, "png", drawn(draw.PNG)}, {d.dot, "dot", plain}} {
		if one.given {
			wanted = append(wanted, one)
		}
	}
	return wanted
}

func plain(_ context.Context, w io.Writer, dot []byte) error {
	_, err := w.Write(dot)
	return err
}

func drawn(as draw.Format) func(context.Context, io.Writer, []byte) error {
	return func(ctx context.Context, w io.Writer, dot []byte) error { return draw.Render(ctx, w, dot, as) }
}

// creatable returns an error if a drawing could not be written, so that this is
// known before the search rather than after it.
func (d *drawings) creatable() error {
	seen := map[string]string{}
	for _, one := range d.wanted() {
		if other, ok := seen[one.value]; ok {
			return usagef("--%s = %s, want another file than --%s", one.flag, one.value, other)
		}
		seen[one.value] = one.flag
		if one.value == "-" {
			if d.out == nil {
				return usagef("--%s = -, want a file: standard output has the report", one.flag)
			}
			continue
		}
		_, err := os.Stat(one.value)
		isNew := errors.Is(err, fs.ErrNotExist)
		f, err := os.OpenFile(one.value, os.O_WRONLY|os.O_CREATE, 0o666)
		if err != nil {
			return fmt.Errorf("--%s: %w", one.flag, err)
		}
		err = f.Close()
		if isNew {
			err = errors.Join(err, os.Remove(one.value))
		}
		if err != nil {
			return fmt.Errorf("--%s: %w", one.flag, err)
		}
	}
	return nil
}

// write writes each drawing. One that fails does not keep the others from being
// written.
func (d *drawings) write(ctx context.Context, dot []byte) error {
	var errs []error
	for _, one := range d.wanted() {
		// In memory first: a drawing that fails leaves the old file alone.
		var buf bytes.Buffer
		err := one.convert(ctx, &buf, dot)
		switch {
		case err != nil:
		case one.value == "-":
			_, err = buf.WriteTo(d.out)
		default:
			err = os.WriteFile(one.value, buf.Bytes(), 0o666)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("--%s: %w", one.flag, err))
		}
	}
	return errors.Join(errs...)
}
