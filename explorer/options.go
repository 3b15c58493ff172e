package explorer

import (
	"fmt"
	"runtime"
	"time"
)

// Order is the order in which states are visited.
type Order string

// The orders.
const (
	BFS      Order = "bfs"
	DFS      Order = "dfs"
	Simulate Order = "simulate"
)

// Options tells how to search and when to stop. The zero value exhausts the
// state space breadth-first with one worker a processor.
type Options struct {
	Order   Order // empty means BFS
	Workers int   // 0 means one a processor

	// Exact keeps and compares full states, so that no verdict rests on fingerprints.
	Exact bool
	// Bitstate is the size in bytes of an array of bits that tells, in place of a table,
	// which states were seen, and errs: the verdict is never Holds. 0 means none.
	Bitstate uint64

	MaxStates uint64        // distinct states, beyond which the run ends; 0 means no limit
	MaxDepth  int           // 0 means no limit, for simulation 100
	Timeout   time.Duration // 0 means no limit
	Memory    uint64        // bytes of resident memory; 0 means no limit
	// Dir is where a breadth-first search goes on that reaches Memory; empty: the run
	// ends. In it there will be a directory of the run's own, which it removes.
	Dir      string
	resident func() uint64 // by which Memory is measured; tests set it

	Walks uint64 // simulation: how many, 0 means 10,000
	Seed  uint64 // simulation

	Continue bool     // go on after a violation, reporting the first of each property
	From     []string // labels of the steps after which to start

	Variables bool // count the values of each variable of the state

	// Checkpoints, if set, makes a search survive its process.
	Checkpoints *Checkpoints
	// The rules out of use, and what was found when they were not.
	dropped  []RuleStatus
	fallback []Behaviour

	// Progress, if set, is called about every Interval from another goroutine.
	Progress func(Progress)
	Interval time.Duration
	// Level, if set, is told of each level of a breadth-first search once all of its
	// states are known. The search waits for it.
	Level func(Level)
	// Warn, if set, is told of actions that seem to hang.
	Warn func(string)
	// Stall is how long a state may take before Warn is told, by default 10 s.
	Stall time.Duration
}

const defaultWalks, defaultWalkDepth = 10_000, 100

func (o Options) complete() (Options, error) {
	if o.Order == "" {
		o.Order = BFS
	}
	if o.Order != BFS && o.Order != DFS && o.Order != Simulate {
		return o, fmt.Errorf("order %q, want bfs, dfs or simulate", o.Order)
	}
	if o.Workers < 0 || o.Workers > 1024 {
		return o, fmt.Errorf("workers = %d, want 0..1024", o.Workers)
	}
	if o.MaxDepth < 0 {
		return o, fmt.Errorf("max depth = %d, want 0 or more", o.MaxDepth)
	}
	if o.Order == Simulate && (o.Continue || o.MaxStates > 0) {
		return o, fmt.Errorf("a simulation forgets the walks that it has done: it cannot continue after a violation, or count distinct states")
	}
	if o.Order == Simulate && o.Exact {
		return o, fmt.Errorf("a simulation keeps no states that could be compared in full")
	}
	if o.Order == Simulate && o.Checkpoints != nil {
		return o, fmt.Errorf("a simulation has nothing that a checkpoint could keep")
	}
	if o.Dir != "" {
		switch {
		case o.Memory == 0:
			return o, fmt.Errorf("a directory to go on in needs a limit of memory")
		case o.Order != BFS:
			return o, fmt.Errorf("order %s cannot go on on disk, want bfs", o.Order)
		case o.Bitstate > 0:
			return o, fmt.Errorf("bit-state hashing stays in memory: want no directory to go on in")
		case o.Exact:
			return o, fmt.Errorf("full states are compared in memory: want no directory to go on in")
		}
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Order == Simulate {
		if o.Walks == 0 {
			o.Walks = defaultWalks
		}
		if o.MaxDepth == 0 {
			o.MaxDepth = defaultWalkDepth
		}
	}
	if o.resident == nil {
		o.resident = resident
	}
	if o.Interval == 0 {
		o.Interval = time.Second
	}
	if o.Stall == 0 {
		o.Stall = 10 * time.Second
	}
	return o, nil
}
