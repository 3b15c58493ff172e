package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Gossips are random protocols of two nodes: tables say what a node in a state does by
// itself and on receiving a message, and which kind of message it then sends.

type gossip struct {
	From, To friend
	Kind     uint8
}

type gossipState struct {
	Nodes    spec.Fn[friend, uint8, [2]uint8]
	Messages spec.Messages[gossip]
}

const (
	gossipStates = 4
	gossipKinds  = 3
	gossipActs   = 3
)

// deed is what a node in a state does: nothing, if it is not enabled.
type deed struct {
	enabled bool
	to      uint8 // the node's next state
	sends   uint8 // a kind; 0: nothing
}

type tables struct {
	acts     [gossipActs][gossipStates]deed
	receives [gossipKinds + 1][gossipStates]deed
}

func randomTables(r *rand.Rand) (t tables) {
	random := func(state int) deed {
		d := deed{enabled: r.IntN(3) > 0, to: uint8(state)}
		if r.IntN(2) > 0 {
			d.to = uint8(r.IntN(gossipStates))
		}
		if r.IntN(3) > 0 {
			d.sends = uint8(1 + r.IntN(gossipKinds))
		}
		return d
	}
	for state := range gossipStates {
		for a := range t.acts {
			t.acts[a][state] = random(state)
		}
		for k := range t.receives {
			t.receives[k][state] = random(state)
		}
	}
	return t
}

func (t *tables) model(properties ...spec.Property[gossipState]) spec.Model[gossipState] {
	nodes := spec.NewDomain[friend](2)
	net := &spec.Network[gossipState, friend, uint8, gossip]{
		Channel: func(s *gossipState) spec.Channel[gossip] { return &s.Messages },
		Node:    func(s *gossipState, p friend) *uint8 { return s.Nodes.At(p) },
		From:    func(m *gossip) friend { return m.From },
		To:      func(m *gossip) friend { return m.To },
	}
	return spec.Model[gossipState]{
		Name: "gossips", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(gossipState{}), Network: net, AllowDeadlock: true,
		Actions: []spec.Action[gossipState]{
			spec.ForAll2("Act", spec.Product(nodes.All(), spec.Range(0, gossipActs-1)), func(s *gossipState, p friend, act int) bool {
				d := t.acts[act][s.Nodes.Get(p)]
				if !d.enabled {
					return false
				}
				s.Nodes.Set(p, d.to)
				for q := range nodes.Others(p) {
					if d.sends > 0 {
						s.Messages.Send(gossip{p, q, d.sends})
					}
				}
				return true
			}),
			spec.Handle("Receive", net, func(n *uint8, m gossip, out *spec.Outbox[gossip]) bool {
				d := t.receives[m.Kind][*n]
				if !d.enabled {
					return false
				}
				*n = d.to
				if d.sends > 0 {
					out.Send(gossip{m.To, m.From, d.sends})
				}
				return true
			}),
		},
		Properties: properties,
	}
}

// naive is a state of the same protocol without any of the vocabulary: the nodes'
// states, and by sender whether a message of the kind was sent to the other one.
type naive struct {
	nodes [2]uint8
	sent  [2][gossipKinds + 1]bool
}

// steps lists where the steps from s lead.
func (t *tables) steps(s naive) (next []naive) {
	do := func(p int, d deed) {
		if !d.enabled {
			return
		}
		n := s
		n.nodes[p] = d.to
		if d.sends > 0 {
			n.sent[p][d.sends] = true
		}
		next = append(next, n)
	}
	for p := range 2 {
		for a := range t.acts {
			do(p, t.acts[a][s.nodes[p]])
		}
		for k, there := range s.sent[1-p] {
			if there {
				do(p, t.receives[k][s.nodes[p]])
			}
		}
	}
	return next
}

