package explorer_test

import (
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// mail is a post office with one node, to which two letters are on their way.
type mail struct {
	Node  spec.Fn[node, box, [2]box]
	Msgs  spec.Messages[letter]
	Begun bool
}

type box struct{ Flag, Got bool }

type letter struct {
	From, To node
	Kind     uint8
}

// Fairness of a handler may be about any message or about each one. The letter that
// only raises and lowers the flag keeps the other from being delivered for ever,
// unless each has its turn.
func TestFairnessOfMessages(t *testing.T) {
	nodes := spec.NewDomain[node](1)
	net := &spec.Network[mail, node, box, letter]{
		Channel: func(s *mail) spec.Channel[letter] { return &s.Msgs },
		Node:    func(s *mail, n node) *box { return s.Node.At(n) },
		From:    func(m *letter) node { return m.From }, To: func(m *letter) node { return m.To },
	}
	m := spec.Model[mail]{
		Name: "mail", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(mail{}), Network: net, AllowDeadlock: true,
		Actions: []spec.Action[mail]{
			spec.ForAll("Post", nodes.All(), func(s *mail, n node) bool {
				if s.Begun {
					return false
				}
				s.Begun = true
				s.Msgs.Send(letter{n, n, 1})
				s.Msgs.Send(letter{n, n, 2})
				return true
			}),
			spec.Handle("Receive", net, func(b *box, m letter, _ *spec.Outbox[letter]) bool {
				if m.Kind == 1 {
					b.Flag = !b.Flag
				} else {
					b.Got = true
				}
				return true
			}),
		},
		Properties: []spec.Property[mail]{spec.Eventually("Delivered", func(s *mail) bool {
			for n := range nodes.All() {
				return s.Node.Get(n).Got
			}
			return false
		})},
	}
	for _, tt := range []struct {
		fair []spec.Fairness
		want explorer.Verdict
		size int // of the loop
	}{
		{[]spec.Fairness{spec.WF("Post")}, explorer.Violated, 1},
		{[]spec.Fairness{spec.WF("Post"), spec.WF("Receive")}, explorer.Violated, 2},
		{[]spec.Fairness{spec.WF("Post"), spec.WFEach("Receive")}, explorer.Holds, 0},
		{[]spec.Fairness{spec.WFEach("Post", "Receive")}, explorer.Holds, 0},
	} {
		m.Fairness = tt.fair
		for _, workers := range []int{1, 3} {
			r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Liveness: true, Options: explorer.Options{Workers: workers}})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != tt.want {
				t.Errorf("%v: %s, want %s", tt.fair, r.Verdict, tt.want)
			}
			if v := r.Violation(); v != nil && len(v.Trace)-v.Lasso.Loop != tt.size {
				t.Errorf("%v: a loop of %d states, want %d", tt.fair, len(v.Trace)-v.Lasso.Loop, tt.size)
			}
		}
	}
}

// What a model declares must be what it has.
func TestFairnessErrors(t *testing.T) {
	y := system{init: []int{0}, acts: []act{{"Go", chain(0, 2)}}, property: spec.Eventually("P", at(2))}
	for _, tt := range []struct {
		fair     spec.Fairness
		property spec.Property[vertex]
		want     string
	}{
		{spec.WF("Goo"), y.property, `model system: fairness WF(Goo): unknown action "Goo", want one of ["Go"]`},
		{spec.SFEach(), y.property, `model system: fairness SFEach(Next): want an action`},
		{spec.WF("Go"), spec.Temporal("P", spec.Diamond(spec.Taken[vertex]("Run"))), `model system: property P: unknown action "Run", want one of ["Go"]`},
	} {
		y.fair, y.property = []spec.Fairness{tt.fair}, tt.property
		if _, err := y.model().Compile(spec.CompileOptions{}); err == nil || err.Error() != tt.want {
			t.Errorf("error %v, want %s", err, tt.want)
		}
	}
	m := spec.Model[vertex]{Name: "odd", Init: spec.Only(vertex{}), Fairness: []spec.Fairness{spec.WFEach("Go")}, Actions: []spec.Action[vertex]{
		spec.ForAll("Go", spec.Only(map[int]int{}), func(*vertex, map[int]int) bool { return false }),
	}}
	if _, err := m.Compile(spec.CompileOptions{}); err == nil {
		t.Error("instances whose parameters are maps cannot be told apart, want an error")
	} else {
		t.Log(err)
	}
}
