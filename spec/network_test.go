package spec_test

import (
	"strings"
	"testing"

	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/spec"
)

// letter is a message from one node to another.
type letter struct {
	From, To node
	Text     string
}

func (l letter) String() string { return l.Text }

type mailbox struct{ Got spec.Seq[string] }

// post is a state with one network of type C.
type post[C any] struct {
	Net  C
	Node spec.Fn[node, mailbox, [4]mailbox]
}

// office is a model in which every letter can be received, and receiving "ping"
// sends "pong" back.
func office[C any](channel func(*post[C]) spec.Channel[letter], sent ...letter) (spec.Model[post[C]], *spec.Network[post[C], node, mailbox, letter]) {
	net := &spec.Network[post[C], node, mailbox, letter]{
		Channel: channel,
		Node:    func(s *post[C], n node) *mailbox { return s.Node.At(n) },
		From:    func(l *letter) node { return l.From },
		To:      func(l *letter) node { return l.To },
	}
	return spec.Model[post[C]]{
		Name: "office", Domains: []spec.AnyDomain{three}, Network: net, AllowDeadlock: true,
		Init: func(yield func(post[C]) bool) {
			var s post[C]
			for _, l := range sent {
				net.Send(&s, l)
			}
			yield(s)
		},
		Actions: []spec.Action[post[C]]{
			spec.Handle("Receive", net, func(b *mailbox, l letter, out *spec.Outbox[letter]) bool {
				if l.Text == "junk" {
					return false
				}
				b.Got.Append(l.Text)
				if l.Text == "ping" {
					out.Send(letter{l.To, l.From, "pong"})
				}
				return true
			}),
		},
	}, net
}

func first[C any](t *testing.T, m spec.Model[post[C]]) (s post[C]) {
	t.Helper()
	in, err := m.Interpret()
	if err != nil {
		t.Fatal(err)
	}
	in.Init(func(initial *post[C]) { s = *initial })
	return s
}

// receive takes the step in which the text is received, which must be possible,
// and lists what else was.
func receive[C any](t *testing.T, m spec.Model[post[C]], s *post[C], text string) (possible string) {
	t.Helper()
	in, err := m.Interpret()
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	var next *post[C]
	in.Try(s, func(trial spec.Trial[post[C]]) {
		if !trial.Enabled {
			return
		}
		labels = append(labels, trial.Step.Label())
		if trial.Step.Label() == "Receive("+text+")" && next == nil {
			next = trial.After
		}
	})
	possible = strings.Join(labels, " ")
	if next == nil {
		t.Fatalf("%s cannot be received, only %s", text, possible)
	}
	*s = *next
	return possible
}

// The letters of all three tests: two equal ones, one more on the same link, and
// one on another.
var letters = []letter{{ns[0], ns[1], "b"}, {ns[0], ns[1], "a"}, {ns[0], ns[1], "b"}, {ns[2], ns[1], "ping"}, {ns[2], ns[0], "junk"}}

func TestMessagesAreReceivedAnyNumberOfTimes(t *testing.T) {
	m, _ := office(func(s *post[spec.Messages[letter]]) spec.Channel[letter] { return &s.Net }, letters...)
	s := first(t, m)
	agree(t, "sent", s.Net.String(), "{a, b, junk, ping}")
	agree(t, "possible", receive(t, m, &s, "b"), "Receive(a) Receive(b) Receive(ping)")
	agree(t, "again", receive(t, m, &s, "b"), "Receive(a) Receive(b) Receive(ping)")
	receive(t, m, &s, "ping")
	receive(t, m, &s, "ping")
	agree(t, "received", s.Node.Get(ns[1]).Got.String(), "<<b, b, ping, ping>>")
	agree(t, "in the network", s.Net.String(), "{a, b, pong, junk, ping}")
	agree(t, "Len", s.Net.Len(), 5)
	agree(t, "Has", s.Net.Has(letter{ns[1], ns[2], "pong"}), true)
}

