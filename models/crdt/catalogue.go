package crdt

import (
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Type is a row of the catalogue of replicated data types.
type Type struct {
	Name string // on the command line
	Doc  string
	// Sets have elements; nothing in other types depends on how many there are.
	Set bool
	// Ordered types break ties by an order of replicas, which are not symmetric then.
	Ordered bool
	// Sequential types implement the type without replication.
	Sequential bool
	// Bugs are the mistakes that can be made in it.
	Bugs []string

	model func(Config, Type) spec.Checkable
}

// Types is the catalogue: the state-based types, then the operation-based ones, named
// after the broadcast that they need.
var Types = []Type{
	{
		Name: "g-counter", Doc: "grow-only counter, state-based", Sequential: true, Bugs: []string{Overwrite, LargerWins, MergeAdds, QueryMax},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, gCounter{c}, counting(Inc)) },
	},
	{
		Name: "pn-counter", Doc: "counter that goes up and down, state-based", Sequential: true, Bugs: []string{Overwrite, LargerWins, MergeAdds, UpAndDown},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, pnCounter{c}, counting(Inc, Dec)) },
	},
	{
		Name: "g-set", Doc: "grow-only set, state-based", Set: true, Sequential: true, Bugs: []string{Overwrite, LargerWins, MergeToggles},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, gSet{c}, growing) },
	},
	{
		Name: "2p-set", Doc: "two-phase set, state-based", Set: true, Bugs: []string{Overwrite, LargerWins, MergeToggles, ReAdd},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, twoPSet{c}, removeWins) },
	},
	{
		Name: "or-set", Doc: "observed-remove set, state-based", Set: true,
		Bugs:  []string{Overwrite, LargerWins, MergeToggles, NoTags, NoTombstones, UnfairGossip},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, orSet{c}, addWins) },
	},
	{
		Name: "lww-register", Doc: "last-writer-wins register, state-based", Ordered: true,
		Bugs:  []string{Overwrite, LocalTies, OwnClock, TickOnMerge},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, lwwRegister{c}, c.lastWriter()) },
	},
	{
		Name: "rga", Doc: "replicated growable array, state-based", Ordered: true,
		Bugs:  []string{Overwrite, LargerWins, NoSkip, SkipEarlier, ToFront},
		model: func(c Config, t Type) spec.Checkable { return stateBased(c, t, rga{c}, c.sequence()) },
	},
	{
		Name: "causal-counter", Doc: "counter, operation-based over causal broadcast", Sequential: true,
		Bugs:  []string{AssignTotal, FIFOOnly, DeliverTwice},
		model: func(c Config, t Type) spec.Checkable { return opBased(c, t, opCounter{c}, Causal, counting(Inc, Dec)) },
	},
	{
		Name: "causal-set", Doc: "observed-remove set, operation-based over causal broadcast", Set: true,
		Bugs:  []string{PlainBroadcast, FIFOOnly, RemoveAll},
		model: func(c Config, t Type) spec.Checkable { return opBased(c, t, causalSet{c}, Causal, addWins) },
	},
	{
		Name: "causal-register", Doc: "multi-value register, operation-based over causal broadcast",
		Bugs:  []string{PlainBroadcast, FIFOOnly, OverwriteAll},
		model: func(c Config, t Type) spec.Checkable { return opBased(c, t, mvRegister{c}, Causal, multiValue) },
	},
	{
		Name: "plain-counter", Doc: "counter, operation-based over reliable broadcast", Sequential: true, Bugs: []string{AssignTotal, DeliverTwice},
		model: func(c Config, t Type) spec.Checkable { return opBased(c, t, opCounter{c}, Plain, counting(Inc, Dec)) },
	},
	{
		Name: "plain-set", Doc: "observed-remove set, operation-based over reliable broadcast", Set: true, Bugs: []string{RemoveAll, RemoveAtOnce},
		model: func(c Config, t Type) spec.Checkable { return opBased(c, t, plainSet{c}, Plain, addWins) },
	},
	{
		Name: "plain-register", Doc: "last-writer-wins register, operation-based over reliable broadcast", Ordered: true,
		Bugs: []string{LastArrival, LocalTies, OwnClock},
		model: func(c Config, t Type) spec.Checkable {
			return opBased(c, t, opLWWRegister{lwwRegister{c}}, Plain, c.lastWriter())
		},
	},
}

// typeNames lists the names in the catalogue.
func typeNames() (names []string) {
	for _, t := range Types {
		names = append(names, t.Name)
	}
	return names
}

// typeNamed returns the index of the type with that name.
func typeNamed(name string) int { return slices.Index(typeNames(), name) }
