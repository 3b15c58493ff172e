// Package draw lays Graphviz drawings out and writes them as SVG or PNG.
//
// It is a package of its own because the layout engine, Graphviz compiled to
// WebAssembly, is loaded when a program that imports it starts: some 50 ms, and
// nearly a second the first time, when its machine code is put in a cache of the
// user's. Programs that only want text need not pay.
package draw

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/goccy/go-graphviz"

	"github.com/mcheck/mcheck/internal/wasmcache"
)

func init() { wasmcache.Restore() }

// Format is what to write.
type Format string

// The formats.
const (
	SVG Format = "svg"
	PNG Format = "png"
)

// engine guards Graphviz, which is not safe for concurrent use.
var engine sync.Mutex

// Render lays out a drawing in the DOT language and writes it in the given
// format. The same drawing always gives the same bytes: fonts of the system are
// not looked at.
func Render(ctx context.Context, w io.Writer, dot []byte, format Format) error {
	switch format {
	case SVG:
		b, err := layout(ctx, dot, graphviz.SVG)
		if err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	case PNG:
		b, err := layout(ctx, dot, "json")
		if err != nil {
			return err
		}
		return paint(w, b)
	}
	return fmt.Errorf("draw: format %q, want svg or png", format)
}

func layout(ctx context.Context, dot []byte, format graphviz.Format) (out []byte, err error) {
	engine.Lock()
	defer engine.Unlock()
	// Graphviz reports some failures by panicking in its bindings.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("draw: graphviz failed: %v", r)
		}
	}()
	g, err := graphviz.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("draw: %w", err)
	}
	defer func() { _ = g.Close() }()
	graph, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, fmt.Errorf("draw: %s", strings.TrimSpace(err.Error()))
	}
	if graph == nil {
		return nil, errors.New("draw: no graph")
	}
	defer func() { _ = graph.Close() }()
	var b bytes.Buffer
	if err := g.Render(ctx, graph, format, &b); err != nil {
		return nil, fmt.Errorf("draw: %w", err)
	}
	return b.Bytes(), nil
}
