package explorer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// A scroll carries the sender's whole log; without one it asks for it.

type scroll struct {
	From, To friend
	Log      spec.Seq[uint8]
}

type writer struct {
	Log      spec.Seq[uint8]
	Mistaken bool
}

type scrollState struct {
	Nodes    spec.Fn[friend, writer, [2]writer]
	Messages spec.Messages[scroll]
}

// scrolls is a protocol of two nodes that each write their own number to their log, and
// send it when asked by a message or, if unasked is set, by themselves. A node that is told
// the log of the other, and finds a wrong number in it, is mistaken, which never happens.
func scrolls(unasked bool) spec.Model[scrollState] {
	nodes := spec.NewDomain[friend](2)
	number := map[friend]uint8{}
	for p := range nodes.All() {
		number[p] = uint8(len(number) + 1)
	}
	net := &spec.Network[scrollState, friend, writer, scroll]{
		Channel: func(s *scrollState) spec.Channel[scroll] { return &s.Messages },
		Node:    func(s *scrollState, p friend) *writer { return s.Nodes.At(p) },
		From:    func(m *scroll) friend { return m.From },
		To:      func(m *scroll) friend { return m.To },
	}
	return spec.Model[scrollState]{
		Name: "scrolls", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(scrollState{}), Network: net, AllowDeadlock: true,
		Actions: []spec.Action[scrollState]{
			spec.ForAll("Write", nodes.All(), func(s *scrollState, p friend) bool {
				n := s.Nodes.At(p)
				if n.Log.Len() > 0 {
					return false
				}
				n.Log.Append(number[p])
				return true
			}),
			spec.ForAll("Send", nodes.All(), func(s *scrollState, p friend) bool {
				n := s.Nodes.At(p)
				if n.Log.Len() == 0 {
					return false
				}
				for q := range nodes.Others(p) {
					m := scroll{From: p, To: q}
					if unasked {
						m.Log = n.Log
					}
					s.Messages.Send(m)
				}
				return true
			}),
			spec.Handle("Receive", net, func(n *writer, m scroll, out *spec.Outbox[scroll]) bool {
				if m.Log.Len() == 0 {
					out.Send(scroll{m.To, m.From, n.Log})
					return true
				}
				if m.Log.Get(1) == number[m.From] {
					return false
				}
				n.Mistaken = true
				return true
			}),
		},
		Properties: []spec.Property[scrollState]{
			spec.Reachable("Mistaken", func(s *scrollState) bool {
				for p := range nodes.All() {
					if s.Nodes.Get(p).Mistaken {
						return true
					}
				}
				return false
			}),
		},
	}
}

// TestEagerMessagesMayShare: a message that shares a slice with its sender is sent at once
// as it is, whatever is sent with it.
func TestEagerMessagesMayShare(t *testing.T) {
	for _, unasked := range []bool{false, true} {
		result, err := explorer.Check(context.Background(), scrolls(unasked), explorer.CheckOptions{})
		if err != nil {
			t.Fatal(err)
		}
		// Each node has written or not, and what follows from that has been sent.
		if result.Ledger.Witnesses[0].Found || result.Distinct != 4 {
			t.Errorf("unasked %v: %+v in %d states, want no mistake in 4", unasked, result.Ledger.Witnesses[0], result.Distinct)
		}
	}
}

// TestBlankMayNotWrite: a rule that overwrites what a message may share with its sender is
// told so, and one that replaces it is fit for use.
func TestBlankMayNotWrite(t *testing.T) {
	check := func(blank func(m *scroll, from, to *writer)) (*explorer.Result, error) {
		m := scrolls(true)
		net := m.Network.(*spec.Network[scrollState, friend, writer, scroll])
		net.Rules = []spec.Rule[writer, scroll]{{Name: "who has written may not have", Blank: blank}}
		return explorer.Check(context.Background(), m, explorer.CheckOptions{Small: m, SmallName: "the same"})
	}
	_, err := check(func(m *scroll, _, _ *writer) {
		if m.Log.Len() > 0 {
			*m.Log.At(1) = 0
		}
	})
	if err == nil || !strings.Contains(err.Error(), `rule "who has written may not have" writes into a sequence`) {
		t.Errorf("error %v, want that the rule writes where it may not", err)
	}
	result, err := check(func(m *scroll, _, _ *writer) { m.Log = spec.Seq[uint8]{} })
	if err != nil || result.Ledger.Witnesses[0].Found || result.Ledger.Rules[1].Used {
		t.Errorf("%v, %+v, want a rule that is refuted, and no mistake", err, result)
	}
}
