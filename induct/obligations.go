package induct

import (
	"bytes"
	"context"
	"slices"

	"github.com/mcheck/mcheck/spec"
)

// report turns what was found into a result.
type report struct {
	*run
	*Result
	total  *tally
	w      spec.Prover
	places []*witness // of the counterexamples
}

func (r *run) result(ctx context.Context, total *tally) *Result {
	p := &report{run: r, total: total, w: r.NewProver(), Result: &Result{
		Model: r.Machine.Name, Mode: r.mode, Variables: r.Inductive.Variables, Within: r.Inductive.Within, Space: r.space,
		Made: total.made, Satisfying: total.satisfying, Partial: total.partial, Abandoned: total.abandoned,
		Steps: total.steps, Refused: total.refused, Workers: r.opts.Workers,
	}}
	for _, l := range r.Inductive.Lemmas {
		p.Result.Lemmas = append(p.Result.Lemmas, l.Name)
	}
	for a, info := range r.Machine.Actions {
		p.Result.Actions = append(p.Result.Actions, Action{info.Name, total.taken[a]})
	}
	if r.mode == Sampled {
		p.Samples, p.Seed, p.Failed = r.opts.Samples, r.opts.Seed, total.failed
		p.Distinct = uint64(len(total.states.settle()))
	}
	p.Supported, p.FailingOne = r.mode == All || total.supported, total.failingOne
	p.rows()
	p.conclude(why(ctx, r.opts))
	p.reach(ctx)
	return p.Result
}

// rows fills in the matrix.
func (p *report) rows() {
	if p.mode != Sampled { // a sample does not know what else could have been made
		types := Row{Kind: TypeCorrect, Name: "type-correct", Initial: p.typeCell(0)}
		for a := range p.Result.Actions {
			types.Actions = append(types.Actions, p.typeCell(a+1))
		}
		p.Obligations = append(p.Obligations, types)
	}
	for i, name := range p.Result.Lemmas {
		row := Row{Kind: LemmaRow, Name: name, Initial: p.cell(&p.total.initial[i], p.total.initialAt[i], i, name, "")}
		row.Initial.Support = nil
		for a, action := range p.Result.Actions {
			c := p.cell(&p.total.kept[i][a], p.total.keptAt[i][a], i, name, action.Name)
			c.Vacuous = action.Steps == 0
			row.Actions = append(row.Actions, c)
		}
		p.Obligations = append(p.Obligations, row)
	}
	for k, info := range p.Machine.Properties {
		p.Obligations = append(p.Obligations, Row{
			Kind: ImpliedRow, Name: info.Name, Implied: p.cell(&p.total.implied[k], p.total.impliedAt[k], -1, info.Name, ""),
		})
	}
}

// typeCell is the obligation that what an action leads to, 0 being the initial states,
// was made.
func (p *report) typeCell(column int) *Cell {
	c := &Cell{Holds: true}
	if column > 0 {
		c.Vacuous = p.Result.Actions[column-1].Steps == 0
	}
	if w := p.total.outsideAt[column]; w != nil {
		x := &Counterexample{Row: "type-correct", Message: "the state is none of those that Induction.States makes"}
		if column > 0 {
			x.Action = p.Result.Actions[column-1].Name
		}
		p.add(c, x, w, -1)
	}
	return c
}

// cell is the obligation whose family is given. A lemma is -1 for an invariant.
func (p *report) cell(f *family, w *witness, lemma int, row, action string) *Cell {
	c := &Cell{Holds: w == nil}
	if w != nil {
		p.add(c, &Counterexample{Row: row, Action: action}, w, lemma)
		return c
	}
	var support uint64
	switch {
	case p.mode == All:
		support, c.Exact = f.smallest(), true
	case p.Supported:
		support = f.essential()
	}
	for _, i := range lemmasIn(support) {
		c.Support = append(c.Support, p.Result.Lemmas[i])
	}
	return c
}

// add describes a counterexample.
func (p *report) add(c *Cell, x *Counterexample, w *witness, lemma int) {
	c.Holds, c.Counterexample = false, len(p.Counterexamples)
	x.Initial, x.Reachable = w.first, Unknown
	p.w.LoadRaw(w.from)
	x.From = p.w.State()
	switch {
	case x.Action != "":
		p.step(x, w.step, lemma)
	case lemma >= 0:
		p.w.Restore(w.from)
		x.Message = p.w.Explain(lemma).Error()
	case x.Message == "":
		p.w.Restore(w.from)
		p.w.CheckState(false, func(k int, err error) {
			if p.Machine.Properties[k].Name == x.Row {
				x.Message = err.Error()
			}
		}, nil)
	}
	p.Counterexamples, p.places = append(p.Counterexamples, x), append(p.places, w)
}

