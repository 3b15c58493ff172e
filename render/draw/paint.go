package draw

import (
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/fogleman/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// The painter below takes Graphviz's layout as the drawing operations of its
// "json" output. go-graphviz can write PNG itself, but fills what is not to be
// filled, leaves edges out, and uses whatever fonts the machine has.

// scale is how many pixels a point takes, unless the picture were to have more
// than maxPixels.
const (
	scale     = 2.0
	maxPixels = 40e6
)

// operation is one drawing operation, as Graphviz's xdot format defines them.
type operation struct {
	Op     string       `json:"op"`
	Color  string       `json:"color"`
	Points [][2]float64 `json:"points"`
	Rect   [4]float64   `json:"rect"`
	Style  string       `json:"style"`
	Size   float64      `json:"size"`
	Bits   int          `json:"fontchar"`
	At     [2]float64   `json:"pt"`
	Align  string       `json:"align"`
	Width  float64      `json:"width"`
	Text   string       `json:"text"`
}

// element is a graph, node or edge.
type element struct {
	Box   string      `json:"bb"`
	Shape []operation `json:"_draw_"`
	Head  []operation `json:"_hdraw_"`
	Tail  []operation `json:"_tdraw_"`
	Label []operation `json:"_ldraw_"`
}

func (e *element) operations() [][]operation {
	return [][]operation{e.Shape, e.Head, e.Tail, e.Label}
}

// margin surrounds the picture, in points.
const margin = 8

// paint turns a layout into a PNG.
func paint(w io.Writer, layout []byte) error {
	var g struct {
		element
		Objects []element `json:"objects"`
		Edges   []element `json:"edges"`
	}
	if err := json.Unmarshal(layout, &g); err != nil {
		return fmt.Errorf("draw: layout: %w", err)
	}
	var box [4]float64
	for k, s := range strings.SplitN(g.Box, ",", 4) {
		box[k], _ = strconv.ParseFloat(s, 64)
	}
	width, height := box[2]-box[0]+2*margin, box[3]-box[1]+2*margin
	z := min(scale, math.Sqrt(maxPixels/(width*height)))
	p := &painter{
		c:    gg.NewContext(int(math.Ceil(width*z)), int(math.Ceil(height*z))),
		zoom: z, left: box[0] - margin, top: box[3] + margin, faces: map[string]font.Face{},
	}
	p.c.SetColor(color.White)
	p.c.Clear()
	for _, elements := range [][]element{{g.element}, g.Edges, g.Objects} {
		for k := range elements {
			for _, ops := range elements[k].operations() {
				if err := p.draw(ops); err != nil {
					return err
				}
			}
		}
	}
	return p.c.EncodePNG(w)
}

type painter struct {
	c         *gg.Context
	zoom      float64
	left, top float64
	pen, fill color.Color
	thick     float64
	dash      []float64
	size      float64
	bits      int
	faces     map[string]font.Face
}

// at turns Graphviz's coordinates, which grow upwards, into pixels.
func (p *painter) at(pt [2]float64) (x, y float64) {
	return (pt[0] - p.left) * p.zoom, (p.top - pt[1]) * p.zoom
}

func (p *painter) draw(ops []operation) error {
	p.pen, p.fill, p.thick, p.dash, p.bits = color.Black, color.Transparent, 1, nil, 0
	for _, o := range ops {
		switch o.Op {
		case "c":
			p.pen = parseColor(o.Color)
		case "C":
			p.fill = parseColor(o.Color)
		case "S":
			p.style(o.Style)
		case "F":
			p.size = o.Size
		case "t":
			p.bits = o.Bits
		case "T":
			if err := p.text(o); err != nil {
				return err
			}
		case "E", "e":
			x, y := p.at([2]float64{o.Rect[0], o.Rect[1]})
			p.c.DrawEllipse(x, y, o.Rect[2]*p.zoom, o.Rect[3]*p.zoom)
			p.ink(o.Op == "E")
		case "P", "p", "L":
			for _, pt := range o.Points {
				p.c.LineTo(p.at(pt))
			}
			if o.Op != "L" {
				p.c.ClosePath()
			}
			p.ink(o.Op == "P")
		case "B", "b":
			p.curve(o.Points)
			p.ink(o.Op == "b")
		}
	}
	return nil
}

func (p *painter) curve(points [][2]float64) {
	for k, pt := range points {
		x, y := p.at(pt)
		switch {
		case k == 0:
			p.c.MoveTo(x, y)
		case k%3 == 0:
			x1, y1 := p.at(points[k-2])
			x2, y2 := p.at(points[k-1])
			p.c.CubicTo(x1, y1, x2, y2, x, y)
		}
	}
}

func (p *painter) style(s string) {
	switch {
	case s == "solid":
		p.dash = nil
	case s == "dashed":
		p.dash = []float64{5 * p.zoom, 3 * p.zoom}
	case s == "dotted":
		p.dash = []float64{1 * p.zoom, 3 * p.zoom}
	default:
		if width, found := strings.CutPrefix(s, "setlinewidth("); found {
			p.thick, _ = strconv.ParseFloat(strings.TrimSuffix(width, ")"), 64)
		}
	}
}

// ink draws the current path.
func (p *painter) ink(filled bool) {
	if filled {
		p.c.SetColor(p.fill)
		p.c.FillPreserve()
	}
	p.c.SetColor(p.pen)
	p.c.SetLineWidth(p.thick * p.zoom)
	p.c.SetDash(p.dash...)
	p.c.Stroke()
}

// Flags of the operation "t".
const (
	bold   = 1
	italic = 2
	struck = 32
)

// text draws a line of text in the width that the layout has reserved for it.
func (p *painter) text(o operation) error {
	face, err := p.face()
	if err != nil {
		return err
	}
	p.c.SetFontFace(face)
	p.c.SetColor(p.pen)
	x, y := p.at(o.At)
	width, _ := p.c.MeasureString(o.Text)
	squeeze := min(1, o.Width*p.zoom/max(width, 1))
	switch o.Align {
	case "c":
		x -= width * squeeze / 2
	case "r":
		x -= width * squeeze
	}
	p.c.Push()
	p.c.ScaleAbout(squeeze, 1, x, y)
	p.c.DrawString(o.Text, x, y)
	p.c.Pop()
	if p.bits&struck != 0 {
		p.c.SetLineWidth(p.zoom)
		p.c.DrawLine(x, y-p.size*0.3*p.zoom, x+width*squeeze, y-p.size*0.3*p.zoom)
		p.c.Stroke()
	}
	return nil
}

func (p *painter) face() (font.Face, error) {
	key := fmt.Sprint(p.size, p.bits&(bold|italic))
	if f := p.faces[key]; f != nil {
		return f, nil
	}
	ttf := goregular.TTF
	switch {
	case p.bits&bold != 0:
		ttf = gobold.TTF
	case p.bits&italic != 0:
		ttf = goitalic.TTF
	}
	parsed, err := opentype.Parse(ttf)
	if err == nil {
		p.faces[key], err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: p.size * p.zoom, DPI: 72})
	}
	if err != nil {
		return nil, fmt.Errorf("draw: font: %w", err)
	}
	return p.faces[key], nil
}

// parseColor reads #rrggbb and #rrggbbaa; Graphviz's output has no others.
func parseColor(s string) color.Color {
	n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil {
		return color.Black
	}
	if len(s) == len("#rrggbb") {
		n = n<<8 | 0xFF
	}
	return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), uint8(n)}
}
