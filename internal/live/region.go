package live

import "slices"

// region is the part of the product over one component of the automaton, in which
// fair components are looked for.
type region struct {
	walker
	// low is, for each node, 0 if it was not visited, what Tarjan's algorithm
	// calls its low link, or done + the number of its component.
	low    []uint32
	within []uint32 // which job a node belongs to; nil while there is only one
	index  uint32
	found  uint32 // components
	stack  []uint32
	calls  []call
	jobs   [][]uint32 // sets of nodes, yet to be searched by themselves
	// fair holds the fair components, by number as low has it: the conditions whose
	// events can happen there, nil for a single node.
	fair map[uint32]set

	enabled, all, any, taken set
}

// done marks nodes whose component is known.
const done = 1 << 31

// call is a node whose transitions are being visited.
type call struct {
	node, index uint32
	pos         int
}

func (p *product) newRegion(component []int) *region {
	r := &region{walker: p.newWalker(component), fair: map[uint32]set{}}
	r.low = make([]uint32, p.Graph.n*len(component))
	r.enabled, r.all, r.any, r.taken = p.newSet(), p.newSet(), p.newSet(), p.newSet()
	return r
}

// search finds all fair components.
func (r *region) search() error {
	for v := range uint32(len(r.low)) {
		if err := r.visit(v, 0); err != nil {
			return err
		}
	}
	for job := uint32(1); len(r.jobs) > 0; job++ {
		if r.within == nil {
			r.within = make([]uint32, len(r.low))
		}
		nodes := r.jobs[len(r.jobs)-1]
		r.jobs = r.jobs[:len(r.jobs)-1]
		for _, v := range nodes {
			r.low[v], r.within[v] = 0, job
		}
		for _, v := range nodes {
			if err := r.visit(v, job); err != nil {
				return err
			}
		}
	}
	return nil
}

// visit finds the components that can be reached from v inside of a job: Tarjan's
// algorithm, with a stack of its own instead of recursion.
func (r *region) visit(v, job uint32) error {
	if !r.enter(v) {
		return nil
	}
	for len(r.calls) > 0 {
		if err := r.advance(job); err != nil {
			return err
		}
	}
	return nil
}

// enter begins the visit of v, unless it has begun before.
func (r *region) enter(v uint32) bool {
	if r.low[v] != 0 || len(r.movesFrom(v)) == 0 {
		return false
	}
	r.index++
	r.low[v] = r.index
	r.stack = append(r.stack, v)
	r.calls = append(r.calls, call{node: v, index: r.index})
	return true
}

// advance follows transitions of the node that was entered last, as far as the
// first that enters another one, or to the end.
func (r *region) advance(job uint32) error {
	c := &r.calls[len(r.calls)-1]
	v := c.node
	moves, steps := r.movesFrom(v), r.Graph.out(r.state(v))
	for t, pos, ok := r.next(v, moves, steps, c.pos); ok; t, pos, ok = r.next(v, moves, steps, pos) {
		if r.within != nil && r.within[t.to] != job {
			continue
		}
		if r.enter(t.to) {
			r.calls[len(r.calls)-2].pos = pos
			return r.tick()
		}
		if l := r.low[t.to]; l != 0 && l < r.low[v] {
			r.low[v] = l
		}
	}
	index := c.index
	r.calls = r.calls[:len(r.calls)-1]
	if n := len(r.calls); n > 0 {
		if u := r.calls[n-1].node; r.low[v] < r.low[u] {
			r.low[u] = r.low[v]
		}
	}
	if r.low[v] == index {
		r.close(v)
	}
	return nil
}

// close takes the component of v, the nodes above it on the stack, and judges it.
func (r *region) close(v uint32) {
	first := len(r.stack) - 1
	for r.stack[first] != v {
		first--
	}
	nodes := r.stack[first:]
	r.stack = r.stack[:first]
	name := done + r.found
	r.found++
	for _, u := range nodes {
		r.low[u] = name
	}
	if len(nodes) == 1 {
		if r.quiet(v) {
			r.fair[name] = nil
		}
		return
	}
	r.judge(name, nodes)
}

// quiet reports whether to stay in v for ever, stuttering, is fair and accepted.
func (r *region) quiet(v uint32) bool {
	var marks uint64
	loops := false
	for _, m := range r.movesFrom(v) {
		if r.node(r.state(v), m.to) == v && m.takes(0) {
			loops, marks = true, marks|m.marks
		}
	}
	return loops && marks == r.auto.Marks && r.idle(r.state(v))
}

// judge decides whether a component of several nodes is fair. If only strong
// fairness is against it, what is left without the states that enable the actions
// in question becomes a job.
func (r *region) judge(name uint32, nodes []uint32) {
	marks := r.survey(name, nodes)
	if marks != r.auto.Marks {
		return
	}
	r.all.remove(r.taken)
	r.any.remove(r.taken)
	r.all.retain(r.weak)
	r.any.remove(r.weak)
	switch {
	case !r.all.empty():
		return
	case r.any.empty():
		r.fair[name] = slices.Clone(r.taken)
		return
	}
	var rest []uint32
	for _, v := range nodes {
		if r.enabledIn(r.state(v), r.enabled); !r.enabled.meets(r.any) {
			rest = append(rest, v)
		}
	}
	if len(rest) > 0 {
		r.jobs = append(r.jobs, rest)
	}
}

// survey finds out which events are possible in all and in any of the nodes, which
// can happen within the component, and which marks.
func (r *region) survey(name uint32, nodes []uint32) (marks uint64) {
	r.all.fill()
	clear(r.any)
	clear(r.taken)
	for _, v := range nodes {
		r.enabledIn(r.state(v), r.enabled)
		r.all.retain(r.enabled)
		r.any.add(r.enabled)
		r.each(v, func(t transition) bool {
			if r.low[t.to] == name {
				marks |= t.marks
				if r.live[t.class] {
					r.taken.add(r.of(t.class))
				}
			}
			return true
		})
	}
	return marks
}
