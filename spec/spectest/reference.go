package spectest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// Count is what Reference found, counted as package explorer documents it.
type Count struct {
	Distinct, Generated uint64
	Depth               int
	Complete            bool // false: the limit was reached
	// Deadlock is the depth of the first state without successors that should
	// have some, 0 if there is none.
	Deadlock int
	// Violation is the depth of the first state, or target of a step, that breaks
	// an invariant or step invariant, 0 if there is none; Violated names those
	// broken at that depth, in alphabetical order.
	Violation int
	Violated  []string
	// Seen gives the depth at which each witness was found.
	Seen map[string]int
}

// Reference explores up to limit states of the model with a Go map and a queue.
// Like the engine, breadth-first, it stops at the end of the level in which it
// found a deadlock or a violation.
func Reference[S any](m spec.Model[S], limit int) (Count, error) {
	c := Count{Seen: map[string]int{}}
	in, err := m.Interpret()
	if err != nil {
		return c, fmt.Errorf("spectest: %w", err)
	}
	var depth int // of the states that are being generated
	violated := map[string]bool{}
	record := func(e spec.Evaluation) {
		if e.Err != nil {
			violated[e.Property] = true
		}
		if _, known := c.Seen[e.Property]; e.Seen && !known {
			c.Seen[e.Property] = depth
		}
	}
	seen := map[string]bool{}
	var next []*S
	generate := func(s *S) {
		c.Generated++
		in.CheckState(s, record)
		if id := identity(s); m.Within(s) && !seen[id] {
			seen[id] = true
			next = append(next, s)
		}
	}
	depth = 1
	in.Init(generate)
	for len(next) > 0 && len(violated) == 0 && c.Deadlock == 0 && len(seen) <= limit {
		level := next
		next = nil
		c.Depth = depth
		depth++
		for _, s := range level {
			successors := 0
			in.Try(s, func(t spec.Trial[S]) {
				if t.Enabled && t.Refused == "" {
					successors++
					in.CheckStep(s, t.After, t.Step, record)
					generate(t.After)
				}
			})
			if successors == 0 && !m.AllowDeadlock && (m.Terminal == nil || !m.Terminal(s)) {
				c.Deadlock = c.Depth
			}
		}
	}
	if len(next) > 0 {
		c.Depth = depth
	}
	if len(violated) > 0 {
		c.Violation, c.Violated = depth, slices.Sorted(maps.Keys(violated))
	}
	c.Distinct, c.Complete = uint64(len(seen)), len(seen) <= limit
	return c, nil
}
