package behaviour

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Guide follows behaviours of a model.
type Guide struct {
	Machine *spec.Machine // compiled without reductions
	nav     *explorer.Navigator
}

// NewGuide returns a guide of the machine, which must be compiled without
// reductions.
func NewGuide(m *spec.Machine) *Guide { return &Guide{Machine: m, nav: explorer.NewNavigator(m)} }

// Path is a behaviour: an initial state, and the places that steps lead to.
type Path []*explorer.Place

// AstrayError says that a trace is no behaviour of the model.
type AstrayError struct {
	Model   string
	At      int // the position of the step, counted from 1
	Label   string
	Enabled []string // the labels of the steps that are possible there
	Refused bool     // a bound of the step's action refuses it
}

// fewEnabled is how many enabled steps an error names.
const fewEnabled = 12

func (e *AstrayError) Error() string {
	why := "is not enabled"
	if e.Refused {
		why = "is refused by a bound"
	}
	text := fmt.Sprintf("step %d of the trace, %s, %s in model %s there; ", e.At, e.Label, why, e.Model)
	named := e.Enabled[:min(len(e.Enabled), fewEnabled)]
	switch more := len(e.Enabled) - len(named); {
	case len(named) == 0:
		return text + "no step is"
	case more > 0:
		return text + fmt.Sprintf("enabled are %s and %d more", strings.Join(named, ", "), more)
	}
	return text + "enabled: " + strings.Join(named, ", ")
}

// Follow takes the labelled steps from the first initial state that has them all, and
// from which they end in a place that ends accepts; nil accepts all. If there is none,
// the error is an AstrayError, of the attempt that came furthest, or ErrElsewhere.
func (g *Guide) Follow(labels []string, ends func(*explorer.Place) (bool, error)) (Path, error) {
	initial, err := g.nav.Initial()
	if err != nil {
		return nil, err
	}
	if len(initial) == 0 {
		return nil, fmt.Errorf("model %s has no initial state", g.Machine.Name)
	}
	var furthest *AstrayError
	elsewhere := false
	for _, p := range initial {
		path, astray, err := g.from(p, labels)
		if err != nil {
			return nil, err
		}
		if astray != nil {
			if furthest == nil || astray.At > furthest.At {
				furthest = astray
			}
			continue
		}
		if ends == nil {
			return path, nil
		}
		if ok, err := ends(path[len(path)-1]); ok || err != nil {
			return path, err
		}
		elsewhere = true
	}
	if elsewhere {
		return nil, ErrElsewhere
	}
	return nil, furthest
}

// ErrElsewhere says that a trace is a behaviour of the model, but does not end as it
// should.
var ErrElsewhere = errors.New("the steps of the trace can be taken, but do not end as they should")

// Stuck reports whether a place is a deadlock.
func (g *Guide) Stuck(p *explorer.Place) (bool, error) {
	ahead, err := g.nav.Ahead(p)
	if err != nil {
		return false, err
	}
	return ahead.Stuck, nil
}

// from takes the labelled steps from a place.
func (g *Guide) from(start *explorer.Place, labels []string) (Path, *AstrayError, error) {
	path := Path{start}
	for k, label := range labels {
		last := path[len(path)-1]
		if label == explorer.Stutters {
			still := *last
			still.Label = explorer.Stutters
			path = append(path, &still)
			continue
		}
		ahead, err := g.nav.Ahead(last)
		if err != nil {
			return nil, nil, err
		}
		next := labelled(ahead.Places, label)
		if next == nil {
			return nil, g.astray(ahead, k+1, label), nil
		}
		path = append(path, next)
	}
	return path, nil, nil
}

// Returns makes sure that the labelled step leads from the end of a path back to its
// state at the given position.
func (g *Guide) Returns(path Path, to int, label string) error {
	ahead, err := g.nav.Ahead(path[len(path)-1])
	if err != nil {
		return err
	}
	next := labelled(ahead.Places, label)
	if next == nil {
		return g.astray(ahead, len(path), label)
	}
	if next.Key() != path[to].Key() {
		return fmt.Errorf("the loop of the trace: %s does not lead back to state %d", label, to+1)
	}
	return nil
}

func labelled(places []*explorer.Place, label string) *explorer.Place {
	if k := slices.IndexFunc(places, func(p *explorer.Place) bool { return p.Label == label }); k >= 0 {
		return places[k]
	}
	return nil
}

func (g *Guide) astray(ahead *explorer.Ahead, at int, label string) *AstrayError {
	return &AstrayError{
		Model: g.Machine.Name, At: at, Label: label, Enabled: enabled(ahead),
		Refused: slices.ContainsFunc(ahead.Refused, func(r explorer.Refusal) bool { return r.Label == label }),
	}
}

// enabled lists the labels of the steps that are possible, each once.
func enabled(ahead *explorer.Ahead) (labels []string) {
	for _, p := range ahead.Places {
		if !slices.Contains(labels, p.Label) {
			labels = append(labels, p.Label)
		}
	}
	return labels
}

// Enabled lists, for each state of a path, the steps that are possible there.
func (g *Guide) Enabled(path Path) ([][]string, error) {
	out := make([][]string, len(path))
	for k, p := range path {
		ahead, err := g.nav.Ahead(p)
		if err != nil {
			return nil, err
		}
		out[k] = enabled(ahead)
	}
	return out, nil
}

// Trace shows a path as a search would, without those ghosts that nothing was
// written to.
func (g *Guide) Trace(path Path) ([]explorer.Step, error) {
	trace := make([]explorer.Step, len(path))
	for k, p := range path {
		step, err := g.nav.Show(p, nil)
		if err != nil {
			return nil, err
		}
		if p.Label == explorer.Stutters {
			step = explorer.Step{Label: p.Label, State: step.State, InFlight: step.InFlight}
		}
		trace[k] = step
	}
	explorer.Exorcise(g.Machine, trace)
	return trace, nil
}
