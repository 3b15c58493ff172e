package spectest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// Limits of the walk: how many states Check looks at, how many of the first it
// visits again at the end, and how many renamed images of each it tries.
const (
	maxStates = 10_000
	again     = 200
	images    = 3
)

// Check walks the reachable states of m, the first 10,000 at most, and fails the
// test at the first law that the model breaks:
//
//   - a disabled action leaves its copy of the state untouched;
//   - an action does the same whenever it is run in the same state;
//   - domains, bounds, constraints, Terminal and properties change nothing;
//   - no two slices share memory after an action;
//   - encoding and decoding gives the same state, and states are equal exactly
//     when their encodings are;
//   - if Model.Symmetry is declared, a renamed state has the renamed successors
//     and violates the same properties.
func Check[S any](t testing.TB, m spec.Model[S]) {
	t.Helper()
	if err := laws(m, maxStates); err != nil {
		t.Fatal(err)
	}
}

// inspector is one walk.
type inspector[S any] struct {
	m      spec.Model[S]
	in     *spec.Interpreter[S]
	byText map[string]string // identity -> encoding
	byCode map[string]string // encoding -> identity
	queue  []*S
	first  []string // what the first states led to
	err    error
}

func laws[S any](m spec.Model[S], limit int) error {
	in, err := m.Interpret()
	if err != nil {
		return fmt.Errorf("spectest: %w", err)
	}
	w := &inspector[S]{m: m, in: in, byText: map[string]string{}, byCode: map[string]string{}}
	if err := w.walk(limit); err != nil {
		return fmt.Errorf("spectest: model %s: %w", m.Name, err)
	}
	return nil
}

func (w *inspector[S]) walk(limit int) error {
	w.in.Init(func(s *S) { w.reach("an initial state", s) })
	if len(w.queue) == 0 {
		return errors.Join(w.err, errors.New("no initial state satisfies the constraints"))
	}
	for k := 0; k < len(w.queue) && k < limit && w.err == nil; k++ {
		led := w.expand(w.queue[k])
		if k < again {
			w.first = append(w.first, led)
		}
	}
	for k, led := range w.first {
		if w.err == nil && w.expand(w.queue[k]) != led {
			w.failf("state %+v has other successors than it had earlier: %s", *w.queue[k], impure)
		}
	}
	if w.err == nil && w.m.HasSymmetry() {
		return w.symmetric(limit)
	}
	return w.err
}

const (
	impure   = "the model must depend on nothing outside of its state, such as a Go map's order, a global, time or randomness"
	readOnly = "it may only read the state: update in actions"
)

func (w *inspector[S]) failf(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// code returns the encoding of s, which is cheaper than its identity and, as
// reach verifies, says the same.
func (w *inspector[S]) code(s *S) string { return string(w.in.Encode(s)) }

// expand verifies all instances of all actions in s and returns a text of the
// steps found.
func (w *inspector[S]) expand(s *S) string {
	was := w.code(s)
	var led []byte
	var last spec.Trial[S] // of the action at hand
	readOnce := func() {
		if w.err == nil && last.Before != nil && w.code(last.Before) != was {
			w.failf("action %s: its domain or a bound changed the state, %s: %s", last.Step.Label(), difference(s, last.Before), readOnly)
		}
	}
	w.in.Try(s, func(t spec.Trial[S]) {
		if w.err != nil {
			return
		}
		if t.Before != last.Before {
			readOnce()
		}
		last = t
		name := t.Step.Label()
		after := w.code(t.After)
		led = fmt.Appendln(led, name, t.Enabled, t.Refused, after)
		switch {
		case !t.Enabled && after != was:
			w.failf("action %s: returned false after it had changed the state, %s: put all guards before the first update", name, difference(s, t.After))
		case t.Enabled && t.Refused == "":
			w.step(s, was, t, name, after)
		}
	})
	readOnce()
	w.repeat(s, string(led))
	return string(led)
}

// repeat runs the same instances in s once more.
func (w *inspector[S]) repeat(s *S, led string) {
	if w.err != nil {
		return
	}
	var second []byte
	w.in.Try(s, func(t spec.Trial[S]) {
		second = fmt.Appendln(second, t.Step.Label(), t.Enabled, t.Refused, w.code(t.After))
		if w.err == nil && (len(second) > len(led) || led[:len(second)] != string(second)) {
			w.failf("action %s: run twice in the same state, it did two different things (state %+v): %s", t.Step.Label(), *s, impure)
		}
	})
	if string(second) != led {
		w.failf("state %+v: a domain yields other values the second time: %s", *s, impure)
	}
}

// step verifies one step of the model, from a state encoded as was to one encoded
// as after.
func (w *inspector[S]) step(s *S, was string, t spec.Trial[S], name, after string) {
	if one, other, found := shared(t.Before, t.After); found {
		w.failf("action %s: %s and %s share memory, so that a later update of one changes the other: copy the elements, as slices.Clone does", name, one, other)
		return
	}
	w.in.CheckStep(s, t.After, t.Step, func(e spec.Evaluation) {
		if w.code(s) != was || w.code(t.After) != after {
			w.failf("property %s: changed the states of a step: %s", e.Property, readOnly)
		}
	})
	w.reach("action "+name, t.After)
}

// reach verifies a reachable state, and queues it if it is new.
func (w *inspector[S]) reach(source string, s *S) {
	text, code := identity(s), w.code(s)
	if old, known := w.byText[text]; known && old != code {
		w.failf("%s: state %+v has two encodings: report this", source, *s)
	} else if old, known := w.byCode[code]; known && old != text {
		w.failf("%s: state %+v has the encoding of another state: a slot outside of a declared domain or length has been written", source, *s)
	} else if known {
		return
	}
	w.byText[text], w.byCode[code] = code, text
	if back := w.in.Decode([]byte(code)); identity(&back) != text {
		w.failf("%s: encoding loses information, %s: a slot outside of a declared domain or length has been written", source, difference(s, &back))
	}
	w.reads(s, code)
	if w.m.Within(s) {
		w.queue = append(w.queue, s)
	}
}

// reads verifies that what only reads the state does not change it.
func (w *inspector[S]) reads(s *S, was string) {
	copied := w.in.Clone(s)
	changed := func(what string) {
		if w.code(&copied) != was {
			w.failf("%s: changed the state, %s: %s", what, difference(s, &copied), readOnly)
			copied = w.in.Clone(s)
		}
	}
	w.in.CheckState(&copied, func(e spec.Evaluation) { changed("property " + e.Property) })
	for _, c := range w.m.Constraints {
		c.Holds(&copied)
		changed("constraint " + c.Name)
	}
	if w.m.Terminal != nil {
		w.m.Terminal(&copied)
		changed("Terminal")
	}
}
