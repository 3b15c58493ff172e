package raft_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mcheck/mcheck/explorer"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/render"
	"github.com/mcheck/mcheck/spec"
	"github.com/mcheck/mcheck/spec/spectest"
)

func live(nodes int, terms raft.Term, log int, timers raft.Timers, bug string) spec.Model[raft.LiveState] {
	return raft.Config{
		Servers: spec.NewDomain[raft.Server](nodes), MaxTerm: terms, MaxLog: log, Timers: timers, Bug: bug,
	}.LiveModel()
}

// lives checks temporal properties, all if none is named.
func lives(t *testing.T, m spec.Checkable, properties ...string) *explorer.Result {
	t.Helper()
	r, err := explorer.Check(t.Context(), m, explorer.CheckOptions{Properties: properties, Liveness: properties == nil})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSettled: if timers settle, Raft elects and commits, within the bounds. TLC finds
// the same of RaftLive.tla with two servers, and as many states. Three were counted by
// mcheck only.
func TestSettled(t *testing.T) {
	for _, row := range []struct {
		nodes                      int
		terms                      raft.Term
		log                        int
		distinct, generated, depth uint64
	}{
		{2, 3, 0, 202, 576, 14},
		{2, 3, 2, 402, 1070, 29},
		{2, 4, 3, 4022, 11672, 39},
		{3, 2, 0, 85060, 530886, 27},
	} {
		if row.nodes > 2 && os.Getenv("MCHECK_FULL") == "" {
			continue // takes seconds
		}
		r := lives(t, live(row.nodes, row.terms, row.log, raft.SettlingTimers, ""))
		if r.Verdict != explorer.Holds || r.Distinct != row.distinct || r.Generated != row.generated || uint64(r.Depth) != row.depth {
			t.Errorf("%+v: %s, %d states, %d generated, depth %d", row, r.Verdict, r.Distinct, r.Generated, r.Depth)
		}
	}
}

// TestSettledNeeds: to commit takes the fairness of each action, and that timers settle.
// To elect, what is about entries is not needed, nor, among two servers, a heartbeat: of
// the messages from the one in the newer term the last one arrives, and tells the term.
func TestSettledNeeds(t *testing.T) {
	for property, unneeded := range map[string][]string{
		"EventuallyCommitted": nil,
		"EventuallyLeader":    {"WF(ClientRequest)", "WFEach(AdvanceCommitIndex)", "WFEach(AppendEntries)"},
	} {
		needs, err := explorer.MinimalFairness(t.Context(), live(2, 4, 3, raft.SettlingTimers, ""), property, explorer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var minimal []string
		for _, m := range needs.Minimal {
			minimal = append(minimal, strings.Join(m.Conjuncts, " "))
		}
		t.Logf("%s: %q", property, minimal)
		slices.Sort(needs.Unneeded)
		if diff := cmp.Diff(unneeded, needs.Unneeded); diff != "" || len(needs.Minimal) != 1 || !slices.Contains(needs.Minimal[0].Conjuncts, "WF(Settle)") {
			t.Errorf("%s needs %q, unneeded (-want +got):\n%s", property, minimal, diff)
		}
	}
}

// TestLivelocks: without settled timers, or with timers of which one may be faster
// than the others for ever, the behaviours in testdata go on for ever. TestBugs has
// those in which the timers do settle and a rule is broken.
func TestLivelocks(t *testing.T) {
	restless, settling := raft.RestlessTimers, raft.SettlingTimers
	for _, row := range []struct {
		name, property string
		model          spec.Model[raft.LiveState]
	}{
		{"split-votes", "EventuallyLeader", live(2, 3, 0, restless, "")},
		{"leaders-deposed", "CommitsIfElected", commitsIfElected(live(2, 3, 1, restless, ""))},
		{"outdated-candidate", "EventuallyLeader", unfair(live(2, 4, 3, settling, ""))},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := lives(t, row.model, row.property)
			v := r.Violation()
			if v == nil || v.Property != row.property || v.Lasso.Raised == 0 {
				t.Fatalf("%s, want a violation of %s in which terms grow", r.Verdict, row.property)
			}
			var text strings.Builder
			if err := render.Counterexamples(&text, render.Run{Result: r}); err != nil {
				t.Fatal(err)
			}
			modeltest.Golden(t, row.name, text.String())
		})
	}
}

// commitsIfElected claims that an entry is committed if leaders are elected again and
// again, which does not help a leader that is deposed before it has done so.
func commitsIfElected(m spec.Model[raft.LiveState]) spec.Model[raft.LiveState] {
	elected := spec.Pred("a leader", func(s *raft.LiveState) bool {
		return anyServer(s, func(n *raft.ServerState) bool { return n.Role == raft.Leader })
	})
	committed := spec.Pred("a commit", func(s *raft.LiveState) bool {
		return anyServer(s, func(n *raft.ServerState) bool { return n.CommitIndex > 0 })
	})
	m.Properties = append(m.Properties, spec.Temporal("CommitsIfElected", spec.Implies(spec.Box(spec.Diamond(elected)), spec.Diamond(committed))))
	return m
}

func anyServer(s *raft.LiveState, is func(*raft.ServerState) bool) bool {
	for i := range spec.NewDomain[raft.Server](2).All() {
		if is(s.Server.At(i)) {
			return true
		}
	}
	return false
}

// unfair lets a timer be slower than another for ever: each fires only if it could all
// the time.
func unfair(m spec.Model[raft.LiveState]) spec.Model[raft.LiveState] {
	m.Fairness[0] = spec.WFEach("Timeout")
	return m
}

// TestTermsRunOut: where the bound on terms or logs ends all that could go on, the
// answer is incomplete.
func TestTermsRunOut(t *testing.T) {
	for name, m := range map[string]spec.Model[raft.LiveState]{
		"terms": live(2, 1, 0, raft.RestlessTimers, ""),
		"logs":  live(2, 3, 1, raft.SettlingTimers, ""),
	} {
		if r := lives(t, m); r.Verdict != explorer.Incomplete {
			t.Errorf("%s: %s, want incomplete", name, r.Verdict)
		}
	}
}

// TestLiveLaws: the form for liveness keeps what engines rely on.
func TestLiveLaws(t *testing.T) {
	for _, bug := range []string{"", raft.KeepVote, raft.IgnoreTerm} {
		t.Run(fmt.Sprintf("bug %q", bug), func(t *testing.T) { spectest.Check(t, live(2, 3, 2, raft.SettlingTimers, bug)) })
	}
}
