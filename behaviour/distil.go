package behaviour

import (
	"context"
	"slices"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Goal tells whether a violation shows in a place.
type Goal func(*explorer.Place) (bool, error)

// GoalOf returns what the violation of a safety property is, or a deadlock.
func (g *Guide) GoalOf(v *explorer.Violation) Goal {
	if v.Kind == explorer.Deadlock {
		return g.Stuck
	}
	return func(p *explorer.Place) (bool, error) { return p.Violated[v.Property] != "", nil }
}

// Along follows a trace state by state.
func (g *Guide) Along(trace []explorer.Step) (Path, error) {
	unseen := hidden(g.Machine, trace[0].State)
	ahead, err := g.nav.Initial()
	if err != nil {
		return nil, err
	}
	var path Path
	for k := range trace {
		if trace[k].Label == explorer.Stutters {
			path = append(path, path[k-1])
			continue
		}
		next, err := g.like(ahead, &trace[k], unseen)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return nil, &explorer.ReplayError{Model: g.Machine.Name, Step: k}
		}
		path = append(path, next)
		from, err := g.nav.Ahead(next)
		if err != nil {
			return nil, err
		}
		ahead = from.Places
	}
	return path, nil
}

// like returns the place that a step of a trace leads to.
func (g *Guide) like(ahead []*explorer.Place, step *explorer.Step, hidden []string) (*explorer.Place, error) {
	want := step.State.Key()
	for _, p := range ahead {
		if p.Label != step.Label {
			continue
		}
		shown, err := g.nav.Show(p, hidden)
		if err != nil {
			return nil, err
		}
		if shown.State.Key() == want {
			return p, nil
		}
	}
	return nil, nil
}

// distiller drops steps from a path that its goal does not need.
type distiller struct {
	*Guide
	ctx   context.Context
	start *explorer.Place
	goal  Goal
}

// Distil drops steps that the goal does not need: from what is left no single step
// can be dropped. It is delta debugging, in which a step that is not possible, since
// what it depends on was dropped, is passed over.
func (g *Guide) Distil(ctx context.Context, path Path, goal Goal) (Path, error) {
	d := &distiller{Guide: g, ctx: ctx, start: path[0], goal: goal}
	for parts := 2; len(path) > 1; {
		shorter, err := d.reduce(path, parts)
		switch {
		case err != nil:
			return nil, err
		case shorter != nil:
			path, parts = shorter, max(parts-1, 2)
		case parts >= len(path)-1:
			return path, nil
		default:
			parts = min(2*parts, len(path)-1)
		}
	}
	return path, nil
}

// reduce tries to do without each of so many parts of the path, the last ones first:
// what comes last depends on most, and little depends on it.
func (d *distiller) reduce(path Path, parts int) (Path, error) {
	steps := path[1:]
	for part := parts - 1; part >= 0; part-- {
		from, to := part*len(steps)/parts, (part+1)*len(steps)/parts
		if from == to {
			continue
		}
		shorter, err := d.try(slices.Concat(steps[:from], steps[to:]))
		if shorter != nil || err != nil {
			return shorter, err
		}
	}
	return nil, nil
}

// try takes those of the steps that are possible, one after the other, until the goal
// shows. It returns nil if it does not.
func (d *distiller) try(steps Path) (Path, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	path := Path{d.start}
	for _, s := range steps {
		next, err := d.step(path[len(path)-1], s.Label)
		if err != nil {
			return nil, err
		}
		if next == nil {
			continue
		}
		path = append(path, next)
		if shown, err := d.goal(next); shown || err != nil {
			return path, err
		}
	}
	return nil, nil
}

// step takes the labelled step, and returns nil if it is not possible.
func (g *Guide) step(from *explorer.Place, label string) (*explorer.Place, error) {
	ahead, err := g.nav.Ahead(from)
	if err != nil {
		return nil, err
	}
	return labelled(ahead.Places, label), nil
}

// Arrange puts the steps of a path into the order of their nodes, as far as that
// changes nothing: no two neighbours are left that are out of order, lead to the same
// state when they are exchanged, and show the goal neither sooner nor later.
func (g *Guide) Arrange(ctx context.Context, path Path, goal Goal) (Path, error) {
	path = slices.Clone(path)
	nodes := make([]string, len(path))
	for k, p := range path {
		step, err := g.nav.Show(p, nil)
		if err != nil {
			return nil, err
		}
		nodes[k] = step.Node
	}
	for swapped := true; swapped; {
		swapped = false
		for k := 1; k+1 < len(path); k++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if !after(nodes[k], nodes[k+1]) {
				continue
			}
			ok, err := g.swap(path, k, goal)
			if err != nil {
				return nil, err
			}
			if ok {
				nodes[k], nodes[k+1] = nodes[k+1], nodes[k]
				swapped = true
			}
		}
	}
	return path, nil
}

// after reports whether a step of node a belongs after one of b: nobody's steps come
// last.
func after(a, b string) bool { return b != "" && (a == "" || a > b) }

// swap exchanges steps k and k+1 of a path, if that changes nothing else.
func (g *Guide) swap(path Path, k int, goal Goal) (bool, error) {
	first, err := g.step(path[k-1], path[k+1].Label)
	if first == nil || err != nil {
		return false, err
	}
	second, err := g.step(first, path[k].Label)
	if second == nil || err != nil || second.Key() != path[k+1].Key() {
		return false, err
	}
	if early, err := goal(first); early || err != nil {
		return false, err
	}
	if k+2 == len(path) {
		if shown, err := goal(second); !shown || err != nil {
			return false, err
		}
	}
	path[k], path[k+1] = first, second
	return true, nil
}

// Own reports whether a step is the protocol's own, and not the environment's.
func Own(m *spec.Machine, action int) bool { return action >= 0 && m.Actions[action].Environment == "" }
