package spec_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

type server struct{ spec.Index }

func (s server) String() string { return spec.Name("s", s) }

type role uint8

func (r role) String() string { return [...]string{"follower", "leader"}[r] }

type entry struct {
	Term   int
	Leader server
}

type packet struct {
	Kind role
	To   server
}

func (p packet) String() string { return fmt.Sprintf("%v to %v", p.Kind, p.To) }

type common struct {
	CurrentTerm uint8
	VotedFor    server
}

type member struct {
	common
	RMState role
	Log     spec.Vec[entry, [2]entry]
	hidden  string
}

type viewState struct {
	Servers  spec.Fn[server, member, [4]member]
	Votes    spec.Subset[server]
	Messages spec.Messages[packet]
	Bag      spec.Bag[role]
	Bits     spec.Bits
	Nobody   server
	Done     bool
	Ring     [2]int8
	Names    []string
	Queue    spec.Seq[int]
}

// viewOf returns the view of a model's only initial state.
func viewOf[S any](t *testing.T, s S) spec.Value {
	t.Helper()
	m := spec.Model[S]{
		Name: "view", Domains: []spec.AnyDomain{spec.NewDomain[server](2)}, Init: spec.Only(s),
		Actions: []spec.Action[S]{spec.Do("Stop", func(*S) bool { return false })},
	}
	machine, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := machine.NewWorker()
	var raw []byte
	w.Initial(func() { raw = w.EncodeRaw(nil) })
	w.LoadRaw(raw)
	return w.State()
}

func sampleState() viewState {
	var s viewState
	for i := range spec.NewDomain[server](2).All() {
		n := s.Servers.At(i)
		n.CurrentTerm, n.VotedFor, n.RMState, n.hidden = 3, i, 1, "h"
		n.Log.Append(entry{1, i})
		s.Votes.Add(i)
		s.Messages.Send(packet{1, i})
	}
	s.Bag.Add(1)
	s.Bag.Add(1)
	s.Bits.Add(5)
	s.Names = []string{""}
	s.Queue.Append(-7)
	return s
}

func TestViewString(t *testing.T) {
	want := `[servers: [s1: [currentTerm: 3, votedFor: s1, rmState: leader, log: <<[term: 1, leader: s1]>>, hidden: h], ` +
		`s2: [currentTerm: 3, votedFor: s2, rmState: leader, log: <<[term: 1, leader: s2]>>, hidden: h]], ` +
		`votes: {s1, s2}, messages: {leader to s1, leader to s2}, bag: (leader, leader), bits: {5}, nobody: nil, ` +
		`done: false, ring: [0, 0], names: [""], queue: <<-7>>]`
	if got := viewOf(t, sampleState()).String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestViewJSON(t *testing.T) {
	b, err := json.Marshal(viewOf(t, sampleState()))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"servers":{"s1":{"currentTerm":3,"votedFor":"s1","rmState":"leader","log":[{"term":1,"leader":"s1"}],"hidden":"h"},` +
		`"s2":{"currentTerm":3,"votedFor":"s2","rmState":"leader","log":[{"term":1,"leader":"s2"}],"hidden":"h"}},` +
		`"votes":["s1","s2"],"messages":[{"kind":"leader","to":"s1"},{"kind":"leader","to":"s2"}],"bag":["leader","leader"],` +
		`"bits":[5],"nobody":null,"done":false,"ring":[0,0],"names":[""],"queue":[-7]}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
}

// A String method that panics must not keep the state from being shown: an
// enumeration out of its range is what TypeOK finds.
func TestViewOutOfRange(t *testing.T) {
	var s viewState
	s.Bag.Add(9)
	for _, f := range viewOf(t, s).Fields {
		if f.Name == "bag" && f.Value.String() != "(9)" {
			t.Errorf("bag = %v, want (9)", f.Value)
		}
	}
}

// primes is a set of numbers packed into a number.
type primes uint8

func (p primes) Display() any {
	var s spec.Set[int]
	for _, n := range []int{2, 3, 5} {
		if p%primes(n) == 0 {
			s.Add(n)
		}
	}
	return s
}

func TestViewDisplayed(t *testing.T) {
	type state struct {
		Factors spec.Fn[server, primes, [2]primes]
	}
	var s state
	for i := range spec.NewDomain[server](2).All() {
		s.Factors.Set(i, 30)
	}
	agree(t, "a packed set", viewOf(t, s).String(), "[factors: [s1: {2, 3, 5}, s2: {2, 3, 5}]]")
}

func TestValueKeyLooksBehindString(t *testing.T) {
	a := spec.Value{Kind: spec.RecordValue, Text: "same", Fields: []spec.Field{{Name: "x", Value: spec.Value{Atom: int64(1)}}}}
	b := a
	b.Fields = []spec.Field{{Name: "x", Value: spec.Value{Atom: int64(2)}}}
	if a.String() != b.String() || a.Key() == b.Key() {
		t.Errorf("strings %q, %q; keys %q, %q", a, b, a.Key(), b.Key())
	}
}

// token is data that servers pass on.
type token struct{ spec.Index }

func (k token) String() string { return spec.Name("k", k) }

// Node is who acts: the first argument that is an element of an index type, unless
// these are data.
func TestNode(t *testing.T) {
	servers, tokens := spec.NewDomain[server](2), spec.NewDomain[token](1)
	node := func(data ...spec.AnyDomain) string {
		m := spec.Model[spec.Subset[token]]{
			Name: "pass", Domains: []spec.AnyDomain{servers, tokens}, Data: data, Init: spec.Only(spec.Subset[token]{}),
			Actions: []spec.Action[spec.Subset[token]]{
				spec.ForAll2("Pass", spec.Product(tokens.All(), servers.All()), func(s *spec.Subset[token], k token, _ server) bool {
					s.Add(k)
					return true
				}),
			},
		}
		machine, err := m.Compile(spec.CompileOptions{})
		if err != nil {
			return err.Error()
		}
		w := machine.NewWorker()
		w.Initial(func() { w.LoadRaw(w.EncodeRaw(nil)) })
		steps := &collect{}
		w.Expand(steps, true)
		return w.Node(steps.steps[0])
	}
	agree(t, "a token's step", node(), "k1")
	agree(t, "a server's step", node(tokens), "s1")
	agree(t, "no such data", node(spec.NewDomain[token](2)), "model pass: data of spec_test.token: not in Domains with the same size")
}
