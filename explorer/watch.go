package explorer

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// watch reports progress and looks for hands that are lost in the model's code,
// until done is closed.
func (s *search) watch(ctx context.Context, done <-chan struct{}) {
	progress := time.NewTicker(s.opts.Interval)
	defer progress.Stop()
	dog := time.NewTicker(min(time.Second, s.opts.Stall/2))
	defer dog.Stop()
	hands := append([]*hand(nil), s.hands...)
	watched := make([]watched, len(hands))
	beginning := true // the initial states are being made
	ended := ctx.Done()
	var grace <-chan time.Time
	for {
		select {
		case <-done:
			return
		case <-progress.C:
			if p := s.shown.Load(); p != nil && s.opts.Progress != nil {
				now := *p
				now.Memory, now.Elapsed = resident(), time.Since(s.began)
				if len(s.opts.fallback) > 0 {
					now.Found = s.opts.fallback[0].Property
				}
				s.opts.Progress(now)
			}
		case <-dog.C:
			if beginning && s.shown.Load() == nil && time.Since(s.began) > s.opts.Stall && s.opts.Warn != nil {
				s.opts.Warn(fmt.Sprintf("Init has not returned for more than %v", s.opts.Stall))
				beginning = false
			}
			for k, h := range hands {
				if b, at, lost := watched[k].look(h, s.opts.Stall); lost && s.opts.Warn != nil {
					s.opts.Warn(s.suspect(b, at))
				}
			}
		case <-ended:
			ended, grace = nil, time.After(s.grace())
		case <-grace:
			// A hand that has not returned by now never will.
			close(s.abandoned)
			return
		}
	}
}

// grace is how long hands may take to return after the run was cut short. For a
// checkpoint they finish a round.
func (s *search) grace() time.Duration {
	if s.keeper != nil {
		return 30 * time.Second
	}
	return 3 * time.Second
}

// watched is what the watchdog remembers of a hand.
type watched struct {
	block  *block
	beat   uint64
	since  time.Time
	warned bool
}

// look reports, once, where the hand has been expanding for longer than stall: the state,
// or one of the next.
func (w *watched) look(h *hand, stall time.Duration) (b *block, index int, lost bool) {
	b, beat := h.busy.Load(), h.beat.Load()
	if b != w.block || beat != w.beat || b == nil {
		*w = watched{block: b, beat: beat, since: time.Now()}
		return nil, 0, false
	}
	if w.warned || time.Since(w.since) < stall {
		return nil, 0, false
	}
	w.warned = true
	return b, int(beat), true
}

// suspect names the code that hangs in a state, the given one or one of the next, by running
// it again.
func (s *search) suspect(b *block, index int) string {
	var last atomic.Pointer[string]
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer func() { _ = recover() }()
		w := s.machine.NewWorker()
		for i := index; i < min(index+beatEvery, b.count); i++ {
			w.Load(b.state(i))
			w.Probe(func(what string) { last.Store(&what) })
		}
	}()
	select {
	case <-finished:
		return fmt.Sprintf("%d states or fewer have taken more than %v", beatEvery, s.opts.Stall)
	case <-time.After(time.Second):
		return fmt.Sprintf("%s has not returned for more than %v", *last.Load(), s.opts.Stall)
	}
}

// publish makes the current counts visible to the watcher.
func (s *search) publish() {
	s.shown.Store(&Progress{Depth: s.depth, Distinct: s.totals.distinct, Generated: s.totals.generated, Queue: s.frontier.states})
}
