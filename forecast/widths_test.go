package forecast

import (
	"cmp"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// sample is a forecast of a run whose end is known, and by what factor it was wrong about
// each thing: NaN if that cannot be told.
type sample struct {
	model   string
	actual  float64 // which part of the states had been seen
	told    float64 // the same, as the trend told; for a forecast from smaller numbers the steps
	factors [3]float64
	run     string
	seen    float64 // states
	states  float64 // that were forecast to come
}

// samples returns a sample for each level of a run at which there is a forecast, alone or
// corrected by a smaller run.
func samples(r recorded, smaller *recorded) (all []sample) {
	end := r.levels[len(r.levels)-1].Elapsed.Seconds()
	for n := 1; n < len(r.levels); n++ {
		o, err := look(r.levels[:n], minStates)
		if err != nil {
			continue
		}
		if smaller != nil {
			f, ok := wrong(smaller.levels, o.part())
			if !ok {
				continue
			}
			o = o.corrected(f)
		}
		s := sample{model: r.model, run: r.name(), actual: o.seen / float64(r.states), told: o.part(), seen: o.seen, states: o.states}
		s.factors = [3]float64{ratio(float64(r.states)-o.seen, o.states), ratio(float64(len(r.levels)-n), o.levels), math.NaN()}
		if now := r.levels[n-1].Elapsed.Seconds(); now > moment {
			s.factors[2] = (end - now + moment) / (o.left() + moment)
		}
		all = append(all, s)
	}
	return all
}

// between returns the interval that leaves out a tail of the samples at each end, each
// model weighing the same.
func between(all []sample, which int, tail float64) (i Interval) {
	all = slices.DeleteFunc(slices.Clone(all), func(s sample) bool { return math.IsNaN(s.factors[which]) })
	slices.SortFunc(all, func(a, b sample) int { return cmp.Compare(a.factors[which], b.factors[which]) })
	count := map[string]float64{}
	for _, s := range all {
		count[s.model]++
	}
	before := 0.0
	for _, s := range all {
		if before <= tail {
			i.Low = s.factors[which]
		}
		if before < 1-tail {
			i.High = s.factors[which]
		}
		before += 1 / count[s.model] / float64(len(count))
	}
	return Interval{math.Floor(i.Low*100) / 100, math.Ceil(i.High*100) / 100}
}

// derive returns a table with the widths that samples call for.
func derive(table []widths, all []sample, tail float64) (out []widths) {
	for k, w := range table {
		some := slices.DeleteFunc(slices.Clone(all), func(s sample) bool {
			return s.told < w.seen || k+1 < len(table) && s.told >= table[k+1].seen
		})
		out = append(out, widths{w.seen, between(some, 0, tail), between(some, 1, tail), between(some, 2, tail)})
	}
	return out
}

// source is a kind of forecast: its samples, and the widths that they call for.
type source struct {
	name string
	// tail is the part of the factors that lies beyond each end of an interval. It is less
	// than half of the tenth that the documentation admits, because another model than
	// those measured may be wrong in another way.
	tail    float64
	own     []widths // for a forecast from smaller numbers the parts are its steps
	samples []sample
	others  map[string][]widths // what the models call for that are not the given one
}

func sources(t *testing.T) []source {
	t.Helper()
	runs := profiles(t)
	trend, like := source{name: "alone", tail: 0.018, own: alone}, source{name: "likened", tail: 0.035, own: likened}
	for _, r := range runs {
		if r.states < fewestStates {
			continue
		}
		trend.samples = append(trend.samples, samples(r, nil)...)
		if smaller := below(runs, r); smaller != nil {
			like.samples = append(like.samples, samples(r, smaller)...)
		}
	}
	sizes := source{name: "apart", tail: 0.025}
	factors := source{name: "saved", tail: 0.025}
	sizes.samples, factors.samples = apartSamples(t)
	for k := range apart {
		sizes.own = append(sizes.own, widths{float64(k + 1), apart[k], Interval{}, Interval{}})
		factors.own = append(factors.own, widths{float64(k + 1), savedApart[k], Interval{}, Interval{}})
	}
	return []source{trend, like, sizes, factors, {"pace", 0.05, []widths{{0, pace, Interval{}, Interval{}}}, paceSamples(runs), nil}}
}

// paceSamples compares what a state took at each level of a run with what it took in the
// end, if that can be told.
func paceSamples(runs []recorded) (all []sample) {
	for _, r := range runs {
		end := r.levels[len(r.levels)-1].Elapsed.Seconds()
		for n := minLevels; n < len(r.levels); n++ {
			if now := r.levels[n-1].Elapsed.Seconds(); now > moment {
				all = append(all, sample{model: r.model, factors: [3]float64{end / float64(r.states) / perState(r.levels[:n]), math.NaN(), math.NaN()}})
			}
		}
	}
	return all
}

// apartSamples forecasts each large run from those whose numbers are one, two or three
// less in all, and from smaller ones; and by how much it is larger than a run with one
// number less.
func apartSamples(t *testing.T) (sizes, factors []sample) {
	groups := map[string][]recorded{}
	for _, r := range totals(t) {
		groups[r.names] = append(groups[r.names], r)
	}
	for _, runs := range groups {
		for _, r := range runs {
			if r.states < fewestStates {
				continue
			}
			for away := 1; away <= len(apart); away++ {
				g := newGrid(r.numbers, within(runs, r, away))
				if states, steps, ok := g.likely(); ok {
					sizes = append(sizes, apartSample(r, steps, ratio(float64(r.states), states)))
				}
				for k := range r.numbers {
					less := at(runs, pointOf(r.numbers).less(k, 1))
					if factor, steps, ok := g.saved(k); ok && less != nil {
						factors = append(factors, apartSample(r, steps, float64(r.states)/float64(less.states)/factor))
					}
				}
			}
		}
	}
	return sizes, factors
}

func apartSample(r recorded, steps int, factor float64) sample {
	return sample{model: r.model, told: float64(steps), factors: [3]float64{factor, math.NaN(), math.NaN()}}
}

// within returns the sizes of runs with numbers so much less than in r, or less.
func within(runs []recorded, r recorded, away int) (known []Size) {
	for _, s := range runs {
		if distance(s.numbers, r.numbers) >= away {
			known = append(known, Size{s.numbers, s.states})
		}
	}
	return known
}

// at returns the run with the given numbers, or nil.
func at(runs []recorded, p point) *recorded {
	k := slices.IndexFunc(runs, func(r recorded) bool { return pointOf(r.numbers) == p })
	if k < 0 {
		return nil
	}
	return &runs[k]
}

func TestMeasured(t *testing.T) {
	all := sources(t)
	t.Run("widths", func(t *testing.T) { widthsAreMeasured(t, all) })
	for k := range all {
		all[k].leaveOut()
	}
	t.Run("coverage", func(t *testing.T) { coverageIsMeasured(t, all) })
	t.Run("narrower", func(t *testing.T) { narrowerIsMeasured(t, all[0], all[1]) })
}

func widthsAreMeasured(t *testing.T, all []source) {
	for _, s := range all {
		want := derive(s.own, s.samples, s.tail)
		if diff := gocmp.Diff(want, s.own, gocmp.AllowUnexported(widths{})); diff != "" {
			t.Errorf("%s in widths.go differs from what testdata calls for (-want +got):\n%s", s.name, diff)
			for _, w := range want {
				t.Logf("{%v, Interval{%v, %v}, Interval{%v, %v}, Interval{%v, %v}},",
					w.seen, w.states.Low, w.states.High, w.levels.Low, w.levels.High, w.time.Low, w.time.High)
			}
		}
	}
}

// coverage tells how often intervals held what came, in the part of the forecasts that is
// asked for: the mean over models, each forecast with widths that the others call for.
func (s *source) coverage(which int, asked func(sample) bool) (held float64, models int) {
	for m, others := range s.others {
		in, n := 0.0, 0.0
		for _, x := range s.samples {
			w, ok := widthsAt(others, x.told)
			if x.model != m || !ok || math.IsNaN(x.factors[which]) || !asked(x) {
				continue
			}
			i := [3]Interval{w.states, w.levels, w.time}[which]
			if n++; i.Low <= x.factors[which] && x.factors[which] <= i.High {
				in++
			}
		}
		if n > 0 {
			held, models = held+in/n, models+1
		}
	}
	return held / float64(models), models
}

// leaveOut derives for each model the widths that the other models call for.
func (s *source) leaveOut() {
	s.others = map[string][]widths{}
	for _, x := range s.samples {
		if s.others[x.model] == nil {
			rest := slices.DeleteFunc(slices.Clone(s.samples), func(y sample) bool { return y.model == x.model })
			s.others[x.model] = derive(s.own, rest, s.tail)
		}
	}
}

// coverageIsMeasured keeps what docs/performance.md says of forecasts: how often they held, in
// hundredths, in all and where about a part of the states had been seen.
func coverageIsMeasured(t *testing.T, all []source) {
	for _, claim := range []struct {
		source               string
		part                 float64 // 0: in all
		states, levels, time int     // 0: not forecast
	}{
		{"alone", 0, 89, 91, 95},
		{"alone", 0.1, 99, 97, 95},
		{"alone", 0.25, 96, 97, 94},
		{"alone", 0.5, 91, 98, 96},
		{"alone", 0.75, 86, 91, 94},
		{"likened", 0, 91, 91, 91},
		{"likened", 0.1, 83, 82, 76},
		{"likened", 0.25, 95, 94, 90},
		{"likened", 0.5, 95, 94, 93},
		{"likened", 0.75, 90, 90, 91},
		{"apart", 0, 90, 0, 0},
		{"saved", 0, 90, 0, 0},
		{"pace", 0, 90, 0, 0},
	} {
		s := all[slices.IndexFunc(all, func(s source) bool { return s.name == claim.source })]
		near := func(x sample) bool {
			return claim.part == 0 || x.actual > claim.part*0.7 && x.actual < min(claim.part/0.7, 0.9)
		}
		for which, want := range []int{claim.states, claim.levels, claim.time} {
			if want == 0 {
				continue
			}
			held, models := s.coverage(which, near)
			if got := int(math.Floor(100 * held)); got < want || models < 6 {
				t.Errorf("%s at %v, number %d: %d of 100 on %d models, the documentation says %d", s.name, claim.part, which, got, models, want)
			}
		}
	}
}
