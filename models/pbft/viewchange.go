package pbft

import "github.com/mcheck/mcheck/spec"

// viewChange: the timer of r expires, in a view or while it waits for one. It stops
// accepting messages, and tells with which requests it is prepared.
func (c Config) viewChange(s *State, r Replica) bool {
	if s.Faulty.Has(r) {
		return false
	}
	l := s.Replica.At(r)
	l.View++
	l.Waiting = true
	s.ViewChanges.Add(ViewChange{View: l.View, From: r, P: c.held(s, r)})
	return true
}

// held is P, the certificates that r holds: those for what it has sent commits, since
// a replica does so as soon as it is prepared.
func (c Config) held(s *State, r Replica) (p spec.Set[Certificate]) {
	if c.Bug == NoCertificates {
		return p
	}
	for v := range s.Replica.At(r).View {
		for n := 1; n <= c.Seqs; n++ {
			for x := range c.orderable() {
				if s.Commit.at(v, n).For(x).Has(r) && c.prepared(s, v, n, x) {
					p.Add(Certificate{View: v, Seq: uint8(n), Request: x})
				}
			}
		}
	}
	return p
}

// newView: the primary r of the view that it waits for announces the view, with what
// is to be ordered in it.
func (c Config) newView(s *State, r Replica, o Orders) bool {
	w, ok := c.awaited(s, r)
	if !ok || r != s.primary(w) || !c.justified(s, w, o, r) {
		return false
	}
	s.NewViews.Add(NewView{View: w, O: o})
	s.enter(&s.PrePrepare, r, o)
	return true
}

// acceptNewView: the backup r receives the new-view that it waits for, computes O from
// V as the primary has done, and enters the view. A faulty primary may have told
// another backup something else.
func (c Config) acceptNewView(s *State, r Replica, o Orders) bool {
	w, ok := c.awaited(s, r)
	if !ok || r == s.primary(w) || !c.announced(s, w, o) {
		return false
	}
	s.enter(&s.Prepare, r, o)
	return true
}

// awaited returns the view that a correct replica waits for.
func (c Config) awaited(s *State, r Replica) (w View, ok bool) {
	l := s.Replica.At(r)
	return l.View, l.Waiting && !s.Faulty.Has(r)
}

// enter lets r begin its view, and send what it has to for the orders: pre-prepares if
// it is the primary, else prepares.
func (s *State) enter(log *Log, r Replica, o Orders) {
	l := s.Replica.At(r)
	l.Waiting = false
	for n, x := range o.All() {
		log.at(l.View, n).For(x).Add(r)
	}
}
