package proof

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/spec"
)

// holds answers whether a property holds in a scope. Temporal properties, which forbid
// reductions, have a search of their own.
func (c *checker) holds(ctx context.Context, o spec.Obligation, in *instance) (Outcome, error) {
	kind, err := in.kind(o.Property)
	if err != nil {
		return Outcome{}, err
	}
	r, err := c.search(ctx, in, kind.Temporal())
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Scope: in.words, States: r.Distinct, Verdict: Holds}
	for _, v := range r.Violations {
		if v.Property == o.Property {
			out.Verdict, out.Reason = Fails, fmt.Sprintf("violated in %d states: %s", len(v.Trace), v.Message)
		}
	}
	if kind == spec.KindReachable {
		return witnessed(out, r, o.Property), nil
	}
	if out.Verdict == Holds && !r.Ledger.Exhausted {
		out.Verdict, out.Reason = Incomplete, r.Reason
	}
	for _, t := range r.Ledger.Temporal {
		if t.Name == o.Property && t.Verdict == explorer.Incomplete {
			out.Verdict, out.Reason = Incomplete, t.Why
		}
	}
	out.How = fmt.Sprintf(map[bool]string{true: "true of all fair behaviours in %s", false: how[kind]}[kind.Temporal()], states(r, in))
	return out, nil
}

// how says what it means that a property of the kind holds, in so many states.
var how = map[spec.Kind]string{
	spec.KindInvariant:     "true in %s",
	spec.KindStepInvariant: "true of every step from %s",
	spec.KindRefinement:    "every step from %s is an abstract step or changes nothing there",
}

// states says how many states of what were explored.
func states(r *explorer.Result, in *instance) string {
	text := fmt.Sprintf("all %s states of `%s`", humanize.Comma(int64(r.Distinct)), in.words)
	var under []string
	if len(r.Ledger.Symmetry) > 0 {
		under = append(under, "up to symmetry")
	}
	if slices.ContainsFunc(r.Ledger.Rules, func(s explorer.RuleStatus) bool { return s.Used && s.Name != spec.EagerSends }) {
		under = append(under, "with certified rules of the network")
	}
	if slices.ContainsFunc(r.Ledger.Rules, func(s explorer.RuleStatus) bool { return s.Used && s.Name == spec.EagerSends }) {
		under = append(under, "sends taken at once")
	}
	if len(in.From) > 0 {
		under = append(under, fmt.Sprintf("after a given beginning of %d steps", len(in.From)))
	}
	if len(under) > 0 {
		text += " (" + strings.Join(under, ", ") + ")"
	}
	return text
}

func witnessed(out Outcome, r *explorer.Result, property string) Outcome {
	for _, w := range r.Ledger.Witnesses {
		switch {
		case w.Name != property:
		case w.Found:
			out.How = fmt.Sprintf("reached in `%s`, in state %d of a shortest behaviour", out.Scope, w.Depth)
			out.Verdict, out.Reason = Holds, ""
		case r.Ledger.Exhausted:
			out.Verdict, out.Reason = Fails, "it is not reachable"
		default:
			out.Verdict, out.Reason = Incomplete, r.Reason
		}
	}
	out.States = r.Distinct
	return out
}

// search runs the search of a scope for all properties that are to hold there, or
// returns what it found when it was run before.
func (c *checker) search(ctx context.Context, in *instance, temporal bool) (*explorer.Result, error) {
	key := fmt.Sprint(in.words, in.From, temporal)
	if r := c.searches[key]; r != nil {
		return r, nil
	}
	var properties []string
	for _, o := range c.asked() {
		for _, s := range c.scopes(o) {
			other, err := c.instance(s)
			if err != nil {
				return nil, err
			}
			if o.Claim != spec.ClaimHolds || fmt.Sprint(other.words, other.From, temporal) != key || slices.Contains(properties, o.Property) {
				continue
			}
			if kind, err := in.kind(o.Property); err != nil {
				return nil, err
			} else if kind.Temporal() == temporal {
				properties = append(properties, o.Property)
			}
		}
	}
	opts, err := c.options(ctx, in, properties...)
	if err != nil {
		return nil, err
	}
	opts.Continue = true
	r, err := explorer.Check(ctx, in.model, opts)
	if err == nil {
		c.searches[key] = r
	}
	return r, err
}

// inductive answers whether a lemma is inductive in a scope.
func (c *checker) inductive(ctx context.Context, o spec.Obligation, in *instance) (Outcome, error) {
	r := c.inductions[in.words]
	if r == nil {
		n, err := in.model.CompileInduction()
		if err != nil {
			return Outcome{}, err
		}
		opts := induct.Options{Workers: c.opts.Workers}
		if !all(n) {
			opts.MaxSupport = 1 // what lemmas rest on would not be known exactly
		}
		if r, err = induct.Check(ctx, n, opts); err != nil {
			return Outcome{}, err
		}
		c.inductions[in.words] = r
	}
	out := Outcome{Scope: in.words, States: r.Made, Verdict: Holds}
	cells, err := obligations(r, o)
	if err != nil {
		return out, err
	}
	for _, cell := range cells {
		switch {
		case !cell.Holds:
			out.Verdict, out.Reason = Fails, r.Counterexamples[cell.Counterexample].Message
		case cell.Vacuous && o.Action != "":
			out.Verdict, out.Reason = Fails, "the action is never taken from a state that satisfies the lemmas"
		}
	}
	if out.Verdict == Holds && r.Verdict == induct.Incomplete {
		out.Verdict, out.Reason = Incomplete, r.Reason
	}
	out.How = inductively(r, in) + support(cells, o.Property)
	return out, nil
}

