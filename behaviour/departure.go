package behaviour

import (
	"errors"
	"slices"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Departure is the step of a trace that the correct protocol does not take.
type Departure struct {
	At    int            // its position in the trace
	Step  *explorer.Step // of the trace
	Right *explorer.Step // what the correct protocol does in that step; nil if it has no such step
	Ahead []string       // otherwise: the steps of the same node that it has instead
}

// ErrForm says that a trace cannot be compared with the correct protocol.
var ErrForm = errors.New("the model without the bug has other variables")

// Depart follows the trace on the correct protocol, compiled without reductions. It
// is nil if the whole trace is one of the correct protocol.
func Depart(correct *spec.Machine, trace []explorer.Step) (*Departure, error) {
	if len(trace) == 0 {
		return nil, nil
	}
	replayed, err := explorer.Replay(correct, Labels(trace), hidden(correct, trace[0].State), func(k int, state spec.Value) bool {
		return trace[k].State.Key() == state.Key()
	})
	if err != nil || replayed.Enabled == nil {
		return nil, err
	}
	if len(replayed.Steps) == 0 && !slices.ContainsFunc(replayed.Enabled, func(s explorer.Step) bool { return sameForm(s.State, trace[0].State) }) {
		return nil, ErrForm
	}
	d := &Departure{At: len(replayed.Steps)}
	d.Step = &trace[d.At]
	for k := range replayed.Enabled {
		switch e := &replayed.Enabled[k]; {
		case e.Label == d.Step.Label:
			d.Right = e
		case e.Node == d.Step.Node:
			d.Ahead = append(d.Ahead, e.Label)
		}
	}
	return d, nil
}

// sameForm reports whether two states have the same variables.
func sameForm(a, b spec.Value) bool {
	return slices.EqualFunc(a.Fields, b.Fields, func(x, y spec.Field) bool { return x.Name == y.Name })
}

// Labels lists the labels of a trace's steps.
func Labels(trace []explorer.Step) (labels []string) {
	for _, s := range trace {
		labels = append(labels, s.Label)
	}
	return labels
}

// hidden lists the ghosts that a trace does not show.
func hidden(m *spec.Machine, state spec.Value) []string {
	return slices.DeleteFunc(slices.Clone(m.Ghosts), func(name string) bool {
		return slices.ContainsFunc(state.Fields, func(f spec.Field) bool { return f.Name == name })
	})
}
