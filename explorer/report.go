package explorer

import (
	"errors"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/mcheck/mcheck/spec"
)

// result says what the search has found.
func (s *search) result() (*Result, error) {
	r := &Result{
		Model: s.machine.Name, Generated: s.totals.generated, Distinct: s.totals.distinct, Walks: s.walks,
		Workers: s.opts.Workers, Ledger: s.ledger(), Coverage: s.coverage(),
	}
	switch s.opts.Order {
	case BFS:
		r.Depth = s.depth
		r.Depth += s.prefix.length()
	case Simulate:
		r.Distinct = 0
	}
	if s.failure != nil {
		return nil, s.modelError()
	}
	err := s.violations(r)
	if what := s.untraced(); what != "" && (err != nil || s.opts.Order == BFS) {
		return nil, untraced(what, r.Violations...)
	}
	if unread := s.links.file.error(); unread != nil {
		return nil, unread
	}
	if err != nil {
		return nil, err
	}
	if err := s.conclude(r); err != nil {
		return nil, err
	}
	for _, v := range r.Violations {
		s.exorcise(v)
	}
	r.Elapsed, r.PeakRSS = time.Since(s.began), peakResident()
	return r, nil
}

// conclude sets the verdict from the violations found, and adds required witnesses
// that no state has shown, if all were visited.
func (s *search) conclude(r *Result) error {
	r.Reason = s.reason
	switch {
	case s.reason != "":
	case s.totals.generated == 0:
		r.Reason = "there is no initial state"
	case s.totals.distinct == 0:
		r.Reason = "no initial state satisfies the constraints"
	case s.tooDeep > 0:
		r.Reason = "the depth limit left states unexpanded"
	case s.bits != nil:
		r.Reason = "bit-state hashing may have taken new states for seen ones"
	case s.opts.Order == Simulate:
		r.Reason = "a simulation samples behaviours"
	default:
		r.Ledger.Exhausted = len(r.Violations) == 0 || s.opts.Continue
	}
	if err := s.reportTemporal(r); err != nil {
		return err
	}
	for _, w := range r.Ledger.Witnesses {
		if r.Ledger.Exhausted && w.Required && !w.Found {
			r.Violations = append(r.Violations, &Violation{
				Kind: Unreachable, Property: w.Name, Message: unreachable(w),
			})
		}
	}
	switch {
	case len(r.Violations) > 0:
		r.Verdict, r.Reason = Violated, s.reason
	case r.Ledger.Exhausted && r.Reason == "":
		r.Verdict = Holds
	default:
		r.Verdict = Incomplete
	}
	return nil
}

func unreachable(w Witness) string {
	if w.Needs == "" {
		return "no reachable state shows it"
	}
	return "no reachable state shows it, although the constants meet " + w.Needs
}

// uncertified takes back what follows only if the rules of the network are right:
// that nothing is violated, or that a witness is missing.
func (r *Result) uncertified(reason string) {
	r.Violations = slices.DeleteFunc(r.Violations, func(v *Violation) bool { return v.Kind == Unreachable })
	if r.Ledger.Exhausted, r.Reason = false, reason; len(r.Violations) == 0 {
		r.Verdict = Incomplete
	}
}

// eager reports whether sends are taken at once.
func (s *search) eager() bool { return slices.Contains(s.machine.Rules, spec.EagerSends) }

// untraced names a violation that was found while sends were taken at once.
func (s *search) untraced() string {
	for _, f := range s.findings {
		if s.eager() && !f.witness {
			return "a violation of " + s.machine.Properties[f.property].Name
		}
	}
	return ""
}

// violations adds the counterexamples, the first to have been found first; one
// only, unless the run was to continue.
func (s *search) violations(r *Result) error {
	sort.Slice(s.findings, func(a, b int) bool { return s.findings[a].before(s.findings[b]) })
	for _, f := range s.findings {
		if f.witness || len(r.Violations) > 0 && !s.opts.Continue {
			continue
		}
		path := append(s.pathTo(f.parent), f.step)
		trace, message, err := s.trace(path, f.property)
		if err != nil {
			return err
		}
		r.Violations = append(r.Violations, s.violation(f.property, trace, message))
	}
	// A safety violation decides the exit status before a deadlock does.
	sort.SliceStable(r.Violations, func(a, b int) bool {
		return s.opts.Continue && r.Violations[a].Kind == Safety && r.Violations[b].Kind == Deadlock
	})
	return nil
}