// saturate takes all steps that only send.
func (t *tables) saturate(s naive) naive {
	for again := true; again; {
		again = false
		for _, n := range t.steps(s) {
			if n.nodes == s.nodes && n != s {
				s, again = n, true
				break
			}
		}
	}
	return s
}

// orbit is the lesser of s and its image where the nodes have changed names.
func orbit(s naive) naive {
	image := naive{[2]uint8{s.nodes[1], s.nodes[0]}, [2][gossipKinds + 1]bool{s.sent[1], s.sent[0]}}
	if fmt.Sprint(image) < fmt.Sprint(s) {
		return image
	}
	return s
}

// explored is what an exhaustive search finds.
type explored struct {
	distinct, generated uint64
	nodes               map[[2]uint8]int // the least depth at which the nodes are in these states
}

// explore visits what can be reached if each state is replaced by what represent says.
func (t *tables) explore(represent func(naive) naive) explored {
	first := represent(naive{})
	seen, level := map[naive]bool{first: true}, []naive{first}
	out := explored{generated: 1, nodes: map[[2]uint8]int{first.nodes: 1}}
	for depth := 2; len(level) > 0; depth++ {
		var next []naive
		for _, s := range level {
			for _, n := range t.steps(s) {
				out.generated++
				if n = represent(n); seen[n] {
					continue
				}
				seen[n] = true
				next = append(next, n)
				if out.nodes[n.nodes] == 0 {
					out.nodes[n.nodes] = depth
				}
			}
		}
		level = next
	}
	out.distinct = uint64(len(seen))
	return out
}

// TestEagerSends: the search with sends taken at once has the states and steps of a
// naive one, and reaches the same states of the nodes as without; a violation has a
// trace that is as short as without.
func TestEagerSends(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 23))
	fewer := 0
	for n := range 400 {
		tab := randomTables(r)
		all, some := tab.explore(func(s naive) naive { return s }), tab.explore(tab.saturate)
		for nodes := range all.nodes {
			if some.nodes[nodes] == 0 {
				t.Fatalf("%+v: nodes %v are not reached with sends at once", tab, nodes)
			}
		}
		if len(all.nodes) != len(some.nodes) {
			t.Fatalf("%+v: %d states of the nodes, %d with sends at once", tab, len(all.nodes), len(some.nodes))
		}
		check(t, tab.model(), explorer.CheckOptions{NoReduction: true}, all)
		check(t, tab.model(), explorer.CheckOptions{}, some)
		symmetric := tab.model()
		symmetric.Symmetry = symmetric.Domains
		orbits := tab.explore(func(s naive) naive { return orbit(tab.saturate(s)) })
		check(t, symmetric, explorer.CheckOptions{}, orbits)
		if some.distinct < all.distinct {
			fewer++
		}
		if n%8 == 0 {
			for _, other := range []explorer.Options{{Exact: true}, {Order: explorer.DFS}, {Workers: 3}} {
				check(t, symmetric, explorer.CheckOptions{Options: other}, orbits)
			}
		}
		bad := [2]uint8{uint8(r.IntN(gossipStates)), uint8(r.IntN(gossipStates))}
		result := violate(t, &tab, bad)
		if depth := all.nodes[bad]; depth == 0 && result.Verdict != explorer.Holds || depth > 0 && (len(result.Violations) != 1 || len(result.Violations[0].Trace) != depth) {
			t.Fatalf("%+v: verdict %s, violations %v, want a trace of %d states to %v (0: none)", tab, result.Verdict, result.Violations, depth, bad)
		}
	}
	if fewer < 200 {
		t.Errorf("states were saved in %d of 400 protocols only", fewer)
	}
}

func check(t *testing.T, m spec.Model[gossipState], opts explorer.CheckOptions, want explored) {
	t.Helper()
	got, err := explorer.Check(context.Background(), m, opts)
	if err != nil {
		t.Fatal(err)
	}
	if got.Verdict != explorer.Holds || got.Distinct != want.distinct || got.Generated != want.generated {
		t.Fatalf("%s, %d distinct, %d generated, want %d and %d; rules %v", got.Verdict, got.Distinct, got.Generated, want.distinct, want.generated, got.Ledger.Rules)
	}
}

