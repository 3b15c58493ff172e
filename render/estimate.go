package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/forecast"
)

// Estimate is what a check would take, as far as a few runs tell.
type Estimate struct {
	Run // of what was asked for, which may have been cut short
	// What the check comes to; exactly, if the run has come to its end. Nil is unknown.
	States, Levels, Seconds, Bytes *forecast.Interval
	Basis                          string // of a forecast
	Why                            string // there is none that rests on the levels
	Smaller                        []Swept
	Savings                        []Saving
}

// Saving is a change that leaves fewer states.
type Saving struct {
	By      string            // what is changed, as on the command line
	Factor  forecast.Interval // by which there are fewer
	Counted bool              // rather than forecast
}

// WriteEstimate writes an estimate as text or as one object in JSON.
func WriteEstimate(w io.Writer, e *Estimate, asJSON bool) error {
	if asJSON {
		return e.json(w)
	}
	p := &printer{w: w}
	p.hanging("", e.Title(), 2)
	p.linef("")
	p.forecast(e)
	p.reductions(e)
	p.smaller(e)
	p.bill(e)
	p.savings(e)
	return p.err
}

func (e *Estimate) exhausted() bool { return e.Result.Ledger.Exhausted }

func (p *printer) forecast(e *Estimate) {
	r := e.Result
	visited := fmt.Sprintf("%s in %s, %s", count(r.Distinct, "state"), count(uint64(len(r.Coverage.Levels)), "level"), brief(r.Elapsed))
	switch {
	case e.exhausted():
		p.hanging("", fmt.Sprintf("exhausted already: %s, %s", visited, Memory(*e.Bytes)), 2)
		return
	case r.Violation() != nil:
		p.hanging("", fmt.Sprintf("over already, %s: %s, %s", Headline(r.Violation()), visited, Memory(*e.Bytes)), 2)
		return
	case e.States == nil:
		p.hanging("", "no forecast: "+cmp.Or(e.Why, "nothing to go by"), 2)
	default:
		text := "forecast: " + Number(*e.States) + " states"
		if e.Seconds != nil {
			text += ", " + Seconds(*e.Seconds)
		}
		if e.Bytes != nil {
			text += ", " + Memory(*e.Bytes)
		}
		if e.Levels != nil {
			text += ", " + Number(*e.Levels) + " levels"
		}
		p.hanging("", text, 2)
		p.hanging("  it rests on ", e.Basis, 4)
	}
	p.hanging("  visited: ", visited, 4)
}

// reductions says which of them the numbers are without.
func (p *printer) reductions(e *Estimate) {
	l := &e.Result.Ledger
	if l.Asymmetric != "" {
		p.hanging("  symmetry is not used: ", l.Asymmetric, 4)
	}
	if unused, why := unusedRules(l.Rules); unused > 0 {
		p.hanging("  the network: ", fmt.Sprintf("%d of its %s not used, %s", unused, count(uint64(len(l.Rules)), "rule"), why), 4)
	}
}

// unusedRules counts the rules of the network that are not in use, and says in short why
// the first of them is not.
func unusedRules(rules []explorer.RuleStatus) (n int, why string) {
	for _, r := range rules {
		if !r.Used {
			if n++; why == "" {
				why, _, _ = strings.Cut(r.Basis, ":")
			}
		}
	}
	return n, why
}

// maxSmaller is how many smaller runs are shown.
const maxSmaller = 10

// smaller shows the largest of the smaller runs.
func (p *printer) smaller(e *Estimate) {
	runs := e.largest()
	if len(runs) == 0 {
		return
	}
	p.linef("")
	title := "smaller constants"
	if left := len(e.Smaller) - len(runs); left > 0 {
		title += fmt.Sprintf(", and %s with fewer states", count(uint64(left), "run"))
	}
	p.linef("%s", title)
	for _, s := range runs {
		cut := ""
		if !s.Result.Ledger.Exhausted {
			cut = "  at least"
		}
		p.linef("  %13s states %10s  %s%s", group(s.Result.Distinct), brief(s.Result.Elapsed), e.changed(s), cut)
	}
}

// largest returns the smaller runs that are shown, those with the most states first.
func (e *Estimate) largest() []Swept {
	runs := slices.SortedStableFunc(slices.Values(e.Smaller), func(a, b Swept) int {
		return cmp.Compare(b.Result.Distinct, a.Result.Distinct)
	})
	return runs[:min(maxSmaller, len(runs))]
}

// changed names the constants of a smaller run that are not those asked for.
func (e *Estimate) changed(s Swept) string {
	var other []Constant
	for k, c := range s.Constants {
		if c.Value != e.Constants[k].Value {
			other = append(other, c)
		}
	}
	return Run{Constants: other}.constants()
}

// bill shows what the states and steps are spent on.
func (p *printer) bill(e *Estimate) {
	c := &e.Result.Coverage
	if c.Expanded == 0 {
		return
	}
	least := ""
	if !e.exhausted() {
		least = "at least "
	}
	of := ""
	if len(e.Result.Ledger.Symmetry) > 0 {
		of = ", up to renaming whole states"
	}
	p.linef("")
	p.linef("values of variables, in %s%s", count(c.Expanded, "state"), of)
	for _, v := range c.Variables {
		p.linef("  %s%13s  %s", least, group(v.Values), v.Name)
	}
	p.linef("")
	p.linef("steps a state    share      new  by action")
	steps := uint64(0)
	for _, a := range c.Actions {
		steps += a.Enabled
	}
	for _, a := range c.Actions {
		p.linef("%13.2f  %s  %s  %s", float64(a.Enabled)/float64(c.Expanded), percent(a.Enabled, steps), percent(a.New, a.Enabled), a.Name)
	}
}

func percent(n, of uint64) string {
	if of == 0 {
		return "      -"
	}
	return fmt.Sprintf("%5.1f %%", 100*float64(n)/float64(of))
}

// savings gives advice.
func (p *printer) savings(e *Estimate) {
	if len(e.Savings) == 0 {
		return
	}
	p.linef("")
	p.linef("turn this down")
	for _, s := range e.Savings {
		p.linef("  %s saves %s", s.By, s.text())
	}
}

func (s *Saving) text() string {
	switch f := s.Factor; {
	case f.High < 1.005:
		return "nothing"
	case s.Counted:
		return fmt.Sprintf("a factor of %.3g (counted)", f.Low)
	case f.Low < 1:
		return fmt.Sprintf("a factor of up to %s (forecast)", interval(forecast.Interval{Low: f.High, High: f.High}, factors))
	default:
		return "a factor of " + interval(f, factors) + " (forecast)"
	}
}
