package replicatedlog

import (
	"embed"
	"fmt"

	"github.com/mcheck/mcheck/models/consensus"
	"github.com/mcheck/mcheck/spec"
)

const about = "what it means to replicate a log: consensus for each slot"

// Value is an entry of the log that the command line offers.
type Value = consensus.Value

//go:embed *.go *.tla *.cfg
var sources embed.FS

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "replicatedlog",
	Symbol: "github.com/mcheck/mcheck/models/replicatedlog.Protocol",
	Doc:    about,
	Params: []spec.Param{
		{Name: "entries", Doc: "entries that can be chosen", Min: 1, Max: 3, Default: 2},
		{Name: "slots", Doc: "slots of the log", Min: 1, Max: MaxSlots, Default: 2},
		{Name: "batch", Doc: "entries that a step can choose", Min: 1, Max: MaxSlots, Default: 1},
		{Name: "in-order", Doc: "a slot has to wait for those before it", Switch: true},
	},
	Bugs: []spec.Bug{
		{
			Name: ChooseAgain, Doc: "a second entry is chosen for a slot beside the first",
			Rule: "Choose: chosen[t] = {}", Violates: "Agreement",
		},
		{
			Name: ChangeMind, Doc: "a second entry is chosen for a slot in the place of the first",
			Rule: "Choose: chosen[t] = {}", Violates: "Stability",
		},
		{
			Name: LeaveGap, Doc: "an entry is chosen for a slot behind one that has none",
			Rule: "Choose: with InOrder, chosen[t] # {} for all t < s", Violates: "NoGaps",
			Exposed: map[string]int{"in-order": 1},
		},
	},
	Twin: &spec.Twin{
		Module: "ReplicatedLog", Files: sources, Bug: "Bug",
		Constants: map[string]spec.TwinConstant{
			"entries":  spec.AsSet("Entry", "v"),
			"slots":    spec.AsValue("Slots"),
			"batch":    spec.AsValue("Batch"),
			"in-order": spec.AsValue("InOrder"),
		},
	},
	Sources: sources,
	New: func(c spec.Constants) (spec.Checkable, error) {
		values := spec.NewDomain[Value](c.Int("entries"))
		m := Config[Value]{
			Entries: values.All(), Domains: []spec.AnyDomain{values},
			Slots: c.Int("slots"), Batch: c.Int("batch"), InOrder: c.Bool("in-order"), Bug: c.Bug,
		}.Model()
		for slot := range spec.Range(1, c.Int("slots")) {
			m.Properties = append(m.Properties, consensusIn(slot, values))
		}
		return m, nil
	},
}

// consensusIn claims that the slot is an instance of consensus.
func consensusIn(slot int, values spec.Domain[Value]) spec.Property[State[Value]] {
	return consensus.Implements(fmt.Sprintf("Consensus%d", slot), values, func(s *State[Value]) (chosen spec.Subset[Value]) {
		for v := range s.Chosen.At(slot).All() {
			chosen.Add(v)
		}
		return chosen
	}).Doc(fmt.Sprintf("slot %d is an instance of consensus", slot))
}