// notBoth says that the nodes are not in these states.
func notBoth(bad [2]uint8) spec.Property[gossipState] {
	nodes := slices.Collect(spec.NewDomain[friend](2).All())
	return spec.Invariant("NotBoth", func(s *gossipState) error {
		if s.Nodes.Get(nodes[0]) == bad[0] && s.Nodes.Get(nodes[1]) == bad[1] {
			return errors.New("they are")
		}
		return nil
	})
}

// neverSo has an invariant that says that the nodes are not in these states, whichever is
// in which, and a step invariant that says that no step leads there or away.
func neverSo(bad [2]uint8) []spec.Property[gossipState] {
	nodes := slices.Collect(spec.NewDomain[friend](2).All())
	so := func(s *gossipState) bool {
		a, b := s.Nodes.Get(nodes[0]), s.Nodes.Get(nodes[1])
		return [2]uint8{a, b} == bad || [2]uint8{b, a} == bad
	}
	return []spec.Property[gossipState]{
		spec.Invariant("Never", func(s *gossipState) error {
			if so(s) {
				return errors.New("they are")
			}
			return nil
		}),
		spec.StepInvariant("Unchanged", func(s, next *gossipState, _ spec.Step) error {
			if so(s) != so(next) {
				return errors.New("they are, or were")
			}
			return nil
		}),
	}
}

func violate(t *testing.T, tab *tables, bad [2]uint8) *explorer.Result {
	t.Helper()
	result, err := explorer.Check(context.Background(), tab.model(notBoth(bad)), explorer.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// patient is a protocol whose only violation needs two messages, among many states that
// lead nowhere.
func patient() *tables {
	t := &tables{}
	for state := range gossipStates {
		for a := range t.acts {
			t.acts[a][state] = deed{true, uint8(state), uint8(a + 1)}
		}
	}
	t.receives[1][0] = deed{true, 1, 0}
	t.receives[2][1] = deed{true, 2, 0}
	return t
}

// TestEagerSendsAreCounted: with sends at once the protocol has nine states, one for
// each pair of states of the nodes; without, one more factor for each set of kinds.
func TestEagerSendsAreCounted(t *testing.T) {
	check(t, patient().model(), explorer.CheckOptions{}, explored{distinct: 9, generated: 1 + 9*6 + 2*2*3})
}

// TestEagerViolationIsNotLost: where a limit ends the search for a shortest trace, the
// one that was found with sends at once is told, without what need not be sent.
func TestEagerViolationIsNotLost(t *testing.T) {
	m := patient().model(notBoth([2]uint8{2, 2}))
	for _, goOn := range []bool{false, true} {
		result, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: explorer.Options{MaxStates: 20, Continue: goOn}})
		if err != nil {
			t.Fatal(err)
		}
		v := result.Violation()
		if result.Verdict != explorer.Violated || v == nil || len(v.Trace) != 9 || !v.Unshortened || !strings.Contains(result.Reason, "the limit of 20") {
			t.Errorf("%s: %s, %+v; want a violation with a trace of 9 states", result.Verdict, result.Reason, v)
		}
	}
}

