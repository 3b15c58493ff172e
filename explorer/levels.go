package explorer

import (
	"context"
	"time"
)

// Level is a level of a breadth-first search: the new states that it found at a depth.
type Level struct {
	Depth     int
	States    uint64
	Generated uint64        // in all, repeated states among them, by the time that these were found
	Elapsed   time.Duration // by then
}

// levelsFound tells of the levels that have been found to the end since it was called
// last. Of those before a checkpoint only the states are known.
func (s *search) levelsFound(ctx context.Context) {
	if s.opts.Level == nil || s.opts.Order != BFS || ctx.Err() != nil { // then the last round was not completed
		return
	}
	for ; s.told < len(s.levels); s.told++ {
		level := Level{Depth: s.told + 1, States: s.levels[s.told]}
		if level.Depth == len(s.levels) {
			level.Generated, level.Elapsed = s.totals.generated, time.Since(s.began)
		}
		s.opts.Level(level)
	}
}
