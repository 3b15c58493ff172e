package forecast

import "math"

// trend is a straight line through the growth of the last levels: the logarithm of the
// ratio of a level to the one before.
type trend struct {
	size   float64 // of the last level, as a logarithm
	growth float64 // of the next one
	change float64 // of growth, from level to level
}

// A trend is of so many growths at least, and must fall by so much to be gone on with.
const (
	minGrowths = 4
	minChange  = 1e-3
)

// trendOf fits a line to the growth of the last third of the levels, none of them empty.
func trendOf(levels []Level) trend {
	n := max(minGrowths, (len(levels)+1)/3)
	last := levels[len(levels)-n-1:]
	middle, mean := float64(n-1)/2, 0.0
	growth := make([]float64, n)
	for k := range growth {
		growth[k] = math.Log(float64(last[k+1].States) / float64(last[k].States))
		mean += growth[k] / float64(n)
	}
	across, along := 0.0, 0.0
	for k, g := range growth {
		x := float64(k) - middle
		across += x * (g - mean)
		along += x * x
	}
	change := across / along
	return trend{
		size:   math.Log(float64(last[n].States)),
		growth: mean + change*(float64(n)-middle),
		change: change,
	}
}

// follow returns how many states and levels there will be after the last one, if the
// trend goes on until a level would have less than one state.
func (t trend) follow() (states, levels float64) {
	size, growth := t.size+t.growth, t.growth+t.change
	for size > -1e-9 { // one is not less than one
		states += math.Exp(size)
		levels++
		size, growth = size+growth, growth+t.change
	}
	return states, levels
}

// perState returns how many seconds it took to expand a state of the last third of the
// levels, or of as many as it takes to measure any time; 0 if there are none.
func perState(levels []Level) float64 {
	last := len(levels) - 1
	for first := last - len(levels)/3; first >= 0; first-- {
		from := levels[first].Elapsed
		if took := levels[last].Elapsed - from; from > 0 && took > 0 {
			return took.Seconds() / statesIn(levels[first:last])
		}
	}
	return 0
}