// TestEagerTraces: a trace that is made from a path with sends at once is a behaviour of
// the protocol that ends with the violation, whichever nodes have changed names.
func TestEagerTraces(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	found := 0
	for range 200 {
		tab := randomTables(r)
		bad := [2]uint8{uint8(r.IntN(gossipStates)), uint8(r.IntN(gossipStates))}
		m := tab.model(neverSo(bad)...)
		m.Symmetry = m.Domains
		for _, property := range []string{"Never", "Unchanged"} {
			opts := explorer.CheckOptions{Options: explorer.Options{Order: explorer.DFS}, Properties: []string{property}}
			result, err := explorer.Check(context.Background(), m, opts)
			if err != nil {
				t.Fatal(err)
			}
			v := result.Violation()
			if v == nil || len(v.Trace) < 2 {
				continue
			}
			if found++; !result.Ledger.Rules[0].Used {
				t.Fatalf("%+v: %v", tab, result.Ledger.Rules)
			}
			opts.Order, opts.NoReduction, opts.MaxDepth = explorer.BFS, true, len(v.Trace)
			for _, s := range v.Trace[1 : len(v.Trace)-1] {
				opts.From = append(opts.From, s.Label)
			}
			again, err := explorer.Check(context.Background(), m, opts)
			if err != nil || again.Violation() == nil || len(again.Violation().Trace) != len(v.Trace) {
				t.Fatalf("%+v: after all but the last step of %v: %v, %v", tab, v.Trace, again, err)
			}
		}
	}
	if found < 100 {
		t.Errorf("%d traces", found)
	}
}

// TestEagerContinues: the first violation of each property has a shortest trace, and if
// there is none, sends are taken at once to the end.
func TestEagerContinues(t *testing.T) {
	opts := explorer.CheckOptions{Options: explorer.Options{Continue: true}}
	check(t, patient().model(notBoth([2]uint8{3, 3})), opts, explored{distinct: 9, generated: 1 + 9*6 + 2*2*3})
	result, err := explorer.Check(context.Background(), patient().model(notBoth([2]uint8{2, 2})), opts)
	if err != nil {
		t.Fatal(err)
	}
	// Both nodes send both kinds, and receive them from the other.
	if len(result.Violations) != 1 || len(result.Violations[0].Trace) != 9 || !result.Ledger.Exhausted || result.Distinct < 100 {
		t.Errorf("violations %v, exhausted %v, %d states", result.Violations, result.Ledger.Exhausted, result.Distinct)
	}
}

// TestEagerCheckpoints: the checkpoints that are left are those of the second attempt, and
// what is resumed from them knows of the first.
func TestEagerCheckpoints(t *testing.T) {
	opts := explorer.CheckOptions{Options: explorer.Options{
		MaxStates: 10, Checkpoints: &explorer.Checkpoints{Dir: t.TempDir(), Every: 1},
	}}
	m := patient().model(notBoth([2]uint8{2, 2}))
	if _, err := explorer.Check(context.Background(), m, opts); err != nil {
		t.Fatal(err)
	}
	if head, err := explorer.ReadCheckpoint(opts.Checkpoints.Dir); err != nil || len(head.Dropped) != 1 || head.Dropped[0].Found == "" {
		t.Fatalf("%v, %+v, want a checkpoint without sends at once", err, head)
	}
	opts.Checkpoints.Resume = true
	for _, limit := range []uint64{20, 0} {
		opts.MaxStates = limit
		result, err := explorer.Check(context.Background(), m, opts)
		if err != nil || len(result.Violations) != 1 || len(result.Violations[0].Trace) != 9 || result.Violations[0].Unshortened != (limit > 0) {
			t.Errorf("up to %d states: %v, %+v, want a violation with a trace of 9 states", limit, err, result)
		}
	}
}

