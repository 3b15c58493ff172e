package spec

import "github.com/mcheck/mcheck/internal/codec"

// Interpreter runs a model one instance of an action at a time: straight from
// the definitions, one deep copy a step, with no thought of speed. Reference
// explorers and law checkers are built on it; an engine uses a Worker. It is not
// safe for concurrent use.
type Interpreter[S any] struct {
	c    *compiled[S]
	inst []instances[S]
}

// Interpret checks that the model is well formed and returns an interpreter of
// it, without any reduction.
func (m Model[S]) Interpret() (*Interpreter[S], error) {
	c, err := m.compile(CompileOptions{})
	if err != nil {
		return nil, err
	}
	in := &Interpreter[S]{c: c}
	for _, a := range c.actions {
		in.inst = append(in.inst, a.instances())
	}
	return in, nil
}

// Trial is one instance of an action, tried in a state.
type Trial[S any] struct {
	Step    Step
	Enabled bool   // the update returned true
	Refused string // the bound that excludes the step, or empty
	// Before is the copy of the state that the domain and the bounds have read,
	// After the copy that the update has worked on, enabled or not.
	Before, After *S
}

// Init calls visit with a copy of every initial state.
func (in *Interpreter[S]) Init(visit func(*S)) {
	for s := range in.c.Init {
		s = in.Clone(&s)
		visit(&s)
	}
}

// Try calls visit for every instance of every action in *from. The steps of the
// model are the trials that are enabled and not refused.
func (in *Interpreter[S]) Try(from *S, visit func(Trial[S])) {
	for a, act := range in.c.actions {
		before := in.Clone(from)
		for k := range in.inst[a].load(&before) {
			after := in.Clone(from)
			t := Trial[S]{Step: Step{Action: act.name, params: in.inst[a], k: k}, Before: &before, After: &after}
			try := act.try(in.inst[a], &before, &after, k)
			if t.Enabled = try.enabled; try.refused >= 0 {
				t.Refused = act.bounds[try.refused].name
			}
			visit(t)
		}
	}
}

// Evaluation is a property's answer about one state or step.
type Evaluation struct {
	Property string
	Kind     Kind
	Err      error // why it is violated
	Seen     bool  // a witness was found
}

// CheckState calls visit after each invariant, state witness and predicate of a
// temporal property is evaluated on *s.
func (in *Interpreter[S]) CheckState(s *S, visit func(Evaluation)) {
	for _, p := range in.c.props {
		e := Evaluation{Property: p.name, Kind: p.kind}
		switch {
		case p.state != nil:
			e.Err = p.state(s)
		case p.seen != nil:
			e.Seen = p.seen(s)
		default:
			continue
		}
		visit(e)
	}
	for k, a := range in.c.atoms {
		if a.holds != nil {
			a.holds(s)
			visit(Evaluation{Property: in.c.Machine.Atoms[k].Property, Kind: KindTemporal})
		}
	}
}

// CheckStep calls visit after each step invariant, step witness and predicate on steps
// of a temporal property is evaluated on the step from *old to *new.
func (in *Interpreter[S]) CheckStep(old, new *S, step Step, visit func(Evaluation)) {
	for _, p := range in.c.props {
		e := Evaluation{Property: p.name, Kind: p.kind}
		switch {
		case !p.about(step.Action):
			continue
		case p.step != nil:
			e.Err = p.step(old, new, step)
		case p.seenStep != nil:
			e.Seen = p.seenStep(old, new, step)
		default:
			continue
		}
		visit(e)
	}
	for k, a := range in.c.atoms {
		if a.step != nil {
			a.step(old, new)
			visit(Evaluation{Property: in.c.Machine.Atoms[k].Property, Kind: KindTemporal})
		}
	}
}

// Clone returns a deep copy of *s.
func (in *Interpreter[S]) Clone(s *S) S {
	var out S
	codec.Copy(in.c.layout.NewScratch(), &out, s)
	return out
}

// Encode returns the canonical encoding of *s: the state's identity.
func (in *Interpreter[S]) Encode(s *S) []byte { return in.c.layout.Append(nil, pointer(s)) }

// Decode returns the state with the given encoding.
func (in *Interpreter[S]) Decode(encoded []byte) S {
	var out S
	in.c.layout.NewScratch().Decode(pointer(&out), encoded)
	return out
}
