package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/proof"
	"github.com/mcheck/mcheck/spec"
)

// Finding is the result of one part of a verification.
type Finding struct {
	What string
	// Wrong says what differs; empty if nothing does.
	Wrong []string
	// Note says how much was looked at; Partial, that it was not all.
	Note    string
	Partial bool
}

// Verifier verifies evidence.
type Verifier struct {
	Entries []spec.Entry
	Version string // of the program
	// Check runs a model as the program does that wrote the evidence.
	Check func(context.Context, *spec.Entry, spec.Constants, explorer.CheckOptions) (*explorer.Result, error)
	// Prove checks the steps of a model's written proof.
	Prove func(context.Context, *spec.Entry, proof.Options) (*proof.Result, error)
	// Quick asks for the traces and a sample of the levels only; Seed chooses it.
	Quick bool
	Seed  uint64
}

// claim is evidence that has been read.
type claim struct {
	evidence
	entry     *spec.Entry
	constants spec.Constants
	result    map[string]any // of Result
	digests   any
	proved    any // Proof.Result
}

// Verify says what of the evidence holds. The error is of the run, not of the
// evidence.
func (v *Verifier) Verify(ctx context.Context, raw []byte) ([]Finding, error) {
	c, err := v.read(raw)
	if err != nil {
		return []Finding{{What: "evidence", Wrong: []string{err.Error()}}}, nil
	}
	out := []Finding{{What: "evidence", Note: "well-formed, of " + c.entry.Name}, v.sources(c)}
	traces, err := v.traces(c)
	if err != nil {
		return out, err
	}
	out = append(out, traces...)
	repeated := v.repeat
	if v.Quick || c.cut() {
		repeated = v.sample
	}
	last, err := repeated(ctx, c)
	switch {
	case err != nil && ctx.Err() != nil:
		return out, err
	case err != nil: // no such run has written evidence
		last.Wrong = []string{"cannot be repeated: " + err.Error()}
	}
	out = append(out, last)
	if c.entry.Proof != nil {
		proved, err := v.proof(ctx, c)
		if err != nil {
			return out, err
		}
		out = append(out, proved)
	}
	return out, nil
}

// read makes sure that the evidence has the right form and is about a model that
// there is.
func (v *Verifier) read(raw []byte) (*claim, error) {
	all, err := tree(raw)
	if err != nil {
		return nil, err
	}
	c := &claim{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c.evidence); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return nil, fmt.Errorf("%s: cannot be the %s, want %v", wrong.Field, shorten(wrong.Value), wrong.Type)
		}
		return nil, errors.New(shorten(err.Error()))
	}
	fields, ok := all.(map[string]any)
	for _, part := range []any{fields, fields["options"], fields["proof"]} {
		if err := exact(part); err != nil {
			return nil, err
		}
	}
	if !ok || c.Format != format {
		return nil, fmt.Errorf("format = %.40q, want %q", c.Format, format)
	}
	if c.result, ok = fields["result"].(map[string]any); !ok {
		return nil, fmt.Errorf("result = %s, want an object", brief(fields["result"]))
	}
	if err := errors.Join(c.Options.wrong(), c.contradiction()); err != nil {
		return nil, err
	}
	c.digests = fields["digests"]
	if proved, ok := fields["proof"].(map[string]any); ok {
		c.proved = proved["result"]
	}
	if err := v.subject(c); err != nil {
		return nil, err
	}
	if c.Proof != nil && c.entry.Proof == nil {
		return nil, fmt.Errorf("proof: model %s has none", c.entry.Name)
	}
	return c, nil
}

// exact refuses names of fields that package json takes for others, because it does not
// tell capitals from small letters.
func exact(object any) error {
	fields, _ := object.(map[string]any)
	for name := range fields {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return fmt.Errorf("unknown field %.40q", name)
		}
	}
	return nil
}