// all reports whether there are so few type-correct states that all of them are made.
func all(n *spec.Inductive) bool {
	const few = 4_000_000
	states := 1
	for _, v := range n.Variables {
		if v.Values < 0 || states*v.Values > few {
			return false
		}
		states *= v.Values
	}
	return true
}

// obligations returns the cells that the obligation is about.
func obligations(r *induct.Result, o spec.Obligation) (cells []*induct.Cell, err error) {
	for _, row := range r.Obligations {
		if row.Name == o.Property || o.Property == spec.Inv && row.Kind == induct.LemmaRow {
			cells = append(cells, obligationsOf(row, r.Actions, o.Action)...)
		}
	}
	if len(cells) == 0 {
		return nil, fmt.Errorf("there is nothing to prove of %s", o.Name())
	}
	return cells, nil
}

// obligationsOf returns the cells of a row, or that of the case.
func obligationsOf(row induct.Row, actions []induct.Action, only string) (cells []*induct.Cell) {
	add := func(cell *induct.Cell, of string) {
		if cell != nil && (only == "" || only == of) {
			cells = append(cells, cell)
		}
	}
	add(row.Initial, initial)
	for k, cell := range row.Actions {
		add(cell, actions[k].Name)
	}
	add(row.Implied, "")
	return cells
}

// initial is what Obligation.Case calls the initial states.
const initial = "Init"

func inductively(r *induct.Result, in *instance) string {
	if r.Mode == induct.All {
		return fmt.Sprintf("checked from all %s type-correct states of `%s`", humanize.Comma(int64(r.Made)), in.words)
	}
	return fmt.Sprintf("checked from the %s states of `%s` that satisfy all lemmas", humanize.Comma(int64(r.Satisfying)), in.words)
}

// support names the other lemmas that are needed, where that is known.
func support(cells []*induct.Cell, lemma string) string {
	var names []string
	for _, cell := range cells {
		if !cell.Exact {
			return ""
		}
		for _, name := range cell.Support {
			if quoted := "`" + name + "`"; name != lemma && !slices.Contains(names, quoted) {
				names = append(names, quoted)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return ", with " + strings.Join(names, ", ")
}

// violated answers whether the bug of a scope violates a property; and where that is
// the property of the step that fails, whether the steps before it hold for longer.
func (c *checker) violated(ctx context.Context, o spec.Obligation, in *instance) (Outcome, error) {
	out := Outcome{Scope: in.words, Verdict: Holds}
	if _, err := in.kind(o.Property); err != nil {
		return out, err
	}
	opts, err := c.options(ctx, in, o.Property)
	if err != nil {
		return out, err
	}
	r, err := explorer.Check(ctx, in.model, opts)
	if err != nil {
		return out, err
	}
	out.States = r.Distinct
	v := r.Violation()
	switch {
	case v != nil:
		out.How = counterexample(v, in)
		return c.first(ctx, o, in, len(v.Trace), out)
	case r.Verdict == explorer.Incomplete:
		out.Verdict, out.Reason = Incomplete, r.Reason
	default:
		out.Verdict, out.Reason = Fails, "it is not violated"
	}
	return out, nil
}

func counterexample(v *explorer.Violation, in *instance) string {
	shortest := "a shortest counterexample"
	if len(in.From) > 0 {
		shortest = "a counterexample"
	}
	if v.Kind == explorer.Liveness {
		return fmt.Sprintf("%s in `%s` has %d states, and goes on for ever", shortest, in.words, len(v.Trace))
	}
	last := v.Trace[len(v.Trace)-1].Label
	return fmt.Sprintf("%s in `%s` has %d states and ends with `%s`", shortest, in.words, len(v.Trace), last)
}

// first checks that what is checked of the steps before the failing one is not violated
// in a shorter behaviour.
func (c *checker) first(ctx context.Context, o spec.Obligation, in *instance, length int, out Outcome) (Outcome, error) {
	properties, err := c.before(o, in)
	if err != nil || len(properties) == 0 || length <= 1+len(in.From) {
		return out, err
	}
	opts, err := c.options(ctx, in, properties...)
	if err != nil {
		return out, err
	}
	opts.MaxDepth = length - 1
	r, err := explorer.Check(ctx, in.model, opts)
	if err != nil {
		return out, err
	}
	if v := r.Violation(); v != nil && v.Kind == explorer.Safety {
		out.Verdict = Fails
		out.Reason = fmt.Sprintf("%s, which an earlier step says, is violated before, in %d states", v.Property, len(v.Trace))
	} else if ctx.Err() != nil {
		out.Verdict, out.Reason = Incomplete, r.Reason
	}
	return out, nil
}

// before names the safety properties that are checked of the steps before the one that
// fails, if o is the obligation about it.
func (c *checker) before(o spec.Obligation, in *instance) (names []string, err error) {
	d := c.document
	k := slices.IndexFunc(d.Bugs, func(s *BugSection) bool { return s.Bug == in.Bug })
	if k < 0 || !slices.ContainsFunc(d.failing(c.entry, d.Bugs[k]), func(f spec.Obligation) bool { return f.Name() == o.Name() }) {
		return nil, nil
	}
	for _, at := range d.citations() {
		if at.step == nil || at.at == d.Bugs[k].FailsAt {
			break
		}
		earlier, _ := obligation(c.entry, at.Obligation)
		if earlier.Claim != spec.ClaimHolds || earlier.Scopes[0].Entry != nil || earlier.Property == o.Property || slices.Contains(names, earlier.Property) {
			continue
		}
		if kind, err := in.kind(earlier.Property); err == nil && (kind == spec.KindInvariant || kind == spec.KindStepInvariant) {
			names = append(names, earlier.Property)
		}
	}
	return names, nil
}
