package cli

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/forecast"
	"github.com/mcheck/mcheck/spec"
)

// probe is a run that an estimate rests on.
type probe struct {
	constants     spec.Constants
	result        *explorer.Result
	levels        []forecast.Level
	start, memory uint64 // in bytes, when it began and when it ended
}

// whole reports whether the run has visited all states.
func (p *probe) whole() bool { return p.result.Ledger.Exhausted }

// over reports whether the run has come to its end: it has visited all states, or found
// what is violated.
func (p *probe) over() bool { return p.whole() || p.result.Verdict == explorer.Violated }

// surveyor makes the runs of an estimate.
type surveyor struct {
	*check
	live    *progress
	numbers []spec.Param // of the model's constants
	end     time.Time
	asked   *probe
	reduced *probe // the same with reductions, if it was asked for without
	smaller []*probe
}

// probeInterval is how often a run's memory is looked at.
const probeInterval = 20 * time.Millisecond

// survey makes the runs: what is asked for in half of the time, and what is smaller in
// the rest.
func (s *surveyor) survey(ctx context.Context, model spec.Checkable, constants spec.Constants) (err error) {
	if s.asked, err = s.run(ctx, constants, time.Until(s.end)/2, s.noReduction.value); err != nil {
		return err
	}
	if s.noReduction.value && (model.HasSymmetry() || len(model.Rules()) > 0) {
		if s.reduced, err = s.run(ctx, constants, time.Until(s.end)/4, false); err != nil {
			return err
		}
	}
	for _, below := range s.plan(constants) {
		limit := time.Until(s.end) / 4
		if limit < probeInterval || ctx.Err() != nil {
			return nil
		}
		if s.tooLarge(below) {
			continue
		}
		// Smaller constants may be out of the question.
		if p, err := s.run(ctx, below, limit, s.noReduction.value); err == nil {
			s.smaller = append(s.smaller, p)
		}
	}
	return nil
}

// run visits the states of the model at some constants, until there is no time left.
func (s *surveyor) run(ctx context.Context, constants spec.Constants, limit time.Duration, unreduced bool) (*probe, error) {
	model, err := s.make(constants)
	if err != nil {
		return nil, err
	}
	p, shown := &probe{constants: constants}, time.Duration(0)
	opts := explorer.CheckOptions{NoReduction: unreduced, Options: explorer.Options{
		Workers: s.workers.value, Timeout: limit, Variables: s.asked == nil,
		Level: func(l explorer.Level) { p.levels = append(p.levels[:l.Depth-1], levelOf(l)) },
		Progress: func(now explorer.Progress) {
			p.start, p.memory = cmp.Or(p.start, now.Memory), now.Memory
			if now.Elapsed-shown >= s.live.interval() {
				shown = now.Elapsed
				s.live.show(now)
			}
		},
		Interval: probeInterval, Warn: s.live.warn,
	}}
	if err := s.certificate(&opts, model, constants); err != nil {
		return nil, err
	}
	p.result, err = explorer.Check(ctx, model, opts)
	s.live.clear()
	return p, err
}

func levelOf(l explorer.Level) forecast.Level {
	return forecast.Level{States: l.States, Elapsed: l.Elapsed}
}

// The smaller constants that are tried have no number that is less by more, and are not
// less by more in all.
const (
	maxLess    = 4
	maxLessAll = 6
)

// plan lists the smaller constants to try. If the states that were asked for are known
// these are the ones that tell what one less of a number saves; or else all that a
// forecast can rest on, too, the smallest first.
func (s *surveyor) plan(constants spec.Constants) []spec.Constants {
	next := s.oneLess(constants)
	if s.asked.over() {
		return next
	}
	all := []spec.Constants{constants}
	for _, p := range s.numbers {
		for _, c := range all {
			for less := 1; less <= maxLess && c.Int(p.Name)-less >= p.Min; less++ {
				all = append(all, c.With(p.Name, c.Int(p.Name)-less))
			}
		}
	}
	all = slices.DeleteFunc(all[1:], func(c spec.Constants) bool { return s.below(c) > maxLessAll })
	slices.SortStableFunc(all, func(a, b spec.Constants) int { return s.below(b) - s.below(a) })
	for _, c := range next {
		if s.below(c) == 0 { // a switch
			all = append(all, c)
		}
	}
	return all
}

// oneLess lists the constants of which one is one less, or off.
func (s *surveyor) oneLess(constants spec.Constants) (all []spec.Constants) {
	for _, p := range s.entry.Params {
		low, _ := p.Range()
		if v := constants.Int(p.Name); p.Choices == nil && v > low {
			all = append(all, constants.With(p.Name, v-1))
		}
	}
	return all
}

// tooLarge reports whether a run with no larger constants was cut short.
func (s *surveyor) tooLarge(constants spec.Constants) bool {
	return slices.ContainsFunc(s.smaller, func(p *probe) bool {
		return !p.whole() && !slices.ContainsFunc(s.entry.Params, func(param spec.Param) bool {
			return p.constants.Int(param.Name) > constants.Int(param.Name)
		})
	})
}

// at returns the run at some constants, or nil.
func (s *surveyor) at(constants spec.Constants) *probe {
	for _, p := range s.smaller {
		if words(s.entry, p.constants.Values) == words(s.entry, constants.Values) {
			return p
		}
	}
	return nil
}
