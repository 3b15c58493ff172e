package pbft

import (
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// announced: the primary of w can have sent a new-view with O that backups accept. A
// faulty one can have sent several.
func (c Config) announced(s *State, w View, o Orders) bool {
	if c.explicit || !s.Faulty.Has(s.primary(w)) {
		return s.NewViews.Has(NewView{View: w, O: o})
	}
	return c.acceptable(s, w, o)
}

// acceptable: backups that verify a new-view for w accept O.
func (c Config) acceptable(s *State, w View, o Orders) bool {
	return c.Bug == UnverifiedNewView || c.justified(s, w, o, Replica{})
}

// justified: there is a set V of view-changes for w, of 2f + 1 replicas or more, from
// which O follows. A correct primary has its own among them; must is none otherwise.
func (c Config) justified(s *State, w View, o Orders, must Replica) bool {
	var from [][]ViewChange
	for r := range c.replicas().All() {
		if sent := c.viewChanges(s, w, r); len(sent) > 0 {
			from = append(from, sent)
		}
	}
	return c.choose(from, make([]ViewChange, 0, MaxReplicas), o, must)
}

// choose tells whether O follows from V and, of each of some further replicas, one of
// the view-changes that it can have sent.
func (c Config) choose(from [][]ViewChange, v []ViewChange, o Orders, must Replica) bool {
	if len(from) == 0 {
		var senders spec.Subset[Replica]
		for k := range v {
			senders.Add(v[k].From)
		}
		return c.viewChangeQuorum().Has(senders) && (spec.None(must) || senders.Has(must)) && c.follows(o, v)
	}
	for _, m := range from[0] {
		if c.choose(from[1:], append(v, m), o, must) {
			return true
		}
	}
	return c.choose(from[1:], v, o, must)
}

// viewChanges returns the view-changes for w that r can have sent. A faulty replica
// claims what it likes of the certificates that can be formed, or nothing. Of one
// sequence number it claims no two: only one of them would count.
func (c Config) viewChanges(s *State, w View, r Replica) (all []ViewChange) {
	if c.explicit || !s.Faulty.Has(r) {
		for m := range s.ViewChanges.All() {
			if m.From == r && m.View == w {
				all = append(all, m)
			}
		}
		return all
	}
	all = append(all, ViewChange{View: w, From: r})
	for n := 1; n <= c.Seqs; n++ {
		formable := c.formable(s, w, n)
		for _, m := range all {
			for _, cert := range formable {
				more := m
				more.P = spec.SetOf(append(slices.Collect(m.P.All()), cert)...)
				all = append(all, more)
			}
		}
	}
	return all
}

// formable returns the certificates for sequence number n, of a view before w, that
// others accept in a view-change.
func (c Config) formable(s *State, w View, n int) (out []Certificate) {
	for v := range w {
		for x := range c.orderable() {
			if c.certified(s, v, n, x) {
				out = append(out, Certificate{View: v, Seq: uint8(n), Request: x})
			}
		}
	}
	return out
}

func (c Config) certified(s *State, v View, n int, x Request) bool {
	switch c.Bug {
	case NoCertificates:
		return false
	case UnverifiedClaims:
		return true
	}
	return c.prepared(s, v, n, x)
}

// follows: O is what the view-changes V lead to. For each sequence number up to max-s,
// the last one of which there is a certificate in V, it has the request of one of the
// latest view, or the null request if there is none (section 4.4).
func (c Config) follows(o Orders, v []ViewChange) bool {
	for n := 1; n <= c.Seqs; n++ {
		latest := c.latest(v, n)
		switch {
		case len(latest) == 0 && n < o.Len() && spec.None(o.Get(n)):
		case len(latest) == 0 && n > o.Len():
		case n <= o.Len() && slices.Contains(latest, o.Get(n)):
		default:
			return false
		}
	}
	return true
}

// latest returns the requests of those certificates in V for sequence number n that
// are of the latest view.
func (c Config) latest(v []ViewChange, n int) (requests []Request) {
	var view View
	for k := range v {
		for cert := range v[k].P.All() {
			if int(cert.Seq) != n {
				continue
			}
			supersedes := cert.View > view
			if c.Bug == EarliestView {
				supersedes = cert.View < view
			}
			if supersedes || requests == nil {
				view, requests = cert.View, nil
			}
			if cert.View == view {
				requests = append(requests, cert.Request)
			}
		}
	}
	return requests
}
