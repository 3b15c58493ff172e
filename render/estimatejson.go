package render

import (
	"io"

	"github.com/mcheck/mcheck/forecast"
)

type estimateObject struct {
	Model     string         `json:"model"`
	Params    params         `json:"params"`
	Bug       string         `json:"bug"`
	Exhausted bool           `json:"exhausted"`
	Violated  string         `json:"violated"` // what is; then the check is over, too
	States    *[2]float64    `json:"states"`   // intervals; null: unknown
	Levels    *[2]float64    `json:"levels"`
	Seconds   *[2]float64    `json:"seconds"`
	Bytes     *[2]float64    `json:"bytes"`
	Basis     string         `json:"basis,omitempty"`
	Why       string         `json:"why,omitempty"` // there is no forecast from the levels
	Visited   probeObject    `json:"visited"`
	Smaller   []probeObject  `json:"smaller"`
	Variables []valuesObject `json:"variables"`
	Actions   []branchObject `json:"actions"`
	Savings   []savingObject `json:"savings"`
}

type probeObject struct {
	Params    params  `json:"params"`
	Exhausted bool    `json:"exhausted"`
	Distinct  uint64  `json:"distinct"`
	Generated uint64  `json:"generated"`
	Depth     int     `json:"depth"`
	ElapsedS  float64 `json:"elapsed_s"`
}

type valuesObject struct {
	Name   string `json:"name"`
	Values uint64 `json:"values"` // at least, unless exhausted
}

type branchObject struct {
	Name     string  `json:"name"`
	PerState float64 `json:"per_state"`
	Steps    uint64  `json:"steps"`
	New      uint64  `json:"new"`
}

type savingObject struct {
	By      string     `json:"by"`
	Factor  [2]float64 `json:"factor"`
	Counted bool       `json:"counted"`
}

func (e *Estimate) json(w io.Writer) error {
	c := &e.Result.Coverage
	o := estimateObject{
		Model: e.Result.Model, Params: params(e.Constants), Bug: e.Bug, Exhausted: e.exhausted(),
		States: pair(e.States), Levels: pair(e.Levels), Seconds: pair(e.Seconds), Bytes: pair(e.Bytes),
		Basis: e.Basis, Why: e.Why, Visited: probeOf(e.Run),
		Smaller: []probeObject{}, Variables: []valuesObject{}, Actions: []branchObject{}, Savings: []savingObject{},
	}
	if v := e.Result.Violation(); v != nil {
		o.Violated = v.Property
	}
	for _, s := range e.Smaller {
		o.Smaller = append(o.Smaller, probeOf(s.Run))
	}
	for _, v := range c.Variables {
		o.Variables = append(o.Variables, valuesObject(v))
	}
	for _, a := range c.Actions {
		o.Actions = append(o.Actions, branchObject{a.Name, float64(a.Enabled) / float64(max(1, c.Expanded)), a.Enabled, a.New})
	}
	for _, s := range e.Savings {
		o.Savings = append(o.Savings, savingObject{s.By, *pair(&s.Factor), s.Counted})
	}
	return writeJSON(w, o)
}

func pair(i *forecast.Interval) *[2]float64 {
	if i == nil {
		return nil
	}
	return &[2]float64{i.Low, i.High}
}

func probeOf(r Run) probeObject {
	return probeObject{
		params(r.Constants), r.Result.Ledger.Exhausted, r.Result.Distinct, r.Result.Generated, len(r.Result.Coverage.Levels), r.Result.Elapsed.Seconds(),
	}
}