// step describes the step of a counterexample.
func (p *report) step(x *Counterexample, step spec.Instance, lemma int) {
	x.Label, x.Rule = p.w.Label(step), p.Machine.Actions[step.Action()].Rule
	p.w.Apply(step)
	if lemma >= 0 {
		x.Message = p.w.Explain(lemma).Error()
	}
	after := p.w.EncodeRaw(nil)
	p.w.LoadRaw(after)
	x.To = p.w.State()
}

// conclude sets the verdict.
func (p *report) conclude(cut string) {
	switch {
	case len(p.Counterexamples) > 0:
		p.Verdict, p.Reason = Refuted, cut
	case cut != "":
		p.Verdict, p.Reason = Incomplete, cut
	case p.mode == Sampled:
		p.Verdict, p.Reason = Incomplete, "a sample proves nothing about the states that were not drawn"
	default:
		p.Verdict = Proved
		for i, name := range p.Result.Lemmas {
			if p.Supported && !p.needed(i) {
				p.Redundant = append(p.Redundant, name)
			}
		}
	}
}

// needed reports whether some obligation about something else fails without the lemma.
func (p *report) needed(lemma int) bool {
	for i, row := range p.total.kept {
		if i != lemma && slices.ContainsFunc(row, func(f family) bool { return f.needs(lemma) }) {
			return true
		}
	}
	return slices.ContainsFunc(p.total.implied, func(f family) bool { return f.needs(lemma) })
}

// reach finds out which states of counterexamples are reachable.
func (p *report) reach(ctx context.Context) {
	var targets [][]byte
	for _, w := range p.places {
		targets = append(targets, w.from)
	}
	if len(targets) == 0 {
		return
	}
	depths, exhausted := search(ctx, p.Machine, targets, p.opts.MaxReachable)
	for k, x := range p.Counterexamples {
		switch {
		case depths[k] > 0:
			x.Reachable, x.Depth = Reachable, depths[k]
		case exhausted:
			x.Reachable = Unreachable
		}
	}
}

// search visits the reachable states breadth-first, until it has seen all targets or
// more states than the limit. It returns at which depth it saw each target, 0 meaning
// not at all, and whether it has seen every reachable state.
func search(ctx context.Context, m *spec.Machine, targets [][]byte, limit uint64) (depths []int, exhausted bool) {
	s := &searcher{Worker: m.NewWorker(), seen: map[uint64]bool{}, targets: targets, depths: make([]int, len(targets)), depth: 1}
	// Code that fails on reachable states is reported by a search of the model.
	defer func() {
		if recover() != nil {
			depths, exhausted = s.depths, false
		}
	}()
	s.Keep(true)
	s.Initial(func() {
		if s.Within(false) < 0 {
			s.visit(s.Fingerprint())
		}
	})
	for len(s.next) > 0 {
		level := s.next
		s.next = nil
		s.depth++
		for _, state := range level {
			if uint64(len(s.seen)) > limit || ctx.Err() != nil || s.open() == 0 {
				return s.depths, false
			}
			s.Load(state)
			s.Expand(s, false)
		}
	}
	return s.depths, true
}

type searcher struct {
	spec.Worker
	seen    map[uint64]bool
	next    [][]byte
	targets [][]byte
	depths  []int
	depth   int
}

// open counts the targets that were not seen.
func (s *searcher) open() (n int) {
	for _, d := range s.depths {
		if d == 0 {
			n++
		}
	}
	return n
}

func (s *searcher) visit(fp uint64) {
	if s.seen[fp] {
		return
	}
	s.seen[fp] = true
	raw := s.EncodeRaw(nil)
	s.next = append(s.next, raw)
	for k, t := range s.targets {
		if bytes.Equal(t, raw) {
			s.depths[k] = s.depth
		}
	}
}

// Successor implements spec.Sink.
func (s *searcher) Successor(_ spec.Instance, fp uint64) { s.visit(fp) }

// Cut implements spec.Sink.
func (s *searcher) Cut(spec.Instance, int) {}

// Refused implements spec.Sink.
func (s *searcher) Refused(spec.Instance, int) {}

// Violated implements spec.Sink.
func (s *searcher) Violated(spec.Instance, int, error) {}

// Seen implements spec.Sink.
func (s *searcher) Seen(spec.Instance, int) {}
