package spec_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mcheck/mcheck/spec"
)

// pulse is a message, and gauge a local state, of which there are few.
type pulse struct {
	From, To    node
	Kind, Level uint8
	_           uint64 // makes padding
	Flag        bool
}

type gauge struct {
	Level uint8
	Count uint64
}

type circuit[C any] struct {
	Net, Other C
	Row        spec.Seq[gauge]
	Node       spec.Fn[node, gauge, [4]gauge]
	Seen       spec.Set[uint64] // elements of a word, for a state that is hashed in place
}

// circuits is a model whose handlers do anything, but always the same with the same message in
// the same local state. Of its two networks the second may be without handlers.
func circuits[C any](channel, other func(*circuit[C]) spec.Channel[pulse], nodes func(*circuit[C], node) *gauge, sent int) spec.Model[circuit[C]] {
	network := func(channel func(*circuit[C]) spec.Channel[pulse]) *spec.Network[circuit[C], node, gauge, pulse] {
		return &spec.Network[circuit[C], node, gauge, pulse]{
			Channel: channel, Node: nodes,
			From: func(p *pulse) node { return p.From },
			To:   func(p *pulse) node { return p.To },
		}
	}
	net := network(channel)
	handler := func(which uint64) func(g *gauge, p pulse, out *spec.Outbox[pulse]) bool {
		return func(g *gauge, p pulse, out *spec.Outbox[pulse]) bool {
			r := rand.New(rand.NewPCG(which<<32|uint64(g.Level)<<8|uint64(g.Count), uint64(p.Kind)<<8|uint64(p.Level)))
			if r.IntN(4) > 0 {
				return false
			}
			if r.IntN(3) > 0 {
				g.Level = uint8(r.IntN(3))
			}
			if r.IntN(6) == 0 {
				g.Count = (g.Count + 1) % 3
			}
			for range r.IntN(3) {
				out.Send(pulse{From: p.To, To: p.From, Kind: p.Kind, Level: uint8(r.IntN(8)), Flag: p.Flag})
			}
			return true
		}
	}
	m := spec.Model[circuit[C]]{
		Name: "circuits", Domains: []spec.AnyDomain{three}, Network: net, AllowDeadlock: true,
		Init: func(yield func(circuit[C]) bool) {
			s := circuit[C]{Row: spec.SeqOf(gauge{}, gauge{}, gauge{})}
			for k := range sent {
				p := pulse{From: ns[k%3], To: ns[(k+1)%3], Kind: uint8(k), Level: uint8(k % 8), Flag: k%5 == 0}
				if net.Send(&s, p); other != nil && k < 8 {
					network(other).Send(&s, p)
				}
			}
			yield(s)
		},
		Actions: []spec.Action[circuit[C]]{
			spec.ForAll("Note", three.All(), func(s *circuit[C], n node) bool { return s.Seen.Add(uint64(s.Node.At(n).Level)) }),
		},
	}
	for k := range uint64(5) {
		m.Actions = append(m.Actions, spec.Handle(fmt.Sprint("Handle", k), net, handler(k)))
	}
	if other != nil {
		second := network(other)
		for k := range uint64(2) {
			m.Actions = append(m.Actions, spec.Handle(fmt.Sprint("Other", k), second, handler(5+k)))
		}
	}
	return m
}

// heard is a sink that lists steps with the states that they lead to.
type heard struct {
	spec.Worker
	steps []string
	check func(state []byte, fingerprint uint64)
}

func (h *heard) Successor(step spec.Instance, fingerprint uint64) {
	state := h.EncodeRaw(nil)
	h.steps = append(h.steps, fmt.Sprintf("%s %x", h.Label(step), state))
	h.check(state, fingerprint)
}
func (*heard) Cut(spec.Instance, int)             {}
func (*heard) Refused(spec.Instance, int)         {}
func (*heard) Violated(spec.Instance, int, error) {}
func (*heard) Seen(spec.Instance, int)            {}

// TestRefusedMessages: a worker that remembers what handlers refused, copies no more of a
// state than a handler can change, and hashes no more, finds the steps and fingerprints that
// are found without all that.
func TestRefusedMessages(t *testing.T) {
	wires(t, "Messages", 100, func(c *spec.Messages[pulse]) spec.Channel[pulse] { return c })
	wires(t, "MessageBag", 70, func(c *spec.MessageBag[pulse]) spec.Channel[pulse] { return c })
	wires(t, "FIFO", 30, func(c *spec.FIFO[pulse]) spec.Channel[pulse] { return c })
}

