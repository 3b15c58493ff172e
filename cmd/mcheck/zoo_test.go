package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// The zoo: the smallest models that end in each of the ways there are.
var zoo = []spec.Entry{
	twopc.Protocol,
	spec.Single(counter("holds", 3)),
	spec.Single(deadlock()),
	spec.Single(unsafe()),
	spec.Single(both()),
	spec.Single(unreachable()),
	spec.Single(panics()),
	spec.Single(hangs()),
	spec.Single(slow()),
	spec.Single(refused()),
	limited(),
	{Name: "unmakeable", Doc: "cannot be made", New: func(spec.Constants) (spec.Checkable, error) { panic("no idea how") }},
	{Name: "assumes", Doc: "assumes that n is odd", Params: []spec.Param{{Name: "n", Doc: "an odd number", Min: 1, Max: 9, Default: 1}}, New: assumes},
	chooses(),
	spec.Single(stalls()),
	spec.Single(circles()),
	spec.Single(exhausted()),
	proves("argued", spec.Holds("Below", spec.Scope{}), spec.Holds("Strict", spec.Scope{})),
	proves("stale", spec.Holds("Below", spec.Scope{})),
	proves("unwritten"),
}

// State counts.
type State struct{ X, Y int32 }

func below(name string, limit int32) spec.Property[State] {
	return spec.Invariant(name, func(s *State) error {
		if s.X < limit {
			return nil
		}
		return fmt.Errorf("x = %d, want below %d", s.X, limit)
	})
}

// counter counts to the limit.
func counter(name string, limit int32) spec.Model[State] {
	return spec.Model[State]{
		Name: name, Doc: "counts",
		Init: spec.Only(State{}),
		Actions: []spec.Action[State]{spec.Do("Step", func(s *State) bool {
			if s.X >= limit {
				return false
			}
			s.X++
			return true
		})},
		Properties:    []spec.Property[State]{below("Below", limit+1).Doc("x stays in range")},
		AllowDeadlock: true,
	}
}

func deadlock() spec.Model[State] {
	m := counter("deadlock", 3)
	m.AllowDeadlock = false
	return m
}

func unsafe() spec.Model[State] {
	m := counter("unsafe", 9)
	m.Properties = []spec.Property[State]{below("Below", 3), below("Far", 5), below("Sound", 100)}
	return m
}

// both deadlocks before it violates its property, on another branch.
func both() spec.Model[State] {
	m := counter("both", 5)
	m.Actions = append(m.Actions, spec.Do("Stop", func(s *State) bool {
		if s.X != 0 {
			return false
		}
		s.X, s.Y = -1, 1
		return true
	}))
	m.Actions[0] = spec.Do("Step", func(s *State) bool {
		if s.X < 0 || s.X >= 5 {
			return false
		}
		s.X++
		return true
	})
	m.Properties = []spec.Property[State]{
		below("Below", 4),
		spec.Reachable("Unlikely", func(s *State) bool { return s.X == 77 }),
	}
	m.AllowDeadlock = false
	return m
}

func unreachable() spec.Model[State] {
	m := counter("unreachable", 3)
	m.Properties = append(m.Properties, spec.Reachable("Ten", func(s *State) bool { return s.X == 10 }))
	return m
}

// stalls may stop anywhere, for nothing drives it.
func stalls() spec.Model[State] {
	m := counter("stalls", 3)
	m.Properties = append(m.Properties, spec.Eventually("Arrives", func(s *State) bool { return s.X == 3 }).Doc("x is 3 at last"))
	return m
}

// circles is driven, but not to where it should go.
func circles() spec.Model[State] {
	m := stalls()
	m.Name = "circles"
	m.Actions = append(m.Actions,
		spec.Do("Back", func(s *State) bool {
			if s.X != 2 {
				return false
			}
			s.X = 1
			return true
		}).Rule("what goes forth comes back"),
		spec.ForAll("Turn", spec.Range(0, 1), func(s *State, k int) bool {
			if int(s.Y) == k {
				return false
			}
			s.Y = int32(k)
			return true
		}))
	m.Fairness = []spec.Fairness{spec.WF("Step"), spec.SF("Back"), spec.WFEach("Turn")}
	m.Properties = append(m.Properties,
		spec.LeadsTo("Settles", func(s *State) bool { return s.X == 1 }, func(s *State) bool { return s.X == 3 }),
		spec.Temporal("Rises", spec.Box(spec.Implies(spec.Pred("x = 2", func(s *State) bool { return s.X == 2 }), spec.Not(spec.Diamond(spec.Taken[State]("Back")))))),
	)
	return m
}

