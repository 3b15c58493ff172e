package consensus

import (
	"fmt"

	"github.com/mcheck/mcheck/spec"
)

// Value is an element of the CONSTANT Value.
type Value struct{ spec.Index }

// String returns the value's name in traces.
func (v Value) String() string { return spec.Name("v", v) }

// MaxValues is the largest number of values.
const MaxValues = 7

// State holds the module's variable.
type State struct {
	Chosen spec.Subset[Value] // chosen
}

// Config holds the constants, and the bug that is built in ("" for none).
type Config struct {
	Values spec.Domain[Value]
	Bug    string
}

// The bugs.
const (
	ChooseAgain = "choose-again"
	ChangeMind  = "change-mind"
)

// choose: v is chosen, if nothing was.
func (c Config) choose(s *State, v Value) bool {
	if s.Chosen.Len() > 0 && c.Bug == "" {
		return false
	}
	if c.Bug == ChangeMind {
		s.Chosen = spec.Subset[Value]{}
	}
	s.Chosen.Add(v)
	return true
}

// Model returns the specification for the given constants.
func (c Config) Model() spec.Model[State] {
	return spec.Model[State]{
		Name:     "consensus",
		Doc:      "what it means to choose a value (Lamport's Consensus)",
		Domains:  []spec.AnyDomain{c.Values},
		Symmetry: []spec.AnyDomain{c.Values},
		Data:     []spec.AnyDomain{c.Values},
		Init:     spec.Only(State{}),
		Actions: []spec.Action[State]{
			spec.ForAll("Choose", c.Values.All(), c.choose).Rule("a value is chosen, once"),
		},
		Properties: []spec.Property[State]{
			spec.Invariant("Agreement", agreement).Doc("at most one value is chosen"),
			spec.StepInvariant("Stability", stability).Doc("what is chosen stays chosen"),
			spec.Reachable("SomeChosen", func(s *State) bool { return s.Chosen.Len() > 0 }).Doc("a value is chosen"),
		},
		AllowDeadlock: true, // when a value is chosen, all is done
	}
}

func agreement(s *State) error {
	if s.Chosen.Len() > 1 {
		return fmt.Errorf("%v are chosen", s.Chosen)
	}
	return nil
}

func stability(old, new *State, _ spec.Step) error {
	if !new.Chosen.Contains(old.Chosen) {
		return fmt.Errorf("%v was chosen, and then %v", old.Chosen, new.Chosen)
	}
	return nil
}

// Implements claims that a protocol with state S implements consensus among the values,
// those that it takes for chosen being given.
func Implements[S any](name string, values spec.Domain[Value], chosen func(*S) spec.Subset[Value]) spec.Property[S] {
	return spec.Refines(name, Config{Values: values}.Model(), func(s *S) State { return State{chosen(s)} }).OnRequest()
}

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "consensus",
	Symbol: "github.com/mcheck/mcheck/models/consensus.Protocol",
	Doc:    "what it means to choose a value (Lamport's Consensus)",
	Params: []spec.Param{{Name: "values", Doc: "values", Min: 1, Max: MaxValues, Default: 3}},
	Bugs: []spec.Bug{
		{
			Name: ChooseAgain, Doc: "a second value is chosen beside the first",
			Rule: "Choose: chosen = {}", Violates: "Agreement",
		},
		{
			Name: ChangeMind, Doc: "a second value is chosen in the place of the first",
			Rule: "Choose: chosen = {}", Violates: "Stability",
		},
	},
	Twin: twin, Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		return Config{Values: spec.NewDomain[Value](c.Int("values")), Bug: c.Bug}.Model(), nil
	},
}
