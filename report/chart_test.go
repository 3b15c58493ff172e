package report

import (
	"bytes"
	"image/png"
	"math"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/explorer"
)

// TestCharts: whatever a run counted can be drawn.
func TestCharts(t *testing.T) {
	for name, counts := range map[string][]uint64{
		"nothing": {0}, "many": slices.Repeat([]uint64{7, 1}, 200), "huge": {math.MaxUint64 / 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			levels, err := levelsChart(counts)
			if err != nil {
				t.Fatal(err)
			}
			var all []explorer.ActionCount
			for _, n := range counts[:min(len(counts), 9)] {
				all = append(all, explorer.ActionCount{Name: "Step", Enabled: n, New: n / 2})
			}
			actions, err := actionsChart(all)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []*chart{levels, actions} {
				files, err := c.files()
				if err != nil {
					t.Fatal(err)
				}
				if _, err := png.Decode(bytes.NewReader(files["png"])); err != nil || bytes.Contains(files["svg"], []byte("NaN")) {
					t.Errorf("%v, %s", err, files["svg"])
				}
			}
		})
	}
}

// TestTicks: ticks are at whole numbers, and not too many.
func TestTicks(t *testing.T) {
	for _, high := range []float64{1, 2, 12, 13, 24, 25, 61, 999, 1e6, 1e19} {
		ticks := whole{}.Ticks(0, high)
		if n := len(ticks); n < 2 || n > 13 || ticks[1].Value != math.Trunc(ticks[1].Value) {
			t.Errorf("up to %v: %v", high, ticks)
		}
	}
}
