package render

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Replay is a behaviour with what was possible in each of its states.
type Replay struct {
	Title    string
	Trace    []explorer.Step
	Enabled  [][]string          // by state: the labels of the steps that are possible there
	Violated []map[string]string // by state: the messages of the properties that are violated
	// Loop is the position of the state that the behaviour returns to by the step
	// Back after the last one, nil if it does not; an empty Back means that nothing
	// more happens.
	Loop *int
	Back string
}

// Text writes the behaviour from beginning to end.
func (r *Replay) Text(w io.Writer) error {
	p := &printer{w: w}
	p.hanging("", r.Title, 2)
	p.linef("")
	for k := range r.Trace {
		p.replayed(r, k)
		p.linef("")
	}
	return p.err
}

// State writes one state with the step that led to it: if whole, all variables, those
// that have changed marked.
func (r *Replay) State(w io.Writer, k int, whole bool) error {
	p := &printer{w: w}
	p.replayed(r, k)
	if whole && k > 0 {
		p.linef("     the state, with * where it has changed:")
		p.whole(r.Trace[k-1].State, r.Trace[k].State)
	}
	return p.err
}

// replayed writes the k-th step of a replay.
func (p *printer) replayed(r *Replay, k int) {
	p.step(r.Trace, k)
	for _, name := range slices.Sorted(maps.Keys(r.Violated[k])) {
		p.hanging("     !! ", name+" is violated: "+r.Violated[k][name], 8)
	}
	last := k == len(r.Trace)-1
	next := ""
	if !last {
		next = r.Trace[k+1].Label
	} else if r.Loop != nil {
		next = r.Back
	}
	p.choices(r.Enabled[k], next)
	if last && r.Loop != nil {
		if r.Back == "" {
			p.linef("  *  nothing more happens")
		} else {
			p.hanging("  *  ", fmt.Sprintf("back to state %d by %s", *r.Loop+1, r.Back), 9)
		}
	}
}

// whole writes all variables of a state, those marked that differ from the state
// before.
func (p *printer) whole(before, now spec.Value) {
	had := variables(before)
	for _, v := range variables(now) {
		mark := "  "
		if !slices.Contains(had, v) {
			mark = "* "
		}
		p.hanging("     "+mark+v.name+" = ", v.value, 11)
	}
}

// choices writes the steps that are possible, the one that is taken first.
func (p *printer) choices(enabled []string, taken string) {
	others := slices.DeleteFunc(slices.Clone(enabled), func(l string) bool { return l == taken })
	head := "enabled:"
	if len(others) < len(enabled) {
		p.hanging("     > ", taken, 9)
		head = "also enabled:"
	}
	switch {
	case len(enabled) == 0:
		p.linef("     no step is enabled")
	case len(others) > 0:
		p.linef("     %s", head)
	}
	for _, l := range others {
		p.hanging("       ", l, 9)
	}
}
