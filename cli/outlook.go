package cli

import (
	"sync"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/forecast"
	"github.com/mcheck/mcheck/render"
)

// outlook forecasts a search while it goes on, anew with every level.
type outlook struct {
	guard    sync.Mutex
	levels   []forecast.Level
	start    uint64 // bytes of memory when it was looked at first
	forecast forecast.Forecast
	unknown  error // why there is no forecast
}

// level notes a level of the search.
func (o *outlook) level(l explorer.Level) {
	o.guard.Lock()
	defer o.guard.Unlock()
	if l.Depth == 1 { // a search that begins anew
		o.levels, o.start = nil, 0
	}
	o.levels = append(o.levels, forecast.Level{States: l.States, Elapsed: l.Elapsed})
	o.forecast, o.unknown = forecast.Of(o.levels)
}

const noForecast = ", no forecast yet"

// told says what is forecast, to follow what is known, or nothing.
func (o *outlook) told(now explorer.Progress) string {
	o.guard.Lock()
	defer o.guard.Unlock()
	if o.start == 0 {
		o.start = now.Memory
	}
	switch {
	case o.levels == nil, now.Found != "": // which ends before all states are known
		return ""
	case o.unknown != nil:
		return noForecast
	}
	f := &o.forecast
	states := f.States.AtLeast(float64(now.Distinct))
	text := ", forecast " + render.Number(states) + " states"
	since := (now.Elapsed - o.levels[len(o.levels)-1].Elapsed).Seconds()
	if left := (forecast.Interval{Low: f.Left.Low - since, High: f.Left.High - since}); left.High > 0 {
		text += ", " + render.Seconds(left.AtLeast(0)) + " to go"
	}
	if bytes, ok := forecast.Memory(float64(o.start), float64(now.Memory), float64(now.Distinct), states); ok {
		text += ", " + render.Memory(bytes)
	}
	return text
}

// foreseeable reports whether the search is one that forecasts are about: of all states,
// in memory, with nothing to be done after it. Of another order than breadth-first no
// levels are told.
func foreseeable(opts *explorer.CheckOptions) bool {
	return !opts.Liveness && !opts.Certify && opts.MaxDepth == 0 && opts.Dir == "" && opts.Bitstate == 0 && opts.From == nil
}
