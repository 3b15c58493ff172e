package render

import (
	"math"
	"strconv"

	"github.com/mcheck/mcheck/forecast"
)

// unit is one in which amounts from a size on are given.
type unit struct {
	size  float64
	name  string
	whole bool // there are no halves of it
}

var (
	counts   = []unit{{1, "", true}, {1e3, " thousand", false}, {1e6, " million", false}, {1e9, " billion", false}}
	seconds  = []unit{{1, " s", false}, {60, " min", false}, {3600, " h", false}, {24 * 3600, " days", false}}
	memories = []unit{{1 << 20, " MiB", false}, {1 << 30, " GiB", false}, {1 << 40, " TiB", false}}
	factors  = []unit{{1, "", false}}
)

// Number writes an interval of counts; its ends are rounded to two digits, so that it
// grows.
func Number(i forecast.Interval) string { return interval(i, counts) }

// Seconds writes an interval of time.
func Seconds(i forecast.Interval) string { return interval(i, seconds) }

// Memory writes an interval of bytes.
func Memory(i forecast.Interval) string { return interval(i, memories) }

func interval(i forecast.Interval, units []unit) string {
	if i.Low == i.High {
		n, name := amount(i.Low, units, math.Round)
		return n + name
	}
	low, lowUnit := amount(i.Low, units, math.Floor)
	high, highUnit := amount(i.High, units, math.Ceil)
	switch {
	case low+lowUnit == high+highUnit:
		return high + highUnit
	case lowUnit == highUnit:
		lowUnit = ""
	}
	return low + lowUnit + " to " + high + highUnit
}

// amount writes an end of an interval in the least unit that is large enough.
func amount(n float64, units []unit, round func(float64) float64) (number, name string) {
	for k, u := range units {
		m := twoDigits(n/u.size, round)
		if u.whole {
			m = round(m)
		}
		if k+1 == len(units) || m*u.size < units[k+1].size {
			return strconv.FormatFloat(math.Round(m*100)/100, 'f', -1, 64), u.name
		}
	}
	return "", ""
}

// twoDigits rounds n, unless it has no more than two digits.
func twoDigits(n float64, round func(float64) float64) float64 {
	if n <= 0 {
		return 0
	}
	digit := math.Pow(10, math.Floor(math.Log10(n))-1)
	if whole := math.Round(n / digit); math.Abs(n/digit-whole) < 1e-9 {
		return whole * digit
	}
	return round(n/digit) * digit
}
