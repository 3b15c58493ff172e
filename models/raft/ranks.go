package raft

// Terms only grow, so that no behaviour in which elections go on would ever come back
// to a state. But servers compare terms, with each other and with 0, and make a new
// term by adding 1 to their own. So the terms in use may be renamed as long as
//
//   - their order stays the same, and 0 is 0;
//   - from the least current term on, their distances stay the same: each later term
//     is made by counting from a current one.
//
// Terms below the least current one become 1, 2, ..., and those from there on follow:
// if some server is still in term 0, nothing is renamed. TestRanks certifies that
// the states before and after renaming have the same future, step by step.

// rank renames the terms of the state.
func (c *Config) rank(s *LiveState) {
	if c.unranked {
		return
	}
	var used [2*MaxTerms + 2]bool
	c.terms(s, func(t *Term) { used[*t] = true })
	least := Term(len(used))
	for i := range c.Servers.All() {
		least = min(least, s.Server.At(i).CurrentTerm)
	}
	var to [len(used)]Term
	next := Term(0)
	for t := range to {
		to[t] = next
		if t == 0 || used[t] || Term(t) >= least {
			next++
		}
	}
	c.terms(s, func(t *Term) { *t = to[*t] })
}

// terms visits each term in the state.
func (c *Config) terms(s *LiveState, visit func(*Term)) {
	for i := range c.Servers.All() {
		n := s.Server.At(i)
		visit(&n.CurrentTerm)
		for k := 1; k <= n.Log.Len(); k++ {
			visit(&n.Log.At(k).Term)
		}
		for j := range c.Servers.Others(i) {
			m := s.Channel.At(i, j)
			for _, t := range []*Term{&m.Term, &m.LastLogTerm, &m.PrevLogTerm, &m.Entry.Term} {
				visit(t)
			}
		}
	}
}

// lowered tells by how much a step has lowered the stored terms. It moves no server to
// an older term, and but one to a newer one.
func (c *Config) lowered(old, new *LiveState) (by int) {
	for i := range c.Servers.All() {
		by = max(by, int(old.Server.At(i).CurrentTerm)-int(new.Server.At(i).CurrentTerm))
	}
	return by
}