// exhausted is driven beyond its bound.
func exhausted() spec.Model[State] {
	m := stalls()
	m.Name = "exhausted"
	m.Actions = []spec.Action[State]{spec.Do("Step", func(s *State) bool { s.X++; return true }).Bound("x < 2", func(s *State) bool { return s.X < 2 })}
	m.Fairness = []spec.Fairness{spec.WF("Step")}
	return m
}

func panics() spec.Model[State] {
	m := counter("panics", 9)
	m.Properties = append(m.Properties, spec.Invariant("Divides", func(s *State) error {
		if 6/(2-s.X) == 0 {
			return errors.New("zero")
		}
		return nil
	}))
	return m
}

// hangs says in a file that it is about to.
func hangs() spec.Model[State] {
	m := counter("hangs", 9)
	m.Actions = append(m.Actions, spec.Do("Hang", func(s *State) bool {
		if s.X == 2 {
			_ = os.WriteFile("begun", nil, 0o666)
			select {}
		}
		return false
	}))
	return m
}

// slow says in a file that it has begun, and takes hours.
func slow() spec.Model[State] {
	m := counter("slow", 1<<30)
	m.Actions = append(m.Actions, spec.Do("Wait", func(s *State) bool {
		if s.X == 20 {
			_ = os.WriteFile("begun", nil, 0o666)
		}
		time.Sleep(time.Millisecond)
		return false
	}))
	return m
}

// refused has a state that has no identity.
func refused() spec.Model[struct{ Seen map[string]bool }] {
	type state = struct{ Seen map[string]bool }
	return spec.Model[state]{
		Name: "refused", Doc: "keeps a Go map in its state", Init: spec.Only(state{}),
		Actions: []spec.Action[state]{spec.Do("Step", func(*state) bool { return false })},
	}
}

// chooses counts in steps of one or two, to four or five.
func chooses() spec.Entry {
	return spec.Entry{
		Name: "chooses", Doc: "has constants that are no numbers",
		Params: []spec.Param{
			{Name: "pace", Doc: "how to count", Choices: []string{"slow", "fast"}},
			{Name: "far", Doc: "count to five", Switch: true},
		},
		Bugs: []spec.Bug{{Name: "hasty", Doc: "odd numbers are left out", Rule: "arithmetic", Violates: "Below", Exposed: map[string]int{"pace": 1, "far": 1}}},
		New: func(c spec.Constants) (spec.Checkable, error) {
			m := counter("chooses", int32(4+c.Int("far")))
			limit := int32(100)
			if c.Bug != "" && c.Bool("far") && c.Int("pace") == 1 {
				limit = 5
			}
			m.Properties = []spec.Property[State]{below("Below", limit)}
			return m, nil
		},
	}
}

// limited is wrong in a way that shows at 7 only.
func limited() spec.Entry {
	return spec.Entry{
		Name: "limited", Doc: "counts to n",
		Params: []spec.Param{
			{Name: "n", Doc: "how far to count", Min: 1, Max: 9, Default: 3},
			{Name: "m", Doc: "of no consequence", Min: 0, Max: 1, Default: 0},
		},
		Bugs: []spec.Bug{{Name: "seven", Doc: "seven is forgotten", Rule: "arithmetic", Violates: "Below", Exposed: map[string]int{"n": 7}}},
		New: func(c spec.Constants) (spec.Checkable, error) {
			m := counter("limited", int32(c.Int("n")))
			limit := int32(100)
			if c.Bug == "seven" {
				limit = 7
			}
			m.Properties = []spec.Property[State]{below("Below", limit), below("Other", 100)}
			return m, nil
		},
	}
}

func assumes(c spec.Constants) (spec.Checkable, error) {
	m := counter("assumes", int32(c.Int("n")))
	m.Assume = func() error {
		if c.Int("n") == 9 {
			panic("nine is too much")
		}
		if c.Int("n")%2 == 0 {
			return fmt.Errorf("n = %d, want an odd number", c.Int("n"))
		}
		return nil
	}
	return m, nil
}
