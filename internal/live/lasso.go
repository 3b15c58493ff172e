package live

import "slices"

// lasso returns a short fair behaviour through one of the regions' fair components,
// or nil if none of them can be reached.
func (p *product) lasso(regions []*region) (*Lasso, error) {
	every := make([]int, len(p.auto.States))
	for k := range every {
		every[k] = k
	}
	s := &stem{walker: p.newWalker(every), regions: regions}
	return s.search()
}

// stem looks for the nearest fair component, breadth-first over the whole product.
type stem struct {
	walker
	regions []*region
	from    []uint32 // by node: its parent + 1
	best    *Lasso
}

func (s *stem) search() (*Lasso, error) {
	s.from = make([]uint32, uint32(s.Graph.n)*s.width)
	var level, next []uint32
	reach := func(v, from uint32) {
		if s.from[v] == 0 {
			s.from[v] = from + 1
			next = append(next, v)
		}
	}
	for _, i := range s.Graph.Initial {
		reach(s.node(i, 0), s.node(i, 0))
	}
	for depth := 1; len(next) > 0 && (s.best == nil || depth <= len(s.best.States)); depth++ {
		level, next = next, level[:0]
		for _, v := range level {
			if s.look(v); s.best != nil && s.best.Loop == len(s.best.States)-1 {
				return s.best, nil
			}
			if err := s.tick(); err != nil {
				return nil, err
			}
			s.each(v, func(t transition) bool { reach(t.to, v); return true })
		}
	}
	return s.best, nil
}

// look makes a lasso if v is in a fair component, and the first such node, or one
// where nothing more need happen.
func (s *stem) look(v uint32) {
	for _, r := range s.regions {
		local := slices.Index(r.states, int(v%s.width))
		if local < 0 {
			continue
		}
		u := r.node(s.state(v), local)
		if taken, fair := r.fair[r.low[u]]; !fair {
			continue
		} else if r.quiet(u) {
			path := s.path(v)
			s.best = &Lasso{States: path, Loop: len(path) - 1}
		} else if s.best == nil {
			path := s.path(v)
			s.best = fold(&Lasso{States: append(path, r.loop(u, taken)...), Loop: len(path) - 1})
		}
	}
}

// fold writes the same behaviour with as few states as possible: the automaton may
// have gone round more often than the states need.
func fold(l *Lasso) *Lasso {
	loop := l.States[l.Loop:]
	for n := 1; n < len(loop); n++ {
		if len(loop)%n == 0 && slices.Equal(loop[n:], loop[:len(loop)-n]) {
			l.States, loop = l.States[:l.Loop+n], loop[:n]
		}
	}
	for l.Loop > 0 && l.States[l.Loop-1] == l.States[len(l.States)-1] {
		l.States = l.States[:len(l.States)-1]
		l.Loop--
	}
	return l
}

// path returns the states on the way to v.
func (s *stem) path(v uint32) []uint32 {
	states := []uint32{s.state(v)}
	for s.from[v] != v+1 {
		v = s.from[v] - 1
		states = append(states, s.state(v))
	}
	slices.Reverse(states)
	return states
}

// loop returns the states after that of v on a fair round through the component of
// v, from the last of which there is a step back.
func (r *region) loop(v uint32, taken set) []uint32 {
	nodes := append([]uint32{v}, r.way(v, func(t transition) bool { return t.to == v })...)
	if !r.isFair(nodes) {
		nodes = r.tour(v, taken)
	}
	var states []uint32
	for _, u := range nodes[1 : len(nodes)-1] {
		states = append(states, r.state(u))
	}
	return states
}

// way returns the nodes after v on a shortest way, inside of the component, to the
// end of a transition that is a goal.
func (r *region) way(v uint32, goal func(transition) bool) []uint32 {
	from := map[uint32]uint32{}
	var nodes []uint32 // backwards
	for open := []uint32{v}; nodes == nil; open = open[1:] {
		r.each(open[0], func(t transition) bool {
			if r.low[t.to] != r.low[v] {
				return true
			}
			if goal(t) {
				nodes = []uint32{t.to, open[0]}
				return false
			}
			if _, known := from[t.to]; !known {
				from[t.to] = open[0]
				open = append(open, t.to)
			}
			return true
		})
	}
	for u := nodes[1]; u != v; {
		u = from[u]
		nodes = append(nodes, u)
	}
	slices.Reverse(nodes)
	return nodes[1:]
}

// isFair reports whether a way that ends where it began is fair and accepted.
func (r *region) isFair(nodes []uint32) bool {
	var marks uint64
	all, anywhere, taken := r.newSet(), r.newSet(), r.newSet()
	all.fill()
	for k, v := range nodes[1:] {
		r.enabledIn(r.state(v), r.enabled)
		all.retain(r.enabled)
		anywhere.add(r.enabled)
		marks |= r.between(nodes[k], v, taken)
	}
	all.retain(r.weak)
	anywhere.remove(r.weak)
	all.add(anywhere)
	all.remove(taken)
	return all.empty() && marks == r.auto.Marks
}

// between adds to taken what happens from u to v, and returns the marks.
func (r *region) between(u, v uint32, taken set) (marks uint64) {
	r.each(u, func(t transition) bool {
		if t.to == v {
			marks |= t.marks
			taken.add(r.of(t.class))
		}
		return true
	})
	return marks
}

// tour goes to the nearest node or transition that meets some condition not met so
// far, again and again, and then back to v.
func (r *region) tour(v uint32, taken set) []uint32 {
	need, marks := slices.Clone(r.weak), r.auto.Marks
	need.add(taken)
	happened := r.newSet()
	disabled := func(u uint32) set {
		r.enabledIn(r.state(u), r.enabled)
		met := slices.Clone(r.weak)
		met.remove(r.enabled)
		return met
	}
	need.remove(disabled(v))
	nodes := []uint32{v}
	for !need.empty() || marks != 0 {
		way := r.way(nodes[len(nodes)-1], func(t transition) bool {
			return t.marks&marks != 0 || need.meets(r.of(t.class)) || need.meets(disabled(t.to))
		})
		for _, u := range way {
			clear(happened)
			marks &^= r.between(nodes[len(nodes)-1], u, happened)
			need.remove(happened)
			need.remove(disabled(u))
			nodes = append(nodes, u)
		}
	}
	if nodes[len(nodes)-1] != v || len(nodes) == 1 {
		nodes = append(nodes, r.way(nodes[len(nodes)-1], func(t transition) bool { return t.to == v })...)
	}
	return nodes
}
