package raft_test

import (
	"os"
	"testing"

	"github.com/mcheck/mcheck/induct"
	"github.com/mcheck/mcheck/internal/modeltest"
	"github.com/mcheck/mcheck/models/raft"
)

// uncommitted are the actions that need acknowledgements, of which a bound says that
// there are none, or a crash.
var uncommitted = []string{"AdvanceCommitIndex", "Restart"}

// TestLogMatchingInduction: the lemmas are inductive with two servers, and most are seen
// to be needed from states drawn at random. OneVote needs a server for whose vote two
// others compete.
func TestLogMatchingInduction(t *testing.T) {
	two := inductive(t, withLogs(2, 2, 2))
	modeltest.Proved(t, two, induct.Options{MaxSupport: 1}, uncommitted...)
	modeltest.Needed(t, two, 200, "VoteKept", "OwnVote", "VotesGiven", "LeaderElected", "EntryElected", "RequestElected", "LeaderHasRequest")
	modeltest.Needed(t, two, 2000, "SamePrevious")
	modeltest.Needed(t, inductive(t, withLogs(3, 2, 1)), 100, "OneVote")
}

// TestLonelyLeader: a server alone needs no votes, and hears of nobody.
func TestLonelyLeader(t *testing.T) {
	modeltest.Proved(t, inductive(t, withLogs(1, 2, 2)), induct.Options{MaxSupport: 1},
		"AppendEntries", "Restart", "UpdateTerm", "HandleRequestVoteRequest", "HandleRequestVoteResponse",
		"HandleAppendEntriesRequest", "HandleAppendEntriesResponse")
}

// TestLargeLogMatchingInduction: the lemmas are inductive with three servers, of whom
// two are a majority. The others of the lemmas are needed, too.
func TestLargeLogMatchingInduction(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.Proved(t, inductive(t, withLogs(3, 1, 2)), induct.Options{MaxSupport: 1}, uncommitted...)
	modeltest.Proved(t, inductive(t, withLogs(3, 2, 1)), induct.Options{MaxSupport: 1}, uncommitted...)
	modeltest.Needed(t, inductive(t, withLogs(2, 2, 2)), 0, "LeaderHasEntry", "RequestSamePrevious")
}

// TestBugsBreakLogMatching: those of elections and of append requests do, but for what
// takes a crash, what keeps leaders from being elected, what loses entries that were
// committed, and what is committed too soon.
func TestBugsBreakLogMatching(t *testing.T) {
	if os.Getenv("MCHECK_FULL") != "1" {
		t.Skip("set MCHECK_FULL=1")
	}
	modeltest.BugsBreakInduction(t, &raft.Protocol, withLogs(2, 2, 2), raft.ForgetVote, raft.KeepVote, raft.IgnoreTerm,
		raft.NoLogCheck, raft.TruncateAlways, raft.CommitOldTerm, raft.BlindCommit)
}
