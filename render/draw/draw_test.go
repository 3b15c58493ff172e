package draw_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/render/draw"
	"github.com/mcheck/mcheck/spec"
)

func draws(t *testing.T, dot string, format draw.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := draw.Render(context.Background(), &b, []byte(dot), format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The drawings that package render keeps as goldens all have a layout.
func TestGoldens(t *testing.T) {
	files, err := filepath.Glob("../testdata/*.dot")
	if err != nil || len(files) == 0 {
		t.Fatalf("no drawings: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			dot, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, draws(t, string(dot), draw.SVG))
			config, err := png.DecodeConfig(bytes.NewReader(draws(t, string(dot), draw.PNG)))
			if err != nil || config.Width < 100 || config.Height < 100 {
				t.Errorf("PNG of %d by %d, %v", config.Width, config.Height, err)
			}
		})
	}
}

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	if !bytes.Contains(svg, []byte("<svg")) {
		t.Fatal("no <svg> element")
	}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// The same drawing gives the same bytes, also when several are made at once.
func TestDeterministic(t *testing.T) {
	dot, err := os.ReadFile("../testdata/election.dot")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []draw.Format{draw.SVG, draw.PNG} {
		want := draws(t, string(dot), format)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				var b bytes.Buffer
				if err := draw.Render(context.Background(), &b, dot, format); err != nil || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("%s differs, %v", format, err)
				}
			})
		}
		all.Wait()
	}
}

// Names and messages of a model are text, whatever characters they hold.
func TestHostileText(t *testing.T) {
	const evil = "<b>&\"'\\N\x00\x1b[2J\xff</TABLE>> \u2028 ]]>"
	state := spec.Value{Kind: spec.RecordValue, Fields: []spec.Field{{Name: evil, Value: spec.Value{Atom: evil}}}}
	next := spec.Value{Kind: spec.RecordValue, Fields: []spec.Field{{Name: evil, Value: spec.Value{Atom: strings.Repeat(evil, 20)}}}}
	v := &explorer.Violation{Kind: explorer.Safety, Property: evil, Message: evil, Trace: []explorer.Step{
		{Label: "Init", State: state}, {Label: evil, Rule: evil, Node: evil, State: next},
	}}
	run := render.Run{Result: &explorer.Result{Model: evil}, Bug: evil, Constants: []render.Constant{{Name: evil, Value: 1}}}
	var dot strings.Builder
	if err := render.TraceDOT(&dot, run, v); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, draws(t, dot.String(), draw.SVG))
	draws(t, dot.String(), draw.PNG)
}

func TestErrors(t *testing.T) {
	for _, test := range []struct {
		reason, dot string
		format      draw.Format
		want        string
	}{
		{"unknown format", "digraph {}", "pdf", `draw: format "pdf", want svg or png`},
		{"syntax", "digraph {", draw.SVG, "draw: syntax error"},
		{"empty", "", draw.SVG, "draw: "},
	} {
		t.Run(test.reason, func(t *testing.T) {
			err := draw.Render(context.Background(), io.Discard, []byte(test.dot), test.format)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	if err := draw.Render(context.Background(), broken{}, []byte("digraph { a -> b }"), draw.SVG); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want %v", err, errBroken)
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }
