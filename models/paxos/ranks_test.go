package paxos

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func liveConfig(acceptors, proposers, ballots int) LiveConfig {
	return LiveConfig{
		Config:    Config{Acceptors: spec.NewDomain[Acceptor](acceptors), Ballots: ballots},
		Proposers: spec.NewDomain[Proposer](proposers), Elect: true,
	}
}

// step is an instance of an action, told from others by its name.
type step struct {
	name string
	take func(LiveConfig, *LiveState) bool
}

func (c LiveConfig) steps() (all []step) {
	for p := range c.Proposers.All() {
		all = append(all,
			step{"Phase1a", func(c LiveConfig, s *LiveState) bool { return c.livePhase1a(s, p) }},
			step{"Phase2a", func(c LiveConfig, s *LiveState) bool { return c.livePhase2a(s, p) }},
			step{"Elect", func(c LiveConfig, s *LiveState) bool { return c.elect(s, p) }})
		for a := range c.Acceptors.All() {
			all = append(all,
				step{"Phase1b", func(c LiveConfig, s *LiveState) bool { return c.livePhase1b(s, a, p) }},
				step{"Phase2b", func(c LiveConfig, s *LiveState) bool { return c.livePhase2b(s, a, p) }})
		}
	}
	return all
}

// TestRanks certifies that storing ballots as ranks is a bisimulation: a state and its
// renaming have the same instances of actions enabled, these lead to states of which the
// one is the renaming of the other, and the property is true of both or of neither. All
// states are looked at in which ballots are below a bound.
func TestRanks(t *testing.T) {
	for _, size := range []struct{ acceptors, proposers, ballots int }{{2, 2, 5}, {3, 1, 3}, {3, 2, 3}} {
		ranked := liveConfig(size.acceptors, size.proposers, size.ballots)
		plain := ranked
		plain.unranked = true
		init := plain.liveInitial()
		seen, queue := map[LiveState]bool{init: true}, []LiveState{init}
		images := map[LiveState]bool{}
		for len(queue) > 0 {
			s := queue[0]
			queue = queue[1:]
			image := s
			ranked.rank(&image)
			images[image] = true
			if plain.chosen(&s) != ranked.chosen(&image) {
				t.Fatalf("%+v and %+v differ as to what is chosen", s, image)
			}
			for _, step := range plain.steps() {
				to, imageTo := s, image
				moves, imageMoves := step.take(plain, &to), step.take(ranked, &imageTo)
				renamed := to
				ranked.rank(&renamed)
				if moves != imageMoves || renamed != imageTo {
					t.Fatalf("%s leads from %+v to %+v (%v), and from its renaming %+v to %+v (%v)",
						step.name, s, to, moves, image, imageTo, imageMoves)
				}
				if moves && !seen[to] && plain.top(&to) < Ballot(plain.Ballots) {
					seen[to] = true
					queue = append(queue, to)
				}
			}
		}
		t.Logf("%+v: %d states, %d renamed", size, len(seen), len(images))
	}
}

func TestLiveLaws(t *testing.T) { spectest.Check(t, liveConfig(2, 2, 1).Model()) }

// TestEventuallyChosen: one proposer decides, alone or when it is elected. Two overtake
// each other for ever, and each has its fair share of steps.
func TestEventuallyChosen(t *testing.T) {
	given := func(acceptors, proposers, elect int) spec.Constants {
		return modeltest.Constants(t, &Protocol, map[string]int{"acceptors": acceptors, "proposers": proposers, "elect": elect}, "")
	}
	modeltest.Live(t, &Protocol, given(3, 1, 0), "EventuallyChosen")
	modeltest.Live(t, &Protocol, given(2, 2, 1), "EventuallyChosen")
	v := modeltest.Lasso(t, &Protocol, given(3, 2, 0), "EventuallyChosen", "duel")
	if v.Lasso.Back == nil || v.Lasso.Raised == 0 {
		t.Errorf("ballots grow by %d in each round, want that the loop makes new ones", v.Lasso.Raised)
	}
}

// TestBallotsRunOut: where ballots are bounded, and not ranks, no behaviour goes on for
// ever. That is no violation.
func TestBallotsRunOut(t *testing.T) {
	c := liveConfig(2, 2, 3)
	c.unranked, c.Elect = true, false
	r, err := explorer.Check(t.Context(), c.Model(), explorer.CheckOptions{Properties: []string{"EventuallyChosen"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Incomplete {
		t.Errorf("%s, want incomplete: the bound is exhausted", r.Verdict)
	}
}

// TestLiveWitness: a value is chosen.
func TestLiveWitness(t *testing.T) {
	checktest.Run(t, liveConfig(2, 1, 1).Model())
}