// contradiction refuses a verdict that the rest of the result speaks against, so that
// the quickest verification sees one that was turned over.
func (c *claim) contradiction() error {
	_, cut := c.result["reason"]
	violated := c.result["violation"] != nil
	switch verdict, _ := c.result["verdict"].(string); {
	case !slices.Contains([]explorer.Verdict{explorer.Holds, explorer.Incomplete, explorer.Violated}, explorer.Verdict(verdict)):
		return fmt.Errorf("result.verdict = %s, want a verdict", brief(c.result["verdict"]))
	case verdict == string(explorer.Holds) && cut:
		return fmt.Errorf("result.verdict = %s, but result.reason tells of a run that was cut short", brief(verdict))
	case violated != (verdict == string(explorer.Violated)):
		return fmt.Errorf("result.verdict = %s, but result.violation = %s", brief(verdict), brief(c.result["violation"]))
	}
	return nil
}

// cut reports whether the run claims to have been ended by a limit of time or memory.
func (c *claim) cut() bool {
	_, why := c.result["reason"]
	return c.Options.Limited && (why || c.result["verdict"] == string(explorer.Incomplete))
}

// subject finds the model, its constants and its bug.
func (v *Verifier) subject(c *claim) error {
	name, _ := c.result["model"].(string)
	k := slices.IndexFunc(v.Entries, func(e spec.Entry) bool { return e.Name == name })
	if k < 0 {
		return fmt.Errorf("result.model = %s: there is no such model", brief(c.result["model"]))
	}
	c.entry = &v.Entries[k]
	params, ok := c.result["params"].(map[string]any)
	if !ok {
		return fmt.Errorf("result.params = %s, want an object", brief(c.result["params"]))
	}
	given := map[string]string{}
	for name, value := range params {
		given[name] = fmt.Sprint(value)
	}
	values, err := c.entry.Parse(given)
	if err != nil {
		return fmt.Errorf("result.params: %w", err)
	}
	bug, ok := c.result["bug"].(string)
	if !ok {
		return fmt.Errorf("result.bug = %s, want a name", brief(c.result["bug"]))
	}
	if c.Hidden != "" {
		if bug, err = Unhide(c.entry, c.Hidden); err != nil {
			return err
		}
	}
	c.constants, err = c.entry.Constants(values, bug)
	return err
}

// Unhide finds the bug of a model that a blind report hides.
func Unhide(e *spec.Entry, hidden string) (string, error) {
	if hidden == hiddenBug(e.Name, "") {
		return "", nil
	}
	for _, b := range e.Bugs {
		if hidden == hiddenBug(e.Name, b.Name) {
			return b.Name, nil
		}
	}
	return "", fmt.Errorf("hidden = %s stands for no bug of %s", brief(hidden), e.Name)
}

// sources compares the model with the one that the evidence is about.
func (v *Verifier) sources(c *claim) Finding {
	f := Finding{What: "sources of the model"}
	now, err := Sources(c.entry)
	switch {
	case err != nil:
		f.Wrong = []string{err.Error()}
	case now != c.Sources:
		f.Wrong = []string{fmt.Sprintf("the evidence is about %s, this program has %s: the model was changed", brief(c.Sources), brief(now))}
	case now == "unknown":
		f.Note = "not compared: the model does not say which they are"
	default:
		f.Note = "unchanged"
	}
	if c.Version != v.Version {
		f.Note += fmt.Sprintf("; written by version %s, this is %s", brief(c.Version), brief(v.Version))
	}
	return f
}

