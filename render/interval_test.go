package render_test

import (
	"testing"

	"github.com/mcheck/mcheck/forecast"
	"github.com/mcheck/mcheck/render"
)

// Ends are rounded outwards, to two digits, and share a unit if they can.
func TestIntervals(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		write     func(forecast.Interval) string
		want      string
	}{
		{2_149_000, 3_310_000, render.Number, "2.1 to 3.4 million"},
		{12_345, 3_300_000, render.Number, "12 thousand to 3.3 million"},
		{999, 996_000, render.Number, "990 to 1 million"},
		{41.2, 43.7, render.Number, "41 to 44"},
		{41.2, 41.2, render.Number, "41"},
		{3_000_000, 3_000_000, render.Number, "3 million"},
		{0, 7.2, render.Number, "0 to 8"},
		{0.31, 12, render.Seconds, "0.31 to 12 s"},
		{50, 100, render.Seconds, "50 s to 1.7 min"},
		{200_000, 400_000, render.Seconds, "2.3 to 4.7 days"},
		{300 << 20, 1100 << 20, render.Memory, "300 MiB to 1.1 GiB"},
	} {
		if got := test.write(forecast.Interval{Low: test.low, High: test.high}); got != test.want {
			t.Errorf("%v to %v: %q, want %q", test.low, test.high, got, test.want)
		}
	}
}
