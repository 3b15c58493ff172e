package raft

import "github.com/mcheck/mcheck/spec"

// Protocol offers the model on the command line.
var Protocol = spec.Entry{
	Name:   "raft",
	Symbol: "github.com/mcheck/mcheck/models/raft.Protocol",
	Doc:    "Raft at message level (Ongaro and Ousterhout, Figure 2)",
	Params: []spec.Param{
		{Name: "nodes", Doc: "servers", Min: 1, Max: MaxServers, Default: 3},
		{Name: "terms", Doc: "terms 1..T; all servers start in term 0", Min: 1, Max: MaxTerms, Default: 3},
		{Name: "log", Doc: "entries that a log may hold", Min: 0, Max: MaxEntries, Default: 2},
		{Name: "crashes", Doc: "restarts in a behaviour", Min: 0, Max: 3, Default: 0},
		{Name: "timers", Doc: "when election timers fire; but for any, the form for liveness, which is small with 2 nodes", Choices: TimerNames},
	},
	Bugs: []spec.Bug{
		{
			Name: DoubleVote, Doc: "a server grants its vote again in a term in which it has voted for another",
			Rule: "Figure 2, RequestVote RPC, receiver 2: votedFor is null or candidateId", Violates: "ElectionSafety",
			Exposed: constants(3, 1, 0, 0),
		},
		{
			Name: ForgetVote, Doc: "votedFor is lost in a restart",
			Rule: "Figure 2, State: votedFor is persistent", Violates: "ElectionSafety",
			Exposed: constants(3, 1, 0, 1),
		},
		{
			Name: NoLogCheck, Doc: "a vote is granted to a candidate whose log is out of date",
			Rule: "Figure 2, RequestVote RPC, receiver 2: candidate's log is at least as up-to-date (section 5.4.1)", Violates: "LeaderCompleteness",
			Exposed: constants(3, 2, 1, 0),
		},
		{
			Name: CommitOldTerm, Doc: "a leader commits an entry of an earlier term by counting replicas",
			Rule: "Figure 2, Leaders: log[N].term = currentTerm (section 5.4.2, Figure 8)", Violates: "LeaderCompleteness",
			Exposed: constants(3, 4, 1, 0),
		},
		{
			Name: NoPrevLogCheck, Doc: "entries are appended without checking the previous one; one past the end lands at the end",
			Rule: "Figure 2, AppendEntries RPC, receiver 2: log contains an entry at prevLogIndex of term prevLogTerm", Violates: "LogMatching",
			Exposed: constants(3, 2, 2, 0),
		},
		{
			Name: TruncateAlways, Doc: "a follower cuts its log at every append request, not only at a conflict",
			Rule: "Figure 2, AppendEntries RPC, receiver 3: if an existing entry conflicts", Violates: "CommitIndexInLog",
			Exposed: constants(3, 1, 1, 0),
		},
		{
			Name: MinorityQuorum, Doc: "one server less than a majority suffices",
			Rule: "Figure 2, Candidates: votes received from majority of servers", Violates: "ElectionSafety",
			Exposed: constants(3, 1, 0, 0),
		},
		{
			Name: StaleResponse, Doc: "a candidate counts votes of an older term",
			Rule: "Figure 2, Candidates: votes of the election it has started in its current term (section 5.2)", Violates: "ElectionSafety",
			Exposed: constants(3, 2, 0, 0),
		},
		{
			Name: StaleAppend, Doc: "append requests of an older term are not refused",
			Rule: "Figure 2, AppendEntries RPC, receiver 1: reply false if term < currentTerm", Violates: "LeaderAppendOnly",
			Exposed: constants(3, 2, 1, 0),
		},
		{
			Name: BlindCommit, Doc: "a follower takes the leader's commit index up to the end of its own log",
			Rule: "Figure 2, AppendEntries RPC, receiver 5: min(leaderCommit, index of last new entry)", Violates: "StateMachineSafety",
			Exposed: constants(3, 2, 1, 0),
		},
		{
			Name: KeepVote, Doc: "a server that adopts a newer term keeps the vote of the former one",
			Rule: "Figure 2, State: votedFor is the candidate that received vote in current term (or null if none)", Violates: "EventuallyLeader",
			Exposed: map[string]int{"nodes": 2, "log": 0, "timers": int(SettlingTimers)},
		},
		{
			Name: IgnoreTerm, Doc: "a server does not adopt a newer term that it hears of",
			Rule: "Figure 2, All Servers: if RPC request or response contains term T > currentTerm, set currentTerm = T", Violates: "EventuallyLeader",
			Exposed: map[string]int{"nodes": 2, "log": 0, "timers": int(SettlingTimers)},
		},
	},
	Instance: map[string]int{"terms": 2, "log": 0},
	Twin:     twin, Sources: sources,
	Proof: proof(),
	New: func(k spec.Constants) (spec.Checkable, error) {
		c := config(k)
		if c.Timers == AnyTimers {
			return c.Model(), nil
		}
		return c.LiveModel(), nil
	},
	// Three servers show all that a message between two can depend on; two terms
	// make messages old, one entry makes logs differ. Where a bug that refutes rules
	// about old messages leaves too many states, two servers must do.
	Small: func(c spec.Constants) spec.Constants {
		for _, p := range []struct {
			name string
			most int
		}{{"nodes", 3}, {"terms", 2}, {"log", 1}, {"crashes", 1}} {
			c = c.With(p.name, min(c.Int(p.name), p.most))
		}
		if c.Bug == StaleAppend || c.Bug == StaleResponse {
			c = c.With("nodes", min(c.Int("nodes"), 2))
		}
		return c
	},
}

// config takes the constants from the command line.
func config(k spec.Constants) Config {
	return Config{
		Servers: spec.NewDomain[Server](k.Int("nodes")), MaxTerm: Term(k.Int("terms")),
		MaxLog: k.Int("log"), MaxCrashes: k.Int("crashes"), Bug: k.Bug, Timers: Timers(k.Int("timers")),
	}
}

func constants(nodes, terms, log, crashes int) map[string]int {
	return map[string]int{"nodes": nodes, "terms": terms, "log": log, "crashes": crashes}
}
