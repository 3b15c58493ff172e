package raft_test

import (
	"errors"
	"os"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
	"github.com/mcheck/mcheck/spec"
)

// withoutLogs are constants of three servers that elect leaders, and do nothing else.
func withoutLogs(terms int) map[string]int { return withLogs(3, terms, 0) }

// withLogs are constants without crashes.
func withLogs(nodes, terms, log int) map[string]int {
	return map[string]int{"nodes": nodes, "terms": terms, "log": log, "crashes": 0, "timers": int(raft.AnyTimers)}
}

func inductive(t *testing.T, given map[string]int) spec.Checkable {
	t.Helper()
	return modeltest.Model(t, &raft.Protocol, modeltest.Constants(t, &raft.Protocol, given, ""))
}

// idle are the actions that need an entry, or a crash.
var idle = []string{"ClientRequest", "AdvanceCommitIndex", "Restart", "HandleAppendEntriesResponse"}

// TestInduction: the lemmas are inductive with one term, and some are seen to be needed
// from states drawn at random.
func TestInduction(t *testing.T) {
	modeltest.Proved(t, inductive(t, withoutLogs(1)), induct.Options{MaxSupport: 1}, idle...)
	modeltest.Needed(t, inductive(t, withoutLogs(1)), 200, "VoteKept", "OwnVote", "VotesGiven")
}

// TestTypesAreKept: two servers send one request each at a time, so that what they send
// is within the bound on messages, and must be among the messages that are made.
func TestTypesAreKept(t *testing.T) {
	given := withoutLogs(2)
	given["nodes"] = 2
	modeltest.Proved(t, inductive(t, given), induct.Options{MaxSupport: 1}, idle...)
}

// TestLargeInduction: the lemmas are inductive with two terms, and each is needed, as
// all states tell. In one term OneVote follows from VoteKept: a server that has voted
// goes on to no other term.
func TestLargeInduction(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.Proved(t, inductive(t, withoutLogs(2)), induct.Options{MaxSupport: 1}, idle...)
	modeltest.Needed(t, inductive(t, withoutLogs(1)), 0, "VoteKept", "OwnVote", "VotesGiven", "LeaderElected")
	modeltest.Needed(t, inductive(t, withoutLogs(2)), 0, "OneVote")
}

// TestBugsBreakInduction: those of elections do, but for votes of an older term, of
// which there are none in one term, for what takes a crash, and for those that only
// keep leaders from being elected.
func TestBugsBreakInduction(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.BugsBreakInduction(t, &raft.Protocol, withoutLogs(1), raft.StaleResponse, raft.ForgetVote,
		raft.NoLogCheck, raft.CommitOldTerm, raft.NoPrevLogCheck, raft.TruncateAlways, raft.StaleAppend, raft.BlindCommit,
		raft.KeepVote, raft.IgnoreTerm)
}

// TestNoInduction: nothing is claimed where there are crashes.
func TestNoInduction(t *testing.T) {
	given := withoutLogs(1)
	given["crashes"] = 1
	if _, err := inductive(t, given).CompileInduction(); !errors.Is(err, spec.ErrNoInduction) {
		t.Errorf("crashes = 1: %v, want %v", err, spec.ErrNoInduction)
	}
}