// TestEagerErrorsHaveTraces: an error of the model's code is told with the steps to it,
// be it met in the run or while rules are certified at small constants.
func TestEagerErrorsHaveTraces(t *testing.T) {
	nodes := slices.Collect(spec.NewDomain[friend](2).All())
	failing := func(rules ...spec.Rule[uint8, gossip]) spec.Model[gossipState] {
		m := patient().model()
		m.Network.(*spec.Network[gossipState, friend, uint8, gossip]).Rules = rules
		m.Actions = append(m.Actions, spec.Do("Fail", func(s *gossipState) bool {
			if s.Nodes.Get(nodes[0]) == 2 && s.Nodes.Get(nodes[1]) == 2 {
				panic("both are done")
			}
			return false
		}))
		return m
	}
	ruled := failing(spec.Rule[uint8, gossip]{Name: "none", Stale: func(*gossip, *uint8, *uint8) bool { return false }})
	for _, c := range []struct {
		m    spec.Model[gossipState]
		opts explorer.CheckOptions
	}{{failing(), explorer.CheckOptions{}}, {ruled, explorer.CheckOptions{Small: ruled, SmallName: "the same"}}} {
		_, err := explorer.Check(context.Background(), c.m, c.opts)
		var failed *explorer.ModelError
		if !errors.As(err, &failed) || len(failed.Trace) != 9 {
			t.Errorf("%v, want an error with a trace of 9 states", err)
		}
	}
}

// TestEagerSendsAreRefused: where the reduction would not be sound, or is of no use.
func TestEagerSendsAreRefused(t *testing.T) {
	stuck := patient().model()
	stuck.AllowDeadlock = false
	reads := patient().model(spec.Invariant("Few", func(s *gossipState) error {
		if s.Messages.Len() > 6 {
			return errors.New("more messages than there are")
		}
		return nil
	}))
	for want, c := range map[string]struct {
		m    spec.Model[gossipState]
		opts explorer.CheckOptions
	}{
		"a reduction does not preserve deadlock": {stuck, explorer.CheckOptions{}},
		"Few reads the network":                  {reads, explorer.CheckOptions{}},
		"not asked for":                          {patient().model(), explorer.CheckOptions{Without: []string{spec.EagerSends}}},
		"reductions are off":                     {patient().model(), explorer.CheckOptions{NoReduction: true}},
		"a simulation gains nothing":             {patient().model(), explorer.CheckOptions{Options: explorer.Options{Order: explorer.Simulate, Walks: 10}}},
	} {
		result, err := explorer.Check(context.Background(), c.m, c.opts)
		if err != nil {
			t.Errorf("%s: %v", want, err)
		} else if s := result.Ledger.Rules; len(s) != 1 || s[0].Used || !strings.Contains(s[0].Basis, want) {
			t.Errorf("rules %v, want the only one dropped: %s", s, want)
		}
	}
}

// TestEndlessSends: where there is no end of what can be sent, sends are not taken at
// once, and limits are kept as without.
func TestEndlessSends(t *testing.T) {
	type message struct {
		From, To friend
		Hops     uint32
	}
	type state struct {
		Nodes    spec.Fn[friend, uint8, [2]uint8]
		Messages spec.Messages[message]
	}
	nodes := spec.NewDomain[friend](2)
	net := &spec.Network[state, friend, uint8, message]{
		Channel: func(s *state) spec.Channel[message] { return &s.Messages },
		Node:    func(s *state, p friend) *uint8 { return s.Nodes.At(p) },
		From:    func(m *message) friend { return m.From },
		To:      func(m *message) friend { return m.To },
	}
	m := spec.Model[state]{
		Name: "hops", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(state{}), Network: net, AllowDeadlock: true,
		Actions: []spec.Action[state]{
			spec.ForAll2("Start", nodes.Pairs(), func(s *state, p, q friend) bool { s.Messages.Send(message{p, q, 0}); return true }),
			spec.Handle("PassOn", net, func(_ *uint8, m message, out *spec.Outbox[message]) bool {
				out.Send(message{m.To, m.From, m.Hops + 1})
				return true
			}),
		},
	}
	result, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: explorer.Options{MaxStates: 100}})
	if err != nil {
		t.Fatal(err)
	}
	rules := result.Ledger.Rules
	if result.Verdict != explorer.Incomplete || len(rules) != 1 || rules[0].Used || !strings.Contains(rules[0].Basis, "more than 4096 messages") {
		t.Errorf("%s: %s; rules %v", result.Verdict, result.Reason, rules)
	}
}
