package raft

import (
	"fmt"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// instance is an action of LiveModel with its parameters, which are those that
// fairness is about.
type instance struct {
	name string
	act  func(*LiveState) bool
}

func (c Config) liveInstances() (all []instance) {
	local := func(name string, act func(*LiveState, Server) bool) {
		for i := range c.Servers.All() {
			all = append(all, instance{fmt.Sprintf("%s(%v)", name, i), func(s *LiveState) bool { return act(s, i) }})
		}
	}
	local("Timeout", c.liveTimeout)
	local("BecomeLeader", c.on(c.becomeLeader))
	local("ClientRequest", c.liveClientRequest)
	local("AdvanceCommitIndex", c.on(c.advanceCommitIndex))
	for i, j := range c.Servers.Pairs() {
		all = append(all,
			instance{fmt.Sprintf("AppendEntries(%v, %v)", i, j), func(s *LiveState) bool { return c.liveAppendEntries(s, i, j) }},
			instance{fmt.Sprintf("Receive(%v, %v)", i, j), func(s *LiveState) bool { return c.receive(s, i, j) }})
	}
	return append(all, instance{"Settle", c.settle})
}

// visited explores a model, and returns its states. While it does, it calls look.
func visited(t *testing.T, c Config, look func(*LiveState) error) map[LiveState]bool {
	t.Helper()
	states := map[LiveState]bool{}
	m := c.LiveModel()
	m.Properties = []spec.Property[LiveState]{spec.Invariant("Looked", func(s *LiveState) error {
		states[*s] = true
		return look(s)
	})}
	r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Options: explorer.Options{Workers: 1}, NoReduction: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Holds {
		t.Fatalf("%s: %v", r.Verdict, r.Violation())
	}
	return states
}

// TestRanks certifies that a state and the same with its terms renamed have the same
// future: each instance of an action is possible in both or in neither, and leads to
// states that are again the same but for renaming. Hence a behaviour, and what is fair
// in it, is one of the model whose terms grow, and the other way round. All states
// that the model with ranks has are among those looked at.
func TestRanks(t *testing.T) {
	for _, row := range []struct {
		nodes, log   int
		stored, real Term
		bug          string
	}{
		{2, 0, 3, 5, ""},
		{2, 0, 3, 5, KeepVote},
		{2, 0, 3, 6, IgnoreTerm},
		{2, 2, 3, 5, ""},
		{2, 3, 3, 5, ""},
	} {
		t.Run(fmt.Sprintf("%+v", row), func(t *testing.T) {
			ranked := Config{Servers: spec.NewDomain[Server](row.nodes), MaxTerm: row.stored, MaxLog: row.log, Bug: row.bug, Timers: SettlingTimers}
			growing := ranked
			growing.MaxTerm, growing.unranked = row.real, true
			free, renamed := growing.liveInstances(), ranked.liveInstances()
			images := map[LiveState]bool{}
			visited(t, growing, func(s *LiveState) error {
				image := *s
				ranked.rank(&image)
				images[image] = true
				for k := range free {
					a, b := *s, image
					if free[k].act(&a) != renamed[k].act(&b) {
						return fmt.Errorf("%s is possible in one only of %+v and %+v", free[k].name, *s, image)
					}
					if ranked.rank(&a); a != b {
						return fmt.Errorf("%s: %+v leads to %+v, and %+v to %+v", free[k].name, *s, a, image, b)
					}
				}
				return nil
			})
			n := 0
			for s := range visited(t, ranked, func(*LiveState) error { return nil }) {
				if !images[s] {
					n++
				}
			}
			if n > 0 {
				t.Errorf("%d states of the model with ranks are none of the %d that were compared", n, len(images))
			}
		})
	}
}
