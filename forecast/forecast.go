package forecast

import (
	"errors"
	"math"
	"time"
)

// Level is a level of a breadth-first search.
type Level struct {
	States  uint64
	Elapsed time.Duration // by the time that all of them were known; 0 if it is not known
}

// Interval is a range of values.
type Interval struct{ Low, High float64 }

// AtLeast returns the interval where it is known that nothing below x comes into question.
func (i Interval) AtLeast(x float64) Interval { return Interval{max(i.Low, x), max(i.High, x)} }

// Forecast tells what a search will come to.
type Forecast struct {
	States Interval // distinct ones, those that are known among them
	Levels Interval // likewise
	Left   Interval // seconds, from when the last level was known; zero if it is not known
}

// Why there is no forecast.
var (
	ErrEarly   = errors.New("too few states to tell")
	ErrGrowing = errors.New("the levels do not yet grow less from one to the next")
	ErrWide    = errors.New("a small part has been seen, and it would be too wide to tell anything")
)

// Before there are so many levels and states there is no forecast.
const (
	minLevels = 6
	minStates = 1000
)

// Of forecasts a search from the levels that it has found so far.
func Of(levels []Level) (Forecast, error) {
	o, err := look(levels, minStates)
	if err != nil {
		return Forecast{}, err
	}
	return o.within(alone)
}

// Like is Of for a search of which a smaller one, with the constants a little smaller,
// went to the end: what the trend was wrong about there is made good.
func Like(levels, smaller []Level) (Forecast, error) {
	o, err := look(levels, minStates)
	if err != nil {
		return Forecast{}, err
	}
	f, ok := wrong(smaller, o.part())
	if !ok {
		return Forecast{}, ErrEarly
	}
	return o.corrected(f).within(likened)
}

// outlook is what the trend tells at a moment of a search.
type outlook struct {
	seen, known    float64 // states and levels
	states, levels float64 // more of them
	last           float64 // states of those seen, which are not expanded
	each           float64 // seconds a state takes; 0 if it is not known
}

// look follows the trend of a search that has found so many states at least.
func look(levels []Level, least float64) (o outlook, err error) {
	o = outlook{seen: statesIn(levels), known: float64(len(levels))}
	if len(levels) < minLevels || o.seen < least {
		return o, ErrEarly
	}
	t := trendOf(levels)
	if t.change > -minChange {
		return o, ErrGrowing
	}
	o.states, o.levels = t.follow()
	o.last, o.each = float64(levels[len(levels)-1].States), perState(levels)
	return o, nil
}

func statesIn(levels []Level) (n float64) {
	for _, l := range levels {
		n += float64(l.States)
	}
	return n
}

// part returns which part of the states has been seen.
func (o outlook) part() float64 { return o.seen / (o.seen + o.states) }

// left returns how many seconds are left.
func (o outlook) left() float64 { return (o.last + o.states) * o.each }

// factors tell by how much more there was than the trend told.
type factors struct{ states, levels float64 }

// corrected returns what the trend would tell if it were wrong by the given factors.
func (o outlook) corrected(f factors) outlook {
	o.states, o.levels = times(o.states, f.states), times(o.levels, f.levels)
	return o
}

// wrong returns how wrong the trend was when as much seemed to be seen of a search that
// went to the end.
func wrong(levels []Level, part float64) (f factors, ok bool) {
	nearest, total := math.Inf(1), statesIn(levels)
	for n := minLevels; n < len(levels); n++ {
		o, err := look(levels[:n], minStates/10)
		if err != nil {
			continue
		}
		if away := math.Abs(odds(o.part()) - odds(part)); away < nearest {
			nearest, ok = away, true
			f = factors{ratio(total-o.seen, o.states), ratio(float64(len(levels)-n), o.levels)}
		}
	}
	return f, ok
}

// odds returns the logarithm of how a part compares with the rest, which may be nothing.
func odds(part float64) float64 { return math.Log(part / (1 - part + 1e-9)) }

// ratio compares counts, and times multiplies one: there is always one more, so that
// nothing is infinitely wrong.
func ratio(count, told float64) float64 { return (count + 1) / (told + 1) }

func times(count, factor float64) float64 { return math.Max(0, (count+1)*factor-1) }

// within makes a forecast with the widths that go with the part that has been seen.
func (o outlook) within(measured []widths) (f Forecast, err error) {
	w, ok := widthsAt(measured, o.part())
	if !ok {
		return f, ErrWide
	}
	f.States = w.states.around(o.states).plus(o.seen)
	f.Levels = w.levels.around(o.levels).plus(o.known)
	if o.each > 0 {
		f.Left = Interval{math.Max(0, w.time.Low*(o.left()+moment)-moment), w.time.High*(o.left()+moment) - moment}
	}
	return f, nil
}

// moment is a time in seconds that does not matter: a forecast may be so much off.
const moment = 0.05

func (i Interval) around(count float64) Interval {
	return Interval{times(count, i.Low), times(count, i.High)}
}

func (i Interval) plus(n float64) Interval { return Interval{i.Low + n, i.High + n} }

// Wide returns how many times the low end the high end is.
func (i Interval) Wide() float64 { return i.High / i.Low }

// Pace returns how many seconds each state of a search will have taken in the end.
func Pace(levels []Level) (each Interval, ok bool) {
	if len(levels) < 2 {
		return each, false
	}
	now := perState(levels)
	return Interval{now * pace.Low, now * pace.High}, now > 0
}

// leanest is how many bytes a state takes at least: a slot of a table, which is at most
// so full, and a link.
const leanest = 8/0.82 + 8

// leastForMemory is how many states there must be for memory to be forecast: what does not depend
// on their number would weigh too much.
const leastForMemory = 50_000

// Memory forecasts how many bytes a search will take from those that it took at its start
// and takes now, if it has seen enough. What it holds for the frontier grows, if at all,
// as the number of states does.
func Memory(start, now, seen float64, states Interval) (bytes Interval, ok bool) {
	most := max(leanest*1.2, (now-start)/max(1, seen))
	return Interval{now + max(0, states.Low-seen)*leanest, now + max(0, states.High-seen)*most}, seen >= leastForMemory
}