func TestMessageBagDeliversEachCopyOnce(t *testing.T) {
	m, _ := office(func(s *post[spec.MessageBag[letter]]) spec.Channel[letter] { return &s.Net }, letters...)
	s := first(t, m)
	agree(t, "sent", s.Net.String(), "(a, b, b, junk, ping)")
	agree(t, "possible, equal copies once", receive(t, m, &s, "b"), "Receive(a) Receive(b) Receive(ping)")
	agree(t, "Count", s.Net.Count(letters[0]), 1)
	receive(t, m, &s, "ping")
	agree(t, "one copy is left", receive(t, m, &s, "b"), "Receive(a) Receive(b) Receive(pong)")
	agree(t, "none is left", receive(t, m, &s, "pong"), "Receive(a) Receive(pong)")
	agree(t, "Drop", s.Net.Drop(letters[1]), true)
	agree(t, "Drop again", s.Net.Drop(letters[1]), false)
	agree(t, "in flight", s.Net.String(), "(junk)")
	agree(t, "Len", s.Net.Len(), 1)
}

func TestFIFODeliversInOrder(t *testing.T) {
	m, net := office(func(s *post[spec.FIFO[letter]]) spec.Channel[letter] { return &s.Net }, letters...)
	s := first(t, m)
	agree(t, "sent", s.Net.String(), "<<b, a, b, junk, ping>>")
	agree(t, "heads of links", receive(t, m, &s, "b"), "Receive(b) Receive(ping)")
	agree(t, "next of the link", receive(t, m, &s, "a"), "Receive(a) Receive(ping)")
	receive(t, m, &s, "ping")
	net.Send(&s, letter{ns[0], ns[1], "late"})
	agree(t, "late is behind b", receive(t, m, &s, "b"), "Receive(b) Receive(pong)")
	agree(t, "late is next", receive(t, m, &s, "late"), "Receive(late) Receive(pong)")
	agree(t, "received", s.Node.Get(ns[1]).Got.String(), "<<b, a, ping, b, late>>")
	agree(t, "Len", s.Net.Len(), 2)
	panics(t, "Send past the network", func() { s.Net.Send(letters[0]) })

	m.Symmetry = m.Domains
	if _, err := m.Compile(spec.CompileOptions{Symmetry: true}); err == nil || !strings.Contains(err.Error(), "drop Model.Symmetry") {
		t.Errorf("FIFO with symmetry: error %v", err)
	}
}

// ignore is a Sink that wants nothing.
type ignore struct{}

func (ignore) Successor(spec.Instance, uint64)    {}
func (ignore) Cut(spec.Instance, int)             {}
func (ignore) Refused(spec.Instance, int)         {}
func (ignore) Violated(spec.Instance, int, error) {}
func (ignore) Seen(spec.Instance, int)            {}

// twoPhase returns a worker for two-phase commit and encodings of some of its
// states: those on a path.
func twoPhase(t testing.TB) (spec.Worker, [][]byte) {
	m, err := twopc.Config{RMs: spec.NewDomain[twopc.RM](6)}.Model().Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w := m.NewWorker()
	var states [][]byte
	w.Initial(func() { states = append(states, w.EncodeRaw(nil)) })
	for k := range 10 {
		var steps collect
		w.LoadRaw(states[k])
		w.Expand(&steps, false)
		w.Apply(steps.steps[len(steps.steps)/2])
		states = append(states, w.EncodeRaw(nil))
	}
	return w, states
}

type collect struct {
	ignore
	steps []spec.Instance
}

func (c *collect) Successor(step spec.Instance, _ uint64) { c.steps = append(c.steps, step) }

func TestExpandDoesNotAllocate(t *testing.T) {
	w, states := twoPhase(t)
	var sink spec.Sink = ignore{}
	if n := testing.AllocsPerRun(100, func() {
		for _, s := range states {
			w.LoadRaw(s)
			w.Expand(sink, false)
		}
	}); n != 0 {
		t.Errorf("%v allocations to expand %d states, want none", n, len(states))
	}
}

func BenchmarkExpand(b *testing.B) {
	w, states := twoPhase(b)
	var sink spec.Sink = ignore{}
	b.ReportAllocs()
	successors := 0
	for b.Loop() {
		for _, s := range states {
			w.LoadRaw(s)
			successors += w.Expand(sink, false)
		}
	}
	b.ReportMetric(float64(successors)/b.Elapsed().Seconds(), "successors/s")
}