func (s *search) violation(property int, trace []Step, message string) *Violation {
	if property < 0 {
		return &Violation{Kind: Deadlock, Trace: trace, Message: "no action is enabled"}
	}
	info := s.machine.Properties[property]
	v := &Violation{Kind: Safety, Property: info.Name, Trace: trace, Message: message}
	if info.Kind == spec.KindRefinement {
		v.Abstract = info.Abstract.Name
	}
	return v
}

func (s *search) pathTo(parent uint32) []uint32 {
	if parent == noParent {
		return nil
	}
	return s.links.path(parent)
}

func (s *search) modelError() error {
	f := s.failure
	e := &ModelError{Model: s.machine.Name, Where: f.where, Cause: f.cause}
	if endless, ok := errors.AsType[*spec.EndlessSends](e); ok {
		return &untracedError{why: endless.Error()}
	}
	if s.eager() && readsNetwork(e) == nil {
		return untraced("an error of the model")
	}
	if _, ours := e.finding(); !ours {
		e.Stack = f.stack
	}
	path := s.pathTo(f.parent)
	if f.reached {
		path = append(path, uint32(f.step))
	}
	if len(path) > 0 {
		// The code that failed may fail again while the trace is replayed; the
		// error is worth having without its trace.
		func() {
			defer func() { _ = recover() }()
			e.Trace, _, _ = s.trace(path, noProperty)
		}()
	}
	return e
}

func (s *search) ledger() Ledger {
	m := s.machine
	l := Ledger{
		Order: s.opts.Order, From: s.opts.From, Symmetry: m.Symmetric, SymmetryImages: s.totals.images, Asymmetric: m.Asymmetric,
		Unchecked: m.Unchecked, Ghosts: s.written(), GhostlessStates: s.ghostless(),
		Exact: s.opts.Exact, Bitstate: s.bits.report(), Refinements: s.refinements(),
	}
	if !l.Exact {
		l.CollisionChance = collisionChance(s.totals.distinct)
	}
	for a, info := range m.Actions {
		for b, name := range info.Bounds {
			l.Bounds = append(l.Bounds, Cut{Action: info.Name, Name: name, Steps: s.totals.refused[a][b]})
		}
		if s.totals.enabled[a] == 0 {
			l.NeverEnabled = append(l.NeverEnabled, info.Name)
		}
	}
	for k, name := range m.Constraints {
		l.Constraints = append(l.Constraints, Cut{Name: name, Steps: s.totals.cut[k]})
	}
	for _, name := range m.Rules {
		l.Rules = append(l.Rules, RuleStatus{Name: name, Used: true})
	}
	for k, p := range m.Properties {
		if p.Kind.Temporal() {
			continue
		}
		if p.Kind != spec.KindReachable {
			l.Properties = append(l.Properties, p.Name)
			continue
		}
		// What happened before a prefix ended may have been all there was to see.
		w := Witness{Name: p.Name, Required: p.Required && s.prefix == nil, Needs: p.Needs}
		for _, f := range s.findings {
			if f.property == k {
				w.Found, w.Depth = true, f.depth+s.prefix.length()
			}
		}
		l.Witnesses = append(l.Witnesses, w)
	}
	return l
}

func (s *search) coverage() Coverage {
	t := &s.totals
	c := Coverage{Levels: s.levels, Digests: s.digests, Expanded: t.expanded, MinOut: max(0, t.minOut), MaxOut: t.maxOut, Variables: s.variables()}
	if s.opts.Order != BFS {
		c.Levels, c.Digests = nil, nil
	}
	for a, info := range s.machine.Actions {
		c.Actions = append(c.Actions, ActionCount{Name: info.Name, Enabled: t.enabled[a], New: t.fresh[a]})
	}
	for _, p := range s.machine.Properties {
		n := t.checked
		if p.Kind != spec.KindInvariant {
			n = 0
			for _, e := range t.enabled {
				n += e
			}
		}
		if p.Kind != spec.KindReachable && !p.Kind.Temporal() {
			c.Evaluations = append(c.Evaluations, PropertyCount{Name: p.Name, Kind: p.Kind, Count: n})
		}
	}
	return c
}

// collisionChance bounds the probability that two of n different states share a
// 64-bit fingerprint, so that one of them was never explored.
func collisionChance(n uint64) float64 {
	x := float64(n)
	return -math.Expm1(-x * (x - 1) / 2 / (1 << 63) / 2)
}