// repeat runs the model again and compares everything.
func (v *Verifier) repeat(ctx context.Context, c *claim) (Finding, error) {
	f := Finding{What: "run"}
	opts := c.Options.check()
	bounded := opts
	bounded.MaxStates = c.bound()
	result, err := v.Check(ctx, c.entry, c.constants, bounded)
	if err != nil {
		return f, err
	}
	s := &Subject{Entry: c.entry, Constants: c.constants, Options: opts, Version: v.Version, Blind: c.Hidden != ""}
	again, err := newEvidence(s, result)
	if err != nil {
		return f, err
	}
	found, err := tree(again.Result)
	if err != nil {
		return f, err
	}
	digests, err := treeOf(again.Digests)
	if err != nil {
		return f, err
	}
	f.Wrong = append(differences("result", any(c.result), found), differences("digests", c.digests, digests)...)
	f.Note = fmt.Sprintf("repeated: %d distinct states, all counts and the digests of %d levels compared", result.Distinct, len(again.Digests))
	return f, nil
}

// bound is the limit of distinct states for a run that is repeated. Evidence with few
// states and large constants must not take all memory: what has many more states than it
// claims is found to differ long before.
func (c *claim) bound() uint64 {
	const spare = 100_000
	n, _ := c.result["distinct"].(json.Number)
	claimed, err := n.Int64()
	limit := 2*uint64(max(0, claimed)) + spare
	given := c.Options.MaxStates
	if c.Options.Order == explorer.Simulate || given > 0 && given < limit || err == nil && claimed > 1<<40 {
		return given
	}
	return limit
}

// quickStates is how many states a sample visits, or a tenth of them if that is more.
const quickStates = 10_000

// sample repeats the run down to a level drawn at random, and compares those above.
func (v *Verifier) sample(ctx context.Context, c *claim) (Finding, error) {
	f := Finding{What: "levels", Partial: true}
	coverage, _ := c.result["coverage"].(map[string]any)
	levels, _ := coverage["levels"].([]any)
	digests, _ := c.digests.([]any)
	depth := v.draw(levels)
	if depth == 0 {
		f.Note = "not checked: the evidence has no levels that are few enough"
		return f, nil
	}
	opts := c.Options.check()
	opts.MaxDepth, opts.MaxStates, opts.Continue = depth, 0, true
	opts.Certify = false // but not Liveness, with which there are no reductions
	opts.Without = c.unused()
	result, err := v.Check(ctx, c.entry, c.constants, opts)
	if err != nil {
		return f, err
	}
	again, err := newEvidence(&Subject{Entry: c.entry, Constants: c.constants}, result)
	if err != nil {
		return f, err
	}
	counts, err := treeOf(result.Coverage.Levels)
	if err != nil {
		return f, err
	}
	sums, err := treeOf(again.Digests)
	if err != nil {
		return f, err
	}
	f.Wrong = append(differences("result.coverage.levels", levels[:depth], counts),
		differences("digests", digests[:min(depth, len(digests))], sums)...)
	f.Note = fmt.Sprintf("levels 1 to %d of %d were compared; deeper levels, totals, actions, witnesses and the ledger were NOT checked", depth, len(levels))
	return f, nil
}

// unused names the reductions of the network that the run ended without: this one may not
// come to see why.
func (c *claim) unused() (names []string) {
	ledger, _ := c.result["ledger"].(map[string]any)
	rules, _ := ledger["rules"].([]any)
	for _, r := range rules {
		rule, _ := r.(map[string]any)
		name, _ := rule["name"].(string)
		if used, told := rule["used"].(bool); told && !used {
			names = append(names, name)
		}
	}
	return names
}

// draw returns the number of levels to repeat, 0 if there are none.
func (v *Verifier) draw(levels []any) int {
	var sums []uint64
	total := uint64(0)
	for _, l := range levels[:max(0, len(levels)-1)] { // the last may have been cut short
		n, ok := l.(json.Number)
		count, err := n.Int64()
		if !ok || err != nil || count < 0 || count > 1<<40 {
			break
		}
		total += uint64(count)
		sums = append(sums, total)
	}
	feasible := 0
	for feasible < len(sums) && sums[feasible] <= max(quickStates, total/10) {
		feasible++
	}
	if feasible == 0 {
		return 0
	}
	return 1 + int(rand.New(rand.NewPCG(v.Seed, 1)).Uint64N(uint64(feasible)))
}
