package forecast

import (
	"math"
	"testing"
)

// narrowerIsMeasured keeps what docs/performance.md says of taking the narrower of two
// forecasts, alone and likened: that it costs little.
func narrowerIsMeasured(t *testing.T, single, like source) {
	claims := [3]float64{0.88, 0.91, 0.92}
	var held, models [3]float64
	for model := range like.others {
		var in, n [3]float64
		for _, p := range pairs(single, like, model) {
			w, x := p.narrower(single.others[model], like.others[model])
			for which, i := range []Interval{w.states, w.levels, w.time} {
				if f := x.factors[which]; x.model != "" && !math.IsNaN(f) {
					if n[which]++; i.Low <= f && f <= i.High {
						in[which]++
					}
				}
			}
		}
		for which := range n {
			if n[which] > 0 {
				held[which], models[which] = held[which]+in[which]/n[which], models[which]+1
			}
		}
	}
	for which, claim := range claims {
		if got := held[which] / models[which]; got < claim || models[which] < 6 {
			t.Errorf("number %d: %.3f on %v models, the documentation says %v", which, got, models[which], claim)
		}
	}
}

// pair is two forecasts of the same moment of a run.
type pair struct{ alone, like sample }

// pairs finds the forecasts of a model's runs that were made at the same moment.
func pairs(single, like source, model string) (all []pair) {
	type moment struct {
		run    string
		actual float64
	}
	others := map[moment]sample{}
	for _, y := range single.samples {
		others[moment{y.run, y.actual}] = y
	}
	for _, x := range like.samples {
		if y, ok := others[moment{x.run, x.actual}]; ok && x.model == model {
			all = append(all, pair{y, x})
		}
	}
	return all
}

// narrower returns the forecast whose interval of states is narrower, and its widths; a
// sample without a model if there is none.
func (p pair) narrower(alone, likened []widths) (w widths, x sample) {
	a, oka := widthsAt(alone, p.alone.told)
	b, okb := widthsAt(likened, p.like.told)
	switch {
	case oka && (!okb || p.alone.wide(a) < p.like.wide(b)):
		return a, p.alone
	case okb:
		return b, p.like
	}
	return w, x
}

// wide returns how many times the low end of the states the high end is.
func (s sample) wide(w widths) float64 {
	return w.states.around(s.states).plus(s.seen).Wide()
}
