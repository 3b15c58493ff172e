package behaviour

import (
	"context"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/live"
	"github.com/mcheck/mcheck/internal/ltl"
)

// Pivot is the first state of a path from which every fair behaviour without further
// environment steps comes to show the goal. Fair is a behaviour in which no step of
// the protocol stays possible for ever without being taken.
type Pivot struct {
	// At is the position of the state, or -1 if the search has found no such state
	// before the one that shows the goal.
	At int
	// Undecided lists the positions of earlier states, or of all if At is -1, of which
	// it could not be told, as too many states can be reached from them or a bound of
	// the model cuts something off.
	Undecided []int
	States    int  // that were explored
	Cut       bool // the limit on their number was reached
	// Environment says that the step to the pivot is the environment's, without which
	// the goal may be avoided. Otherwise Sibling is a step that is possible in the
	// state before and leads to one from which the goal may be avoided; empty if none
	// was found.
	Environment bool
	Sibling     string
}

// What the states of the graph below may be.
const (
	goalAtom    = 0
	unknownAtom = 1
)

// foresight is the graph of what the protocol does on its own from the states of a
// path. Its first two states stand for all that show the goal, and for what is not
// known.
type foresight struct {
	*Guide
	ctx    context.Context
	goal   Goal
	limit  int
	number map[string]uint32
	places []*explorer.Place // by number; nil for the first two
	edges  [][]edge
	done   int // states whose steps are known
	events map[string]uint32
}

type edge struct{ to, event uint32 }

const (
	reached uint32 = iota
	unknown
	first
)

// FindPivot looks for the pivot of a path that ends in the goal, by exploring at most so
// many states.
func (g *Guide) FindPivot(ctx context.Context, path Path, goal Goal, limit int) (*Pivot, error) {
	f := &foresight{
		Guide: g, ctx: ctx, goal: goal, limit: limit, number: map[string]uint32{}, places: make([]*explorer.Place, first),
		edges: make([][]edge, first), events: map[string]uint32{},
	}
	last := len(path) - 1
	for k := last - 1; k >= 0; k-- {
		if err := f.explore(path[k]); err != nil {
			return nil, err
		}
	}
	q := f.query()
	p := &Pivot{At: -1, States: f.done, Cut: f.done == limit}
	for k := range last {
		sure, err := f.inevitable(q, path[k])
		if err != nil {
			return nil, err
		}
		if sure {
			p.At = k
			break
		}
		avoidable, err := f.avoidable(q, path[k])
		if err != nil {
			return nil, err
		}
		if !avoidable {
			p.Undecided = append(p.Undecided, k)
		}
	}
	if p.At <= 0 {
		return p, nil
	}
	if p.Environment = !Own(g.Machine, path[p.At].Action); p.Environment {
		return p, nil
	}
	var err error
	p.Sibling, err = f.sibling(q, path[p.At-1], path[p.At])
	return p, err
}

// explore adds what the protocol can do from a place.
func (f *foresight) explore(from *explorer.Place) error {
	queue := []uint32{f.add(from)}
	for ; len(queue) > 0 && f.done < f.limit; queue = queue[1:] {
		n := queue[0]
		if f.edges[n] != nil {
			continue
		}
		if err := f.ctx.Err(); err != nil {
			return err
		}
		next, err := f.expand(n)
		if err != nil {
			return err
		}
		queue = append(queue, next...)
	}
	return nil
}

// add returns the number of a place's state.
func (f *foresight) add(p *explorer.Place) uint32 {
	n, ok := f.number[p.Key()]
	if !ok {
		n = uint32(len(f.places))
		f.number[p.Key()] = n
		f.places = append(f.places, p)
		f.edges = append(f.edges, nil)
	}
	return n
}

// expand finds the steps of the protocol from a state. What a bound refuses or a
// constraint excludes leads to what is not known.
func (f *foresight) expand(n uint32) (next []uint32, err error) {
	ahead, err := f.nav.Ahead(f.places[n])
	if err != nil {
		return nil, err
	}
	f.done++
	f.edges[n] = []edge{}
	for _, p := range ahead.Places {
		if !Own(f.Machine, p.Action) {
			continue
		}
		to := unknown
		shown, err := f.goal(p)
		switch {
		case err != nil:
			return nil, err
		case shown:
			to = reached
		case !p.Excluded:
			to = f.add(p)
			next = append(next, to)
		}
		f.edges[n] = append(f.edges[n], edge{to, f.event(p.Label)})
	}
	for _, r := range ahead.Refused {
		if r.Moves && Own(f.Machine, r.Action) {
			f.edges[n] = append(f.edges[n], edge{unknown, f.event(r.Label)})
		}
	}
	return next, nil
}

func (f *foresight) event(label string) uint32 {
	e, ok := f.events[label]
	if !ok {
		e = uint32(len(f.events))
		f.events[label] = e
	}
	return e
}

// query returns the graph with its fairness.
func (f *foresight) query() *live.Query {
	graph := live.NewGraph()
	graph.Grow(len(f.edges), 1)
	b := live.NewBuilder(graph)
	b.Begin(0)
	for n, edges := range f.edges {
		var atoms uint64
		switch n := uint32(n); {
		case n == reached:
			atoms = 1 << goalAtom
		case n == unknown, n >= first && edges == nil:
			atoms = 1 << unknownAtom
		}
		for _, e := range edges {
			b.Step(e.to, graph.Class(live.Class{Events: []uint32{e.event}}))
		}
		b.State(uint32(n), atoms)
	}
	b.End()
	q := &live.Query{Graph: graph, Stop: f.ctx.Err}
	for e := range uint32(len(f.events)) {
		q.Fair = append(q.Fair, live.Condition{Event: e})
	}
	return q
}

// inevitable reports whether all fair behaviours from a place reach the goal, whatever
// is not known.
func (f *foresight) inevitable(q *live.Query, p *explorer.Place) (bool, error) {
	lasso, err := f.without(q, p, ltl.Prop(goalAtom))
	return err == nil && lasso == nil, err
}

// avoidable reports whether some fair behaviour from a place never reaches the goal,
// whatever is not known.
func (f *foresight) avoidable(q *live.Query, p *explorer.Place) (bool, error) {
	lasso, err := f.without(q, p, ltl.Either(ltl.Prop(goalAtom), ltl.Prop(unknownAtom)))
	return lasso != nil, err
}

// without returns a fair behaviour from a place in which the formula is never true.
func (f *foresight) without(q *live.Query, p *explorer.Place, formula *ltl.Formula) (*live.Lasso, error) {
	q.Graph.Initial, q.Formula = []uint32{f.number[p.Key()]}, ltl.Diamond(formula)
	return q.Find()
}

// sibling looks for a step of the protocol that avoids the goal, if there is one a
// step of the node that takes the step to the pivot.
func (f *foresight) sibling(q *live.Query, before, pivot *explorer.Place) (string, error) {
	taken, err := f.nav.Show(pivot, nil)
	if err != nil {
		return "", err
	}
	ahead, err := f.nav.Ahead(before)
	if err != nil {
		return "", err
	}
	found := ""
	for _, p := range ahead.Places {
		if _, known := f.number[p.Key()]; !known || !Own(f.Machine, p.Action) || p.Key() == before.Key() {
			continue
		}
		avoids, err := f.avoidable(q, p)
		if err != nil {
			return "", err
		}
		if !avoids {
			continue
		}
		step, err := f.nav.Show(p, nil)
		if err != nil {
			return "", err
		}
		if step.Node == taken.Node {
			return p.Label, nil
		}
		if found == "" {
			found = p.Label
		}
	}
	return found, nil
}
