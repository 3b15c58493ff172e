package explorer_test

import (
	"context"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// A hall has two kinds of nodes, which share a channel: each kind has a network of its
// own, and handlers for it.
type hall struct {
	Guests, Hosts spec.Fn[friend, uint8, [2]uint8]
	Messages      spec.Messages[gossip]
}

func halls() spec.Model[hall] {
	nodes := spec.NewDomain[friend](2)
	guests := &spec.Network[hall, friend, uint8, gossip]{
		Channel: func(s *hall) spec.Channel[gossip] { return &s.Messages },
		Node:    func(s *hall, p friend) *uint8 { return s.Guests.At(p) },
		From:    func(m *gossip) friend { return m.From },
		To:      func(m *gossip) friend { return m.To },
	}
	hosts := &spec.Network[hall, friend, uint8, gossip]{
		Channel: guests.Channel, From: guests.From, To: guests.To,
		Node: func(s *hall, p friend) *uint8 { return s.Hosts.At(p) },
	}
	const knock, welcome = 1, 2
	return spec.Model[hall]{
		Name: "hall", Domains: []spec.AnyDomain{nodes}, Init: spec.Only(hall{}), Network: guests, AllowDeadlock: true,
		Actions: []spec.Action[hall]{
			spec.ForAll2("Knock", nodes.Pairs(), func(s *hall, p, q friend) bool { s.Messages.Send(gossip{p, q, knock}); return true }),
			spec.Handle("Answer", hosts, func(n *uint8, m gossip, out *spec.Outbox[gossip]) bool {
				if m.Kind != knock || *n == 0 { // a host that is away, which all are
					return false
				}
				out.Send(gossip{m.To, m.From, welcome})
				return true
			}),
			spec.Handle("Enter", guests, func(n *uint8, m gossip, _ *spec.Outbox[gossip]) bool {
				switch m.Kind {
				case knock:
					*n = 1 // the guest meets another one
				case welcome:
					*n = 2
				}
				return true
			}),
		},
		Properties: []spec.Property[hall]{spec.Reachable("Welcomed", func(s *hall) bool {
			for p := range nodes.All() {
				if s.Guests.Get(p) == 2 {
					return true
				}
			}
			return false
		})},
	}
}

// TestHandlersOfAnotherNetwork: where a channel has several networks, what holds of one
// says nothing of the other.
func TestHandlersOfAnotherNetwork(t *testing.T) {
	for _, opts := range []explorer.CheckOptions{{}, {NoReduction: true}} {
		result, err := explorer.Check(context.Background(), halls(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if result.Ledger.Witnesses[0].Found {
			t.Errorf("reductions %v: a guest was welcomed by a host who was away", !opts.NoReduction)
		}
	}
}
