package trace_test

import (
	"testing"

	"github.com/mcheck/mcheck/checktest"
	"github.com/mcheck/mcheck/models/raft"
)

// TestTrace takes the steps of a counterexample that mcheck found in
// raft with nodes = 3, terms = 1, log = 0, crashes = 0, timers = any, and the bug
// double-vote.
// ElectionSafety is violated: s1 and s2 both hold the leadership of term 1.
func TestTrace(t *testing.T) {
	constants, err := raft.Protocol.Constants(map[string]int{"nodes": 3, "terms": 1, "log": 0, "crashes": 0, "timers": 0}, "double-vote")
	if err != nil {
		t.Fatal(err)
	}
	model, err := raft.Protocol.New(constants)
	if err != nil {
		t.Fatal(err)
	}
	checktest.Replay(t, model, []checktest.Step{
		{
			Label: "Timeout(s1)",
			Changes: []string{
				"server[s1].currentTerm: 0 -> 1",
				"server[s1].votedFor: nil -> s1",
				"server[s1].role: follower -> candidate",
				"server[s1].votesGranted: + s1",
			},
		},
		{
			Label: "Timeout(s2)",
			Changes: []string{
				"server[s2].currentTerm: 0 -> 1",
				"server[s2].votedFor: nil -> s2",
				"server[s2].role: follower -> candidate",
				"server[s2].votesGranted: + s2",
			},
		},
		{
			Label: "RequestVote(s1)",
			Changes: []string{
				"messages: + RequestVoteRequest s1->s2 term=1 lastLogTerm=0 lastLogIndex=0",
				"messages: + RequestVoteRequest s1->s3 term=1 lastLogTerm=0 lastLogIndex=0",
			},
		},
		{
			Label: "RequestVote(s2)",
			Changes: []string{
				"messages: + RequestVoteRequest s2->s1 term=1 lastLogTerm=0 lastLogIndex=0",
				"messages: + RequestVoteRequest s2->s3 term=1 lastLogTerm=0 lastLogIndex=0",
			},
		},
		{
			Label: "HandleRequestVoteRequest(RequestVoteRequest s1->s2 term=1 lastLogTerm=0 lastLogIndex=0)",
			Changes: []string{
				"server[s2].votedFor: s2 -> s1",
				"messages: + RequestVoteResponse s2->s1 term=1 granted=true",
			},
		},
		{
			Label: "HandleRequestVoteRequest(RequestVoteRequest s2->s1 term=1 lastLogTerm=0 lastLogIndex=0)",
			Changes: []string{
				"server[s1].votedFor: s1 -> s2",
				"messages: + RequestVoteResponse s1->s2 term=1 granted=true",
			},
		},
		{
			Label: "HandleRequestVoteResponse(RequestVoteResponse s1->s2 term=1 granted=true)",
			Changes: []string{
				"server[s2].votesGranted: + s1",
			},
		},
		{
			Label: "BecomeLeader(s2)",
			Changes: []string{
				"server[s2].role: candidate -> leader",
				"server[s2].votesGranted: - s1",
				"server[s2].votesGranted: - s2",
				"server[s2].nextIndex[s1]: 0 -> 1",
				"server[s2].nextIndex[s3]: 0 -> 1",
			},
		},
		{
			Label: "HandleRequestVoteResponse(RequestVoteResponse s2->s1 term=1 granted=true)",
			Changes: []string{
				"server[s1].votesGranted: + s2",
			},
		},
		{
			Label: "BecomeLeader(s1)",
			Changes: []string{
				"server[s1].role: candidate -> leader",
				"server[s1].votesGranted: - s1",
				"server[s1].votesGranted: - s2",
				"server[s1].nextIndex[s2]: 0 -> 1",
				"server[s1].nextIndex[s3]: 0 -> 1",
			},
			Violates: "ElectionSafety",
		},
	})
}
