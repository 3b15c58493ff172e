package pbft

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"testing"

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
					for x := range c.votable(v) {
						if !yield(vote{r, log, v, n, x}) {
							return
						}
					}
				}
			}
		}
	}
}

// votable iterates over what correct replicas may vote for in view v. With one sequence
// number there are no gaps, so that this is the null request only where a new-view of a
// liar has it. What the faulty could say about others proves nothing.
func (c Config) votable(v View) iter.Seq[Request] {
	if v > 0 && (c.Bug == UnverifiedClaims || c.Bug == UnverifiedNewView) {
		return c.orderable()
	}
	return c.Requests.All()
}

// faultyVote: of the primary only its pre-prepare counts, and of the others only
// their prepares.
func (c Config) faultyVote(s *State, m vote) bool {
	log := m.log(s)
	sent := log.at(m.view, m.seq).For(m.request)
	primary := m.from == s.primary(m.view)
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

func (c Config) faultyNewView(s *State, w View, o Orders) bool {
	return s.Faulty.Has(s.primary(w)) && c.acceptable(s, w, o) && s.NewViews.Add(NewView{View: w, O: o})
}

func (c Config) explicitModel() spec.Model[State] {
	c.explicit = true
	m := c.Model()
	m.Actions = append(m.Actions,
		spec.ForAll("FaultyVote", c.faultyVotes(), c.faultyVote),
		spec.ForEach("FaultyViewChange", c.faultyViewChanges, c.faultyViewChange),
		spec.ForAll2("FaultyNewView", spec.Product(slices.Values([]View{1, 2, 3}[:c.Views-1]), c.orders()), c.faultyNewView),
	)
	return m
}

// projection is what the correct replicas know and have sent.
type projection struct {
	Faulty                      spec.Subset[Replica]
	Requested                   spec.Subset[Request]
	Replica                     PerReplica[Local]
	PrePrepare, Prepare, Commit Log
	ViewChanges, NewViews       string
}

func (c Config) honest(s *State) projection {
	p := projection{
		Faulty: s.Faulty, Requested: s.Requested, Replica: s.Replica,
		PrePrepare: s.PrePrepare, Prepare: s.Prepare, Commit: s.Commit,
	}
	for _, log := range []*Log{&p.PrePrepare, &p.Prepare, &p.Commit} {
		for v, n := range c.slots() {
			for x := range c.orderable() {
				votes := log.at(v, n).For(x)
				*votes = s.correct(*votes)
			}
		}
	}
	for m := range s.ViewChanges.All() {
		if !s.Faulty.Has(m.From) {
			p.ViewChanges += m.String()
		}
	}
	for m := range s.NewViews.All() {
		if !s.Faulty.Has(s.primary(m.View)) {
			p.NewViews += m.String()
		}
	}
	return p
}

// reached explores a model, and returns the projections of its states, which
// properties it violates, and its number of states.
func (c Config) reached(t *testing.T, m spec.Model[State]) (projections map[projection]bool, violated []string, states uint64) {
	t.Helper()
	projections = map[projection]bool{}
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

// TestAdversary certifies that the messages of faulty replicas need not be state: with
// the explicit adversary the correct replicas reach the same states, and the same is
// violated, in the correct protocol and with each bug, but for what is named below.
func TestAdversary(t *testing.T) {
	for _, size := range []Config{
		{Faults: 1, Views: 1, Seqs: 1, Requests: spec.NewDomain[Request](2)},
		{Faults: 1, Views: 2, Seqs: 1, Requests: spec.NewDomain[Request](1)},
	} {
		for _, bug := range append([]spec.Bug{{}}, Protocol.Bugs...) {
			c := size
			c.Bug = bug.Name
			t.Run(fmt.Sprintf("%d views %s", c.Views, bug.Name), func(t *testing.T) {
				if c.Views > 1 && (c.Bug == UnverifiedClaims || c.Bug == UnverifiedNewView) {
					t.Skip("too large: up to twelve million states")
				}
				if c.Views > 1 && os.Getenv("MCHECK_FULL") == "" {
					t.Skip("large: set MCHECK_FULL to run it")
				}
				t.Parallel()
				c.compare(t)
			})
		}
	}
}

func (c Config) compare(t *testing.T) {
	free, violated, n := c.reached(t, c.Model())
	explicit, also, k := c.reached(t, c.explicitModel())
	t.Logf("%d states, %d with the explicit adversary, violated %v", n, k, violated)
	if c.Bug == NoPreparePhase {
		// A liar commits and keeps its prepare back: the certificate can be formed, and is
		// not. The model has fewer behaviours, all of them real.
		maps.DeleteFunc(explicit, func(p projection, _ bool) bool { return !free[p] })
		also = slices.DeleteFunc(also, func(name string) bool { return !slices.Contains(violated, name) })
	}
	if !slices.Equal(violated, also) {
		t.Errorf("violated: %q, and with the explicit adversary %q", violated, also)
	}
	if uint64(len(free)) != n || k <= n {
		t.Errorf("%d projections of %d states, of which the explicit adversary makes %d", len(free), n, k)
	}
	if !maps.Equal(free, explicit) {
		t.Errorf("the correct replicas reach %d states, and %d with the explicit adversary, want the same", len(free), len(explicit))
	}
}
