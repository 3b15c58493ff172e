package report

import (
	"bytes"
	"image/color"
	"math"
	"slices"

	"github.com/dustin/go-humanize"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/mcheck/mcheck/explorer"
)

// chart is a plot of what a run counted.
type chart struct {
	*plot.Plot
	width, height vg.Length
}

var (
	dark = color.RGBA{0x00, 0x72, 0xB2, 0xFF}
	pale = color.RGBA{0xA6, 0xCD, 0xE6, 0xFF}
)

const chartWidth = 18 * vg.Centimeter

func newChart(x, y string, height vg.Length) *chart {
	p := plot.New()
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font.Variant = "Sans"
		axis.Label.TextStyle.Font.Size = vg.Points(11)
		axis.Tick.Label.Font.Variant = "Sans"
		axis.Min = 0
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	return &chart{p, chartWidth, height}
}

// levelsChart shows how many states are new at each depth.
func levelsChart(levels []uint64) (*chart, error) {
	c := newChart("depth", "new states", 7*vg.Centimeter)
	// A step begins half a level before its depth, and the last one ends half a level
	// after its own.
	points := plotter.XYs{{X: 0.5}}
	for k, n := range levels {
		points = append(points, plotter.XY{X: float64(k) + 0.5, Y: float64(n)}, plotter.XY{X: float64(k) + 1.5, Y: float64(n)})
	}
	points = append(points, plotter.XY{X: float64(len(levels)) + 0.5})
	steps, err := plotter.NewPolygon(points)
	if err != nil {
		return nil, err
	}
	steps.Color, steps.LineStyle.Color = pale, dark
	c.Add(steps)
	c.X.Min, c.X.Max = 0.5, float64(len(levels))+0.5
	c.Y.Max = float64(max(1, slices.Max(levels)))
	c.X.Tick.Marker, c.Y.Tick.Marker = whole{}, whole{}
	return c, nil
}

// actionsChart shows how many steps of each action were generated, and how many of
// them first reached a state.
func actionsChart(actions []explorer.ActionCount) (*chart, error) {
	const bar = 11 // points
	c := newChart("steps; the dark part of them first reached a state", "", vg.Points(60+1.8*bar*float64(len(actions))))
	var names []string
	var all, first plotter.Values
	labels := plotter.XYLabels{}
	for _, a := range slices.Backward(actions) { // the first one is to be at the top
		labels.XYs = append(labels.XYs, plotter.XY{X: float64(a.Enabled), Y: float64(len(names))})
		labels.Labels = append(labels.Labels, " "+humanize.Comma(int64(a.Enabled)))
		names = append(names, a.Name)
		all, first = append(all, float64(a.Enabled)), append(first, float64(a.New))
	}
	for _, part := range []struct {
		values plotter.Values
		color  color.Color
	}{{all, pale}, {first, dark}} {
		bars, err := plotter.NewBarChart(part.values, vg.Points(bar))
		if err != nil {
			return nil, err
		}
		bars.Horizontal, bars.Color, bars.LineStyle.Width = true, part.color, 0
		c.Add(bars)
	}
	counts, err := plotter.NewLabels(labels)
	if err != nil {
		return nil, err
	}
	for k := range counts.TextStyle {
		counts.TextStyle[k].Font.Variant = "Sans"
		counts.TextStyle[k].YAlign = text.YCenter
	}
	counts.Offset.Y = vg.Points(1.5) // or they hang below the middle
	c.Add(counts)
	c.NominalY(names...)
	c.X.Min, c.X.Max = 0, math.Max(1, slices.Max(all))*1.15 // with room for the longest label
	c.X.Tick.Marker = whole{}
	c.Y.Min, c.Y.Max = -0.7, float64(len(names))-0.3
	return c, nil
}

// whole places ticks at whole numbers only: all that is counted is.
type whole struct{}

// Ticks implements plot.Ticker.
func (whole) Ticks(low, high float64) (ticks []plot.Tick) {
	const most = 12
	step := 1.0
	for k := 0; (high-low)/step > most; k++ {
		step *= []float64{2, 2.5, 2}[k%3] // 1, 2, 5, 10, 20, ...
	}
	for v := math.Ceil(low/step) * step; v <= high; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: humanize.Comma(int64(v))})
	}
	return ticks
}

// drawOn leaves a margin, which package plot does not.
func (c *chart) drawOn(on vgdraw.Canvas) {
	const margin = 10 // points
	on.SetColor(color.White)
	on.Fill(on.Rectangle.Path())
	c.Draw(vgdraw.Crop(on, margin, -margin, margin, -margin))
}

// files draws the chart, by suffix.
func (c *chart) files() (map[string][]byte, error) {
	var svg, png bytes.Buffer
	vector := vgsvg.New(c.width, c.height)
	c.drawOn(vgdraw.New(vector))
	if _, err := vector.WriteTo(&svg); err != nil {
		return nil, err
	}
	pixels := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(c.width, c.height), vgimg.UseDPI(150))}
	c.drawOn(vgdraw.New(pixels))
	if _, err := pixels.WriteTo(&png); err != nil {
		return nil, err
	}
	// Fonts of the same widths, where that one is not installed.
	fonts := bytes.ReplaceAll(svg.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	return map[string][]byte{"svg": fonts, "png": png.Bytes()}, nil
}
