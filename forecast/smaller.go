package forecast

import (
	"math"
	"slices"
)

// Size is how many states a model has at some constants, of which the numbers tell one
// from another.
type Size struct {
	Numbers []int
	States  uint64
}

// FromSmaller goes by so many numbers at most, and by sizes that are no less: how small
// ones grow tells little.
const (
	maxNumbers = 8
	minSize    = 100
)

type point [maxNumbers]int

func pointOf(numbers []int) (p point) {
	copy(p[:], numbers)
	return p
}

// less returns the point with one number that is less.
func (p point) less(k, by int) point {
	p[k] -= by
	return p
}

// FromSmaller forecasts how many states there are at numbers from how many there are at
// smaller ones: one more of one number multiplies the states as it did one step below, and
// as it does where another number is one less. What is not known of these is forecast in
// its turn, a few steps deep. It returns false if that leads nowhere.
func FromSmaller(numbers []int, known []Size) (states Interval, ok bool) {
	likely, steps, ok := newGrid(numbers, known).likely()
	if !ok {
		return Interval{}, false
	}
	return apart[steps-1].around(likely), true
}

// Saved is FromSmaller for the factor by which there are fewer states if one of the
// numbers, the one with the given index, is one less.
func Saved(numbers []int, index int, known []Size) (factor Interval, ok bool) {
	likely, steps, ok := newGrid(numbers, known).saved(index)
	if !ok {
		return Interval{}, false
	}
	w := savedApart[steps-1]
	return Interval{likely * w.Low, likely * w.High}, true
}

// grid holds the logarithms of sizes, for a forecast at a point.
type grid struct {
	at    point
	n     int // numbers
	known map[point]float64
	memo  []map[point]float64 // what was forecast, by steps less one; NaN: nothing
}

// newGrid returns a grid of the sizes that count. The size at the point itself does not.
func newGrid(numbers []int, known []Size) *grid {
	g := &grid{at: pointOf(numbers), n: len(numbers), known: map[point]float64{}}
	if len(numbers) > maxNumbers {
		return g
	}
	for range apart {
		g.memo = append(g.memo, map[point]float64{})
	}
	for _, s := range known {
		if s.States >= minSize && !slices.Equal(s.Numbers, numbers) {
			g.known[pointOf(s.Numbers)] = math.Log(float64(s.States))
		}
	}
	return g
}

// likely returns the number of states that is likely, and how many steps deep that was
// forecast.
func (g *grid) likely() (states float64, steps int, ok bool) {
	for k := range g.memo {
		if size, ok := g.size(g.at, k+1); ok {
			return math.Exp(size), k + 1, true
		}
	}
	return 0, 0, false
}

// saved is likely for a factor.
func (g *grid) saved(index int) (factor float64, steps int, ok bool) {
	for k := range g.memo {
		size, ok := g.size(g.at, k+1)
		less, too := g.size(g.at.less(index, 1), k+1)
		if ok && too {
			return math.Exp(size - less), k + 1, true
		}
	}
	return 0, 0, false
}

// size returns the logarithm of the size at p, which may be forecast so many steps deep.
func (g *grid) size(p point, steps int) (float64, bool) {
	if size, ok := g.known[p]; ok {
		return size, true
	}
	if steps == 0 {
		return 0, false
	}
	memo := g.memo[steps-1]
	size, ok := memo[p]
	if !ok {
		size = g.mean(p, steps-1)
		memo[p] = size
	}
	return size, !math.IsNaN(size)
}

// mean returns the mean of what is forecast along each number, and across each pair.
func (g *grid) mean(p point, steps int) float64 {
	sum, n := 0.0, 0.0
	corner := func(a, b, opposite point) {
		x, xok := g.size(a, steps)
		y, yok := g.size(b, steps)
		z, zok := g.size(opposite, steps)
		if xok && yok && zok {
			sum, n = sum+x+y-z, n+1
		}
	}
	for k := range g.n {
		one := p.less(k, 1)
		corner(one, one, p.less(k, 2))
		for j := range k {
			corner(one, p.less(j, 1), one.less(j, 1))
		}
	}
	return sum / n
}
