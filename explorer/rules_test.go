package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/spec"
)

// Friends greet each other: the smallest model with a network and a rule.

type friend struct{ spec.Index }

func (p friend) String() string { return spec.Name("f", p) }

type greeting struct{ From, To friend }

type friendState struct{ Greeted, Greets bool }

type friendsState struct {
	Friends  spec.Fn[friend, friendState, [2]friendState]
	Messages spec.Messages[greeting]
}

type (
	rule    = spec.Rule[friendState, greeting]
	network = spec.Network[friendsState, friend, friendState, greeting]
)

func greeters(rules ...rule) spec.Model[friendsState] {
	friends := spec.NewDomain[friend](2)
	net := &network{
		Channel: func(s *friendsState) spec.Channel[greeting] { return &s.Messages },
		Node:    func(s *friendsState, p friend) *friendState { return s.Friends.At(p) },
		From:    func(m *greeting) friend { return m.From },
		To:      func(m *greeting) friend { return m.To },
		Rules:   rules,
	}
	return spec.Model[friendsState]{
		Name: "greeters", Domains: []spec.AnyDomain{friends}, Init: spec.Only(friendsState{}), Network: net, AllowDeadlock: true,
		Actions: []spec.Action[friendsState]{
			spec.ForAll("Greet", friends.All(), func(s *friendsState, p friend) bool {
				if s.Friends.At(p).Greets {
					return false
				}
				s.Friends.At(p).Greets = true
				for q := range friends.Others(p) {
					s.Messages.Send(greeting{p, q})
				}
				return true
			}),
			spec.Handle("Receive", net, func(n *friendState, _ greeting, _ *spec.Outbox[greeting]) bool {
				if n.Greeted {
					return false
				}
				n.Greeted = true
				return true
			}),
		},
	}
}

var received = rule{Name: "received", Stale: func(_ *greeting, _, to *friendState) bool { return to.Greeted }}

var everything = rule{Name: "everything", Stale: func(*greeting, *friendState, *friendState) bool { return true }}

// fate tells what becomes of the only rule that a model declares when it is certified.
func fate(t *testing.T, m spec.Model[friendsState], from ...string) explorer.RuleStatus {
	t.Helper()
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Certify: true, Options: explorer.Options{From: from}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Holds || len(r.Ledger.Rules) != 2 {
		t.Fatalf("verdict %s, rules %v", r.Verdict, r.Ledger.Rules)
	}
	return r.Ledger.Rules[slices.IndexFunc(r.Ledger.Rules, func(s explorer.RuleStatus) bool { return s.Name != spec.EagerSends })]
}

func TestRuleIsCertified(t *testing.T) {
	if s := fate(t, greeters(received)); !s.Used {
		t.Errorf("dropped: %s", s.Basis)
	}
}

// A handler that looks at neither end of a message does the same with it at
// another node, and yet it is another node's state that it changes.
func TestRuleMustKeepTheEnds(t *testing.T) {
	s := fate(t, greeters(rule{Name: "to oneself", Blank: func(m *greeting, _, _ *friendState) { m.To = m.From }}))
	if s.Used || !strings.Contains(s.Basis, "must not change the receiver") {
		t.Errorf("used = %v, %s; want it refuted", s.Used, s.Basis)
	}
}

var anonymous = rule{Name: "anonymous", Blank: func(m *greeting, _, _ *friendState) { m.From = m.To }}

// Who has sent a message may be forgotten where its receiver does not ask.
func TestRuleMayForgetTheSender(t *testing.T) {
	if s := fate(t, greeters(anonymous)); !s.Used {
		t.Errorf("dropped: %s", s.Basis)
	}
	m := greeters(anonymous)
	m.Actions[1] = spec.Handle("Receive", m.Network.(*network), func(_ *friendState, m greeting, out *spec.Outbox[greeting]) bool {
		out.Send(greeting{From: m.To, To: m.From})
		return true
	})
	if s := fate(t, m); s.Used || !strings.Contains(s.Basis, "another effect") {
		t.Errorf("used = %v, %s; want it refuted, since the receiver answers", s.Used, s.Basis)
	}
}

