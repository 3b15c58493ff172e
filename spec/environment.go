package spec

import (
	"fmt"
	"maps"
	"slices"
)

// Environment says which actions are the doing of the protocol's environment, by name,
// and of which kind: everything that may, but need not, happen to a protocol. All other
// actions are the protocol's own.
type Environment map[string]Disturbance

// Disturbance is a kind of environment step.
type Disturbance string

// The kinds of environment steps.
const (
	Timeout Disturbance = "timeout" // a timer expires, or somebody begins unasked
	Request Disturbance = "request" // a client or user of the protocol asks for something
	Crash   Disturbance = "crash"   // a node stops
	Recover Disturbance = "recover" // a node that has stopped continues
	Restart Disturbance = "restart" // a node stops and continues at once, without what is not on its disk
	Loss    Disturbance = "loss"    // the network loses a message
	Fault   Disturbance = "fault"   // a faulty node does what no protocol tells it to
)

var disturbances = []Disturbance{Timeout, Request, Crash, Recover, Restart, Loss, Fault}

// compileEnvironment makes sure that the environment's actions exist.
func (c *compiled[S]) compileEnvironment() error {
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		k := slices.IndexFunc(c.Machine.Actions, func(a ActionInfo) bool { return a.Name == name })
		if k < 0 {
			return fmt.Errorf("environment: there is no action %s", name)
		}
		kind := c.Environment[name]
		if !slices.Contains(disturbances, kind) {
			return fmt.Errorf("environment: %s is of kind %q, want one of %q", name, kind, disturbances)
		}
		c.Machine.Actions[k].Environment = kind
	}
	return nil
}
