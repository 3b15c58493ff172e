package render_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/models/twopc"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
)

var update = flag.Bool("update", false, "rewrite the golden files; commit only changes that you understand")

// golden compares got with testdata/name.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// run checks a model and takes away what differs from run to run.
func run(t *testing.T, m spec.Checkable, opts explorer.Options) render.Run {
	t.Helper()
	opts.Workers = 1
	r, err := explorer.Check(context.Background(), m, explorer.CheckOptions{Options: opts})
	if err != nil {
		t.Fatal(err)
	}
	r.Elapsed, r.PeakRSS = 0, 0
	return render.Run{Result: r}
}

// machine compiles a model without reductions.
func machine(t *testing.T, m spec.Checkable) *spec.Machine {
	t.Helper()
	c, err := m.Compile(spec.CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// brokenTwopc is two-phase commit with a claim that it does not make.
func brokenTwopc() spec.Model[twopc.State] {
	rms := spec.NewDomain[twopc.RM](3)
	m := twopc.Config{RMs: rms}.Model()
	m.Properties = append(m.Properties, spec.Invariant("NobodyAlone", func(s *twopc.State) error {
		for r := range rms.All() {
			if s.RMState.Get(r) == twopc.Aborted && s.TMPrepared.Len() == 2 {
				return fmt.Errorf("%v has aborted while the TM counts %v as prepared", r, s.TMPrepared)
			}
		}
		return nil
	}))
	return m
}

func brokenRun(t *testing.T) render.Run {
	r := run(t, brokenTwopc(), explorer.Options{})
	r.Constants, r.Bug = []render.Constant{{Name: "rms", Value: 3}}, "too-eager"
	return r
}

// The cluster below has what Raft has: servers as a function to records, a set
// of messages with String methods, handlers, bounds, constraints, witnesses.
type server struct{ spec.Index }

func (s server) String() string { return spec.Name("s", s) }

type role uint8

func (r role) String() string { return [...]string{"Follower", "Candidate", "Leader"}[r] }

type node struct {
	CurrentTerm uint8
	VotedFor    server
	Role        role
	Votes       spec.Subset[server]
	Log         spec.Vec[uint8, [2]uint8]
}

type message struct {
	Reply    bool
	Term     uint8
	From, To server
}

func (m message) String() string {
	kind := "RequestVote"
	if m.Reply {
		kind = "Vote"
	}
	return fmt.Sprintf("%s(term %d, %v -> %v)", kind, m.Term, m.From, m.To)
}

type cluster struct {
	Server   spec.Fn[server, node, [3]node]
	Messages spec.Messages[message]
	Elected  spec.Set[uint8] `spec:"ghost"`
}

// doubleVote is leader election where a server votes for everybody who asks.
func doubleVote() spec.Model[cluster] {
	servers := spec.NewDomain[server](3)
	net := &spec.Network[cluster, server, node, message]{
		Channel: func(s *cluster) spec.Channel[message] { return &s.Messages },
		Node:    func(s *cluster, i server) *node { return s.Server.At(i) },
		From:    func(m *message) server { return m.From },
		To:      func(m *message) server { return m.To },
	}
	return spec.Model[cluster]{
		Name: "election", Domains: []spec.AnyDomain{servers}, Init: spec.Only(cluster{}), Network: net,
		Actions: []spec.Action[cluster]{
			spec.ForAll("Timeout", servers.All(), func(s *cluster, i server) bool {
				n := s.Server.At(i)
				if n.Role == 2 {
					return false
				}
				n.CurrentTerm++
				n.Role, n.VotedFor, n.Votes = 1, i, spec.SubsetOf(i)
				for j := range servers.Others(i) {
					net.Send(s, message{Term: n.CurrentTerm, From: i, To: j})
				}
				return true
			}).Rule("Figure 2, Candidates: on conversion to candidate, start election").
				Bound("its term is at most 1", func(s *cluster, i server) bool { return s.Server.At(i).CurrentTerm < 1 }),
			spec.Handle("HandleRequestVote", net, func(n *node, m message, out *spec.Outbox[message]) bool {
				if m.Reply || m.Term < n.CurrentTerm {
					return false
				}
				n.CurrentTerm, n.VotedFor = m.Term, m.From
				out.Send(message{Reply: true, Term: m.Term, From: m.To, To: m.From})
				return true
			}).Rule("Figure 2, RequestVote RPC, receiver 2"),
			spec.Handle("HandleVote", net, func(n *node, m message, _ *spec.Outbox[message]) bool {
				if !m.Reply || n.Role != 1 || m.Term != n.CurrentTerm {
					return false
				}
				n.Votes.Add(m.From)
				return true
			}).Rule("Figure 2, Candidates"),
			spec.ForAll("BecomeLeader", servers.All(), func(s *cluster, i server) bool {
				n := s.Server.At(i)
				if n.Role != 1 || n.Votes.Len() < 2 {
					return false
				}
				n.Role = 2
				n.Log.Append(n.CurrentTerm)
				s.Elected.Add(n.CurrentTerm)
				return true
			}).Rule("Figure 2, Candidates: if votes received from majority of servers, become leader"),
		},
		Properties: []spec.Property[cluster]{
			spec.Invariant("ElectionSafety", func(s *cluster) error {
				for i, j := range servers.Pairs() {
					a, b := s.Server.At(i), s.Server.At(j)
					if a.Role == 2 && b.Role == 2 && a.CurrentTerm == b.CurrentTerm {
						return fmt.Errorf("%v and %v both lead in term %d", i, j, a.CurrentTerm)
					}
				}
				return nil
			}),
			spec.StepInvariant("TermsGrow", func(*cluster, *cluster, spec.Step) error { return nil }),
			spec.Reachable("SomeLeader", func(s *cluster) bool { return s.Elected.Len() > 0 }),
			spec.Reachable("SecondTerm", func(s *cluster) bool { return s.Elected.Len() > 1 }).Needs("terms >= 2", false),
		},
		Constraints:   []spec.Constraint[cluster]{{Name: "at most 6 messages", Holds: func(s *cluster) bool { return s.Messages.Len() <= 6 }}},
		AllowDeadlock: true,
	}
}

func doubleVoteRun(t *testing.T) render.Run {
	r := run(t, doubleVote(), explorer.Options{})
	r.Constants, r.Bug = []render.Constant{{Name: "nodes", Value: 3}, {Name: "terms", Value: 1}}, "double-vote"
	return r
}

// counter counts to n, and may stop at each number.
type counter struct{ N int }

func counting(n int) spec.Model[counter] {
	return spec.Model[counter]{
		Name: "counter", Init: spec.Only(counter{}, counter{N: 1}),
		Actions: []spec.Action[counter]{
			spec.Do("Up", func(s *counter) bool {
				if s.N >= n {
					return false
				}
				s.N++
				return true
			}).Rule("count <up> & \"on\""),
			spec.Do("Stay", func(s *counter) bool { return s.N == 2 }),
		},
	}
}

func text(t *testing.T, write func(*strings.Builder) error) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tally is how many pairs have been counted.
type tally struct{ Pairs int }

// pairing counts to 4, and from there, or from as little as from, begins again. It
// claims to count pairs, beginning again with the second.
func pairing(from int) spec.Model[counter] {
	m := counting(4)
	m.Init = spec.Only(counter{})
	m.Actions[1] = spec.Do("Again", func(s *counter) bool {
		if s.N < from {
			return false
		}
		s.N = 0
		return true
	}).Rule("count again")
	pairs := spec.Model[tally]{
		Name: "tally", Init: spec.Only(tally{}),
		Actions: []spec.Action[tally]{
			spec.Do("Pair", func(s *tally) bool { s.Pairs++; return true }).Bound("pairs < 2", func(s *tally) bool { return s.Pairs < 2 }),
			spec.ForAll("Reset", spec.Only(0), func(s *tally, n int) bool {
				if s.Pairs != 2 {
					return false
				}
				s.Pairs = n
				return true
			}),
		},
	}
	m.Properties = []spec.Property[counter]{spec.Refines("Pairs", pairs, func(s *counter) tally { return tally{s.N / 2} })}
	return m
}