// wires tries one kind of channel: nodes inside of the state and in a slice of it, and a second
// network of the same types.
func wires[C any](t *testing.T, kind string, sent int, channel func(*C) spec.Channel[pulse]) {
	net := func(s *circuit[C]) spec.Channel[pulse] { return channel(&s.Net) }
	other := func(s *circuit[C]) spec.Channel[pulse] { return channel(&s.Other) }
	t.Run(kind, func(t *testing.T) { refusedMessages(t, circuits(net, nil, inside[C], sent)) })
	t.Run(kind+" twice", func(t *testing.T) { refusedMessages(t, circuits(net, other, inside[C], sent)) })
	t.Run(kind+" to nodes in a slice", func(t *testing.T) {
		refusedMessages(t, circuits(net, nil, func(s *circuit[C], n node) *gauge { return s.Row.At(slices.Index(ns[:], n) + 1) }, sent))
	})
}

func inside[C any](s *circuit[C], n node) *gauge { return s.Node.At(n) }

func refusedMessages[C any](t *testing.T, m spec.Model[circuit[C]]) {
	defer spec.SetRefusalsSize(spec.SetRefusalsSize(200)) // so that they are crowded
	in, err := m.Interpret()
	if err != nil {
		t.Fatal(err)
	}
	machine, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	apart := machine.NewWorker() // looks at states without knowing where they come from
	h := &heard{Worker: machine.NewWorker()}
	h.check = func(state []byte, fingerprint uint64) {
		apart.Restore(state)
		if want := apart.Fingerprint(); fingerprint != want {
			t.Fatalf("fingerprint %x of %x, want %x", fingerprint, state, want)
		}
	}
	h.Keep(true)
	var queue []circuit[C]
	in.Init(func(s *circuit[C]) { queue = append(queue, *s) })
	seen, tried, enabled := map[string]bool{}, 0, 0
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < 150 && len(queue) > 0; n++ {
		k := r.IntN(len(queue))
		s := queue[k]
		queue = slices.Delete(queue, k, k+1)
		var want []string
		in.Try(&s, func(trial spec.Trial[circuit[C]]) {
			tried++
			if !trial.Enabled {
				return
			}
			enabled++
			state := in.Encode(trial.After)
			want = append(want, fmt.Sprintf("%s %x", trial.Step.Label(), state))
			if !seen[string(state)] {
				seen[string(state)] = true
				queue = append(queue, *trial.After)
			}
		})
		h.Load(in.Encode(&s))
		h.steps = nil
		h.Expand(h, n%50 == 0)
		if !slices.Equal(h.steps, want) {
			t.Fatalf("steps from %+v:\n%q, want\n%q", s, h.steps, want)
		}
	}
	if len(seen) < 300 || enabled*2 > tried {
		t.Errorf("%d states seen, %d of %d steps enabled: too few for a test", len(seen), enabled, tried)
	}
}

// A handler that changes its mind is found out where states are watched.
func TestRefusedAndThenHandled(t *testing.T) {
	m, net := office(func(s *post[spec.Messages[letter]]) spec.Channel[letter] { return &s.Net }, letters...)
	asked := 0
	m.Actions = append(m.Actions, spec.Handle("Later", net, func(*mailbox, letter, *spec.Outbox[letter]) bool {
		asked++
		return asked > 4
	}))
	changesItsMind(t, m, false) // its messages hold strings, which memory does not tell apart

	asked = 0
	c := circuits(func(s *circuit[spec.Messages[pulse]]) spec.Channel[pulse] { return &s.Net }, nil, inside, 10)
	c.Actions = append(c.Actions, spec.Handle("Later", c.Network.(*spec.Network[circuit[spec.Messages[pulse]], node, gauge, pulse]), func(*gauge, pulse, *spec.Outbox[pulse]) bool {
		asked++
		return asked > 10
	}))
	changesItsMind(t, c, true)
}

func changesItsMind[S any](t *testing.T, m spec.Model[S], found bool) {
	t.Helper()
	machine, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	h := &heard{Worker: machine.NewWorker(), check: func([]byte, uint64) {}}
	var state []byte
	h.Initial(func() { state = h.EncodeRaw(nil) })
	h.Load(state)
	h.Expand(h, false)
	defer func() {
		t.Helper()
		err, _ := recover().(error)
		if impure := new(spec.ImpureError); errors.As(err, &impure) != found {
			t.Errorf("panic %v, want an ImpureError: %t", err, found)
		}
	}()
	h.Expand(h, true)
}