// What a message that forgets its sender may do must not depend on the sender's
// state when it is forgotten: before the greeter greets, or after.
func TestRuleForgetsTheSenderTooLate(t *testing.T) {
	late := rule{Name: "late", Blank: func(m *greeting, _, to *friendState) {
		if !to.Greets {
			m.From = m.To
		}
	}}
	if s := fate(t, greeters(late)); s.Used || !strings.Contains(s.Basis, "no longer to the same effect") {
		t.Errorf("used = %v, %s; want it refuted", s.Used, s.Basis)
	}
}

// A property of steps that looks at the message received would miss those that a
// rule has erased.
func TestStepArgsReadTheNetwork(t *testing.T) {
	m := greeters(received)
	m.Properties = []spec.Property[friendsState]{
		spec.StepInvariant("FromAnother", func(_, _ *friendsState, step spec.Step) error {
			if step.Action == "Receive" {
				_ = step.Args()[0].(greeting)
			}
			return nil
		}),
	}
	if s := fate(t, m); s.Used || !strings.Contains(s.Basis, "reads the network") {
		t.Errorf("used = %v, %s; want it dropped", s.Used, s.Basis)
	}
	m.Properties = []spec.Property[friendsState]{
		spec.StepInvariant("Labelled", func(_, _ *friendsState, step spec.Step) error { _ = step.Label(); return nil }),
	}
	if s := fate(t, m); !s.Used {
		t.Errorf("dropped, %s; want it used, since a label is for messages", s.Basis)
	}
}

// The messages that a prefix has sent are messages like others.
func TestRuleIsCertifiedAfterPrefix(t *testing.T) {
	if s := fate(t, greeters(everything), "Greet(f1)", "Greet(f2)"); s.Used {
		t.Errorf("%s, want it refuted", s.Basis)
	}
}

// That a witness is missing is no more certain than the rules that the search has
// used.
func TestMissingWitnessNeedsCertificate(t *testing.T) {
	m := greeters(everything)
	m.Properties = []spec.Property[friendsState]{
		spec.Reachable("Greeted", func(s *friendsState) bool {
			for f := range spec.NewDomain[friend](2).All() {
				if s.Friends.At(f).Greeted {
					return true
				}
			}
			return false
		}),
	}
	if s := fate(t, m); s.Used || !strings.Contains(s.Basis, "another effect") {
		t.Errorf("used = %v, %s; want it refuted", s.Used, s.Basis)
	}
}

// Package fmt swallows the panic of a String method; reading the network through
// one is noticed all the same.
func TestPrintingReadsTheNetwork(t *testing.T) {
	m := greeters(received)
	m.Properties = []spec.Property[friendsState]{
		spec.Invariant("Printed", func(s *friendsState) error {
			if fmt.Sprint(s.Messages) == "{{f1 f2}, {f2 f1}, {f2 f2}}" {
				return errors.New("a greeting to oneself")
			}
			return nil
		}),
	}
	if s := fate(t, m); s.Used || !strings.Contains(s.Basis, "reads the network") {
		t.Errorf("used = %v, %s; want it dropped", s.Used, s.Basis)
	}
}

// An exhausted search whose rules could not be certified in time has not shown
// that anything holds.
func TestInterruptWhileCertifying(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m := greeters(received)
	m.Actions[1] = spec.Handle("Receive", m.Network.(*network), func(n *friendState, _ greeting, _ *spec.Outbox[greeting]) bool {
		if n.Greeted {
			cancel() // only the certificate tries what the rule has erased
			return false
		}
		n.Greeted = true
		return true
	})
	m.Properties = []spec.Property[friendsState]{spec.Reachable("Never", func(*friendsState) bool { return false })}
	r, err := explorer.Check(ctx, m, explorer.CheckOptions{Certify: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Incomplete || r.Ledger.Exhausted || !strings.Contains(r.Reason, "interrupted while the rules were being certified") {
		t.Errorf("verdict %s (%s), exhausted %v, want incomplete", r.Verdict, r.Reason, r.Ledger.Exhausted)
	}
	if s := r.Ledger.Rules[0]; !strings.Contains(s.Basis, "not certified") {
		t.Errorf("the rule's basis is %q", s.Basis)
	}
}
