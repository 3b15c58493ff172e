package main

import (
	"context"
	"strings"
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func config(servers int, bug string) spec.Model[State] {
	return Config{Servers: spec.NewDomain[Server](servers), Bug: bug}.Model()
}

func TestTable(t *testing.T) { modeltest.Table(t, config(3, ""), "Election.tla") }

func TestSpaces(t *testing.T) { modeltest.Spaces(t, &Protocol) }

func TestLaws(t *testing.T) { spectest.Check(t, config(3, "")) }

func TestHolds(t *testing.T) {
	checktest.Run(t, config(4, ""), func(o *explorer.CheckOptions) { o.Certify = true })
}

func TestBugs(t *testing.T) {
	for _, bug := range Protocol.Bugs {
		t.Run(bug.Name, func(t *testing.T) {
			constants, err := Protocol.Constants(nil, bug.Name)
			if err != nil {
				t.Fatal(err)
			}
			model, err := Protocol.New(constants)
			if err != nil {
				t.Fatal(err)
			}
			checktest.Refute(t, model, bug.Violates)
		})
	}
}

// certified exhausts the model and returns what became of a rule.
func certified(t *testing.T, m spec.Model[State], rule string) explorer.RuleStatus {
	t.Helper()
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Certify: true, Properties: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Ledger.Rules {
		if s.Name == rule {
			return s
		}
	}
	t.Fatalf("the ledger has no rule %q", rule)
	return explorer.RuleStatus{}
}

// The rules stand in the correct protocol. What relies on a single vote falls with
// it, and a vote would not be stale if it could come to a server that has not stood.
func TestCertificate(t *testing.T) {
	const request, vote = "a request to a server that has voted", "a vote that adds nothing"
	careless := config(3, "")
	careless.Network.(*spec.Network[State, Server, Node, Message]).Possible = nil
	for _, row := range []struct {
		name  string
		model spec.Model[State]
		rule  string
		why   string // it is refuted; empty: it is used
	}{
		{"request", config(3, ""), request, ""},
		{"vote", config(3, ""), vote, ""},
		{"request, double vote", config(3, DoubleVote), request, "another effect"},
		{"vote, double vote", config(3, DoubleVote), vote, ""},
		{"vote, everything possible", careless, vote, "no longer to the same effect"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := certified(t, row.model, row.rule)
			if s.Used != (row.why == "") || !strings.Contains(s.Basis, row.why) {
				t.Errorf("used = %v, %s; want it refuted because of %q", s.Used, s.Basis, row.why)
			}
		})
	}
}
