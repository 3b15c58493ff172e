package raft_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// network is the network of the model, whose rules the tests tamper with.
type network = spec.Network[raft.State, raft.Server, raft.ServerState, raft.Message]

// certified exhausts the model with a certificate and returns why each rule was
// dropped, "" for those in use.
func certified(t *testing.T, m spec.Checkable, properties ...string) map[string]string {
	t.Helper()
	if properties == nil {
		properties = []string{}
	}
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Certify: true, Properties: properties})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != explorer.Holds {
		t.Fatalf("%s, want that the states are exhausted", found(r))
	}
	why := map[string]string{}
	for _, s := range r.Ledger.Rules {
		why[s.Name] = ""
		if !s.Used {
			why[s.Name] = s.Basis
		}
	}
	return why
}

// TestRulesHold: in the correct protocol nothing is refuted. Only a third term
// shows that a leader of the second may forget which entries it has sent.
func TestRulesHold(t *testing.T) {
	configurations := []map[string]int{
		nil, {"nodes": 2, "terms": 3}, {"nodes": 2, "terms": 2, "log": 1, "crashes": 1}, {"nodes": 2, "terms": 1, "log": 2, "crashes": 1},
	}
	if os.Getenv("MCHECK_FULL") != "" {
		configurations = append(configurations,
			map[string]int{"nodes": 3, "terms": 3, "log": 1}, map[string]int{"nodes": 3, "terms": 2, "log": 2},
			map[string]int{"nodes": 3, "terms": 2, "log": 1, "crashes": 1})
	}
	for _, given := range configurations {
		c := constants(t, given, "")
		if given == nil {
			c = raft.Protocol.Small(c)
		}
		m := model(t, c)
		dropped := certified(t, m)
		for _, rule := range m.Rules() {
			if why, known := dropped[rule]; !known || why != "" {
				t.Errorf("%v: %q was dropped: %s", c.Values, rule, why)
			}
		}
	}
}

// TestRulesRefuted: where a bug breaks what a rule relies on, the certificate says
// so. The rules listed must fall, whatever others do.
func TestRulesRefuted(t *testing.T) {
	for bug, rules := range map[string]map[string]string{
		raft.DoubleVote:     {"a vote request that cannot be granted any more": "it is granted again"},
		raft.ForgetVote:     {"a vote request that cannot be granted any more": "it is after a restart"},
		raft.TruncateAlways: {"an append request stored and acknowledged": "it cuts off what follows"},
		raft.StaleResponse: {
			"a vote response of an older term":               "it is counted",
			"a vote response that adds no vote":              "it does in the receiver's next term",
			"a vote request that cannot be granted any more": "its reply counts in the sender's next term",
		},
		raft.StaleAppend: {"a request of an older term asks for the newer term only": "its entry is stored"},
		raft.BlindCommit: {
			"a commit index that the receiver cannot use": "it is used up to the end of the log",
			"an append request stored and acknowledged":   "its commit index is news even in an empty request",
		},
	} {
		t.Run(bug, func(t *testing.T) {
			c := raft.Protocol.Small(constants(t, nil, bug))
			if bug == raft.BlindCommit {
				c = c.With("terms", 1) // does as well, and is smaller
			}
			dropped := certified(t, model(t, c))
			for rule, reason := range rules {
				if why := dropped[rule]; !strings.HasPrefix(why, "refuted") {
					t.Errorf("%v: %q was dropped because of %q, want it refuted: %s", c.Values, rule, why, reason)
				}
			}
		})
	}
}

// TestWrongRules: rules that are wrong for the correct protocol are refuted by
// name, and for the right reason.
func TestWrongRules(t *testing.T) {
	for _, row := range []struct {
		model spec.Model[raft.State]
		rule  spec.Rule[raft.ServerState, raft.Message]
		why   string
	}{
		{
			model: config(2, 1, 1, 0, ""),
			rule: spec.Rule[raft.ServerState, raft.Message]{
				Name:  "every append response is stale",
				Stale: func(m *raft.Message, _, _ *raft.ServerState) bool { return m.Type == raft.AppendEntriesResponse },
			},
			why: "another effect",
		},
		{
			model: config(2, 1, 1, 0, ""),
			rule: spec.Rule[raft.ServerState, raft.Message]{
				Name:  "all append requests are heartbeats",
				Blank: func(m *raft.Message, _, _ *raft.ServerState) { m.Entry = raft.Entry{} },
			},
			why: "another effect",
		},
		{
			// What a server knows to be committed it forgets in a crash.
			model: config(2, 1, 1, 1, ""),
			rule: spec.Rule[raft.ServerState, raft.Message]{
				Name: "a commit index that is known",
				Blank: func(m *raft.Message, _, to *raft.ServerState) {
					if m.Type == raft.AppendEntriesRequest && m.LeaderCommit <= to.CommitIndex {
						m.LeaderCommit = 0
					}
				},
			},
			why: "no longer to the same effect",
		},
	} {
		t.Run(row.rule.Name, func(t *testing.T) {
			net := row.model.Network.(*network)
			net.Rules = slices.Insert(net.Rules, 0, row.rule)
			why := certified(t, row.model)[row.rule.Name]
			if !strings.HasPrefix(why, "refuted") || !strings.Contains(why, row.why) {
				t.Errorf("dropped because of %q, want it refuted: %s", why, row.why)
			}
		})
	}
}

// TestWrongCausality: what is claimed to be impossible must not happen when a
// message is sent, nor later, while it is under way.
func TestWrongCausality(t *testing.T) {
	for name, possible := range map[string]func(m *raft.Message, from, to *raft.ServerState) bool{
		"after sending it":                  func(m *raft.Message, _, _ *raft.ServerState) bool { return m.Type != raft.AppendEntriesResponse },
		"after the rules have been applied": func(m *raft.Message, from, _ *raft.ServerState) bool { return from.CurrentTerm == m.Term },
	} {
		m := config(2, 2, 1, 0, "")
		m.Network.(*network).Possible = possible
		if why := certified(t, m)[spec.Causality]; !strings.HasPrefix(why, "refuted") || !strings.Contains(why, name) {
			t.Errorf("dropped because of %q, want it refuted: %s", why, name)
		}
	}
}

// TestNetworkRead: a property that counts messages makes every rule unfit.
func TestNetworkRead(t *testing.T) {
	m := config(2, 1, 1, 0, "")
	m.Properties = append(m.Properties, spec.Invariant("FewMessages", func(s *raft.State) error {
		if s.Messages.Len() > 1000 {
			return errors.New("too many messages")
		}
		return nil
	}))
	dropped := certified(t, m, "FewMessages")
	for _, rule := range m.Rules() {
		if !strings.Contains(dropped[rule], "reads the network") {
			t.Errorf("%q: %q, want it dropped because a property reads the network", rule, dropped[rule])
		}
	}
}

// TestWrongSymmetry: the types of the vocabulary keep a model from telling its
// servers apart, unless it goes out of its way to. Then the renamed images do not
// match.
func TestWrongSymmetry(t *testing.T) {
	m := config(2, 1, 1, 0, "")
	servers := spec.NewDomain[raft.Server](2)
	m.Properties = append(m.Properties, spec.Reachable("FirstLeads", func(s *raft.State) bool {
		for i := range servers.All() {
			if i.String() == "s1" && s.Server.At(i).Role == raft.Leader {
				return true
			}
		}
		return false
	}))
	_, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Certify: true})
	var broken *explorer.ModelError
	if !errors.As(err, &broken) || !strings.Contains(err.Error(), "symmetry over [Server (2)]") {
		t.Errorf("error %v, want that the symmetry does not hold", err)
	}
}
