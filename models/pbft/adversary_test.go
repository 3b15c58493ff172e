package pbft

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// The explicit adversary: the same protocol, in which faulty replicas have to send
// what others are to receive. They may send, at any time, whatever they can sign.
// That is the model of the adversary which nobody doubts; it shows that the one of
// the model, which sends nothing and has always sent everything, is the same.

// vote is a pre-prepare, prepare or commit of a faulty replica.
type vote struct {
	from    Replica
	log     func(*State) *Log
	view    View
	seq     int
	request Request
}

func (c Config) faultyVotes() iter.Seq[vote] {
	logs := []func(*State) *Log{
		func(s *State) *Log { return &s.PrePrepare },
		func(s *State) *Log { return &s.Prepare },
		func(s *State) *Log { return &s.Commit },
	}
	return func(yield func(vote) bool) {
		for _, log := range logs {
			for v, n := range c.slots() {
				for r := range c.replicas().All() {
					for x := range c.Requests.All() {
						if !yield(vote{r, log, v, n, x}) {
							return
						}
					}
				}
			}
		}
	}
}

// faultyVote: of the primary only its pre-prepare counts, and of the others only
// their prepares. There is one sequence number, so that no correct replica votes for
// the null request, and what the faulty could say about it proves nothing.
func (c Config) faultyVote(s *State, m vote) bool {
	log := m.log(s)
	sent := log.at(m.view, m.seq).For(m.request)
	primary := m.from == s.Primary[m.view]
	if !s.Faulty.Has(m.from) || sent.Has(m.from) || log == &s.PrePrepare && !primary || log == &s.Prepare && primary {
		return false
	}
	sent.Add(m.from)
	return true
}

// faultyViewChanges yields every view-change that others would accept from a faulty
// replica, with any set of the certificates that exist.
func (c Config) faultyViewChanges(s *State) iter.Seq[ViewChange] {
	return func(yield func(ViewChange) bool) {
		for r := range s.Faulty.All() {
			for w := View(1); w < c.Views; w++ {
				all := []ViewChange{{View: w, From: r}}
				for n := 1; n <= c.Seqs; n++ {
					for _, cert := range c.formable(s, w, n) {
						for _, m := range all {
							m.P = spec.SetOf(slices.Collect(m.P.All())...)
							m.P.Add(cert)
							all = append(all, m)
						}
					}
				}
				for _, m := range all {
					if !yield(m) {
						return
					}
				}
			}
		}
	}
}

func (c Config) faultyViewChange(s *State, m ViewChange) bool { return s.ViewChanges.Add(m) }

func (c Config) faultyNewView(s *State, w int, o Orders) bool {
	return s.Faulty.Has(s.Primary[w]) && c.acceptable(s, View(w), o) && s.NewViews.Add(NewView{View: View(w), O: o})
}

func (c Config) explicitModel() spec.Model[State] {
	c.explicit = true
	m := c.Model()
	m.Actions = append(m.Actions,
		spec.ForAll("FaultyVote", c.faultyVotes(), c.faultyVote),
		spec.ForEach("FaultyViewChange", c.faultyViewChanges, c.faultyViewChange),
		spec.ForAll2("FaultyNewView", spec.Product(spec.Range(1, int(c.Views)-1), c.orders()), c.faultyNewView),
	)
	return m
}

// honest is the projection: what the correct replicas know and have sent.
func (c Config) honest(s *State) string {
	var sent [3][]spec.Subset[Replica]
	for k, log := range []*Log{&s.PrePrepare, &s.Prepare, &s.Commit} {
		for v, n := range c.slots() {
			for x := range c.orderable() {
				sent[k] = append(sent[k], s.correct(*log.at(v, n).For(x)))
			}
		}
	}
	var changes, views []string
	for m := range s.ViewChanges.All() {
		if !s.Faulty.Has(m.From) {
			changes = append(changes, m.String())
		}
	}
	for m := range s.NewViews.All() {
		if !s.Faulty.Has(s.Primary[m.View]) {
			views = append(views, m.String())
		}
	}
	var local []Local
	for r := range c.replicas().All() {
		local = append(local, s.Replica.Get(r))
	}
	return fmt.Sprint(s.Faulty, s.Requested, sent, changes, views, local)
}

// reached explores a model, and returns the projections of its states and which
// properties it violates.
func (c Config) reached(t *testing.T, m spec.Model[State]) (projections map[string]bool, violated []string, states uint64) {
	t.Helper()
	projections = map[string]bool{}
	m.Properties = append(m.Properties, spec.Invariant("Collect", func(s *State) error {
		projections[c.honest(s)] = true
		return nil
	}))
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{
		Options:     explorer.Options{Workers: 1, Continue: true},
		Properties:  []string{"Agreement", "Validity", "PreparedUnique", "ExecutedPrepared", "ViewChangesMeetCommits", "Collect"},
		NoReduction: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Violations {
		violated = append(violated, v.Property)
	}
	slices.Sort(violated)
	return projections, violated, r.Distinct
}

// TestAdversary certifies that Byzantine messages need not be state: with the explicit
// adversary the correct replicas reach the same states, and the same is violated.
func TestAdversary(t *testing.T) {
	for _, c := range []Config{
		{Faults: 1, Views: 1, Seqs: 1, Requests: spec.NewDomain[Request](2)},
		{Faults: 1, Views: 2, Seqs: 1, Requests: spec.NewDomain[Request](1)},
	} {
		for _, bug := range append([]spec.Bug{{}}, Protocol.Bugs...) {
			c.Bug = bug.Name
			t.Run(fmt.Sprintf("%d views %s", c.Views, bug.Name), func(t *testing.T) {
				free, violated, n := c.reached(t, c.Model())
				explicit, also, k := c.reached(t, c.explicitModel())
				t.Logf("%d states, %d with an explicit adversary, violated %v", n, k, violated)
				if diff := cmp.Diff(violated, also); diff != "" {
					t.Errorf("violated (-), and with the explicit adversary (+):\n%s", diff)
				}
				if diff := cmp.Diff(free, explicit); diff != "" {
					t.Errorf("states of the correct replicas (-), and with the explicit adversary (+):\n%s", diff)
				}
			})
		}
	}
}
