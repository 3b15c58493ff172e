package pbft

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// The messages as sequence diagrams show them. Everything is multicast. What faulty
// replicas send is not in the state; steps that receive it say so all the same.

const clients = "clients"

func request(x Request, to Replica) spec.Envelope {
	return spec.Enveloped(clients, to, fmt.Sprintf("REQUEST(%v)", x))
}

// ordering is a message of one of the three phases.
func ordering(phase string, v View, n int, x Request, from, to Replica) spec.Envelope {
	return spec.Enveloped(from, to, fmt.Sprintf("%s(view %d, %d, %v)", phase, v, n, x))
}

const (
	prePrepare = "PRE-PREPARE"
	prepare    = "PREPARE"
	commit     = "COMMIT"
)

func viewChange(m ViewChange, to Replica) spec.Envelope {
	return spec.Enveloped(m.From, to, fmt.Sprintf("VIEW-CHANGE(view %d, %v)", m.View, m.P))
}

func newView(m NewView, from, to Replica) spec.Envelope {
	return spec.Enveloped(from, to, fmt.Sprintf("NEW-VIEW(view %d, %v)", m.View, m.O))
}

func (c Config) mail(s *State) (all []spec.Envelope) {
	for to := range c.replicas().All() {
		for x := range s.Requested.All() {
			all = append(all, request(x, to))
		}
		all = append(all, c.ordered(&s.PrePrepare, prePrepare, to)...)
		all = append(all, c.ordered(&s.Prepare, prepare, to)...)
		all = append(all, c.ordered(&s.Commit, commit, to)...)
		for m := range s.ViewChanges.All() {
			all = append(all, viewChange(m, to))
		}
		for m := range s.NewViews.All() {
			all = append(all, newView(m, s.primary(m.View), to))
		}
	}
	return all
}

// ordered lists the messages of a phase to a replica.
func (c Config) ordered(log *Log, phase string, to Replica) (all []spec.Envelope) {
	for v := range c.Views {
		for n := 1; n <= c.Seqs; n++ {
			for x := range c.orderable() {
				for from := range log.at(v, n).For(x).All() {
					all = append(all, ordering(phase, v, n, x, from, to))
				}
			}
		}
	}
	return all
}

// What steps receive.

func rcvRequest(_ *State, r Replica, x Request) []spec.Envelope {
	return []spec.Envelope{request(x, r)}
}

func rcvPrePrepare(s *State, r Replica, n int, x Request) []spec.Envelope {
	v := s.Replica.At(r).View
	return []spec.Envelope{ordering(prePrepare, v, n, x, s.primary(v), r)}
}

func rcvPrepares(s *State, r Replica, n int, x Request) []spec.Envelope {
	return rcvVotes(s, &s.Prepare, prepare, r, n, x)
}

func rcvCommits(s *State, r Replica, x Request) []spec.Envelope {
	return rcvVotes(s, &s.Commit, commit, r, s.Replica.At(r).Executed.Len()+1, x)
}

// rcvVotes: those of correct replicas; there may be more.
func rcvVotes(s *State, log *Log, phase string, r Replica, n int, x Request) (all []spec.Envelope) {
	v := s.Replica.At(r).View
	for from := range log.at(v, n).For(x).All() {
		if from != r {
			all = append(all, ordering(phase, v, n, x, from, r))
		}
	}
	return all
}

func rcvViewChanges(s *State, r Replica, _ Orders) (all []spec.Envelope) {
	for m := range s.ViewChanges.All() {
		if m.View == s.Replica.At(r).View && m.From != r {
			all = append(all, viewChange(m, r))
		}
	}
	return all
}

func rcvNewView(s *State, r Replica, o Orders) []spec.Envelope {
	v := s.Replica.At(r).View
	return []spec.Envelope{newView(NewView{View: v, O: o}, s.primary(v), r)}
}
